"""The TaHoma box: its local API ("developer mode"), its cloud's tokens, and its devices."""

from homeassistant.core import HomeAssistant

from ...const import CONF_GATEWAY_PIN
from ...coordinator import GatehouseConfigEntry
from . import issues
from .account import async_offer_token_removal
from .actions import async_register_actions
from .coordinator import TahomaCoordinator
from .descriptions import DESCRIPTIONS
from .estimates import position_store
from .privacy import PRIVACY
from .repairs import create_fix_flow

__all__ = [
    "DESCRIPTIONS",
    "PRIVACY",
    "TahomaCoordinator",
    "async_clean_up",
    "async_register_actions",
    "create_fix_flow",
]


async def async_clean_up(hass: HomeAssistant, entry: GatehouseConfigEntry) -> None:
    """Leave nothing of a removed box behind, and offer to delete the token that was made for it."""
    issues.async_withdraw(hass, entry.data[CONF_GATEWAY_PIN])
    await position_store(hass, entry).async_remove()
    async_offer_token_removal(hass, entry)
