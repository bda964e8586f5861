"""The base coordinator and entities, with a kind whose gateway pushes."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryState
from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.gatehouse import kinds, switch
from custom_components.gatehouse.const import CONF_KIND, DOMAIN
from custom_components.gatehouse.gateways.errors import GatewayAuthenticationError, GatewayConnectionError

from ..conftest import Until
from .push import HUB, NAME, PushCoordinator, PushDevice, PushGateway, push_kind, turned_on

LAMP = "push_test-lamp"
OTHER = "push_test-other"
SHUTTER = "push_test-shutter"


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> PushGateway:
    """The gateway, whose kind is known to Gatehouse."""
    gateway = PushGateway(PushDevice(LAMP, is_on=False), PushDevice(SHUTTER, "Shutter", mode="motor"))
    monkeypatch.setattr(kinds, "KINDS", (*kinds.KINDS, push_kind(gateway)))
    return gateway


@pytest.fixture
async def entry(hass: HomeAssistant, gateway: PushGateway) -> AsyncIterator[MockConfigEntry]:
    """The gateway's entry, set up."""
    entry = MockConfigEntry(domain=DOMAIN, title="Hub", data={CONF_KIND: NAME, "token": "first"})
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    yield entry
    if entry.state is ConfigEntryState.LOADED:
        await hass.config_entries.async_unload(entry.entry_id)


@pytest.fixture
def coordinator(entry: MockConfigEntry) -> PushCoordinator:
    """The coordinator."""
    coordinator: PushCoordinator = entry.runtime_data
    return coordinator


def entity_id(hass: HomeAssistant, platform: str, device_id: str, key: str) -> str | None:
    return er.async_get(hass).async_get_entity_id(platform, DOMAIN, f"{device_id}-{key}")


def state_of(hass: HomeAssistant, platform: str, device_id: str, key: str) -> str | None:
    entity = entity_id(hass, platform, device_id, key)
    state = hass.states.get(entity) if entity else None
    return state.state if state else None


def registered(hass: HomeAssistant, entry: MockConfigEntry, device_id: str) -> Any:
    return dr.async_get(hass).async_get_device_by_identifier((DOMAIN, device_id), entry.entry_id)


class TestPushWhileReading:
    """What is pushed while the gateway answers is newer than the answer."""

    @pytest.fixture
    async def reading(
        self, gateway: PushGateway, coordinator: PushCoordinator
    ) -> AsyncIterator[asyncio.Task[None]]:
        """A read whose answer is on its way."""
        gateway.may_answer.clear()
        gateway.is_asked.clear()
        reading = asyncio.create_task(coordinator.async_refresh())
        await gateway.is_asked.wait()
        yield reading
        gateway.may_answer.set()
        await reading

    async def test_complete_device(
        self,
        hass: HomeAssistant,
        gateway: PushGateway,
        coordinator: PushCoordinator,
        reading: asyncio.Task[None],
    ) -> None:
        coordinator.async_apply({LAMP: PushDevice(LAMP, is_on=True)})
        assert state_of(hass, "switch", LAMP, "switch") == STATE_ON
        gateway.may_answer.set()
        await reading
        assert state_of(hass, "switch", LAMP, "switch") == STATE_ON

    async def test_partial_push(
        self, gateway: PushGateway, coordinator: PushCoordinator, reading: asyncio.Task[None]
    ) -> None:
        """A push of one value does not take the others back to what they were before the read."""
        gateway_knows = replace(gateway.devices[LAMP], values={"value_0": 7.0})
        gateway.devices[LAMP] = gateway_knows
        gateway.may_answer.set()
        await reading
        gateway.devices[LAMP] = replace(gateway_knows, values={"value_0": 8.0})
        gateway.may_answer.clear()
        gateway.is_asked.clear()
        again = asyncio.create_task(coordinator.async_refresh())
        await gateway.is_asked.wait()
        coordinator.async_change({LAMP: turned_on})
        gateway.may_answer.set()
        await again
        assert coordinator.data[LAMP].is_on is True
        assert coordinator.data[LAMP].values == {"value_0": 8.0}

    async def test_new_device(
        self,
        hass: HomeAssistant,
        gateway: PushGateway,
        coordinator: PushCoordinator,
        reading: asyncio.Task[None],
    ) -> None:
        coordinator.async_apply({"push_test-new": PushDevice("push_test-new", is_on=True)})
        coordinator.async_change({"push_test-unknown": turned_on})
        gateway.may_answer.set()
        await reading
        await hass.async_block_till_done()
        assert state_of(hass, "switch", "push_test-new", "switch") == STATE_ON
        assert "push_test-unknown" not in coordinator.data

    async def test_failed_read(
        self, gateway: PushGateway, coordinator: PushCoordinator, reading: asyncio.Task[None]
    ) -> None:
        """What was pushed during a read that failed is not applied again to a later one."""
        gateway.error = GatewayConnectionError("no connection")
        coordinator.async_change({LAMP: turned_on})
        gateway.may_answer.set()
        await reading
        assert coordinator.data[LAMP].is_on is True
        gateway.error = None
        await coordinator.async_refresh()
        assert coordinator.data[LAMP].is_on is False


