"""The Keys: the gateway on the network, its locks, and the cloud that shares them."""

from homeassistant.core import HomeAssistant

from ...coordinator import GatehouseConfigEntry
from .actions import async_register_actions
from .coordinator import TheKeysCoordinator
from .descriptions import DESCRIPTIONS
from .privacy import PRIVACY
from .repairs import create_fix_flow
from .session import timestamp_store
from .unused_shares import async_leave_all

__all__ = [
    "DESCRIPTIONS",
    "PRIVACY",
    "TheKeysCoordinator",
    "async_clean_up",
    "async_register_actions",
    "create_fix_flow",
]


async def async_clean_up(hass: HomeAssistant, entry: GatehouseConfigEntry) -> None:
    """Leave nothing of a removed gateway behind, and offer to delete the shares that were made for it."""
    async_leave_all(hass, entry)
    await timestamp_store(hass, entry).async_remove()
