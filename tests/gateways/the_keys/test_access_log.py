"""Each use of a lock is told once, and by whom where the account's log says so."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

from homeassistant.const import ATTR_ENTITY_ID, EVENT_STATE_CHANGED, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulators.the_keys import Action, Lock, Origin, Share, State, TheKeysCloud, TheKeysGateway
from tests.conftest import Until

from .conftest import CODE, DOOR, GARDEN, GARDEN_CODE, StateOf, entry_of

EVENT = "event.front_door_operated"
# Until the gateway is looked at again, after the lock has brought it its log.
NOTICED = 20.0
# Until it is given up to wait for the cloud, which may not answer at all.
GIVEN_UP = 60.0

type Use = dict[str, Any]


class Told(list[Use]):
    """What is told of the lock: how and by whom, and when as Home Assistant writes it."""

    times: list[str]

    def __init__(self) -> None:
        super().__init__()
        self.times = []

    def has(self, count: int) -> bool:
        return len(self) == count


@pytest.fixture
def keys_entry(gateway: TheKeysGateway, keys_cloud: TheKeysCloud) -> MockConfigEntry:
    """The entry with the account."""
    return entry_of(gateway, keys_cloud)


@pytest.fixture
def told(hass: HomeAssistant) -> Told:
    """What is told of the front door."""
    told = Told()

    @callback
    def heard(event: Event[Any]) -> None:
        old, new = event.data["old_state"], event.data["new_state"]
        if event.data["entity_id"] != EVENT or new is None or old is None:
            return
        if new.state in (STATE_UNKNOWN, STATE_UNAVAILABLE) or old.state == STATE_UNAVAILABLE:
            return
        told.append({name: new.attributes[name] for name in ("action", "by") if name in new.attributes})
        told.times.append(new.state)

    hass.bus.async_listen(EVENT_STATE_CHANGED, heard)
    return told


@pytest.fixture
async def learned(known: MockConfigEntry, keys_cloud: TheKeysCloud, until: Until) -> MockConfigEntry:
    """The entry, when it is known what the logs hold already."""
    logs = "/fr/api/v2/serrure/get/"
    await until(lambda: any(path.startswith(logs) for _, path, _ in keys_cloud.requests))
    await asyncio.sleep(1)
    return known


@pytest.fixture
def cleaner(gateway: TheKeysGateway, door: Lock) -> Share:
    """Who has a code for the keypad."""
    share = gateway.home.new_share(DOOR, gateway.home.add_keypad(DOOR), "Cleaner", "4711")
    door.accepted_codes.add(share.code)
    return share


async def bring_log(gateway: TheKeysGateway, late: float) -> None:
    """Let the log reach the cloud so many seconds later than the gateway tells that it has grown."""
    door = gateway.locks[DOOR]
    gateway.home.cloud_is_up = False
    while gateway.radio.logs[DOOR] != door.last_log:
        await asyncio.sleep(0.5)
    await asyncio.sleep(late)
    gateway.home.cloud_is_up = True
    gateway.home.report(door)


@pytest.mark.parametrize(
    ("origin", "by"),
    [
        (Origin.HAND, {}),
        (Origin.KEY, {}),
        (Origin.KEYPAD, {"by": "Cleaner"}),
        (Origin.APP, {"by": "Camille Exemple"}),
    ],
)
@pytest.mark.parametrize("action", [Action.OPEN, Action.CLOSE])
async def test_used_by_others(
    action: Action,
    origin: Origin,
    by: Use,
    learned: MockConfigEntry,
    door: Lock,
    cleaner: Share,
    told: Told,
    until: Until,
) -> None:
    door.operate(action, origin, cleaner.code if origin is Origin.KEYPAD else None)
    await until(lambda: told)
    await asyncio.sleep(GIVEN_UP)
    assert told == [{"action": action.value} | by]


async def test_used_by_us(hass: HomeAssistant, learned: MockConfigEntry, told: Told, until: Until) -> None:
    for count, action in enumerate(("unlock", "lock"), 1):
        await hass.services.async_call("lock", action, {ATTR_ENTITY_ID: "lock.front_door"}, blocking=True)
        await until(partial(told.has, count))
    await asyncio.sleep(GIVEN_UP)
    assert told == [{"action": "open", "by": "Home"}, {"action": "close", "by": "Home"}]


async def test_no_account(
    hass: HomeAssistant, gateway: TheKeysGateway, door: Lock, clock_of_the_home: None, told: Told
) -> None:
    entry = entry_of(gateway)
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await asyncio.sleep(NOTICED)
    door.operate(Action.OPEN, Origin.HAND)
    await asyncio.sleep(GIVEN_UP)
    assert told == [{}]
    await hass.config_entries.async_unload(entry.entry_id)


async def test_nothing_old_is_told(
    hass: HomeAssistant,
    gateway: TheKeysGateway,
    keys_entry: MockConfigEntry,
    clock_of_the_home: None,
    door: Lock,
    told: Told,
    state_of: StateOf,
    until: Until,
) -> None:
    """The log holds what was before: it is not told at a start, nor again when the entry is loaded again."""
    for action in (Action.OPEN, Action.CLOSE):
        door.operate(action, Origin.HAND)
    gateway.home.report(door)
    await asyncio.sleep(NOTICED)
    keys_entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(keys_entry.entry_id)
    await asyncio.sleep(GIVEN_UP)
    assert told == []
    door.operate(Action.OPEN, Origin.HAND)
    await until(lambda: told)
    time = state_of("event", "operated").state
    await hass.config_entries.async_reload(keys_entry.entry_id)
    await asyncio.sleep(GIVEN_UP)
    assert told == [{"action": "open"}]
    assert state_of("event", "operated").state == time
    await hass.config_entries.async_unload(keys_entry.entry_id)


class TestLateLog:
    async def test_in_time(
        self,
        hass: HomeAssistant,
        learned: MockConfigEntry,
        gateway: TheKeysGateway,
        door: Lock,
        told: Told,
    ) -> None:
        door.operate(Action.OPEN, Origin.HAND)
        await bring_log(gateway, 12)
        await asyncio.sleep(GIVEN_UP)
        assert told == [{"action": "open"}]

    async def test_too_late(
        self,
        learned: MockConfigEntry,
        gateway: TheKeysGateway,
        door: Lock,
        cleaner: Share,
        told: Told,
        until: Until,
    ) -> None:
        """Who is told late of is not told again, nor taken for who comes next."""
        door.operate(Action.OPEN, Origin.HAND)
        await bring_log(gateway, 40)
        assert told == [{}]
        door.operate(Action.CLOSE, Origin.KEYPAD, cleaner.code)
        await until(lambda: len(told) > 1)
        await asyncio.sleep(GIVEN_UP)
        assert told == [{}, {"action": "close", "by": "Cleaner"}]

    async def test_nothing_was_known(
        self,
        hass: HomeAssistant,
        keys_entry: MockConfigEntry,
        clock_of_the_home: None,
        gateway: TheKeysGateway,
        keys_cloud: TheKeysCloud,
        door: Lock,
        told: Told,
        state_of: StateOf,
        until: Until,
    ) -> None:
        """What the log held before is not taken for what comes, although it is read only now."""
        door.operate(Action.CLOSE, Origin.APP)
        gateway.home.report(door)
        await asyncio.sleep(NOTICED)
        keys_cloud.go_down()
        keys_entry.add_to_hass(hass)
        assert await hass.config_entries.async_setup(keys_entry.entry_id)
        await until(lambda: state_of("lock", "lock").state == "locked")
        await keys_cloud.come_up()
        door.operate(Action.OPEN, Origin.HAND)
        await bring_log(gateway, 40)
        assert told == [{}]
        await hass.config_entries.async_unload(keys_entry.entry_id)


class TestManyUses:
    async def test_within_one_look(
        self, learned: MockConfigEntry, door: Lock, cleaner: Share, told: Told, until: Until
    ) -> None:
        """Home Assistant tells two events apart by their times."""
        door.operate(Action.OPEN, Origin.KEYPAD, cleaner.code)
        door.operate(Action.CLOSE, Origin.HAND)
        door.operate(Action.OPEN, Origin.KEYPAD, cleaner.code)
        door.operate(Action.OPEN, Origin.KEYPAD, cleaner.code)
        await until(lambda: told)
        await asyncio.sleep(GIVEN_UP)
        redact = {"action": "open", "by": "Cleaner"}
        assert told == [redact, {"action": "close"}, redact, redact]
        assert len(set(told.times)) == 4

    async def test_in_quick_succession(
        self, learned: MockConfigEntry, gateway: TheKeysGateway, door: Lock, cleaner: Share, told: Told
    ) -> None:
        """The next one comes while the cloud is still asked about the last."""
        expected = []
        for number in range(8):
            action = Action.CLOSE if number % 2 else Action.OPEN
            origin, code = (Origin.KEYPAD, cleaner.code) if number % 3 else (Origin.HAND, None)
            door.operate(action, origin, code)
            expected.append({"action": action.value} | ({"by": "Cleaner"} if code else {}))
            await bring_log(gateway, (0, 3, 7)[number % 3])
        await asyncio.sleep(GIVEN_UP)
        assert told == expected

    async def test_in_quick_succession_without_cloud(
        self, learned: MockConfigEntry, keys_cloud: TheKeysCloud, door: Lock, told: Told
    ) -> None:
        """The second use is noticed when the cloud is about to be given up for the first."""
        keys_cloud.go_down()
        door.operate(Action.OPEN, Origin.HAND)
        await asyncio.sleep(11)
        door.operate(Action.CLOSE, Origin.HAND)
        await asyncio.sleep(GIVEN_UP)
        assert told == [{}, {}]


@pytest.mark.parametrize("trouble", ["down", "slow", "hanging", "401", "500", "html", "garbage", "empty"])
class TestTroubleOfTheCloud:
    @pytest.fixture
    def begin(self, trouble: str, keys_cloud: TheKeysCloud) -> Callable[[], None]:
        faults = keys_cloud.faults

        def begin() -> None:
            match trouble:
                case "down":
                    keys_cloud.go_down()
                case "slow":
                    faults.delay(50)
                case "hanging":
                    faults.hang(times=None)
                case "401":
                    faults.respond(b"", 401, times=None)
                case "500":
                    faults.server_error(times=None)
                case _:
                    getattr(faults, trouble)(times=None)

        return begin

    async def test_told_once(
        self,
        begin: Callable[[], None],
        learned: MockConfigEntry,
        keys_cloud: TheKeysCloud,
        door: Lock,
        told: Told,
        state_of: StateOf,
        until: Until,
    ) -> None:
        """It is told that there was a use; and the lock itself is as quick as ever."""
        begin()
        loop = asyncio.get_running_loop()
        used = loop.time()
        door.operate(Action.OPEN, Origin.HAND)
        await until(lambda: state_of("lock", "lock").state == "unlocked")
        assert loop.time() - used < 2 + 3.3 + 3 + 10 + 5
        await until(lambda: told)
        await asyncio.sleep(GIVEN_UP)
        assert told == [{}]
        keys_cloud.faults.clear()
        await keys_cloud.come_up()
        door.operate(Action.CLOSE, Origin.HAND)
        await until(lambda: len(told) > 1)
        await asyncio.sleep(GIVEN_UP)
        assert told == [{}, {"action": "close"}]

    async def test_set_up(
        self,
        begin: Callable[[], None],
        hass: HomeAssistant,
        keys_entry: MockConfigEntry,
        clock_of_the_home: None,
        door: Lock,
        told: Told,
        state_of: StateOf,
        until: Until,
    ) -> None:
        begin()
        loop = asyncio.get_running_loop()
        begun = loop.time()
        keys_entry.add_to_hass(hass)
        assert await hass.config_entries.async_setup(keys_entry.entry_id)
        await until(lambda: state_of("lock", "lock").state == "locked")
        assert loop.time() - begun < 20
        door.operate(Action.OPEN, Origin.HAND)
        await until(lambda: state_of("lock", "lock").state == "unlocked")
        await asyncio.sleep(GIVEN_UP)
        assert told == [{}]
        begun = loop.time()
        await hass.config_entries.async_unload(keys_entry.entry_id)
        assert loop.time() - begun < 5


async def test_shares_are_not_told(
    learned: MockConfigEntry, keys_cloud: TheKeysCloud, door: Lock, cleaner: Share, told: Told
) -> None:
    """How it was used is told although the name of the share is not."""
    keys_cloud.faults.html("*/partage/*", times=None)
    door.operate(Action.OPEN, Origin.KEYPAD, cleaner.code)
    await asyncio.sleep(NOTICED + GIVEN_UP)
    assert told == [{"action": "open"}]


async def test_refreshed(
    hass: HomeAssistant,
    learned: MockConfigEntry,
    gateway: TheKeysGateway,
    door: Lock,
    told: Told,
    until: Until,
) -> None:
    """What is noticed because the user asks for it is told, too."""
    assert await async_setup_component(hass, "homeassistant", {})
    door.operate(Action.OPEN, Origin.HAND)
    await until(lambda: gateway.radio.logs[DOOR] == door.last_log)
    target = {ATTR_ENTITY_ID: "lock.front_door"}
    await hass.services.async_call("homeassistant", "update_entity", target, blocking=True)
    await asyncio.sleep(GIVEN_UP)
    assert told == [{"action": "open"}]


class TestTwoLocks:
    @pytest.fixture
    def locks(self) -> list[Lock]:
        return [Lock(DOOR, "Garden gate", CODE), Lock(GARDEN, "Front door", GARDEN_CODE)]

    async def test_one_is_not_the_accounts(
        self,
        hass: HomeAssistant,
        gateway: TheKeysGateway,
        keys_cloud: TheKeysCloud,
        keys_entry: MockConfigEntry,
        clock_of_the_home: None,
        told: Told,
    ) -> None:
        """What the cloud does not tell of one lock is no reason not to ask it about the other."""
        number = gateway.home.cloud_records[DOOR].number
        keys_cloud.faults.respond('{"status": 200, "data": null}', path=f"*/serrure/get/{number}", times=None)
        keys_entry.add_to_hass(hass)
        assert await hass.config_entries.async_setup(keys_entry.entry_id)
        await asyncio.sleep(NOTICED)
        gateway.locks[GARDEN].operate(Action.OPEN, Origin.APP)
        await asyncio.sleep(GIVEN_UP)
        assert told == [{"action": "open", "by": "Camille Exemple"}]
        assert gateway.locks[DOOR].state is State.CLOSED
        await hass.config_entries.async_unload(keys_entry.entry_id)
