"""What is not known any more is not shown, and what nobody wants any more is not done."""

import asyncio
from collections.abc import Callable
import json
from typing import Any

from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.const import ATTR_ENTITY_ID, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.gatehouse.const import DOMAIN
from simulators.the_keys import Action, Lock, Origin, State, TheKeysGateway
from tests.conftest import Until

from .conftest import CODE, DOOR, GARDEN, GARDEN_CODE, StateOf

OF_GARDEN = f"the_keys-{GARDEN}"


async def use(hass: HomeAssistant, action: str, state_of: StateOf) -> None:
    await hass.services.async_call(
        "lock", action, {ATTR_ENTITY_ID: state_of("lock", "lock").entity_id}, blocking=True
    )


def dialogs(hass: HomeAssistant) -> list[Any]:
    """Return what the user is asked for anew."""
    return list(
        hass.config_entries.flow.async_progress_by_handler(DOMAIN, match_context={"source": SOURCE_REAUTH})
    )


async def asked_for(hass: HomeAssistant, dialog: Any) -> Any:
    """Return the name of the lock that a dialog is about."""
    shown: Any = await hass.config_entries.flow.async_configure(dialog["flow_id"])
    return shown["description_placeholders"]["name"]


@pytest.mark.parametrize("code", [32, 33, 36, 37])
async def test_used_and_not_to_be_asked(
    code: int,
    known: MockConfigEntry,
    gateway: TheKeysGateway,
    door: Lock,
    state_of: StateOf,
    until: Until,
) -> None:
    """A lock that was used, as its counter tells, is not what it was, whatever keeps it from saying more."""
    gateway.faults.code(code, "/locker_status", times=None)
    door.operate(Action.OPEN, Origin.HAND)
    await asyncio.sleep(45)
    assert state_of("lock", "lock").state == STATE_UNKNOWN
    gateway.faults.clear()
    await until(lambda: state_of("lock", "lock").state == "unlocked")


async def test_answer_about_another_lock(
    known: MockConfigEntry, gateway: TheKeysGateway, door: Lock, state_of: StateOf, until: Until
) -> None:
    body = json.dumps({"status": "Door closed", "code": 49, "id": int(GARDEN)})
    gateway.faults.respond(body, path="/locker_status", times=None)
    door.operate(Action.OPEN, Origin.HAND)
    await asyncio.sleep(45)
    assert state_of("lock", "lock").state == STATE_UNKNOWN


async def test_used_after_failures(
    hass: HomeAssistant,
    known: MockConfigEntry,
    gateway: TheKeysGateway,
    door: Lock,
    state_of: StateOf,
    until: Until,
) -> None:
    """A lock that answers again is asked at once when it is used, however long it did not answer."""
    gateway.faults.code(37, "/locker_status", times=None)
    door.operate(Action.OPEN, Origin.HAND)
    await asyncio.sleep(400)
    gateway.faults.clear()
    await use(hass, "lock", state_of)
    begun = asyncio.get_running_loop().time()
    door.operate(Action.OPEN, Origin.HAND)
    await until(lambda: state_of("lock", "lock").state == "unlocked")
    assert asyncio.get_running_loop().time() - begun < 30


async def test_carried_out_late(
    hass: HomeAssistant, known: MockConfigEntry, gateway: TheKeysGateway, door: Lock, state_of: StateOf
) -> None:
    """A lock that does not count its uses is asked once more after a command that nobody is sure of."""
    door.firmware = 50
    await asyncio.sleep(20)
    gateway.faults.failed("/open")
    with pytest.raises(HomeAssistantError):
        await use(hass, "unlock", state_of)
    assert state_of("lock", "lock").state == "locked"
    await asyncio.sleep(10)
    door.operate(Action.OPEN, Origin.GATEWAY)
    await asyncio.sleep(40)
    assert state_of("lock", "lock").state == "unlocked"