async def test_a_push_updates_the_device_registry(
    hass: HomeAssistant, entry: MockConfigEntry, coordinator: PushCoordinator
) -> None:
    coordinator.async_change({LAMP: lambda lamp: replace(lamp, name="Floor lamp", firmware="2.0")})
    device = registered(hass, entry, LAMP)
    assert (device.name, device.sw_version) == ("Floor lamp", "2.0")


async def test_another_mode_has_other_entities(hass: HomeAssistant, coordinator: PushCoordinator) -> None:
    """A channel that is switched from switch mode to motor mode does not keep both."""
    coordinator.async_change({LAMP: lambda lamp: replace(lamp, mode="motor")})
    await hass.async_block_till_done()
    assert entity_id(hass, "switch", LAMP, "switch") is None
    assert entity_id(hass, "event", LAMP, "press") is None
    assert state_of(hass, "cover", LAMP, "cover") == STATE_UNKNOWN
    coordinator.async_change({LAMP: lambda lamp: replace(lamp, mode="switch")})
    await hass.async_block_till_done()
    assert state_of(hass, "switch", LAMP, "switch") == STATE_OFF
    assert entity_id(hass, "cover", LAMP, "cover") is None


async def test_an_incomplete_description_removes_no_entity(
    hass: HomeAssistant, coordinator: PushCoordinator
) -> None:
    coordinator.async_change({LAMP: lambda lamp: replace(lamp, mode="unknown")})
    await hass.async_block_till_done()
    assert entity_id(hass, "switch", LAMP, "switch")
    coordinator.async_change({LAMP: lambda lamp: replace(lamp, mode="switch")})
    await hass.async_block_till_done()
    assert state_of(hass, "switch", LAMP, "switch") == STATE_OFF


async def test_another_mode_after_a_read(
    hass: HomeAssistant, gateway: PushGateway, coordinator: PushCoordinator
) -> None:
    gateway.devices[LAMP] = replace(gateway.devices[LAMP], mode="motor")
    await coordinator.async_refresh()
    await hass.async_block_till_done()
    assert entity_id(hass, "switch", LAMP, "switch") is None
    assert entity_id(hass, "cover", LAMP, "cover")


async def test_another_mode_while_home_assistant_was_off(
    hass: HomeAssistant, gateway: PushGateway, entry: MockConfigEntry
) -> None:
    """Entities of before are removed when it is certain that all was read, and not earlier."""
    assert await hass.config_entries.async_unload(entry.entry_id)
    gateway.devices[LAMP] = replace(gateway.devices[LAMP], mode="motor")
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert entity_id(hass, "switch", LAMP, "switch")
    entry.runtime_data.async_remove_stale()
    await hass.async_block_till_done()
    assert entity_id(hass, "switch", LAMP, "switch") is None
    assert entity_id(hass, "cover", LAMP, "cover")
    assert entity_id(hass, "cover", SHUTTER, "cover")


