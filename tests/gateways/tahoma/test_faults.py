"""Tests of faults of the box and of the network."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import replace
from ipaddress import ip_address
from itertools import pairwise
import logging
from typing import Any

from homeassistant.components.cover import CoverEntityFeature
from homeassistant.config_entries import SOURCE_REAUTH, SOURCE_ZEROCONF
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.service_info.zeroconf import ZeroconfServiceInfo
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.gatehouse.const import DOMAIN
from custom_components.gatehouse.gateways.tahoma.api.models import State as BoxState
from simulators.tahoma import Home, PriorityLock, TahomaBox, malformed_events
from tests.conftest import Until

from .conftest import StateOf

SHUTTER = "io:RollerShutterGenericIOComponent"
CLOSURE = "core:ClosureState"
FETCH = "/events/*/fetch"
APPLY = "/exec/apply"


@pytest.fixture
def home() -> Home:
    return Home.of(*[SHUTTER] * 10)


@pytest.fixture
def shutters(home: Home) -> list[str]:
    return [device.url for device in home.all(SHUTTER)]


@pytest.fixture
def availability(hass: HomeAssistant) -> list[str]:
    """Collect the entities that become unavailable."""
    lost: list[str] = []

    def note(event: Any) -> None:
        if event.data["new_state"] and event.data["new_state"].state == STATE_UNAVAILABLE:
            lost.append(event.data["entity_id"])

    hass.bus.async_listen("state_changed", note)
    return lost


def position(state_of: StateOf, url: str) -> int | None:
    return state_of(url).attributes.get("current_position")


async def close(hass: HomeAssistant, entity_id: str) -> None:
    await hass.services.async_call("cover", "close_cover", {"entity_id": entity_id}, blocking=True)


async def test_reboot_while_devices_change(
    loaded: MockConfigEntry,
    box: TahomaBox,
    shutters: list[str],
    state_of: StateOf,
    until: Until,
    availability: list[str],
) -> None:
    """The box loses its listeners and events; the next successful poll reads all changes."""
    rebooting = asyncio.create_task(box.reboot(down_for=19))
    await asyncio.sleep(1)
    for number, url in enumerate(shutters[:6]):
        box.set_state(url, CLOSURE, 10 + number)
    await rebooting
    await until(lambda: box.listeners)
    await until(lambda: [position(state_of, url) for url in shutters[:6]] == [90 - n for n in range(6)])
    polls_since_return = [request for request in box.requests if request.path == "/setup"]
    assert len(polls_since_return) == 2
    assert not availability


async def test_lost_fetch_response(
    loaded: MockConfigEntry, box: TahomaBox, shutters: list[str], state_of: StateOf, until: Until
) -> None:
    """Events in a lost response are not repeated; all devices are read with the next poll."""
    loop = asyncio.get_running_loop()
    box.faults.drop(FETCH, executed=True)
    box.set_state(shutters[0], CLOSURE, 30)
    await until(lambda: [r for r in box.requests if "fetch" in r.path])
    lost_at = loop.time()
    await until(lambda: position(state_of, shutters[0]) == 70)
    assert loop.time() - lost_at < 4


async def test_hanging_fetch(
    loaded: MockConfigEntry,
    box: TahomaBox,
    shutters: list[str],
    state_of: StateOf,
    until: Until,
    availability: list[str],
) -> None:
    """A hanging fetch delays the next one by at most fifteen seconds."""
    loop = asyncio.get_running_loop()
    box.faults.hang(FETCH)
    await asyncio.sleep(3)
    box.set_state(shutters[0], CLOSURE, 30)
    begin = loop.time()
    await until(lambda: position(state_of, shutters[0]) == 70)
    assert loop.time() - begin < 15
    assert not availability


@pytest.mark.parametrize("name", sorted(malformed_events("io://2001-0002-0003/1")))
async def test_broken_event(
    name: str,
    loaded: MockConfigEntry,
    box: TahomaBox,
    shutters: list[str],
    state_of: StateOf,
    until: Until,
    availability: list[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A broken event is skipped; the other events of the fetch are applied."""
    fetches = len(box.requests)
    await until(lambda: len(box.requests) > fetches)
    box.set_state(shutters[0], CLOSURE, 30)
    box.emit(malformed_events(shutters[1])[name])
    box.set_state(shutters[2], CLOSURE, 40)
    await until(lambda: position(state_of, shutters[0]) == 70 and position(state_of, shutters[2]) == 60)
    assert not availability
    assert not [record for record in caplog.records if record.levelname in ("ERROR", "CRITICAL")]