class TestTwoLocks:
    """What is the matter with one lock is not the other one's."""

    @pytest.fixture
    def locks(self) -> list[Lock]:
        return [Lock(DOOR, "Front door", CODE), Lock(GARDEN, "Garden gate", GARDEN_CODE)]

    @pytest.fixture
    async def both(self, known: MockConfigEntry, state_of: StateOf, until: Until) -> MockConfigEntry:
        await until(lambda: state_of("lock", "lock", OF_GARDEN).state == "locked")
        return known

    async def test_one_hangs(self, both: MockConfigEntry, gateway: TheKeysGateway, state_of: StateOf) -> None:
        """However often one is asked in vain, the other one is heard of between."""
        door, garden = gateway.locks[DOOR], gateway.locks[GARDEN]
        door.ble_latency = 25.0
        door.operate(Action.OPEN, Origin.HAND)
        await asyncio.sleep(60)
        garden.operate(Action.OPEN, Origin.HAND)
        await asyncio.sleep(75)
        assert state_of("lock", "lock", OF_GARDEN).state == "unlocked"

    async def test_dialog_of_one(
        self, hass: HomeAssistant, both: MockConfigEntry, gateway: TheKeysGateway, state_of: StateOf
    ) -> None:
        """A passing refusal of the other one does not take it away."""
        gateway.locks[DOOR].operate(Action.OPEN, Origin.HAND)
        codes, gateway.signatures.codes[DOOR] = gateway.signatures.codes[DOOR], {"another"}
        await asyncio.sleep(200)
        (dialog,) = dialogs(hass)
        assert dialog["step_id"] == "the_keys_new_code"
        codes, gateway.signatures.codes[GARDEN] = gateway.signatures.codes[GARDEN], {"another"}
        gateway.locks[GARDEN].operate(Action.OPEN, Origin.HAND)
        await asyncio.sleep(20)
        gateway.signatures.codes[GARDEN] = codes
        await asyncio.sleep(100)
        assert state_of("lock", "lock", OF_GARDEN).state == "unlocked"
        assert [each["flow_id"] for each in dialogs(hass)] == [dialog["flow_id"]]

    async def test_dialog_of_the_other(
        self, hass: HomeAssistant, both: MockConfigEntry, gateway: TheKeysGateway
    ) -> None:
        """Where one works again, the user is asked about the one that does not."""
        codes = gateway.signatures.codes[DOOR]
        for identifier in (DOOR, GARDEN):
            gateway.locks[identifier].operate(Action.OPEN, Origin.HAND)
            gateway.signatures.codes[identifier] = {"another"}
            await asyncio.sleep(200)
        (dialog,) = dialogs(hass)
        assert await asked_for(hass, dialog) == "Front door"
        gateway.signatures.codes[DOOR] = codes
        await asyncio.sleep(600)
        (dialog,) = dialogs(hass)
        assert await asked_for(hass, dialog) == "Garden gate"


async def test_busy_is_no_doubt(
    known: MockConfigEntry, gateway: TheKeysGateway, door: Lock, state_of: StateOf, until: Until
) -> None:
    """A lock that was not used is what it was, however long its gateway is about something else."""
    gateway.faults.code(500, "/locker_status", times=None)
    await asyncio.sleep(120)
    assert state_of("lock", "lock").state == "locked"


async def test_gateway_hangs_while_it_synchronizes(
    hass: HomeAssistant, known: MockConfigEntry, gateway: TheKeysGateway, door: Lock, state_of: StateOf
) -> None:
    gateway.quirks.gateway_sync_time = 3600.0
    gateway.quirks.lockers_while_synchronizing = False
    gateway.start_synchronization()
    await asyncio.sleep(120)
    assert state_of("lock", "lock").state == "locked"
    await asyncio.sleep(300)
    assert state_of("lock", "lock").state == STATE_UNAVAILABLE


async def test_opened_while_a_firmware_is_installed(
    hass: HomeAssistant, known: MockConfigEntry, door: Lock, state_of: StateOf, until: Until
) -> None:
    """What the lock tells on the way is shown, and before it tells anything, nothing is."""
    work = known.runtime_data.async_execute(f"the_keys-{door.identifier}", "update")
    update = known.async_create_background_task(hass, work, "update")
    await until(lambda: state_of("lock", "lock").state == STATE_UNKNOWN)
    await asyncio.sleep(60)  # until it has started anew
    door.operate(Action.OPEN, Origin.HAND)
    await asyncio.sleep(200)
    assert state_of("lock", "lock").state == "unlocked"
    update.cancel()


