"""The kinds of gateways that Gatehouse knows."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from homeassistant.components.repairs import RepairsFlow
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant

from .coordinator import GatehouseConfigEntry, GatewayCoordinator
from .descriptions import GatehouseDescription
from .gateways import tahoma, the_keys
from .privacy import Privacy


@dataclass(frozen=True, slots=True)
class Kind:
    """What makes an entry of one kind: its coordinator, its tables, what is private of it, and its actions.

    `clean_up` is called when an entry was removed: it leaves nothing behind, and may offer to undo what the
    set-up made elsewhere. `create_fix_flow` begins to put an issue right, or gives None where it is of
    another kind.
    """

    coordinator: type[GatewayCoordinator[Any, Any, Any]]
    descriptions: Mapping[Platform, Sequence[GatehouseDescription[Any]]]
    privacy: Privacy
    register_actions: Callable[[HomeAssistant], None]
    clean_up: Callable[[HomeAssistant, GatehouseConfigEntry], Awaitable[None]]
    create_fix_flow: Callable[[str, dict[str, Any] | None], RepairsFlow | None]

    @property
    def platforms(self) -> list[Platform]:
        """The platforms that the kind has entities of."""
        return list(self.descriptions)


KINDS: Final[Mapping[str, Kind]] = {
    "tahoma": Kind(
        tahoma.TahomaCoordinator,
        tahoma.DESCRIPTIONS,
        tahoma.PRIVACY,
        tahoma.async_register_actions,
        tahoma.async_clean_up,
        tahoma.create_fix_flow,
    ),
    "the_keys": Kind(
        the_keys.TheKeysCoordinator,
        the_keys.DESCRIPTIONS,
        the_keys.PRIVACY,
        the_keys.async_register_actions,
        the_keys.async_clean_up,
        the_keys.create_fix_flow,
    ),
}
