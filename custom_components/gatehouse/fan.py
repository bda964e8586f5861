"""Fan entities of all kinds."""

from typing import Any, override

from homeassistant.components.fan import FanEntity, FanEntityFeature
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import GatehouseConfigEntry
from .descriptions import FanDescription
from .entity import GatehouseEntity, async_add_described_entities

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
    entry: GatehouseConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the fans of an entry."""
    await async_add_described_entities(entry, Platform.FAN, GatehouseFan, async_add_entities)


class GatehouseFan(GatehouseEntity, FanEntity):
    """Representation of a fan or an air vent."""

    entity_description: FanDescription[Any, Any]

    @property
    @override
    def supported_features(self) -> FanEntityFeature:
        """Return the supported features."""
        return self.entity_description.features_fn(self.device)

    @property
    @override
    def is_on(self) -> bool | None:
        """Return whether the fan is on, or None if unknown."""
        if self.entity_description.is_on_fn is not None:
            return self.entity_description.is_on_fn(self.device)
        if self.percentage is None and self.preset_mode is None:
            return None
        return super().is_on

    @property
    @override
    def percentage(self) -> int | None:
        """Return the speed in percent, or None if unknown."""
        return self.entity_description.percentage_fn(self.device)

    @property
    @override
    def speed_count(self) -> int:
        """Return the number of speeds."""
        return self.entity_description.speed_count_fn(self.device)

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
    def oscillating(self) -> bool | None:
        """Return whether the fan oscillates, or None if unknown."""
        return self.entity_description.oscillating_fn(self.device)

    @property
    @override
    def current_direction(self) -> str | None:
        """Return the direction, "forward" or "reverse"."""
        return self.entity_description.direction_fn(self.device)

    @override
    async def async_set_percentage(self, percentage: int) -> None:
        """Set the speed in percent."""
        await self.execute(self.entity_description.set_percentage_fn(self.device, percentage))

    @override
    async def async_set_preset_mode(self, preset_mode: str) -> None:
        """Set the preset mode."""
        await self.execute(self.entity_description.set_preset_mode_fn(self.device, preset_mode))

    @override
    async def async_oscillate(self, oscillating: bool) -> None:
        """Turn oscillation on or off."""
        await self.execute(self.entity_description.oscillate_fn(self.device, oscillating))

    @override
    async def async_set_direction(self, direction: str) -> None:
        """Set the direction."""
        await self.execute(self.entity_description.set_direction_fn(self.device, direction))

    @override
    async def async_turn_on(
        self, percentage: int | None = None, preset_mode: str | None = None, **kwargs: Any
    ) -> None:
        """Turn the fan on, in a preset mode or at a speed if given."""
        if preset_mode is not None:
            await self.async_set_preset_mode(preset_mode)
        elif percentage is not None:
            await self.async_set_percentage(percentage)
        else:
            await self.execute(self.entity_description.turn_on_fn(self.device))

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Turn the fan off."""
        await self.execute(self.entity_description.turn_off_fn(self.device))
