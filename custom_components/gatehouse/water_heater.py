"""Water heater entities of all kinds."""

from typing import Any, override

from homeassistant.components.water_heater import (
    ATTR_OPERATION_MODE,
    WaterHeaterEntity,
    WaterHeaterEntityFeature,
)
from homeassistant.const import ATTR_TEMPERATURE, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import GatehouseConfigEntry
from .descriptions import WaterHeaterDescription
from .entity import async_add_described_entities
from .temperature_entity import GatehouseTemperatureEntity

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
    entry: GatehouseConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the water heaters of an entry."""
    await async_add_described_entities(entry, Platform.WATER_HEATER, GatehouseWaterHeater, async_add_entities)


class GatehouseWaterHeater(GatehouseTemperatureEntity, WaterHeaterEntity):
    """Representation of a water heater."""

    entity_description: WaterHeaterDescription[Any, Any]

    @property
    @override
    def supported_features(self) -> WaterHeaterEntityFeature:
        """Return the supported features."""
        return self.entity_description.features_fn(self.device)

    @property
    @override
    def target_temperature_step(self) -> float | None:
        """Return the step of the target temperature."""
        return self.entity_description.target_temperature_step_fn(self.device)

    @property
    @override
    def min_temp(self) -> float:
        """Return the lowest target temperature."""
        temperature = self.entity_description.min_temp_fn(self.device)
        return super().min_temp if temperature is None else temperature

    @property
    @override
    def max_temp(self) -> float:
        """Return the highest target temperature."""
        temperature = self.entity_description.max_temp_fn(self.device)
        return super().max_temp if temperature is None else temperature

    @property
    @override
    def operation_list(self) -> list[str] | None:
        """Return the supported operation modes."""
        return list(self.entity_description.operation_list_fn(self.device)) or None

    @property
    @override
    def current_operation(self) -> str | None:
        """Return the current operation mode, or None if unknown."""
        return self.entity_description.current_operation_fn(self.device)

    @property
    @override
    def is_away_mode_on(self) -> bool | None:
        """Return whether away mode is on."""
        return self.entity_description.is_away_mode_on_fn(self.device)

    @override
    async def async_set_temperature(self, **kwargs: Any) -> None:
        """Set the target temperature, after the operation mode if one is given."""
        if (operation_mode := kwargs.get(ATTR_OPERATION_MODE)) is not None:
            await self.async_handle_set_operation_mode(operation_mode)
        await self.execute(self.entity_description.set_temperature_fn(self.device, kwargs[ATTR_TEMPERATURE]))

    @override
    async def async_set_operation_mode(self, operation_mode: str) -> None:
        """Set the operation mode."""
        await self.execute(self.entity_description.set_operation_mode_fn(self.device, operation_mode))

    @override
    async def async_turn_away_mode_on(self) -> None:
        """Turn away mode on."""
        await self.execute(self.entity_description.turn_away_mode_on_fn(self.device))

    @override
    async def async_turn_away_mode_off(self) -> None:
        """Turn away mode off."""
        await self.execute(self.entity_description.turn_away_mode_off_fn(self.device))

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Turn the water heater on."""
        await self.execute(self.entity_description.turn_on_fn(self.device))

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Turn the water heater off."""
        await self.execute(self.entity_description.turn_off_fn(self.device))
