"""A gateway and its locks in Home Assistant."""

import asyncio

from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.const import ATTR_ENTITY_ID, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.gatehouse.const import DOMAIN
from custom_components.gatehouse.gateways.the_keys import lock_poll_state
from custom_components.gatehouse.gateways.the_keys.api.models import Command
from simulators.the_keys import Action, Lock, Origin, State, TheKeysGateway
from tests.conftest import Until

from .conftest import CODE, DOOR, GARDEN, GARDEN_CODE, StateOf

OF_DOOR, OF_GARDEN = f"the_keys-{DOOR}", f"the_keys-{GARDEN}"


async def use(hass: HomeAssistant, action: str, state_of: StateOf, device: str = OF_DOOR) -> None:
    await hass.services.async_call(
        "lock", action, {ATTR_ENTITY_ID: state_of("lock", "lock", device).entity_id}, blocking=True
    )


async def refresh(hass: HomeAssistant, state_of: StateOf, device: str = OF_DOOR) -> None:
    await hass.services.async_call(
        "button", "press", {ATTR_ENTITY_ID: state_of("button", "refresh", device).entity_id}, blocking=True
    )


async def test_set_up(
    hass: HomeAssistant, keys_loaded: MockConfigEntry, door: Lock, state_of: StateOf, until: Until
) -> None:
    """It is not waited for the locks; before one was read, nothing is said of it."""
    assert state_of("lock", "lock").state == STATE_UNKNOWN
    await until(lambda: state_of("lock", "lock").state == "locked")
    assert state_of("sensor", "battery").state != STATE_UNKNOWN
    assert state_of("binary_sensor", "in_range").state == "on"
    assert state_of("binary_sensor", "connection", "the_keys-gateway").state == "on"
    assert state_of("sensor", "gateway_activity", "the_keys-gateway").state == "scanning"
    assert len(door.reads) == 1


async def test_unlock_and_lock(
    hass: HomeAssistant, known: MockConfigEntry, door: Lock, state_of: StateOf
) -> None:
    loop = asyncio.get_running_loop()
    begun = loop.time()
    task = hass.async_create_task(use(hass, "unlock", state_of))
    await asyncio.sleep(1)
    assert state_of("lock", "lock").state == "unlocking"
    await task
    assert state_of("lock", "lock").state == "unlocked"
    assert door.state is State.OPEN
    assert loop.time() - begun <= 20
    await use(hass, "lock", state_of)
    assert state_of("lock", "lock").state == "locked"
    assert [movement.action for movement in door.movements] == ["open", "close"]


async def test_cancelled_while_another_waits(
    hass: HomeAssistant, known: MockConfigEntry, gateway: TheKeysGateway, state_of: StateOf
) -> None:
    """What the motor is told now is shown, whoever else does not wish for the same any more."""
    gateway.faults.delay(15, "/open", times=1)
    tasks = []
    for action in ("unlock", "lock", "unlock"):
        tasks.append(hass.async_create_task(use(hass, action, state_of)))
        await asyncio.sleep(1)
    tasks.pop().cancel()
    await asyncio.sleep(1)
    assert state_of("lock", "lock").state == "unlocking"
    await asyncio.gather(*tasks)
    assert state_of("lock", "lock").state == "locked"


@pytest.mark.parametrize("what", ["unlock", "refresh"])
async def test_refused_to_the_user(
    what: str, hass: HomeAssistant, known: MockConfigEntry, gateway: TheKeysGateway, state_of: StateOf
) -> None:
    """A code that is refused once is looked into: the user is asked for it, though he does not try again."""
    gateway.signatures.codes[DOOR] = {"another"}
    if what == "unlock":
        with pytest.raises(HomeAssistantError):
            await use(hass, "unlock", state_of)
    else:
        with pytest.raises(HomeAssistantError):
            await refresh(hass, state_of)
    await asyncio.sleep(120)
    flows = hass.config_entries.flow.async_progress_by_handler(
        DOMAIN, match_context={"source": SOURCE_REAUTH}
    )
    assert [flow["step_id"] for flow in flows] == ["the_keys_new_code"]


async def test_activity(
    known: MockConfigEntry, gateway: TheKeysGateway, state_of: StateOf, until: Until
) -> None:
    """What the gateway is about is followed until it is over."""
    await known.runtime_data.async_execute("the_keys-gateway", "synchronize")
    await until(lambda: state_of("sensor", "gateway_activity", "the_keys-gateway").state != "scanning")
    await asyncio.sleep(15)
    assert state_of("sensor", "gateway_activity", "the_keys-gateway").state == "scanning"


@pytest.mark.parametrize("origin", [Origin.HAND, Origin.APP, Origin.KEYPAD, Origin.KEY])
async def test_operated_by_others(
    origin: Origin, hass: HomeAssistant, known: MockConfigEntry, door: Lock, state_of: StateOf, until: Until
) -> None:
    door.operate(Action.OPEN, origin)
    await until(lambda: state_of("lock", "lock").state == "unlocked")
    assert state_of("event", "operated").state != STATE_UNKNOWN


