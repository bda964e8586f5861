"""Lights of all kinds."""

from typing import Any, override

from homeassistant.components.light import (
    ATTR_BRIGHTNESS,
    ATTR_COLOR_TEMP_KELVIN,
    ATTR_RGB_COLOR,
    ColorMode,
    LightEntity,
)
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import GatehouseConfigEntry
from .descriptions import LightDescription, LightTarget
from .entity import GatehouseEntity, async_add_described_entities

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
    entry: GatehouseConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the lights of an entry."""
    await async_add_described_entities(entry, Platform.LIGHT, GatehouseLight, async_add_entities)


class GatehouseLight(GatehouseEntity, LightEntity):
    """A light."""

    entity_description: LightDescription[Any, Any]

    @property
    @override
    def supported_color_modes(self) -> set[ColorMode]:
        """What this light can do."""
        return self.entity_description.color_modes_fn(self.device)

    @property
    @override
    def color_mode(self) -> ColorMode:
        """Which of it the light does now."""
        return self.entity_description.color_mode_fn(self.device)

    @property
    @override
    def is_on(self) -> bool | None:
        """Whether it is on; None where that is not known."""
        return self.entity_description.is_on_fn(self.device)

    @property
    @override
    def brightness(self) -> int | None:
        """The brightness, 0 to 255."""
        return self.entity_description.brightness_fn(self.device)

    @property
    @override
    def color_temp_kelvin(self) -> int | None:
        """The colour temperature."""
        return self.entity_description.color_temp_kelvin_fn(self.device)

    @property
    @override
    def min_color_temp_kelvin(self) -> int:
        """The warmest white."""
        return self.entity_description.kelvin_range[0]

    @property
    @override
    def max_color_temp_kelvin(self) -> int:
        """The coldest white."""
        return self.entity_description.kelvin_range[1]

    @property
    @override
    def rgb_color(self) -> tuple[int, int, int] | None:
        """The colour."""
        return self.entity_description.rgb_color_fn(self.device)

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Turn it on, as bright and in the colour that is asked for."""
        target = LightTarget(
            kwargs.get(ATTR_BRIGHTNESS), kwargs.get(ATTR_COLOR_TEMP_KELVIN), kwargs.get(ATTR_RGB_COLOR)
        )
        await self.execute(*self.entity_description.turn_on_fn(self.device, target))

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Turn it off."""
        await self.execute(self.entity_description.turn_off_fn(self.device))