@pytest.mark.parametrize("fault", [{"times": 1}, {"times": 2}, {"seconds": 20}])
async def test_temporary_401(
    fault: dict[str, Any],
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    box: TahomaBox,
    shutters: list[str],
    state_of: StateOf,
    until: Until,
    availability: list[str],
) -> None:
    """A temporary 401 neither loses states nor starts reauthentication."""
    box.faults.unauthorized(**fault)
    await asyncio.sleep(2.5)
    box.set_state(shutters[0], CLOSURE, 30)
    await until(lambda: position(state_of, shutters[0]) == 70)
    assert not availability
    assert not hass.config_entries.flow.async_progress()


async def test_revoked_token(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    box: TahomaBox,
    until: Until,
    availability: list[str],
    shutters: list[str],
    state_of: StateOf,
) -> None:
    """Reauthentication starts after about a minute, and ends when the token works again."""
    loop, begin = asyncio.get_running_loop(), asyncio.get_running_loop().time()
    box.revoke_token()
    async with asyncio.timeout(120):
        while not (flows := hass.config_entries.flow.async_progress()):
            await asyncio.sleep(0.5)
    assert 45 < loop.time() - begin < 90
    assert flows[0]["context"]["source"] == SOURCE_REAUTH
    assert availability
    box.restore_token()
    await until(lambda: not hass.config_entries.flow.async_progress())
    assert state_of(shutters[0]).state != STATE_UNAVAILABLE


async def test_four_seconds_without_network(
    loaded: MockConfigEntry,
    box: TahomaBox,
    shutters: list[str],
    state_of: StateOf,
    until: Until,
    availability: list[str],
) -> None:
    """A short interruption does not make entities unavailable."""
    await box.unplug(4)
    box.set_state(shutters[0], CLOSURE, 30)
    await until(lambda: position(state_of, shutters[0]) == 70)
    assert not availability


async def test_long_outage(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    box: TahomaBox,
    shutters: list[str],
    state_of: StateOf,
    until: Until,
) -> None:
    """Entities become unavailable after half a minute."""
    loop, begin = asyncio.get_running_loop(), asyncio.get_running_loop().time()
    outage = asyncio.create_task(box.unplug(50))
    await until(lambda: state_of(shutters[0]).state == STATE_UNAVAILABLE)
    assert 25 < loop.time() - begin < 40
    assert state_of(box.pin, "binary_sensor").state == "off"
    await outage
    async with asyncio.timeout(90):
        while state_of(shutters[0]).state == STATE_UNAVAILABLE:
            await asyncio.sleep(0.5)
    assert state_of(box.pin, "binary_sensor").state == "on"


@pytest.mark.parametrize(
    ("lock", "reason"),
    [(PriorityLock.wind, "wind"), (PriorityLock.rain, "rain"), (PriorityLock.user, "user")],
)
async def test_locked_motor(
    lock: PriorityLock,
    reason: str,
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    box: TahomaBox,
    shutters: list[str],
    entity_of: Callable[..., str],
    state_of: StateOf,
) -> None:
    """The error contains the reason why the motor is locked."""
    box.set_priority_lock(shutters[0], lock)
    with pytest.raises(HomeAssistantError) as raised:
        await close(hass, entity_of(shutters[0]))
    assert raised.value.translation_key == f"tahoma_command_failed_{reason}"
    failure = state_of(box.pin, "event", "command_failed").attributes
    assert (failure["event_type"], failure["device"]) == (reason, box.home.devices[shutters[0]].label)


async def test_failure_of_renamed_device(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    box: TahomaBox,
    shutters: list[str],
    entity_of: Callable[..., str],
    state_of: StateOf,
) -> None:
    """The error contains the name given in Home Assistant."""
    registry = dr.async_get(hass)
    device = er.async_get(hass).entities[entity_of(shutters[0])].device_id
    assert device is not None
    registry.async_update_device(device, name_by_user="Blind of the study")
    box.set_priority_lock(shutters[0], PriorityLock.wind)
    with pytest.raises(HomeAssistantError) as raised:
        await close(hass, entity_of(shutters[0]))
    assert raised.value.translation_placeholders == {"name": "Blind of the study"}
    assert state_of(box.pin, "event", "command_failed").attributes["device"] == "Blind of the study"


