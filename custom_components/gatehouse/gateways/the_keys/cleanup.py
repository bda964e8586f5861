"""The cleanup when the entry of a The Keys gateway is removed."""

from homeassistant.core import HomeAssistant

from ...coordinator import GatehouseConfigEntry
from .client_factory import timestamp_store
from .unused_shares import async_offer_all_locks


async def async_remove_entry(hass: HomeAssistant, entry: GatehouseConfigEntry) -> None:
    """Offer to delete the shares of a removed gateway, and remove its stored timestamp."""
    async_offer_all_locks(hass, entry)
    await timestamp_store(hass, entry).async_remove()
