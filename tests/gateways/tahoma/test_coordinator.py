"""Tests of the coordinator in normal operation and of failing setups."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from functools import partial
from itertools import batched, pairwise
import time
from typing import Any

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryDisabler, ConfigEntryState
from homeassistant.const import EVENT_HOMEASSISTANT_STOP, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr, entity_registry as er, issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.gatehouse import async_remove_config_entry_device, entity as entities
from custom_components.gatehouse.const import DOMAIN
from custom_components.gatehouse.gateways.errors import GatewayError
from custom_components.gatehouse.gateways.tahoma import coordinator, missing_devices
from custom_components.gatehouse.gateways.tahoma.api.events import ExecutionRegistered, StatesChanged
from custom_components.gatehouse.gateways.tahoma.api.models import Action, Command, State
from simulators.certificates import Certificate, FakeRoot
from simulators.tahoma import Home, TahomaBox
from tests.conftest import Until

from .conftest import StateOf

SHUTTER = "io:RollerShutterGenericIOComponent"
VALVE = "io:HeatingValveIOComponent"
CLOSURE = "core:ClosureState"
FETCH = "/events/*/fetch"


@pytest.fixture
def home() -> Home:
    home = Home.of("internal:PodV3Component", SHUTTER, SHUTTER, VALVE, "io:IORemoteController", "ogp")
    for number, device in enumerate(home.devices.values()):
        device.label = home.known_labels[device.url] = f"Device {number}"
    return home


@pytest.fixture
def shutter(home: Home) -> str:
    return home.first(SHUTTER).url


async def set_up(hass: HomeAssistant, entry: MockConfigEntry) -> bool:
    if entry.entry_id not in {existing.entry_id for existing in hass.config_entries.async_entries(DOMAIN)}:
        entry.add_to_hass(hass)
    result = await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    return result


@pytest.fixture
async def update_entity(
    hass: HomeAssistant, shutter: str, entity_of: Callable[..., str]
) -> Callable[[], Coroutine[Any, Any, None]]:
    """Return a function that requests an update of all devices with `homeassistant.update_entity`."""
    assert await async_setup_component(hass, "homeassistant", {})

    async def update_entity() -> None:
        await hass.services.async_call(
            "homeassistant", "update_entity", {"entity_id": entity_of(shutter)}, blocking=True
        )

    return update_entity


def fetches(box: TahomaBox) -> list[float]:
    return [request.time for request in box.requests if request.path.endswith("/fetch")]


def intervals(times: list[float]) -> list[float]:
    return [later - earlier for earlier, later in pairwise(times)]


async def test_poll_interval(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    box: TahomaBox,
    shutter: str,
    entity_of: Callable[..., str],
) -> None:
    """Events are fetched every two seconds, and every second while a device moves."""
    await asyncio.sleep(15)
    box.requests.clear()
    await asyncio.sleep(20)
    assert 8 <= len(fetches(box)) <= 10
    box.requests.clear()
    await hass.services.async_call("cover", "close_cover", {"entity_id": entity_of(shutter)}, blocking=True)
    await asyncio.sleep(15)
    assert len(fetches(box)) >= 12
    assert min(intervals(fetches(box))) >= 0.9


async def test_poll_interval_with_frequent_sensor_events(
    hass: HomeAssistant, loaded: MockConfigEntry, box: TahomaBox, home: Home
) -> None:
    """Events shorten the interval, but not permanently if a sensor keeps sending them."""
    thermometer = home.first(VALVE).url.partition("#")[0] + "#2"
    await asyncio.sleep(15)

    async def send_events(seconds: int) -> int:
        box.requests.clear()
        for second in range(seconds):
            box.set_state(thermometer, "core:TemperatureState", 20.0 + second / 10)
            await asyncio.sleep(1)
        return len(fetches(box))

    assert await send_events(20) >= 17
    await send_events(15)
    assert 8 <= await send_events(20) <= 11
    await asyncio.sleep(15)
    assert await send_events(20) >= 17


async def test_order_of_first_requests(loaded: MockConfigEntry, box: TahomaBox) -> None:
    """The listener is registered first, so that no change during the read is missed."""
    assert [request.path for request in box.requests][:3] == ["/events/register", "/setup", "/actionGroups"]


async def test_periodic_reread(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    box: TahomaBox,
    shutter: str,
    home: Home,
    state_of: StateOf,
    until: Until,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A missed change is applied by the periodic reread, after a minute instead of an hour here."""
    assert 30 * 60 <= coordinator.REREAD <= 60 * 60
    monkeypatch.setattr(coordinator, "REREAD", 45)
    assert await set_up(hass, entry)
    home.devices[shutter].states[CLOSURE] = 77
    await until(lambda: state_of(shutter).attributes["current_position"] == 23)
    await hass.config_entries.async_unload(entry.entry_id)
    assert len([request for request in box.requests if request.path == "/setup"]) == 2


