"""Temperatures of climate and water heater entities."""

from typing import Any

from homeassistant.components.climate import ClimateEntity
from homeassistant.const import UnitOfTemperature

from .descriptions import TemperatureDescription
from .entity import GatehouseEntity


class GatehouseTemperatureEntity(GatehouseEntity):
    """Provides the temperatures in the unit of the device."""

    entity_description: TemperatureDescription[Any]

    @property
    def native_temperature_unit(self) -> UnitOfTemperature:
        """Return the unit of all temperatures."""
        return self.entity_description.temperature_unit_fn(self.device)

    @property
    def native_current_temperature(self) -> float | None:
        """Return the measured temperature."""
        return self.entity_description.current_temperature_fn(self.device)

    @property
    def native_target_temperature(self) -> float | None:
        """Return the target temperature."""
        return self.entity_description.target_temperature_fn(self.device)

    @property
    def native_target_temperature_low(self) -> float | None:
        """Return the low end of the target range."""
        return self.entity_description.target_temperature_low_fn(self.device)

    @property
    def native_target_temperature_high(self) -> float | None:
        """Return the high end of the target range."""
        return self.entity_description.target_temperature_high_fn(self.device)


# Home Assistant 2026.10 reads these by their old names; 2026.11 logs a warning if an entity has them.
if not hasattr(ClimateEntity, "native_temperature_unit"):
    for name in (
        "temperature_unit",
        "current_temperature",
        "target_temperature",
        "target_temperature_low",
        "target_temperature_high",
    ):
        setattr(GatehouseTemperatureEntity, name, getattr(GatehouseTemperatureEntity, f"native_{name}"))