async def test_silent_motor(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    box: TahomaBox,
    home: Home,
    shutters: list[str],
    entity_of: Callable[..., str],
) -> None:
    home.devices[shutters[0]].silent = True
    with pytest.raises(HomeAssistantError) as raised:
        await close(hass, entity_of(shutters[0]))
    assert raised.value.translation_key == "tahoma_command_failed_no_answer"


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (lambda box: box.unplug(8), "not_reached"),
        (lambda box: box.faults.drop("/exec/apply"), "not_confirmed"),
        (lambda box: box.faults.bus_error("/exec/apply"), "refused"),
    ],
    ids=["not reached", "not confirmed", "refused"],
)
async def test_rejected_command_event(
    fault: Callable[[TahomaBox], Coroutine[Any, Any, None] | None],
    reason: str,
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    box: TahomaBox,
    shutters: list[str],
    entity_of: Callable[..., str],
    state_of: StateOf,
) -> None:
    """A command that was not sent or was rejected also fires an event."""
    outage_coroutine = fault(box)
    outage = hass.async_create_task(outage_coroutine) if outage_coroutine is not None else None
    with pytest.raises(HomeAssistantError):
        await close(hass, entity_of(shutters[0]))
    if outage is not None:
        await outage
    failure = state_of(box.pin, "event", "command_failed").attributes
    label = box.home.devices[shutters[0]].label
    assert (failure["event_type"], failure["device"], failure["command"]) == (reason, label, "close")


async def test_obstacle_after_the_call(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    box: TahomaBox,
    home: Home,
    shutters: list[str],
    entity_of: Callable[..., str],
    state_of: StateOf,
    until: Until,
) -> None:
    """A failure after the action has returned fires an event."""
    home.devices[shutters[0]].obstacle = 60
    await close(hass, entity_of(shutters[0]))
    event = await until(lambda: state_of(box.pin, "event", "command_failed").attributes.get("event_type"))
    assert event == "obstacle"


async def test_ten_rejected_commands(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    box: TahomaBox,
    shutters: list[str],
    entity_of: Callable[..., str],
) -> None:
    for url in shutters:
        box.set_priority_lock(url, PriorityLock.wind)
    outcomes = await asyncio.gather(
        *(close(hass, entity_of(url)) for url in shutters), return_exceptions=True
    )
    assert [outcome.translation_key for outcome in outcomes if isinstance(outcome, HomeAssistantError)] == [
        "tahoma_command_failed_wind"
    ] * 10


async def test_one_of_ten_fails(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    box: TahomaBox,
    shutters: list[str],
    entity_of: Callable[..., str],
) -> None:
    """One of ten commands in a request fails; the others succeed."""
    box.set_priority_lock(shutters[3], PriorityLock.wind)
    outcomes = await asyncio.gather(
        *(close(hass, entity_of(url)) for url in shutters), return_exceptions=True
    )
    assert [isinstance(outcome, HomeAssistantError) for outcome in outcomes] == [
        number == 3 for number in range(10)
    ]
    assert len([request for request in box.requests if request.path == APPLY]) == 1


