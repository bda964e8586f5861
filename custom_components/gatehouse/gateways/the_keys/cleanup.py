"""What is removed together with the entry of a The Keys gateway."""

from homeassistant.core import HomeAssistant

from ...coordinator import GatehouseConfigEntry
from .client_factory import timestamp_store
from .unused_shares import async_leave_all


async def async_remove_entry(hass: HomeAssistant, entry: GatehouseConfigEntry) -> None:
    """Remove what is stored for a removed gateway, and offer to delete its shares in the cloud."""
    async_leave_all(hass, entry)
    await timestamp_store(hass, entry).async_remove()
