"""Valve entities of all kinds."""

from typing import Any, override

from homeassistant.components.valve import ValveEntity, ValveEntityFeature
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import GatehouseConfigEntry
from .descriptions import ValveDescription
from .entity import GatehouseEntity, async_add_described_entities

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
    entry: GatehouseConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the valves of an entry."""
    await async_add_described_entities(entry, Platform.VALVE, GatehouseValve, async_add_entities)


class GatehouseValve(GatehouseEntity, ValveEntity):
    """Representation of a valve."""

    entity_description: ValveDescription[Any, Any]

    @property
    @override
    def supported_features(self) -> ValveEntityFeature:
        """Return the supported features."""
        return self.entity_description.features_fn(self.device)

    @property
    @override
    def current_valve_position(self) -> int | None:
        """Return the position (0 closed, 100 open), or None if unknown."""
        return self.entity_description.position_fn(self.device)

    @property
    @override
    def is_closed(self) -> bool | None:
        """Return whether the valve is closed, or None if unknown."""
        return self.entity_description.is_closed_fn(self.device)

    @property
    @override
    def is_opening(self) -> bool | None:
        """Return whether the valve is opening."""
        return self.entity_description.is_opening_fn(self.device)

    @property
    @override
    def is_closing(self) -> bool | None:
        """Return whether the valve is closing."""
        return self.entity_description.is_closing_fn(self.device)

    @override
    async def async_open_valve(self) -> None:
        """Open the valve."""
        await self.execute(self.entity_description.open_fn(self.device))

    @override
    async def async_close_valve(self) -> None:
        """Close the valve."""
        await self.execute(self.entity_description.close_fn(self.device))

    @override
    async def async_stop_valve(self) -> None:
        """Stop the valve."""
        await self.execute(self.entity_description.stop_fn(self.device))

    @override
    async def async_set_valve_position(self, position: int) -> None:
        """Move the valve to a position."""
        await self.execute(self.entity_description.set_position_fn(self.device, position))
