"""Heaters and thermostats of all kinds."""

from typing import Any, override

from homeassistant.components.climate import (
    ATTR_HVAC_MODE,
    ClimateEntity,
    ClimateEntityFeature,
    HVACAction,
    HVACMode,
)
from homeassistant.const import ATTR_TEMPERATURE, Platform, UnitOfTemperature
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import GatehouseConfigEntry
from .descriptions import ClimateDescription
from .entity import GatehouseEntity, async_add_described_entities

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
    entry: GatehouseConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the heaters of an entry."""
    await async_add_described_entities(entry, Platform.CLIMATE, GatehouseClimate, async_add_entities)


class GatehouseClimate(GatehouseEntity, ClimateEntity):
    """A heater or a thermostat."""

    entity_description: ClimateDescription[Any, Any]
    native_temperature_unit = UnitOfTemperature.CELSIUS

    @property
    @override
    def supported_features(self) -> ClimateEntityFeature:
        """What this heater can do."""
        description, device = self.entity_description, self.device
        features = ClimateEntityFeature(0)
        if description.set_target_temperature_fn(device, self.min_temp) is not None:
            features |= ClimateEntityFeature.TARGET_TEMPERATURE
        if description.preset_modes_fn(device):
            features |= ClimateEntityFeature.PRESET_MODE
        if HVACMode.OFF in self.hvac_modes:
            features |= ClimateEntityFeature.TURN_OFF | ClimateEntityFeature.TURN_ON
        return features

    @property
    @override
    def hvac_modes(self) -> list[HVACMode]:
        """The modes it has."""
        return list(self.entity_description.hvac_modes_fn(self.device))

    @property
    @override
    def hvac_mode(self) -> HVACMode | None:
        """The mode it is in; None where that is not known."""
        return self.entity_description.hvac_mode_fn(self.device)

    @property
    @override
    def hvac_action(self) -> HVACAction | None:
        """Whether it heats now."""
        return self.entity_description.hvac_action_fn(self.device)

    @property
    def native_current_temperature(self) -> float | None:
        """The temperature it measures."""
        return self.entity_description.current_temperature_fn(self.device)

    @property
    def native_target_temperature(self) -> float | None:
        """The temperature it heats to."""
        return self.entity_description.target_temperature_fn(self.device)

    @property
    @override
    def target_temperature_step(self) -> float | None:
        """How finely that can be set."""
        return self.entity_description.step

    @property
    @override
    def min_temp(self) -> float:
        """The lowest temperature it heats to."""
        lowest = self.entity_description.min_temp_fn(self.device)
        return lowest if lowest is not None else super().min_temp

    @property
    @override
    def max_temp(self) -> float:
        """The highest temperature it heats to."""
        highest = self.entity_description.max_temp_fn(self.device)
        return highest if highest is not None else super().max_temp

    @property
    @override
    def preset_modes(self) -> list[str] | None:
        """The presets it has."""
        return list(self.entity_description.preset_modes_fn(self.device)) or None

    @property
    @override
    def preset_mode(self) -> str | None:
        """The preset it is in."""
        return self.entity_description.preset_mode_fn(self.device)

    @override
    async def async_set_temperature(self, **kwargs: Any) -> None:
        """Set the temperature it heats to, and the mode if one is given."""
        if (mode := kwargs.get(ATTR_HVAC_MODE)) is not None:
            await self.async_set_hvac_mode(mode)
        if (temperature := kwargs.get(ATTR_TEMPERATURE)) is not None:
            await self.execute(self.entity_description.set_target_temperature_fn(self.device, temperature))

    @override
    async def async_set_hvac_mode(self, hvac_mode: HVACMode) -> None:
        """Set the mode; one that is the only one needs no command."""
        if hvac_mode == self.hvac_mode:
            return
        await self.execute(self.entity_description.set_hvac_mode_fn(self.device, hvac_mode))

    @override
    async def async_set_preset_mode(self, preset_mode: str) -> None:
        """Set the preset."""
        await self.execute(self.entity_description.set_preset_mode_fn(self.device, preset_mode))


# Home Assistant 2026.10 knows these by their old names, of which 2026.11 warns.
if not hasattr(ClimateEntity, "native_temperature_unit"):
    for name in ("temperature_unit", "current_temperature", "target_temperature"):
        setattr(GatehouseClimate, name, getattr(GatehouseClimate, f"native_{name}"))
