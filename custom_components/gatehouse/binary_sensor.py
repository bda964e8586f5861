"""Binary sensor entities of all kinds."""

from typing import Any, override

from homeassistant.components.binary_sensor import BinarySensorEntity
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import GatehouseConfigEntry
from .descriptions import BinarySensorDescription
from .entity import GatehouseEntity, async_add_described_entities

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
    entry: GatehouseConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the binary sensors of an entry."""
    await async_add_described_entities(
        entry, Platform.BINARY_SENSOR, GatehouseBinarySensor, async_add_entities
    )


class GatehouseBinarySensor(GatehouseEntity, BinarySensorEntity):
    """Representation of a binary sensor."""

    entity_description: BinarySensorDescription[Any]

    @property
    @override
    def shown(self) -> object:
        """Return whether the sensor is on."""
        return self.is_on

    @property
    @override
    def is_on(self) -> bool | None:
        """Return whether the sensor is on, or None if unknown."""
        return self.entity_description.is_on_fn(self.device)