async def test_cancelled_before_it_is_sent(
    hass: HomeAssistant, known: MockConfigEntry, gateway: TheKeysGateway, door: Lock, state_of: StateOf
) -> None:
    """A script that is stopped while its command waits for another one does not open the door later."""
    gateway.faults.delay(15, "/close", times=1)
    first = hass.async_create_task(use(hass, "lock", state_of))
    await asyncio.sleep(1)
    second = hass.async_create_task(use(hass, "unlock", state_of))
    await asyncio.sleep(3)
    second.cancel()
    await asyncio.gather(first, second, return_exceptions=True)
    await asyncio.sleep(60)
    assert [movement.action for movement in door.movements] == [Action.CLOSE]
    assert (door.state, state_of("lock", "lock").state) == (State.CLOSED, "locked")


@pytest.mark.parametrize("code", [33, 38, 400, 500])
async def test_cancelled_and_then_refused(
    code: int,
    hass: HomeAssistant,
    known: MockConfigEntry,
    gateway: TheKeysGateway,
    door: Lock,
    state_of: StateOf,
) -> None:
    """What the gateway did not do would be sent again, but not if nobody waits for it any more."""
    gateway.faults.code(code, "/open", delay=2)
    unlock = hass.async_create_task(use(hass, "unlock", state_of))
    while not any(asked.path == "/open" for asked in gateway.requests):
        await asyncio.sleep(0.1)
    await asyncio.sleep(0.5)
    unlock.cancel()
    lock = hass.async_create_task(use(hass, "lock", state_of))
    await asyncio.gather(unlock, lock, return_exceptions=True)
    await asyncio.sleep(60)
    assert [movement.action for movement in door.movements] == [Action.CLOSE]
    assert state_of("lock", "lock").state == "locked"


async def test_unloaded_between_tries(
    hass: HomeAssistant, known: MockConfigEntry, gateway: TheKeysGateway, door: Lock, state_of: StateOf
) -> None:
    """What was certainly not done is told so."""
    gateway.faults.code(500, "/open", times=None)
    unlock = hass.async_create_task(use(hass, "unlock", state_of))
    await asyncio.sleep(3)
    await hass.config_entries.async_unload(known.entry_id)
    with pytest.raises(HomeAssistantError) as raised:
        await unlock
    assert raised.value.translation_key == "the_keys_cannot_connect"
    assert door.movements == []


async def test_cancelled_after_it_was_sent(
    hass: HomeAssistant, known: MockConfigEntry, door: Lock, state_of: StateOf, until: Until
) -> None:
    """What cannot be taken back is followed all the same."""
    unlock = hass.async_create_task(use(hass, "unlock", state_of))
    await asyncio.sleep(2)
    unlock.cancel()
    await until(lambda: state_of("lock", "lock").state == "unlocked")
    assert len(door.movements) == 1


async def test_refused_command_is_about_the_lock(
    hass: HomeAssistant,
    known: MockConfigEntry,
    gateway: TheKeysGateway,
    state_of: StateOf,
    until: Callable[..., object],
) -> None:
    """A code that is refused makes nobody doubt the gateway, and its dialog stays as long as it is."""
    gateway.faults.code(33, "/locker_status", times=None)
    gateway.faults.code(33, "/open", times=None)
    await hass.services.async_call(
        "button", "press", {ATTR_ENTITY_ID: state_of("button", "refresh").entity_id}, blocking=False
    )
    for _ in range(4):
        with pytest.raises(HomeAssistantError):
            await use(hass, "unlock", state_of)
        await asyncio.sleep(30)
    assert state_of("lock", "lock").state != STATE_UNAVAILABLE
    assert [dialog["step_id"] for dialog in dialogs(hass)] == ["the_keys_new_code"]
