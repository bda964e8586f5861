"""Gatehouse: the gateways of a home's doors and shutters."""

from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.device_registry import DeviceEntry
from homeassistant.helpers.typing import ConfigType

from .cleanup import async_update_offers
from .const import DOMAIN
from .kind import Runtime
from .kinds import kind_of
from .services import async_register_services

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)


async def async_setup(hass: HomeAssistant, _config: ConfigType) -> bool:
    """Set up what all entries share."""
    async_register_services(hass)
    async_update_offers(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: ConfigEntry[Any]) -> bool:
    """Set up an entry, as its kind does."""
    kind = kind_of(entry)
    await kind.async_setup_entry(hass, entry, kind.platforms)
    return True


async def async_unload_entry(hass: HomeAssistant, entry: ConfigEntry[Any]) -> bool:
    """Unload an entry."""
    return await hass.config_entries.async_unload_platforms(entry, kind_of(entry).platforms)


async def async_remove_entry(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Remove what a deleted entry stored, and offer to delete what it created in a cloud."""
    await kind_of(entry).async_remove_entry(hass, entry)


async def async_remove_config_entry_device(
    _hass: HomeAssistant, entry: ConfigEntry[Runtime], device: DeviceEntry
) -> bool:
    """Let the user delete a device that the gateway no longer has."""
    return entry.state is ConfigEntryState.LOADED and not entry.runtime_data.owns_device(device)
