"""Diagnostics and system health contain no secret or personal data."""

from dataclasses import replace
import json
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, get_system_health_info
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
    get_diagnostics_for_device,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.gatehouse.const import DOMAIN
from custom_components.gatehouse.gateways.tahoma.api.models import Command
from custom_components.gatehouse.gateways.tahoma.const import CONF_TRAVEL_TIMES
from simulators.tahoma import Home, TahomaBox
from tests.conftest import Until

SECRET_STATES = {
    "internal:CurrentInfraConfigState": "My Network",
    "core:NameState": "Grandma's shutter",
    "homekit:SetupCode": "0123-4567-X",
    "core:LocalIPv4AddressState": "172.16.5.6",
    "core:SerialNumberState": "SN-998877",
    "internal:MACAddressState": "F8:81:1A:12:34:56",
    "core:OddState": "owner@example.com has 10.1.2.3 and f8-81-1a-65-43-21",
}
UUID = "0badcafe-0000-4000-8000-00000000beef"


@pytest.fixture
def home() -> Home:
    home = Home.showcase()
    home.first("io:RollerShutterGenericIOComponent").label = "Owner's bedroom"
    return home


@pytest.fixture
async def prepared(
    hass: HomeAssistant, loaded: MockConfigEntry, box: TahomaBox
) -> tuple[MockConfigEntry, list[str]]:
    """Return an entry with secrets, and the secrets."""
    url = box.home.first("io:RollerShutterGenericIOComponent").url
    coordinator = loaded.runtime_data
    digits = box.pin.replace("-", "")
    states = SECRET_STATES | {
        "core:WildState": [f"{box.token}/{box.pin}", {box.pin: {"x": f"pin {digits}"}}],
        "core:PairsState": [{"name": "core:SSIDState", "value": "MyWifi"}, {"mac": "f8811a123456"}],
        box.token: 1,
    }
    running = (Command("setUserCode", (4711, "s3cretcode")),)
    device = replace(coordinator.data[url].with_states(states), running=running)
    coordinator.async_apply({url: device})
    hass.config_entries.async_update_entry(
        loaded,
        data={**loaded.data, "server": "europe", "token_uuid": UUID},
        options={CONF_TRAVEL_TIMES: {url: {"opening": 20.0, "closing": 20.0}}},
    )
    assert await async_setup_component(hass, "diagnostics", {})
    secrets = [box.token, box.pin, digits, box.host, UUID, "Owner's bedroom", "owner@example.com"]
    secrets += [
        "MyWifi",
        "f8811a123456",
        "4711",
        "s3cretcode",
        "10.1.2.3",
        "f8-81-1a-65-43-21",
        *(list(SECRET_STATES.values())[:-1]),
    ]
    return loaded, secrets


async def test_entry(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    prepared: tuple[MockConfigEntry, list[str]],
) -> None:
    entry, secrets = prepared
    diagnostics: Any = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    text = json.dumps(diagnostics, ensure_ascii=False).lower()
    assert [secret for secret in secrets if secret.lower() in text] == []
    assert {device["label"] for device in diagnostics["devices"]} <= {"**REDACTED**", ""}
    assert diagnostics["coordinator"]["last_update_success"] is True
    assert len(diagnostics["devices"]) == len(entry.runtime_data.data)
    shutter = next(
        device
        for device in diagnostics["devices"]
        if device["controllable"] == "io:RollerShutterGenericIOComponent"
    )
    assert shutter["commands"]["setClosure"]["mandatory"] == 1
    assert shutter["states"]["core:ClosureState"] is not None
    assert shutter["states"]["core:NameState"] == "**REDACTED**"
    assert shutter["url"].startswith("io://**REDACTED**/")


async def test_deep_state(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    loaded: MockConfigEntry,
    box: TahomaBox,
    until: Until,
) -> None:
    """Values that are nested too deeply are left out."""
    url = box.home.first("io:RollerShutterGenericIOComponent").url
    states = f'[{{"name": "core:DeepState", "value": {"[" * 1000}7{"]" * 1000}}}]'
    event = f'{{"name": "DeviceStateChangedEvent", "deviceURL": "{url}", "deviceStates": {states}}}'
    box.faults.respond(f"[{event}]", path="/events/*/fetch")
    await until(lambda: "core:DeepState" in loaded.runtime_data.data[url].states)
    assert await async_setup_component(hass, "diagnostics", {})
    diagnostics: Any = await get_diagnostics_for_config_entry(hass, hass_client, loaded)
    (deep,) = (device["states"] for device in diagnostics["devices"] if "core:DeepState" in device["states"])
    assert json.dumps(deep["core:DeepState"]).strip("[]") == json.dumps("…")
    assert deep["core:ClosureState"] is not None


async def test_device(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    box: TahomaBox,
    prepared: tuple[MockConfigEntry, list[str]],
) -> None:
    entry, secrets = prepared
    url = box.home.first("io:RollerShutterGenericIOComponent").url
    device = dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, url.partition("#")[0]), entry.entry_id
    )
    assert device is not None
    diagnostics: Any = await get_diagnostics_for_device(hass, hass_client, entry, device)
    text = json.dumps(diagnostics, ensure_ascii=False).lower()
    assert [secret for secret in secrets if secret.lower() in text] == []
    assert diagnostics["devices"][0]["controllable"] == "io:RollerShutterGenericIOComponent"
    await hass.config_entries.async_unload(entry.entry_id)
    assert await get_diagnostics_for_device(hass, hass_client, entry, device) == {}


async def test_not_loaded(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, entry: MockConfigEntry, box: TahomaBox
) -> None:
    """Diagnostics are available if the setup failed."""
    entry.add_to_hass(hass)
    box.faults.unknown_object()
    await hass.config_entries.async_setup(entry.entry_id)
    assert await async_setup_component(hass, "diagnostics", {})
    diagnostics: Any = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    assert diagnostics["entry"]["state"] == "setup_retry"
    assert diagnostics["entry"]["reason"] == "tahoma_developer_mode_off"
    assert box.pin not in json.dumps(diagnostics)


async def test_system_health(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    MockConfigEntry(domain=DOMAIN, data={**loaded.data}).add_to_hass(hass)
    assert await async_setup_component(hass, "system_health", {})
    await hass.async_block_till_done()
    assert await get_system_health_info(hass, DOMAIN) == {"tahoma_gateways": 2, "tahoma_answering": 1}
