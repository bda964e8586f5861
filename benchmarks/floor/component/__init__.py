"""The floor integration: devices and empty entities, without a gateway."""

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant

from .entity import get_platforms


async def async_setup_entry(hass: HomeAssistant, entry: ConfigEntry) -> bool:
    """Set up the floor integration from a config entry."""
    await hass.config_entries.async_forward_entry_setups(entry, get_platforms(entry))
    return True


async def async_unload_entry(hass: HomeAssistant, entry: ConfigEntry) -> bool:
    """Unload a config entry."""
    return await hass.config_entries.async_unload_platforms(entry, get_platforms(entry))
