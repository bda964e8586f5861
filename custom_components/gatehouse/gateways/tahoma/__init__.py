"""The TaHoma box: its local API ("developer mode"), its cloud's tokens, and its devices."""

from .actions import async_register_actions
from .coordinator import TahomaCoordinator
from .descriptions import DESCRIPTIONS

__all__ = ["DESCRIPTIONS", "TahomaCoordinator", "async_register_actions"]
