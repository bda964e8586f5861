"""Gatehouse: the gateways of a home's doors and shutters."""

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.device_registry import DeviceEntry
from homeassistant.helpers.typing import ConfigType

from .actions import async_register_actions
from .const import CONF_KIND, DOMAIN
from .coordinator import GatehouseConfigEntry, async_forget_doubts
from .kinds import KINDS
from .leftovers import async_keep_offers_right

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)


async def async_setup(hass: HomeAssistant, _config: ConfigType) -> bool:
    """Set up what entries share."""
    async_register_actions(hass)
    async_keep_offers_right(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: GatehouseConfigEntry) -> bool:
    """Set up a gateway."""
    kind = KINDS[entry.data[CONF_KIND]]
    coordinator = await kind.coordinator.async_create(hass, entry)
    await coordinator.async_config_entry_first_refresh()
    coordinator.async_register_hub()
    entry.runtime_data = coordinator
    await hass.config_entries.async_forward_entry_setups(entry, kind.platforms)
    coordinator.async_start()
    return True


async def async_unload_entry(hass: HomeAssistant, entry: GatehouseConfigEntry) -> bool:
    """Unload a gateway."""
    return await hass.config_entries.async_unload_platforms(entry, KINDS[entry.data[CONF_KIND]].platforms)


async def async_remove_entry(hass: HomeAssistant, entry: GatehouseConfigEntry) -> None:
    """Leave nothing of a gateway behind, and offer to undo what its set-up made elsewhere."""
    async_forget_doubts(hass, entry)
    await KINDS[entry.data[CONF_KIND]].clean_up(hass, entry)


async def async_remove_config_entry_device(
    _hass: HomeAssistant, entry: GatehouseConfigEntry, device: DeviceEntry
) -> bool:
    """Let the user remove a device that the gateway does not know any more."""
    return entry.state is ConfigEntryState.LOADED and not entry.runtime_data.knows(device)