async def test_quiet_times_cost_no_battery(
    hass: HomeAssistant, known: MockConfigEntry, gateway: TheKeysGateway, door: Lock
) -> None:
    before = len(door.reads)
    await asyncio.sleep(300)
    assert len(door.reads) == before
    assert gateway.overlaps == 0


async def test_slow_reconcile(
    hass: HomeAssistant,
    known: MockConfigEntry,
    door: Lock,
    state_of: StateOf,
    until: Until,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A lock that does not count what is done with it is asked now and then."""
    monkeypatch.setattr(lock_poll_state, "RECONCILE_WITHOUT_LOG", 60.0)
    door.firmware = 50
    await asyncio.sleep(30)
    door.state = State.OPEN
    await until(lambda: state_of("lock", "lock").state == "unlocked")


async def test_out_of_range(
    hass: HomeAssistant, known: MockConfigEntry, door: Lock, state_of: StateOf, until: Until
) -> None:
    """It is out of range when it was missed five times; then nothing is known of it."""
    door.reachable = False
    await asyncio.sleep(35)
    assert state_of("lock", "lock").state == "locked"
    await until(lambda: state_of("lock", "lock").state == STATE_UNAVAILABLE)
    assert state_of("binary_sensor", "in_range").state == "off"
    door.reachable = True
    await until(lambda: state_of("lock", "lock").state == "locked")


async def test_refused(
    hass: HomeAssistant, known: MockConfigEntry, gateway: TheKeysGateway, door: Lock, state_of: StateOf
) -> None:
    gateway.faults.code(34, "/open", times=None)
    with pytest.raises(HomeAssistantError) as raised:
        await use(hass, "unlock", state_of)
    assert raised.value.translation_key == "the_keys_out_of_range"
    assert state_of("lock", "lock").state == "locked"
    assert door.movements == []


async def test_refused_without_a_text(
    hass: HomeAssistant, known: MockConfigEntry, gateway: TheKeysGateway, state_of: StateOf
) -> None:
    """The number is all that there is to be told."""
    gateway.faults.respond('{"status": "ko", "code": 3}', path="/open", times=None)
    with pytest.raises(HomeAssistantError) as raised:
        await use(hass, "unlock", state_of)
    assert raised.value.translation_key == "the_keys_refused"
    assert raised.value.translation_placeholders == {"name": "Front door", "message": "3"}


@pytest.mark.parametrize("executed", [False, True])
async def test_lost_answer(
    executed: bool,
    hass: HomeAssistant,
    known: MockConfigEntry,
    gateway: TheKeysGateway,
    door: Lock,
    state_of: StateOf,
) -> None:
    """Whether the motor ran the lock itself tells; it is not told to again."""
    gateway.faults.drop("/open", executed=executed)
    if executed:
        await use(hass, "unlock", state_of)
        assert state_of("lock", "lock").state == "unlocked"
        assert len(door.movements) == 1
    else:
        with pytest.raises(HomeAssistantError) as raised:
            await use(hass, "unlock", state_of)
        assert raised.value.translation_key == "the_keys_not_confirmed"
        assert state_of("lock", "lock").state == "locked"
        assert door.movements == []


@pytest.mark.parametrize(("looks", "reason"), [(1, None), (2, None), (3, "the_keys_not_confirmed")])
async def test_calibrated_and_not_to_be_asked(
    looks: int,
    reason: str | None,
    known: MockConfigEntry,
    gateway: TheKeysGateway,
    door: Lock,
) -> None:
    """The gateway has said that it is done; one look at the lock afterwards is enough."""
    gateway.faults.code(37, "/locker_status", times=looks)
    told = None
    try:
        await known.runtime_data.async_execute(OF_DOOR, Command.CALIBRATE)
    except HomeAssistantError as error:
        told = error.translation_key
    assert told == reason
    assert [movement.action for movement in door.movements] == ["calibrate"]


async def test_not_done_after_a_look_that_failed(
    hass: HomeAssistant, known: MockConfigEntry, gateway: TheKeysGateway, door: Lock, state_of: StateOf
) -> None:
    """What the lock says in the end counts."""
    gateway.faults.respond('{"status": "ok", "code": 0}', path="/open")
    gateway.faults.code(37, "/locker_status", times=1)
    with pytest.raises(HomeAssistantError) as raised:
        await use(hass, "unlock", state_of)
    assert raised.value.translation_key == "the_keys_not_done"
    assert state_of("lock", "lock").state == "locked"
    assert door.movements == []


@pytest.mark.parametrize(
    ("lacks", "issue"),
    [("gateway", f"the_keys_not_shared_{DOOR}"), ("lock", f"the_keys_key_refused_{DOOR}")],
)
async def test_not_synchronized(
    lacks: str,
    issue: str,
    hass: HomeAssistant,
    keys_entry: MockConfigEntry,
    clock_of_the_home: None,
    gateway: TheKeysGateway,
    door: Lock,
    until: Until,
    state_of: StateOf,
) -> None:
    """The user is told what to do, and not any more when it is done."""
    if lacks == "gateway":
        gateway.signatures.codes.clear()
    else:
        door.accepted_codes = set()
    keys_entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(keys_entry.entry_id)
    registry = ir.async_get(hass)
    await until(lambda: registry.async_get_issue(DOMAIN, issue))
    assert state_of("lock", "lock").state == STATE_UNKNOWN
    gateway.start_synchronization()
    door.accepted_codes = {CODE}
    await until(lambda: state_of("lock", "lock").state == "locked")
    assert registry.async_get_issue(DOMAIN, issue) is None
    await hass.config_entries.async_unload(keys_entry.entry_id)


async def test_wrong_code(
    hass: HomeAssistant, known: MockConfigEntry, gateway: TheKeysGateway, door: Lock, until: Until
) -> None:
    """Several refusals over a minute are certain; then the user is asked for the new code."""
    gateway.faults.code(33, "/locker_status", times=None)
    door.operate(Action.OPEN, Origin.HAND)
    await asyncio.sleep(30)
    flows = hass.config_entries.flow.async_progress_by_handler
    assert not flows(DOMAIN)
    for _ in range(3):
        await asyncio.sleep(50)
    await until(lambda: flows(DOMAIN, match_context={"source": SOURCE_REAUTH}))


async def test_short_outage_and_long(
    hass: HomeAssistant, known: MockConfigEntry, gateway: TheKeysGateway, state_of: StateOf, until: Until
) -> None:
    await gateway.unplug(25)
    assert state_of("lock", "lock").state == "locked"
    await asyncio.sleep(15)
    task = hass.async_create_task(gateway.unplug(110))
    await asyncio.sleep(90)
    assert state_of("lock", "lock").state == STATE_UNAVAILABLE
    assert state_of("binary_sensor", "connection", "the_keys-gateway").state == "off"
    await task
    await until(lambda: state_of("lock", "lock").state == "locked")
    assert state_of("binary_sensor", "connection", "the_keys-gateway").state == "on"


class TestTwoLocks:
    """Each lock has its own code, and no other's trouble."""

    @pytest.fixture
    def locks(self) -> list[Lock]:
        return [Lock(DOOR, "Front door", CODE), Lock(GARDEN, "Garden gate", GARDEN_CODE)]

    async def test_both(
        self,
        hass: HomeAssistant,
        known: MockConfigEntry,
        gateway: TheKeysGateway,
        state_of: StateOf,
        until: Until,
    ) -> None:
        await until(lambda: state_of("lock", "lock", OF_GARDEN).state == "locked")
        await use(hass, "unlock", state_of)
        assert gateway.locks[DOOR].state is State.OPEN
        assert gateway.locks[GARDEN].state is State.CLOSED
        assert gateway.overlaps == 0

    @pytest.mark.parametrize("asks", ["the user", "the poll"])
    async def test_command_goes_ahead_of_a_reading(
        self,
        asks: str,
        hass: HomeAssistant,
        known: MockConfigEntry,
        gateway: TheKeysGateway,
        state_of: StateOf,
        until: Until,
    ) -> None:
        """A reading that waits while the gateway is about another lock holds up no command."""
        await until(lambda: state_of("lock", "lock", OF_GARDEN).state == "locked")
        gateway.faults.delay(20, "/open", times=1)
        if asks == "the poll":
            uses = known.runtime_data.data[OF_GARDEN].last_log
            gateway.locks[GARDEN].operate(Action.CLOSE, Origin.HAND)
            await until(lambda: known.runtime_data.data[OF_GARDEN].last_log != uses)
        tasks = [hass.async_create_task(use(hass, "unlock", state_of))]
        await asyncio.sleep(1)
        if asks == "the user":
            tasks += [hass.async_create_task(refresh(hass, state_of, OF_GARDEN)) for _ in range(2)]
        await asyncio.sleep(1)
        tasks.append(hass.async_create_task(use(hass, "unlock", state_of, OF_GARDEN)))
        await asyncio.gather(*tasks)
        paths = [request.path for request in gateway.requests]
        first, second, *_ = (index for index, path in enumerate(paths) if path == "/open")
        assert "/locker_status" not in paths[first:second]
        assert state_of("lock", "lock", OF_GARDEN).state == "unlocked"
        of_gateway = [
            movement.origin is Origin.GATEWAY
            for lock in gateway.locks.values()
            for movement in lock.movements
        ]
        assert sum(of_gateway) == 2
        assert gateway.overlaps == 0


@pytest.mark.parametrize("after", [0.2, 2.0])
async def test_operated_while_it_is_read(
    after: float,
    hass: HomeAssistant,
    known: MockConfigEntry,
    gateway: TheKeysGateway,
    door: Lock,
    state_of: StateOf,
) -> None:
    """Who asked for the reading gets it when the command is done; what was read before is old news."""
    gateway.faults.delay(4, "/locker_status", times=1, executed=True)
    reading = hass.async_create_task(refresh(hass, state_of))
    await asyncio.sleep(after)
    await use(hass, "unlock", state_of)
    assert state_of("lock", "lock").state == "unlocked"
    await reading
    assert state_of("lock", "lock").state == "unlocked"
    assert len(door.movements) == 1
    assert gateway.overlaps == 0
