"""A gateway that got another address is found again, where the account is kept that tells it."""

import asyncio

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_HOST, CONF_PORT, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.gatehouse.gateways.the_keys import address as address_lookup
from simulators.the_keys import Home, TheKeysCloud, TheKeysGateway
from tests.conftest import Until

from .conftest import StateOf, entry_of


@pytest.fixture
def keys_entry(gateway: TheKeysGateway, keys_cloud: TheKeysCloud) -> MockConfigEntry:
    """The entry, with its account kept."""
    return entry_of(gateway, keys_cloud)


async def move(gateway: TheKeysGateway) -> tuple[str, int]:
    """Let the gateway get another address, and tell the cloud."""
    await gateway.change_address()
    gateway.accessory.ip = f"{gateway.host}:{gateway.port}"
    return gateway.host, gateway.port


def address(entry: MockConfigEntry) -> tuple[str, int]:
    return entry.data[CONF_HOST], entry.data[CONF_PORT]


async def test_while_it_runs(
    keys_loaded: MockConfigEntry, gateway: TheKeysGateway, state_of: StateOf, until: Until
) -> None:
    await until(lambda: state_of("lock", "lock").state == "locked")
    new = await move(gateway)
    await asyncio.sleep(80)
    await until(lambda: address(keys_loaded) == new)
    await until(lambda: state_of("lock", "lock").state == "locked")


async def test_while_home_assistant_was_off(
    hass: HomeAssistant,
    keys_entry: MockConfigEntry,
    clock_of_the_home: None,
    gateway: TheKeysGateway,
    until: Until,
) -> None:
    new = await move(gateway)
    keys_entry.add_to_hass(hass)
    assert not await hass.config_entries.async_setup(keys_entry.entry_id)
    assert address(keys_entry) == new
    await hass.config_entries.async_reload(keys_entry.entry_id)
    assert keys_entry.state is ConfigEntryState.LOADED
    await hass.config_entries.async_unload(keys_entry.entry_id)


async def test_somebody_else_is_there(
    keys_loaded: MockConfigEntry,
    gateway: TheKeysGateway,
    keys_cloud: TheKeysCloud,
    state_of: StateOf,
    until: Until,
) -> None:
    """What answers in another way is no gateway; the known address is kept."""
    await until(lambda: state_of("lock", "lock").state == "locked")
    known = address(keys_loaded)
    gateway.accessory.ip = keys_cloud.url.removeprefix("http://")
    await gateway.unplug(150)
    assert state_of("lock", "lock").state == STATE_UNAVAILABLE
    assert address(keys_loaded) == known
    assert ("GET", f"/fr/api/v2/accessoire/get/{gateway.accessory.number}", 200) in keys_cloud.requests
    await until(lambda: state_of("lock", "lock").state == "locked")


@pytest.mark.parametrize(
    "host", ["169.254.169.254", "192.0.2.1", "240.0.0.1", "8.8.8.8", "fe80::1", "ff02::1", "::"]
)
async def test_nowhere_else(
    keys_loaded: MockConfigEntry,
    gateway: TheKeysGateway,
    keys_cloud: TheKeysCloud,
    state_of: StateOf,
    until: Until,
    host: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No address is tried that is not one of a home's, whatever the cloud says."""
    await until(lambda: state_of("lock", "lock").state == "locked")
    tried: list[object] = []
    monkeypatch.setattr(address_lookup, "client_at", lambda _, *address: tried.append(address))
    gateway.accessory.ip = host
    await gateway.unplug(150)
    assert ("GET", f"/fr/api/v2/accessoire/get/{gateway.accessory.number}", 200) in keys_cloud.requests
    assert tried == []


async def test_another_gateway_took_its_address(
    keys_loaded: MockConfigEntry, gateway: TheKeysGateway, keys_home: Home, state_of: StateOf, until: Until
) -> None:
    """One that sees none of the locks is not the one that was set up."""
    await until(lambda: state_of("lock", "lock").state == "locked")
    former = address(keys_loaded)
    new = await move(gateway)
    async with TheKeysGateway(Home(clock=keys_home.clock)) as other:
        await other.change_address(*former)
        await asyncio.sleep(100)
        await until(lambda: address(keys_loaded) == new)
        await until(lambda: state_of("lock", "lock").state == "locked")
