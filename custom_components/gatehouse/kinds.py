"""The kinds of gateways that Gatehouse knows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant

from .coordinator import GatehouseConfigEntry, GatewayCoordinator
from .descriptions import GatehouseDescription
from .gateways import tahoma


@dataclass(frozen=True, slots=True)
class Kind:
    """What makes an entry of one kind: its coordinator, the tables of its entities, and its actions.

    `offer_cleanup` is called when an entry was removed, and may offer to undo what the set-up made elsewhere.
    """

    coordinator: type[GatewayCoordinator[Any, Any, Any]]
    descriptions: Mapping[Platform, Sequence[GatehouseDescription[Any]]]
    register_actions: Callable[[HomeAssistant], None]
    offer_cleanup: Callable[[HomeAssistant, GatehouseConfigEntry], None]

    @property
    def platforms(self) -> list[Platform]:
        """The platforms that the kind has entities of."""
        return list(self.descriptions)


KINDS: Final[Mapping[str, Kind]] = {
    "tahoma": Kind(
        tahoma.TahomaCoordinator,
        tahoma.DESCRIPTIONS,
        tahoma.async_register_actions,
        tahoma.async_offer_token_removal,
    ),
}