async def test_update_on_request(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    box: TahomaBox,
    shutter: str,
    home: Home,
    state_of: StateOf,
    update_entity: Callable[[], Coroutine[Any, Any, None]],
) -> None:
    home.devices[shutter].states[CLOSURE] = 77
    await update_entity()
    assert state_of(shutter).attributes["current_position"] == 23
    box.faults.server_error("/setup")
    await update_entity()
    assert state_of(shutter).state != STATE_UNAVAILABLE


async def test_device_registry(hass: HomeAssistant, loaded: MockConfigEntry, home: Home) -> None:
    """A valve and its thermometer are one device, and so are the box and its components."""
    registry = dr.async_get(hass)
    devices = dr.async_entries_for_config_entry(registry, loaded.entry_id)
    valve = registry.async_get_device_by_identifier(
        (DOMAIN, home.first(VALVE).url.partition("#")[0]), loaded.entry_id
    )
    box = registry.async_get_device_by_identifier((DOMAIN, home.pin), loaded.entry_id)
    assert valve is not None
    assert box is not None
    assert (box.model, box.sw_version) == ("TaHoma Switch", "2026.3.3-7")
    assert valve.via_device_id == box.id
    assert len([device for device in devices if "pod" in str(device.identifiers)]) == 0


async def test_room_temperature_from_another_part(
    loaded: MockConfigEntry, box: TahomaBox, home: Home, state_of: StateOf, until: Until
) -> None:
    url = home.first(VALVE).url
    thermometer = url.replace("#1", "#2")
    box.set_state(thermometer, "core:TemperatureState", 23.5)
    await until(lambda: state_of(url, "climate").attributes["current_temperature"] == 23.5)


async def test_remote(
    loaded: MockConfigEntry, box: TahomaBox, home: Home, state_of: StateOf, until: Until
) -> None:
    """Pressing the same button twice fires two events."""
    url = home.first("io:IORemoteController").url
    seen: list[str] = []
    for _ in range(2):
        box.set_state(url, "io:OneWayControllerButtonState", "up")
        await until(lambda: state_of(url, "event").state not in ("unknown", *seen))
        seen.append(state_of(url, "event").state)
        assert state_of(url, "event").attributes["event_type"] == "up"
    assert seen[0] != seen[1]


async def test_unavailable_device(
    loaded: MockConfigEntry, box: TahomaBox, shutter: str, state_of: StateOf, until: Until
) -> None:
    box.set_available(shutter, available=False)
    await until(lambda: state_of(shutter).state == STATE_UNAVAILABLE)
    box.set_available(shutter, available=True)
    await until(lambda: state_of(shutter).state != STATE_UNAVAILABLE)


async def test_wrong_availability(
    hass: HomeAssistant, entry: MockConfigEntry, box: TahomaBox, shutter: str, state_of: StateOf
) -> None:
    """Some firmware versions report all devices unavailable; their own status state is used."""
    box.quirks.all_unavailable = True
    assert await set_up(hass, entry)
    assert state_of(shutter).state != STATE_UNAVAILABLE
    await hass.config_entries.async_unload(entry.entry_id)


