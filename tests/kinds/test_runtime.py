"""A kind with neither devices nor a hub, which shared code must not assume."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from homeassistant.components.system_health import DOMAIN as SYSTEM_HEALTH
from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.const import Platform
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

from custom_components.gatehouse import async_remove_config_entry_device, kinds, system_health
from custom_components.gatehouse.const import CONF_KIND, DOMAIN
from custom_components.gatehouse.kind import Kind
from custom_components.gatehouse.redaction import RedactionRules

NAME: Final = "link_test"


@dataclass
class Link:
    """What such a kind runs."""

    is_connected: bool = True
    device_id: str = ""

    def owns_device(self, device: dr.AnyDeviceEntry) -> bool:
        """Whether a device is the linked one."""
        return device.id == self.device_id

    def diagnostics(self) -> dict[str, Any]:
        """The state of the link."""
        return {"link": {"webhook": "secret-hook", "registered": True}}

    def device_diagnostics(self, device: dr.AnyDeviceEntry) -> dict[str, Any]:
        """The state of the linked device."""
        return {"linked": self.owns_device(device)}


async def async_setup_entry(
    _hass: HomeAssistant, entry: ConfigEntry[Link], _platforms: Sequence[Platform]
) -> None:
    """Set up the link."""
    entry.runtime_data = Link()


@pytest.fixture
async def entry(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> MockConfigEntry:
    """An entry of such a kind, set up."""
    kind = Kind(
        name=NAME,
        async_setup_entry=async_setup_entry,
        redaction=RedactionRules(names="(?!)", values="(?!)", secrets=("webhook_id",)),
    )
    monkeypatch.setattr(kinds, "KINDS", (*kinds.KINDS, kind))
    monkeypatch.setattr(system_health, "KINDS", (kind,))
    entry = MockConfigEntry(domain=DOMAIN, data={CONF_KIND: NAME, "webhook_id": "secret-hook"})
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    return entry


async def test_diagnostics(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, entry: MockConfigEntry
) -> None:
    result: Any = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    assert result["link"] == {"webhook": "**REDACTED**", "registered": True}
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id, identifiers={(DOMAIN, "panel")}
    )
    assert await get_diagnostics_for_device(hass, hass_client, entry, device) == {"linked": False}


async def test_system_health(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    assert await async_setup_component(hass, SYSTEM_HEALTH, {})
    await hass.async_block_till_done()
    assert await get_system_health_info(hass, DOMAIN) == {
        "link_test_gateways": 1,
        "link_test_answering": 1,
    }
    entry.runtime_data.is_connected = False
    assert (await get_system_health_info(hass, DOMAIN))["link_test_answering"] == 0


async def test_only_devices_that_are_gone_can_be_deleted(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id, identifiers={(DOMAIN, "panel")}
    )
    assert await async_remove_config_entry_device(hass, entry, device)
    entry.runtime_data.device_id = device.id
    assert not await async_remove_config_entry_device(hass, entry, device)


async def test_unload_and_remove(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert entry.state is ConfigEntryState.NOT_LOADED
    await hass.config_entries.async_remove(entry.entry_id)
    assert not hass.config_entries.async_entries(DOMAIN)