class TestGarageDoor:
    """A toggle command must be sent exactly once, regardless of the response."""

    @pytest.fixture
    def home(self) -> Home:
        return Home.of("rts:GarageDoor4TRTSComponent")

    @pytest.fixture
    def door(self, home: Home) -> str:
        return next(iter(home.devices))

    async def test_slow_response(
        self,
        hass: HomeAssistant,
        loaded: MockConfigEntry,
        box: TahomaBox,
        door: str,
        entity_of: Callable[..., str],
    ) -> None:
        box.faults.slow_apply(20)
        await hass.services.async_call("cover", "open_cover", {"entity_id": entity_of(door)}, blocking=True)
        await asyncio.sleep(60)
        assert [sent.command for sent in box.sent_commands] == ["cycle"]

    async def test_lost_response(
        self,
        hass: HomeAssistant,
        loaded: MockConfigEntry,
        box: TahomaBox,
        door: str,
        entity_of: Callable[..., str],
    ) -> None:
        """The events confirm the command, so no error is raised."""
        box.faults.drop(APPLY, executed=True)
        await hass.services.async_call("cover", "open_cover", {"entity_id": entity_of(door)}, blocking=True)
        await asyncio.sleep(60)
        assert [sent.command for sent in box.sent_commands] == ["cycle"]

    async def test_lost_request(
        self,
        hass: HomeAssistant,
        loaded: MockConfigEntry,
        box: TahomaBox,
        door: str,
        entity_of: Callable[..., str],
    ) -> None:
        """Without a confirming event, an unconfirmed error is raised."""
        box.faults.drop(APPLY, executed=False)
        with pytest.raises(HomeAssistantError) as raised:
            await hass.services.async_call(
                "cover", "open_cover", {"entity_id": entity_of(door)}, blocking=True
            )
        assert raised.value.translation_key == "tahoma_not_confirmed"
        await asyncio.sleep(60)
        assert box.sent_commands == []

    async def test_hanging_response(
        self,
        hass: HomeAssistant,
        loaded: MockConfigEntry,
        box: TahomaBox,
        door: str,
        entity_of: Callable[..., str],
        availability: list[str],
    ) -> None:
        """Polling continues while a response is delayed by 45 s, beyond the timeout."""
        box.faults.slow_apply(45)
        await hass.services.async_call("cover", "open_cover", {"entity_id": entity_of(door)}, blocking=True)
        await asyncio.sleep(60)
        assert [sent.command for sent in box.sent_commands] == ["cycle"]
        assert not availability

    async def test_canceled_caller(
        self,
        hass: HomeAssistant,
        loaded: MockConfigEntry,
        box: TahomaBox,
        door: str,
        entity_of: Callable[..., str],
    ) -> None:
        """Canceling the caller neither cancels nor repeats the sent command."""
        box.faults.slow_apply(3)
        call = asyncio.create_task(
            hass.services.async_call("cover", "open_cover", {"entity_id": entity_of(door)}, blocking=True)
        )
        await asyncio.sleep(1)
        call.cancel()
        await asyncio.sleep(10)
        assert [sent.command for sent in box.sent_commands] == ["cycle"]


class TestOneWayMotor:
    """The box queues the next command of a one-way motor for the duration of the previous one."""

    @pytest.fixture
    def home(self) -> Home:
        return Home.of("rts:RollerShutterRTSComponent")

    async def test_stop_at_once(
        self,
        hass: HomeAssistant,
        loaded: MockConfigEntry,
        box: TahomaBox,
        home: Home,
        entity_of: Callable[..., str],
        until: Until,
    ) -> None:
        entity_id = entity_of(next(iter(home.devices)))
        await hass.services.async_call("cover", "open_cover", {"entity_id": entity_id}, blocking=True)
        await asyncio.sleep(2)
        await hass.services.async_call("cover", "stop_cover", {"entity_id": entity_id}, blocking=True)
        await until(lambda: len(box.sent_commands) == 2)
        opened, stopped = box.sent_commands
        assert (opened.command, stopped.command) == ("open", "stop")
        assert stopped.time - opened.time < 4


async def announce(hass: HomeAssistant, box: TahomaBox) -> Any:
    return await hass.config_entries.flow.async_init(
        DOMAIN,
        context={"source": SOURCE_ZEROCONF},
        data=ZeroconfServiceInfo(
            ip_address=ip_address(box.host),
            ip_addresses=[ip_address(box.host)],
            port=box.port,
            hostname=f"gateway-{box.pin}.local.",
            type="_kizboxdev._tcp.local.",
            name=f"gateway-{box.pin}._kizboxdev._tcp.local.",
            properties={"gateway_pin": box.pin, "api_version": "1", "fw_version": "2026.3.3-7"},
        ),
    )


async def test_address_changes(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    box: TahomaBox,
    shutters: list[str],
    state_of: StateOf,
    until: Until,
    availability: list[str],
) -> None:
    """An announced address is used without user interaction or a reload."""
    await box.change_address(box.host, 0)
    await asyncio.sleep(3)
    box.set_state(shutters[0], CLOSURE, 30)
    result = await announce(hass, box)
    assert (result["type"], result["reason"]) == ("abort", "already_configured")
    await until(lambda: position(state_of, shutters[0]) == 70)
    assert (loaded.data["host"], loaded.data["port"]) == (box.host, box.port)
    assert not availability