async def test_temporarily_missing_device(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    box: TahomaBox,
    shutter: str,
    home: Home,
    state_of: StateOf,
    entity_of: Callable[..., str],
    until: Until,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Entities are kept for a while, because a box that is starting may not list all devices."""
    entity_id = entity_of(shutter)
    device = home.devices.pop(shutter)
    await box.reboot(down_for=3)
    await until(lambda: state_of(shutter).state == STATE_UNAVAILABLE)
    home.devices[shutter] = device
    await box.reboot(down_for=3)
    await until(lambda: state_of(shutter).state != STATE_UNAVAILABLE)
    assert entity_of(shutter) == entity_id
    del home.devices[shutter]
    await box.reboot(down_for=3)
    await until(lambda: state_of(shutter).state == STATE_UNAVAILABLE)
    await box.reboot(down_for=3)
    await asyncio.sleep(10)
    assert state_of(shutter).state == STATE_UNAVAILABLE
    monkeypatch.setattr(missing_devices, "FORGET_AFTER", 15)
    await box.reboot(down_for=3)
    await until(lambda: hass.states.get(entity_id) is None)


async def test_a_state_that_is_left_out_removes_no_entity(
    loaded: MockConfigEntry,
    box: TahomaBox,
    shutter: str,
    home: Home,
    entity_of: Callable[..., str],
    state_of: StateOf,
    until: Until,
) -> None:
    """A box that restarted may describe its devices with fewer states than before."""
    home.devices[shutter].report("core:BatteryLevelState", 80)
    await until(lambda: _has_battery(entity_of, shutter))
    assert state_of(shutter, "sensor", "battery").state == "80"
    del home.devices[shutter].states["core:BatteryLevelState"]
    await box.reboot(down_for=3)
    await until(lambda: state_of(shutter, "sensor", "battery").state == STATE_UNKNOWN)


def _has_battery(entity_of: Callable[..., str], url: str) -> bool:
    try:
        return bool(entity_of(url, "sensor", "battery"))
    except StopIteration:
        return False


async def test_stale_device(
    hass: HomeAssistant, entry: MockConfigEntry, box: TahomaBox, shutter: str
) -> None:
    """A device that was removed while Home Assistant was off can be deleted; an existing one cannot."""
    entry.add_to_hass(hass)
    registry = dr.async_get(hass)
    stale = registry.async_get_or_create(
        config_entry_id=entry.entry_id, identifiers={(DOMAIN, f"io://{box.pin}/999")}
    )
    assert await set_up(hass, entry)
    existing = registry.async_get_device_by_identifier((DOMAIN, shutter), entry.entry_id)
    assert existing is not None
    assert await async_remove_config_entry_device(hass, entry, stale)
    assert not await async_remove_config_entry_device(hass, entry, existing)
    await hass.config_entries.async_unload(entry.entry_id)


async def test_stop_of_home_assistant(
    hass: HomeAssistant, loaded: MockConfigEntry, box: TahomaBox, until: Until
) -> None:
    """The listener is unregistered when Home Assistant stops, which does not unload entries."""
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    await until(lambda: not box.listeners)


class TestFailingSetup:
    async def test_unreachable(
        self, hass: HomeAssistant, entry: MockConfigEntry, box: TahomaBox, until: Until
    ) -> None:
        outage = asyncio.create_task(box.unplug(8))
        await asyncio.sleep(1)
        assert not await set_up(hass, entry)
        assert entry.state is ConfigEntryState.SETUP_RETRY
        assert entry.error_reason_translation_key == "tahoma_cannot_connect"
        await outage
        await until(lambda: entry.state is ConfigEntryState.LOADED)
        await hass.config_entries.async_unload(entry.entry_id)

    async def test_developer_mode_off(
        self, hass: HomeAssistant, entry: MockConfigEntry, box: TahomaBox, until: Until
    ) -> None:
        """A repair issue is created, and deleted when the problem is fixed."""
        box.faults.unknown_object(seconds=8)
        assert not await set_up(hass, entry)
        assert entry.state is ConfigEntryState.SETUP_RETRY
        issues = ir.async_get(hass).issues
        assert [issue.translation_key for issue in issues.values()] == ["tahoma_developer_mode_off"]
        await until(lambda: entry.state is ConfigEntryState.LOADED)
        assert not issues
        await hass.config_entries.async_unload(entry.entry_id)

    @pytest.mark.parametrize("loaded_first", [False, True])
    async def test_disabled(
        self, loaded_first: bool, hass: HomeAssistant, entry: MockConfigEntry, box: TahomaBox, until: Until
    ) -> None:
        """The repair issue is deleted when the entry is disabled."""
        issues = ir.async_get(hass).issues
        if loaded_first:
            assert await set_up(hass, entry)
        box.faults.unknown_object()
        if loaded_first:
            async with asyncio.timeout(120):
                while not issues:
                    await asyncio.sleep(1)
        else:
            assert not await set_up(hass, entry)
        assert issues
        await hass.config_entries.async_set_disabled_by(entry.entry_id, ConfigEntryDisabler.USER)
        assert not issues

    async def test_token_rejected(self, hass: HomeAssistant, entry: MockConfigEntry, box: TahomaBox) -> None:
        """Reauthentication starts after repeated failures, and ends when the token works again."""
        box.revoke_token()
        loop, begin = asyncio.get_running_loop(), asyncio.get_running_loop().time()
        assert not await set_up(hass, entry)
        assert not hass.config_entries.flow.async_progress()
        async with asyncio.timeout(180):
            while not (flows := hass.config_entries.flow.async_progress()):
                await asyncio.sleep(0.5)
        assert loop.time() - begin >= 60
        assert flows[0]["context"]["source"] == SOURCE_REAUTH
        box.restore_token()
        async with asyncio.timeout(180):
            while entry.state is not ConfigEntryState.LOADED:
                await asyncio.sleep(0.5)
        assert not hass.config_entries.flow.async_progress()
        await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize("certificate", [Certificate.GATEWAY_SAN, Certificate.PIN_CN, Certificate.GATEWAY_CN])
async def test_certificates(
    certificate: Certificate,
    hass: HomeAssistant,
    home: Home,
    root: FakeRoot,
    entry_of: Callable[[TahomaBox], MockConfigEntry],
) -> None:
    async with TahomaBox(home=home, root=root, certificate=certificate) as box:
        entry = entry_of(box)
        assert await set_up(hass, entry)
        await hass.config_entries.async_unload(entry.entry_id)


async def test_expired_certificate(
    hass: HomeAssistant,
    home: Home,
    root: FakeRoot,
    entry_of: Callable[[TahomaBox], MockConfigEntry],
) -> None:
    async with TahomaBox(home=home, root=root, certificate=Certificate.EXPIRED) as box:
        entry = entry_of(box)
        assert not await set_up(hass, entry)
        assert entry.error_reason_translation_key == "tahoma_certificate_expired"
        (issue,) = ir.async_get(hass).issues.values()
        assert issue.translation_key == "tahoma_certificate_expired"
        await hass.config_entries.async_unload(entry.entry_id)


async def test_generated_home(
    hass: HomeAssistant,
    root: FakeRoot,
    entry_of: Callable[[TahomaBox], MockConfigEntry],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """All devices of the catalog are set up without warnings in the log."""
    async with TahomaBox(home=Home.showcase(), root=root) as box:
        entry = entry_of(box)
        assert await set_up(hass, entry)
        await asyncio.sleep(5)
        await hass.config_entries.async_unload(entry.entry_id)
    warnings: list[Any] = [
        record
        for record in caplog.records
        if record.levelname in ("WARNING", "ERROR", "CRITICAL")
        and "has not been tested by Home Assistant" not in record.message
    ]
    assert not warnings


async def test_update_on_request_keeps_newer_states(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    box: TahomaBox,
    shutter: str,
    state_of: StateOf,
    update_entity: Callable[[], Coroutine[Any, Any, None]],
) -> None:
    """States that were read before an event do not replace those of the event."""
    box.faults.delay(4, "/actionGroups", times=1)
    refresh = hass.async_create_task(update_entity())
    await asyncio.sleep(2)
    box.set_state(shutter, CLOSURE, 55)
    await refresh
    await asyncio.sleep(8)
    assert state_of(shutter).attributes["current_position"] == 45


async def test_canceled_update_on_request(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    box: TahomaBox,
    shutter: str,
    state_of: StateOf,
    update_entity: Callable[[], Coroutine[Any, Any, None]],
    until: Until,
) -> None:
    """No events are lost if a script is stopped during an update."""
    box.faults.delay(4, "/actionGroups", times=1)
    box.requests.clear()
    box.set_state(shutter, CLOSURE, 63)
    refresh = hass.async_create_task(update_entity())
    await until(lambda: any(request.path == "/setup" for request in box.requests))
    refresh.cancel()
    await asyncio.sleep(1)
    assert refresh.cancelled()
    assert state_of(shutter).state != STATE_UNAVAILABLE
    await until(lambda: state_of(shutter).attributes["current_position"] == 37)


async def test_unload_during_update_on_request(
    hass: HomeAssistant, loaded: MockConfigEntry, update_entity: Callable[[], Coroutine[Any, Any, None]]
) -> None:
    """A script that waits for an update continues when the entry is unloaded."""
    async with loaded.runtime_data.read_lock:
        refresh = hass.async_create_task(update_entity())
        await asyncio.sleep(1)
        await hass.config_entries.async_unload(loaded.entry_id)
    await asyncio.wait([refresh])
    assert not refresh.cancelled()


async def test_failed_update_on_request(
    loaded: MockConfigEntry, box: TahomaBox, shutter: str, state_of: StateOf
) -> None:
    """A single failed update does not make entities unavailable, like a single failed poll."""
    box.faults.server_error("/setup")
    await loaded.runtime_data.async_refresh()
    assert state_of(shutter).state != STATE_UNAVAILABLE
    assert loaded.runtime_data.last_update_success


async def test_update_on_request_is_not_a_listener_reset(loaded: MockConfigEntry, box: TahomaBox) -> None:
    """A renewed listener does not count as a reset."""
    await loaded.runtime_data.async_refresh()
    assert loaded.runtime_data.data[box.pin].states[State.BOX_LISTENER_RESETS] == 0


async def test_device_of_another_box(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    box: TahomaBox,
    root: FakeRoot,
    shutter: str,
    entry_of: Callable[[TahomaBox], MockConfigEntry],
    entity_of: Callable[..., str],
    state_of: StateOf,
) -> None:
    """A box that lists a device of another box has no entities for it, regardless of the setup order."""
    entity_id = entity_of(shutter)
    await hass.config_entries.async_unload(loaded.entry_id)
    other_home = Home.of(SHUTTER, pin="2009-0009-0009")
    other_home.devices[shutter] = replace(other_home.first(SHUTTER), url=shutter)
    other_home.refresh_labels()
    async with TahomaBox(home=other_home, root=root) as other:
        other_entry = entry_of(other)
        assert await set_up(hass, other_entry)
        assert await set_up(hass, loaded)
        other.set_state(shutter, CLOSURE, 55)
        await asyncio.sleep(5)
        assert state_of(shutter).attributes["current_position"] != 45
        await hass.services.async_call("cover", "close_cover", {"entity_id": entity_id}, blocking=True)
        assert [sent.command for sent in box.sent_commands] == ["close"]
        await hass.config_entries.async_unload(other_entry.entry_id)


class TestRemovedWhileOff:
    """Devices removed while Home Assistant was off are removed after a reread without other changes."""

    @pytest.fixture
    def home(self) -> Home:
        home = Home.of(SHUTTER, SHUTTER)
        home.add_scenario("Good night", "close")
        home.add_scenario("Good morning", "open")
        return home

    @pytest.fixture
    async def stale(
        self,
        hass: HomeAssistant,
        loaded: MockConfigEntry,
        home: Home,
        shutter: str,
        entity_of: Callable[..., str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> set[str]:
        """Remove a scenario and a device while the entry is unloaded; return their entity IDs."""
        await hass.config_entries.async_unload(loaded.entry_id)
        monkeypatch.setattr(coordinator, "REREAD", 20)
        scenario = home.scenarios.pop()
        del home.devices[shutter]
        return {entity_of(f"{home.pin}/scenario/{scenario['oid']}", "scene"), entity_of(shutter)}

    async def test_removed(
        self, hass: HomeAssistant, loaded: MockConfigEntry, stale: set[str], until: Until
    ) -> None:
        registry = er.async_get(hass)
        assert await set_up(hass, loaded)
        assert stale <= set(registry.entities)
        others = {state.entity_id for state in hass.states.async_all() if state.state != STATE_UNAVAILABLE}
        await until(lambda: not stale & set(registry.entities))
        assert {state.entity_id for state in hass.states.async_all()} == others

    @pytest.mark.parametrize("path", ["/actionGroups", "/setup"])
    async def test_kept_while_the_list_is_incomplete(
        self, path: str, hass: HomeAssistant, loaded: MockConfigEntry, box: TahomaBox, stale: set[str]
    ) -> None:
        assert await set_up(hass, loaded)
        box.faults.respond('{"devices": []}', path=path, times=None)
        await asyncio.sleep(45)
        assert stale <= set(er.async_get(hass).entities)


async def test_execution_of_many_commands(loaded: MockConfigEntry, shutter: str) -> None:
    """The number of stored commands is limited."""
    action = Action(shutter, tuple(Command("setClosure", (number,)) for number in range(60_000)))
    loaded.runtime_data._apply_events([ExecutionRegistered("x", (action,))])
    running = loaded.runtime_data.data[shutter].running
    assert len(running) < 100
    assert running[-1] == action.commands[-1]


async def test_many_events_of_one_device(hass: HomeAssistant, loaded: MockConfigEntry, shutter: str) -> None:
    """The states of a device in one fetch are merged once."""
    device = loaded.runtime_data.data[shutter]
    loaded.runtime_data.data[shutter] = device.with_states({f"core:{number}": 1 for number in range(40_000)})
    events = [StatesChanged(shutter, {"core:Odd": number}) for number in range(8_000)]
    begin = time.process_time()
    loaded.runtime_data._apply_events(events)
    assert time.process_time() - begin < 0.5
    assert loaded.runtime_data.data[shutter].states["core:Odd"] == 7_999


async def test_devices_change_during_platform_setup(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    box: TahomaBox,
    home: Home,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Entities are added in batches; changes between two batches are applied."""
    monkeypatch.setattr(entities, "DEVICES_PER_BATCH", 1)
    kept, replaced = (device.url for device in home.all(SHUTTER))
    added = [replaced]

    def batched_with_changes(*args: Any, **kwargs: Any) -> Any:
        for number, batch in enumerate(batched(*args, **kwargs)):
            yield batch
            if not number:
                devices = dict(entry.runtime_data.data)
                new = replace(devices.pop(added[-1]), url=f"{replaced}{len(added)}", label="New")
                added.append(new.url)
                entry.runtime_data._async_replace({**devices, new.url: new})

    monkeypatch.setattr(entities, "batched", batched_with_changes)
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    registry = er.async_get(hass)
    for platform in ("cover", "sensor", "button"):
        ids = {
            registered.unique_id.rpartition("-")[0]
            for registered in er.async_entries_for_config_entry(registry, entry.entry_id)
            if registered.domain == platform
        }
        assert ids & {kept, *added} == {kept, added[-1]}
    await hass.config_entries.async_unload(entry.entry_id)


async def test_unload_during_registration(
    hass: HomeAssistant, loaded: MockConfigEntry, box: TahomaBox, until: Until
) -> None:
    """A listener that is registered after the unload is unregistered."""
    box.faults.delay(8, "/events/register", times=1, executed=True)
    box.listeners.clear()
    await until(lambda: box.listeners)
    await hass.config_entries.async_unload(loaded.entry_id)
    await until(lambda: not box.listeners)


async def test_failing_entity(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    box: TahomaBox,
    home: Home,
    shutter: str,
    state_of: StateOf,
    until: Until,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """An error in one entity does not affect the others."""

    def fail() -> None:
        raise RuntimeError("an error of one entity")

    loaded.runtime_data.async_add_listener(fail, shutter)
    other = home.all(SHUTTER)[1].url
    box.set_state(shutter, CLOSURE, 55)
    box.set_state(other, CLOSURE, 55)
    await until(lambda: state_of(other).attributes["current_position"] == 45)
    assert "an error of one entity" in caplog.text
    caplog.clear()


async def test_failing_scenarios(
    hass: HomeAssistant, root: FakeRoot, entry_of: Callable[[TahomaBox], MockConfigEntry]
) -> None:
    """Errors of this undocumented endpoint neither prevent the setup nor remove scenes."""
    async with TahomaBox(home=Home.generate(devices=30, seed=1), root=root) as box:
        entry = entry_of(box)
        assert await set_up(hass, entry)
        scenes = hass.states.async_entity_ids("scene")
        assert scenes
        not_a_list = partial(box.faults.respond, '{"oops": 1}')
        for fault in (box.faults.bus_error, box.faults.html, box.faults.hang, not_a_list):
            fault(path="/actionGroups")
            await entry.runtime_data.async_request_refresh()
            assert hass.states.async_entity_ids("scene") == scenes
        box.faults.html("/actionGroups", times=None)
        assert await hass.config_entries.async_reload(entry.entry_id)
        await hass.config_entries.async_unload(entry.entry_id)


async def test_unload_while_the_box_hangs(
    hass: HomeAssistant, loaded: MockConfigEntry, box: TahomaBox, shutter: str, entity_of: Callable[..., str]
) -> None:
    """Unloading takes only seconds if the box does not respond."""
    box.faults.hang(times=None)
    call = hass.async_create_task(
        hass.services.async_call("cover", "close_cover", {"entity_id": entity_of(shutter)}, blocking=True)
    )
    await asyncio.sleep(1)
    begin = asyncio.get_running_loop().time()
    assert await hass.config_entries.async_unload(loaded.entry_id)
    assert asyncio.get_running_loop().time() - begin < 9.5
    box.faults.clear()
    with pytest.raises(HomeAssistantError):
        await call


async def test_entry_removal(
    hass: HomeAssistant, entry: MockConfigEntry, box: TahomaBox, hass_storage: dict[str, Any]
) -> None:
    box.faults.unknown_object()
    assert not await set_up(hass, entry)
    assert ir.async_get(hass).issues
    await hass.config_entries.async_remove(entry.entry_id)
    assert not ir.async_get(hass).issues
    assert not [key for key in hass_storage if entry.entry_id in key]


async def test_change_updates_one_device_only(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    box: TahomaBox,
    shutter: str,
    until: Until,
    state_of: StateOf,
) -> None:
    """The cost of a change does not depend on the number of devices."""
    await asyncio.sleep(3)
    written: list[str] = []

    @callback
    def note(event: Any) -> None:
        written.append(event.data["entity_id"])

    hass.bus.async_listen("state_changed", note)
    hass.bus.async_listen("state_reported", note, event_filter=callback(lambda _: True))
    box.set_state(shutter, CLOSURE, 55)
    await until(lambda: state_of(shutter).attributes["current_position"] == 45)
    device = er.async_get(hass).async_get(state_of(shutter).entity_id)
    assert device is not None
    assert {er.async_get(hass).entities[entity_id].device_id for entity_id in written} == {device.device_id}


async def test_retry_intervals(
    loaded: MockConfigEntry, box: TahomaBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The retry interval grows up to a maximum."""
    failed: list[float] = []
    fail = loaded.runtime_data.async_failed

    def note(error: GatewayError) -> None:
        failed.append(asyncio.get_running_loop().time())
        fail(error)

    monkeypatch.setattr(loaded.runtime_data, "async_failed", note)
    outage = asyncio.create_task(box.unplug(300))
    await asyncio.sleep(280)
    pauses = intervals(failed)
    assert len(failed) < 15
    assert pauses[-1] > 40
    assert max(pauses) < 63
    await outage


async def test_recovery_after_many_failures(
    loaded: MockConfigEntry, box: TahomaBox, shutter: str, state_of: StateOf
) -> None:
    """The box is still polled after any number of failures."""
    loaded.runtime_data._failures = 100_000
    await box.unplug(4)
    async with asyncio.timeout(120):
        while not box.listeners or loaded.runtime_data._events_lost:
            await asyncio.sleep(1)
    assert state_of(shutter).state != STATE_UNAVAILABLE


async def test_device_paired_again(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    box: TahomaBox,
    home: Home,
    shutter: str,
    until: Until,
    state_of: StateOf,
    entity_of: Callable[..., str],
) -> None:
    """A device that was removed and paired again gets its entities back."""
    device, entity_id = home.devices[shutter], entity_of(shutter)
    box.remove_device(shutter)
    await until(lambda: hass.states.get(entity_id) is None)
    home.devices[shutter] = device
    home.refresh_labels()
    box.emit({"name": "DeviceCreatedEvent", "deviceURL": shutter})
    await until(lambda: hass.states.get(entity_id) is not None)


async def test_error_names_the_device(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    box: TahomaBox,
    home: Home,
    shutter: str,
    entity_of: Callable[..., str],
) -> None:
    home.devices[shutter].silent = True
    with pytest.raises(HomeAssistantError) as raised:
        await hass.services.async_call(
            "cover", "close_cover", {"entity_id": entity_of(shutter)}, blocking=True
        )
    assert raised.value.translation_placeholders == {"name": home.devices[shutter].label}


async def test_unexpected_error_does_not_end_polling(
    loaded: MockConfigEntry,
    box: TahomaBox,
    shutter: str,
    state_of: StateOf,
    until: Until,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """After an unexpected error, all devices are read again and polling continues."""

    def fail(_events: Any) -> None:
        raise RuntimeError("an unexpected error")

    monkeypatch.setattr(loaded.runtime_data, "_apply_events", fail)
    box.set_state(shutter, CLOSURE, 55)
    await until(lambda: state_of(shutter).attributes["current_position"] == 45)
    assert "an unexpected error" in caplog.text
    monkeypatch.undo()
    caplog.clear()


async def test_equal_commands_in_one_batch(
    hass: HomeAssistant,
    root: FakeRoot,
    entry_of: Callable[[TahomaBox], MockConfigEntry],
    entity_of: Callable[..., str],
) -> None:
    """A garage door that is opened directly and by a group toggles once."""
    home = Home.of("rts:GarageDoor4TRTSComponent")
    async with TahomaBox(home=home, root=root) as box:
        entry = entry_of(box)
        assert await set_up(hass, entry)
        entity_id = entity_of(next(iter(home.devices)))
        await asyncio.gather(
            *(
                hass.services.async_call("cover", "open_cover", {"entity_id": entity_id}, blocking=True)
                for _ in range(2)
            )
        )
        await asyncio.sleep(5)
        assert [sent.command for sent in box.sent_commands] == ["cycle"]
        await hass.config_entries.async_unload(entry.entry_id)


async def test_polling_disabled(
    hass: HomeAssistant, entry: MockConfigEntry, box: TahomaBox, shutter: str, entity_of: Callable[..., str]
) -> None:
    """With polling disabled, no events are fetched, but commands are sent."""
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(entry, pref_disable_polling=True)
    assert await set_up(hass, entry)
    await hass.services.async_call("cover", "close_cover", {"entity_id": entity_of(shutter)}, blocking=True)
    await asyncio.sleep(10)
    assert [sent.command for sent in box.sent_commands] == ["close"]
    assert not fetches(box)
    await hass.config_entries.async_unload(entry.entry_id)
