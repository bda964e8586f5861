"""Number entities of all kinds."""

from typing import Any, override

from homeassistant.components.number import NumberEntity
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import GatehouseConfigEntry
from .descriptions import NumberDescription
from .entity import GatehouseEntity, async_add_described_entities

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
    entry: GatehouseConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the numbers of an entry."""
    await async_add_described_entities(entry, Platform.NUMBER, GatehouseNumber, async_add_entities)


class GatehouseNumber(GatehouseEntity, NumberEntity):
    """Representation of a number."""

    entity_description: NumberDescription[Any, Any]

    @property
    @override
    def shown(self) -> object:
        """Return the value."""
        return self.native_value

    @property
    @override
    def native_value(self) -> float | None:
        """Return the value, or None if unknown."""
        return self.entity_description.value_fn(self.device)

    @override
    async def async_set_native_value(self, value: float) -> None:
        """Set the value."""
        await self.execute(self.entity_description.set_value_fn(self.device, value))
