"""What is not known any more is not shown, and what nobody wants any more is not done."""

import asyncio
from collections.abc import Callable

from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.const import ATTR_ENTITY_ID, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.gatehouse.const import DOMAIN
from simulators.the_keys import Action, Lock, Origin, State, TheKeysGateway
from tests.conftest import Until

from .conftest import StateOf


async def use(hass: HomeAssistant, action: str, state_of: StateOf) -> None:
    await hass.services.async_call(
        "lock", action, {ATTR_ENTITY_ID: state_of("lock", "lock").entity_id}, blocking=True
    )


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
    gateway.begin_to_synchronize()
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
    assert [movement.asked for movement in door.movements] == [Action.CLOSE]
    assert (door.state, state_of("lock", "lock").state) == (State.CLOSED, "locked")


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
    flows = hass.config_entries.flow.async_progress_by_handler(
        DOMAIN, match_context={"source": SOURCE_REAUTH}
    )
    assert [flow["step_id"] for flow in flows] == ["the_keys_new_code"]