async def test_a_platform_that_fails_loses_no_entity(
    hass: HomeAssistant,
    gateway: PushGateway,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """What the user set up of a platform is kept, although none of its entities exists now."""
    gateway.devices[OTHER] = PushDevice(OTHER, "Other lamp")
    await entry.runtime_data.async_refresh()
    await hass.async_block_till_done()
    assert await hass.config_entries.async_unload(entry.entry_id)
    with monkeypatch.context() as broken:
        broken.setattr(switch.GatehouseSwitch, "__init__", None)
        await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
    entry.runtime_data.async_remove_stale()
    assert entity_id(hass, "switch", LAMP, "switch")
    assert entity_id(hass, "switch", OTHER, "switch")
    assert "Error while setting up gatehouse platform" in caplog.text
    caplog.clear()


async def test_a_renamed_channel_has_its_new_name(hass: HomeAssistant, coordinator: PushCoordinator) -> None:
    switch = entity_id(hass, "switch", LAMP, "switch")
    assert switch is not None
    coordinator.async_change({LAMP: lambda lamp: replace(lamp, channel_name="Desk")})
    state = hass.states.get(switch)
    assert state is not None
    assert state.attributes["friendly_name"] == "Lamp Desk"
    entity = er.async_get(hass).async_get(switch)
    assert entity is not None
    assert entity.original_name == "Desk"


async def test_devices_come_and_go(
    hass: HomeAssistant, gateway: PushGateway, entry: MockConfigEntry, coordinator: PushCoordinator
) -> None:
    lamp = gateway.devices.pop(LAMP)
    await coordinator.async_refresh()
    await hass.async_block_till_done()
    assert registered(hass, entry, LAMP) is None
    assert entity_id(hass, "switch", LAMP, "switch") is None
    coordinator.async_apply({LAMP: lamp})
    await hass.async_block_till_done()
    assert registered(hass, entry, LAMP) is not None
    assert state_of(hass, "switch", LAMP, "switch") == STATE_OFF


async def test_a_channel_is_a_child_of_its_device(
    hass: HomeAssistant, entry: MockConfigEntry, coordinator: PushCoordinator
) -> None:
    channel = PushDevice("push_test-channel", "Channel", channel_of=SHUTTER)
    coordinator.async_apply({channel.id: channel})
    await hass.async_block_till_done()
    devices = dr.async_get(hass)
    child = devices.async_get_child_device_by_identifier((DOMAIN, channel.id), entry.entry_id)
    parent = registered(hass, entry, SHUTTER)
    assert child is not None
    assert (child.name, child.parent_device_id) == ("Channel", parent.id)
    switch = entity_id(hass, "switch", channel.id, "switch")
    assert switch is not None
    entity = er.async_get(hass).async_get(switch)
    assert entity is not None
    assert entity.device_id == child.id

    coordinator.async_change({channel.id: lambda device: replace(device, name="Left")})
    child = devices.async_get_child_device_by_identifier((DOMAIN, channel.id), entry.entry_id)
    assert child is not None
    assert child.name == "Left"
    await coordinator.async_refresh()
    assert devices.async_get_child_device_by_identifier((DOMAIN, channel.id), entry.entry_id) is None
    assert registered(hass, entry, SHUTTER) is not None


async def test_only_changed_entities_are_written(hass: HomeAssistant, coordinator: PushCoordinator) -> None:
    """What an entity does not show writes no state."""
    switch = entity_id(hass, "switch", LAMP, "switch")
    assert switch is not None
    before = hass.states.get(switch)
    coordinator.async_change({LAMP: lambda lamp: replace(lamp, firmware="3.0", values={"value_1": 1.0})})
    await hass.async_block_till_done()
    assert hass.states.get(switch) is before
    assert state_of(hass, "sensor", LAMP, "value_1") == "1.0"


class TestConnection:
    """Availability and reauthentication are the kind's policies; the hub shows the connection."""

    async def test_unavailable_after_the_time_of_the_kind(
        self, hass: HomeAssistant, coordinator: PushCoordinator, until: Until
    ) -> None:
        coordinator.async_failed(GatewayConnectionError("no connection"))
        await asyncio.sleep(4.5)
        assert state_of(hass, "switch", LAMP, "switch") == STATE_OFF
        assert state_of(hass, "binary_sensor", HUB, "connection") == STATE_ON
        await asyncio.sleep(1.0)
        assert state_of(hass, "switch", LAMP, "switch") == STATE_UNAVAILABLE
        assert state_of(hass, "binary_sensor", HUB, "connection") == STATE_OFF
        coordinator.async_succeeded()
        assert state_of(hass, "switch", LAMP, "switch") == STATE_OFF
        assert state_of(hass, "binary_sensor", HUB, "connection") == STATE_ON

    async def test_reauthentication_by_the_policy_of_the_kind(
        self, hass: HomeAssistant, entry: MockConfigEntry, coordinator: PushCoordinator
    ) -> None:
        started: list[str] = []
        entry.async_start_reauth = lambda *_, **__: started.append(SOURCE_REAUTH)  # type: ignore[method-assign]
        coordinator.async_failed(GatewayAuthenticationError("rejected"))
        assert started == [SOURCE_REAUTH]


class TestEntryUpdates:
    """A changed entry is reloaded, unless the coordinator stored the change itself."""

    async def test_stored_by_the_coordinator(
        self, hass: HomeAssistant, entry: MockConfigEntry, coordinator: PushCoordinator
    ) -> None:
        coordinator.async_store(token="second")
        await hass.async_block_till_done()
        assert entry.data["token"] == "second"
        assert entry.runtime_data is coordinator

    async def test_changed_by_the_user(
        self, hass: HomeAssistant, entry: MockConfigEntry, coordinator: PushCoordinator
    ) -> None:
        hass.config_entries.async_update_entry(entry, data={**entry.data, "token": "third"})
        await hass.async_block_till_done()
        assert entry.runtime_data is not coordinator

    async def test_renamed_by_the_user(
        self, hass: HomeAssistant, entry: MockConfigEntry, coordinator: PushCoordinator
    ) -> None:
        hass.config_entries.async_update_entry(entry, title="Cellar")
        await hass.async_block_till_done()
        assert entry.runtime_data is coordinator
        assert registered(hass, entry, HUB).name == "Cellar"


async def test_events_reach_the_event_entities_only(
    hass: HomeAssistant, coordinator: PushCoordinator
) -> None:
    press = entity_id(hass, "event", LAMP, "press")
    assert press is not None
    coordinator.async_fire(LAMP, "unknown")
    assert state_of(hass, "event", LAMP, "press") == STATE_UNKNOWN
    coordinator.async_fire(LAMP, "pressed")
    state = hass.states.get(press)
    assert state is not None
    assert state.attributes["event_type"] == "pressed"


async def test_commands(hass: HomeAssistant, gateway: PushGateway, coordinator: PushCoordinator) -> None:
    switch = entity_id(hass, "switch", LAMP, "switch")
    await hass.services.async_call("switch", "turn_on", {"entity_id": switch}, blocking=True)
    assert gateway.sent == [(LAMP, "on")]
