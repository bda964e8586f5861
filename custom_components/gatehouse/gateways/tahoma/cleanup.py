"""Cleanup after the entry of a TaHoma box is removed."""

from homeassistant.core import HomeAssistant

from ...coordinator import GatehouseConfigEntry
from . import issues
from .account import async_offer_token_removal
from .const import CONF_GATEWAY_PIN
from .position_estimator import position_store


async def async_remove_entry(hass: HomeAssistant, entry: GatehouseConfigEntry) -> None:
    """Remove what is stored for a removed box, and offer to delete its token in the cloud."""
    issues.async_withdraw(hass, entry.data[CONF_GATEWAY_PIN])
    await position_store(hass, entry).async_remove()
    async_offer_token_removal(hass, entry)
