"""Sensor entities of all kinds."""

from typing import Any, override

from homeassistant.components.sensor import SensorEntity
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.typing import StateType

from .coordinator import GatehouseConfigEntry
from .descriptions import SensorDescription
from .entity import GatehouseEntity, async_add_described_entities

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
    entry: GatehouseConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the sensors of an entry."""
    await async_add_described_entities(entry, Platform.SENSOR, GatehouseSensor, async_add_entities)


class GatehouseSensor(GatehouseEntity, SensorEntity):
    """Representation of a sensor."""

    entity_description: SensorDescription[Any]

    @property
    @override
    def shown(self) -> object:
        """Return the value and its unit."""
        return (self.native_value, self.native_unit_of_measurement)

    @property
    @override
    def native_value(self) -> StateType:
        """Return the value, or None if unknown."""
        return self.entity_description.value_fn(self.device)

    @property
    @override
    def native_unit_of_measurement(self) -> str | None:
        """Return the unit that the device reports, or the unit of the description."""
        return (
            self.entity_description.native_unit_fn(self.device)
            or self.entity_description.native_unit_of_measurement
        )