async def test_address_changes_and_is_announced_immediately(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    box: TahomaBox,
    shutters: list[str],
    state_of: StateOf,
    until: Until,
    availability: list[str],
) -> None:
    """The announcement precedes the first failure at the previous address."""
    loop, begin = asyncio.get_running_loop(), asyncio.get_running_loop().time()
    await box.change_address(box.host, 0)
    await announce(hass, box)
    box.set_state(shutters[0], CLOSURE, 30)
    await until(lambda: position(state_of, shutters[0]) == 70)
    assert loop.time() - begin < 8
    assert not availability


class TestFalseAnnouncement:
    """An address without a valid certificate of the box is not used."""

    @pytest.fixture
    async def elsewhere(self, loaded: MockConfigEntry) -> AsyncIterator[int]:
        """Announce a port that never responds."""
        visits: list[asyncio.StreamWriter] = []

        async def stay_silent(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            visits.append(writer)

        async with await asyncio.start_server(stay_silent, "127.0.0.1", 0) as server:
            port: int = server.sockets[0].getsockname()[1]
            loaded.runtime_data.async_announced("127.0.0.1", port)
            yield port
            for writer in visits:
                writer.transport.abort()

    async def test_one_lost_response(
        self,
        hass: HomeAssistant,
        loaded: MockConfigEntry,
        box: TahomaBox,
        shutters: list[str],
        entity_of: Callable[..., str],
        until: Until,
        elsewhere: int,
    ) -> None:
        """The next command is sent to the box."""
        box.faults.drop(FETCH)
        await until(lambda: loaded.runtime_data._events_lost)
        await close(hass, entity_of(shutters[0]))
        assert [sent.command for sent in box.sent_commands] == ["close"]

    async def test_outage(
        self,
        loaded: MockConfigEntry,
        box: TahomaBox,
        shutters: list[str],
        state_of: StateOf,
        until: Until,
        elsewhere: int,
    ) -> None:
        """The previous address is kept for the whole outage."""
        home = loaded.runtime_data.client.address
        await box.unplug(25)
        assert loaded.runtime_data.client.address == home
        box.set_state(shutters[0], CLOSURE, 30)
        await until(lambda: position(state_of, shutters[0]) == 70)
        assert (loaded.data["host"], loaded.data["port"]) == home


async def test_fast_reboot(
    loaded: MockConfigEntry, box: TahomaBox, shutters: list[str], home: Home, state_of: StateOf, until: Until
) -> None:
    """A reboot between two polls triggers a reread and is counted as a listener reset."""
    await asyncio.sleep(15)
    loop, begin = asyncio.get_running_loop(), asyncio.get_running_loop().time()
    box.listeners.clear()
    home.devices[shutters[0]].states[CLOSURE] = 30
    await until(lambda: position(state_of, shutters[0]) == 70)
    assert loop.time() - begin < 4
    assert loaded.runtime_data.data[box.pin].states[BoxState.BOX_LISTENER_RESETS] == 1


def setup_requests(box: TahomaBox) -> list[float]:
    return [request.time for request in box.requests if request.path == "/setup"]


async def test_listeners_are_always_lost(
    loaded: MockConfigEntry, box: TahomaBox, shutters: list[str], home: Home, state_of: StateOf
) -> None:
    """The reread interval grows until listeners work again."""
    error = '{"errorCode": "UNSPECIFIED_ERROR", "error": "No registered event listener"}'
    box.faults.respond(error, status=400, path=FETCH, times=None)
    box.requests.clear()
    await asyncio.sleep(90)
    pauses = [later - earlier for earlier, later in pairwise(setup_requests(box))]
    assert 4 <= len(pauses) <= 7
    assert pauses[0] < 10
    assert pauses[-1] > 20
    assert state_of(shutters[0]).state != STATE_UNAVAILABLE
    box.faults.clear()
    await asyncio.sleep(65)
    box.requests.clear()
    box.listeners.clear()
    await asyncio.sleep(5)
    assert len(setup_requests(box)) == 1


async def test_devices_change_constantly(
    hass: HomeAssistant, loaded: MockConfigEntry, box: TahomaBox, shutters: list[str], until: Until
) -> None:
    """Not every fetch triggers a reread, but the last change is applied."""
    box.requests.clear()
    for _ in range(60):
        box.emit({"name": "DeviceUpdatedEvent", "deviceURL": shutters[0]})
        await asyncio.sleep(1)
    assert 3 <= len(setup_requests(box)) <= 7
    box.add_device(SHUTTER, "Attic")
    begin = asyncio.get_running_loop().time()
    await until(lambda: hass.states.get("cover.attic"))
    assert asyncio.get_running_loop().time() - begin < 5


async def test_log_contains_no_secrets(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    box: TahomaBox,
    shutters: list[str],
    entity_of: Callable[..., str],
    until: Until,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The debug log contains neither the token nor the PIN."""
    caplog.set_level(logging.DEBUG, "custom_components.gatehouse")
    box.set_priority_lock(shutters[0], PriorityLock.wind)
    with pytest.raises(HomeAssistantError):
        await close(hass, entity_of(shutters[0]))
    secrets = f"{box.token} {box.pin}"
    box.faults.respond(f'{{"errorCode": "{secrets}", "error": "{secrets}"}}', status=400, path=FETCH)
    await until(lambda: "GatewayRefusedError" in caplog.text)
    messages = [
        record.getMessage() for record in caplog.records if record.name == "custom_components.gatehouse"
    ]
    assert any("failed: wind" in message for message in messages)
    assert not [message for message in messages if box.token in message or box.pin in message]


async def test_devices_are_added_removed_and_renamed(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    box: TahomaBox,
    shutters: list[str],
    state_of: StateOf,
    until: Until,
    availability: list[str],
    entity_of: Callable[..., str],
) -> None:
    """Changes of one device do not affect the others."""
    gone = entity_of(shutters[1])
    added = box.add_device(SHUTTER, "Attic")
    await until(lambda: hass.states.get("cover.attic"))
    box.remove_device(shutters[1])
    await until(lambda: hass.states.get(gone) is None)
    box.rename(shutters[0], "Kitchen")
    await box.reboot(down_for=3)
    await until(lambda: state_of(shutters[0]).name == "Kitchen")
    assert position(state_of, added.url) is not None
    assert set(availability) <= {gone}


@pytest.mark.usefixtures("loaded")
async def test_new_commands_after_firmware_update(
    box: TahomaBox, home: Home, state_of: StateOf, until: Until
) -> None:
    """New commands are available once the box reports them."""

    device = home.first(SHUTTER)
    assert device.model is not None

    def moves_slowly() -> bool:
        features: int = state_of(device.url).attributes["supported_features"]
        return bool(features & CoverEntityFeature.SPEED)

    assert not moves_slowly()
    learnt = {"setClosureAndLinearSpeed": ("p1", "p2")}
    device.model = replace(device.model, commands=device.model.commands | learnt)
    await box.reboot(down_for=3)
    await until(moves_slowly)


async def test_device_with_a_name_only_state(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    box: TahomaBox,
    home: Home,
    shutters: list[str],
    state_of: StateOf,
) -> None:
    """A state without a value is unknown; the device is set up."""
    box.set_state(shutters[0], "core:OpenClosedState", None)
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert position(state_of, shutters[0]) is not None
    await hass.config_entries.async_unload(entry.entry_id)


async def test_no_listener_is_left(
    hass: HomeAssistant, loaded: MockConfigEntry, box: TahomaBox, until: Until
) -> None:
    """Listeners are unregistered, because the box keeps them for ten minutes."""
    for _ in range(3):
        assert await hass.config_entries.async_reload(loaded.entry_id)
        assert len(box.listeners) == 1
    await box.unplug(4)
    await until(lambda: len(box.listeners) == 1)
    await hass.config_entries.async_unload(loaded.entry_id)
    assert not box.listeners
    await hass.config_entries.async_setup(loaded.entry_id)
    assert len(box.listeners) == 1
    await hass.config_entries.async_remove(loaded.entry_id)
    assert not box.listeners


async def test_no_listener_is_left_by_a_failed_setup(
    hass: HomeAssistant, entry: MockConfigEntry, box: TahomaBox
) -> None:
    box.faults.server_error("/setup", times=None)
    entry.add_to_hass(hass)
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert not box.listeners
    await hass.config_entries.async_unload(entry.entry_id)


async def test_idle_polls_write_no_state(
    hass: HomeAssistant, loaded: MockConfigEntry, box: TahomaBox
) -> None:
    """Unchanged states are not written."""
    written: list[Any] = []
    hass.bus.async_listen("state_changed", written.append)
    hass.bus.async_listen("state_reported", written.append, event_filter=callback(lambda _: True))
    await asyncio.sleep(30)
    assert not written
