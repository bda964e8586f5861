"""The Keys: the gateway on the network, its locks, and the cloud that shares them."""

from homeassistant.core import HomeAssistant

from ...const import CONF_IDENTIFIER
from ...coordinator import GatehouseConfigEntry
from . import issues
from .coordinator import SUBENTRY_LOCK, TheKeysCoordinator
from .descriptions import DESCRIPTIONS
from .privacy import PRIVACY
from .repairs import create_fix_flow
from .session import timestamp_store

__all__ = ["DESCRIPTIONS", "PRIVACY", "TheKeysCoordinator", "async_clean_up", "create_fix_flow"]


async def async_clean_up(hass: HomeAssistant, entry: GatehouseConfigEntry) -> None:
    """Leave nothing of a removed gateway behind."""
    for lock in entry.get_subentries_of_type(SUBENTRY_LOCK):
        issues.async_withdraw(hass, lock.data[CONF_IDENTIFIER])
    await timestamp_store(hass, entry).async_remove()
