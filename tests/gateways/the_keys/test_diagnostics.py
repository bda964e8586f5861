"""What a user may hand over tells nothing that is secret or personal."""

import json
from typing import Any

from homeassistant.const import CONF_PASSWORD, CONF_USERNAME
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
    get_diagnostics_for_device,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.gatehouse.const import DOMAIN
from custom_components.gatehouse.gateways.the_keys.const import CONF_GATEWAY
from simulators.the_keys import Lock, TheKeysCloud, TheKeysGateway
from tests.conftest import Until

from .conftest import CODE, DOOR, GARDEN, GARDEN_CODE, StateOf

# Home Assistant's own web server stands on keys that aiohttp would rather have otherwise.

IDENTIFIER = "OXe37UIa"
ACCOUNT = {
    CONF_GATEWAY: IDENTIFIER,
    CONF_USERNAME: "+33639980001",
    CONF_PASSWORD: "correct horse & battery",
}


@pytest.fixture
def locks() -> list[Lock]:
    return [Lock(DOOR, "Front door", CODE), Lock(GARDEN, "Grandma's gate", GARDEN_CODE)]


@pytest.fixture(params=[IDENTIFIER, f"lock-{DOOR}"])
def keys_entry(
    request: pytest.FixtureRequest, keys_entry: MockConfigEntry, keys_cloud: TheKeysCloud
) -> MockConfigEntry:
    """The entry with an account that is kept; known by its cloud's identifier, or by its first lock."""
    return MockConfigEntry(
        domain=DOMAIN,
        title="Grandma's house",
        unique_id=f"the_keys-{request.param}",
        data={**keys_entry.data, **ACCOUNT},
        subentries_data=[
            {
                "subentry_type": lock.subentry_type,
                "title": lock.title,
                "unique_id": lock.unique_id,
                "data": {**lock.data, "share": 1009},
            }
            for lock in keys_entry.subentries.values()
        ],
    )


def secrets(gateway: TheKeysGateway) -> list[str]:
    told = [
        *ACCOUNT.values(),
        CODE,
        GARDEN_CODE,
        DOOR,
        GARDEN,
        IDENTIFIER,
        "Front door",
        "Grandma",
        gateway.host,
    ]
    return [*told, "1003", "1009", "639980001"]


def found(told: Any, gateway: TheKeysGateway) -> list[str]:
    text = json.dumps(told, ensure_ascii=False)
    return [secret for secret in secrets(gateway) if secret.lower() in text.lower()]


async def test_entry(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    gateway: TheKeysGateway,
    keys_loaded: MockConfigEntry,
    state_of: StateOf,
    until: Until,
) -> None:
    await until(lambda: state_of("lock", "lock").state == "locked")
    assert await async_setup_component(hass, "diagnostics", {})
    told: Any = await get_diagnostics_for_config_entry(hass, hass_client, keys_loaded)
    assert found(told, gateway) == []
    assert told["entry"]["data"]["kind"] == "the_keys"
    assert told["entry"]["data"]["port"] == gateway.port
    assert told["coordinator"]["last_update_success"] is True
    gateway_device, door, _ = told["devices"]
    assert gateway_device["version"] == gateway.version
    assert door["state"] == 0x31
    assert door["battery"] == round(gateway.locks[DOOR].battery)
    assert door["in_range"] is True


async def test_device(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    gateway: TheKeysGateway,
    keys_loaded: MockConfigEntry,
) -> None:
    assert await async_setup_component(hass, "diagnostics", {})
    devices = dr.async_entries_for_config_entry(dr.async_get(hass), keys_loaded.entry_id)
    assert len(devices) == 3
    for device in devices:
        told: Any = await get_diagnostics_for_device(hass, hass_client, keys_loaded, device)
        assert found(told, gateway) == []
        assert len(told["devices"]) == 1


@pytest.mark.parametrize("fault", ["html", "server_error", "garbage"])
async def test_not_loaded(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    gateway: TheKeysGateway,
    keys_entry: MockConfigEntry,
    fault: str,
) -> None:
    """It is when nothing works that this is wanted."""
    keys_entry.add_to_hass(hass)
    getattr(gateway.faults, fault)(times=None)
    assert not await hass.config_entries.async_setup(keys_entry.entry_id)
    assert await async_setup_component(hass, "diagnostics", {})
    told: Any = await get_diagnostics_for_config_entry(hass, hass_client, keys_entry)
    assert found(told, gateway) == []
    assert told["entry"]["state"] == "setup_retry"
    assert told["entry"]["reason"] == "the_keys_invalid_response"
