"""Climate entities of all kinds."""

from typing import Any, override

from homeassistant.components.climate import (
    ATTR_HVAC_MODE,
    ATTR_TARGET_TEMP_HIGH,
    ATTR_TARGET_TEMP_LOW,
    ClimateEntity,
    ClimateEntityFeature,
    HVACAction,
    HVACMode,
)
from homeassistant.const import ATTR_TEMPERATURE, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import GatehouseConfigEntry
from .descriptions import ClimateDescription
from .entity import async_add_described_entities
from .temperature_entity import GatehouseTemperatureEntity

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
    entry: GatehouseConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the climate entities of an entry."""
    await async_add_described_entities(entry, Platform.CLIMATE, GatehouseClimate, async_add_entities)


class GatehouseClimate(GatehouseTemperatureEntity, ClimateEntity):
    """Representation of a heater, a thermostat or an air conditioner."""

    entity_description: ClimateDescription[Any, Any]

    @property
    @override
    def supported_features(self) -> ClimateEntityFeature:
        """Return the supported features."""
        return self.entity_description.features_fn(self.device)

    @property
    @override
    def hvac_modes(self) -> list[HVACMode]:
        """Return the supported HVAC modes."""
        return list(self.entity_description.hvac_modes_fn(self.device))

    @property
    @override
    def hvac_mode(self) -> HVACMode | None:
        """Return the current HVAC mode, or None if unknown."""
        return self.entity_description.hvac_mode_fn(self.device)

    @property
    @override
    def hvac_action(self) -> HVACAction | None:
        """Return what the device does now, or None if unknown."""
        return self.entity_description.hvac_action_fn(self.device)

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
    def preset_modes(self) -> list[str] | None:
        """Return the supported preset modes."""
        return list(self.entity_description.preset_modes_fn(self.device)) or None

    @property
    @override
    def preset_mode(self) -> str | None:
        """Return the current preset mode."""
        return self.entity_description.preset_mode_fn(self.device)

    @property
    @override
    def fan_modes(self) -> list[str] | None:
        """Return the supported fan modes."""
        return list(self.entity_description.fan_modes_fn(self.device)) or None

    @property
    @override
    def fan_mode(self) -> str | None:
        """Return the current fan mode."""
        return self.entity_description.fan_mode_fn(self.device)

    @property
    @override
    def swing_modes(self) -> list[str] | None:
        """Return the supported swing modes."""
        return list(self.entity_description.swing_modes_fn(self.device)) or None

    @property
    @override
    def swing_mode(self) -> str | None:
        """Return the current swing mode."""
        return self.entity_description.swing_mode_fn(self.device)

    @override
    async def async_set_temperature(self, **kwargs: Any) -> None:
        """Set the target temperature or range, after the HVAC mode if one is given."""
        description = self.entity_description
        if (mode := kwargs.get(ATTR_HVAC_MODE)) is not None:
            await self.async_set_hvac_mode(mode)
        if (temperature := kwargs.get(ATTR_TEMPERATURE)) is not None:
            await self.execute(description.set_temperature_fn(self.device, temperature))
        low, high = kwargs.get(ATTR_TARGET_TEMP_LOW), kwargs.get(ATTR_TARGET_TEMP_HIGH)
        if low is not None and high is not None:
            await self.execute(description.set_temperature_range_fn(self.device, low, high))

    @override
    async def async_set_hvac_mode(self, hvac_mode: HVACMode) -> None:
        """Set the HVAC mode, unless it is the current one."""
        if hvac_mode == self.hvac_mode:
            return
        await self.execute(self.entity_description.set_hvac_mode_fn(self.device, hvac_mode))

    @override
    async def async_set_preset_mode(self, preset_mode: str) -> None:
        """Set the preset mode."""
        await self.execute(self.entity_description.set_preset_mode_fn(self.device, preset_mode))

    @override
    async def async_set_fan_mode(self, fan_mode: str) -> None:
        """Set the fan mode."""
        await self.execute(self.entity_description.set_fan_mode_fn(self.device, fan_mode))

    @override
    async def async_set_swing_mode(self, swing_mode: str) -> None:
        """Set the swing mode."""
        await self.execute(self.entity_description.set_swing_mode_fn(self.device, swing_mode))
