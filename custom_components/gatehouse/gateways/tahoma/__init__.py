"""The TaHoma box: its local API ("developer mode"), its cloud's tokens, and its devices."""

from .account import async_offer_token_removal
from .actions import async_register_actions
from .coordinator import TahomaCoordinator
from .descriptions import DESCRIPTIONS

__all__ = ["DESCRIPTIONS", "TahomaCoordinator", "async_offer_token_removal", "async_register_actions"]
