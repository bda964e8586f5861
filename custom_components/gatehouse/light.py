"""Light entities of all kinds."""

from typing import Any, override

from homeassistant.components.light import (
    ATTR_BRIGHTNESS,
    ATTR_COLOR_TEMP_KELVIN,
    ATTR_EFFECT,
    ATTR_HS_COLOR,
    ATTR_RGB_COLOR,
    ATTR_RGBW_COLOR,
    ATTR_RGBWW_COLOR,
    ATTR_TRANSITION,
    ATTR_WHITE,
    ColorMode,
    LightEntity,
    LightEntityFeature,
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
    """Representation of a light."""

    entity_description: LightDescription[Any, Any]

    @property
    @override
    def supported_features(self) -> LightEntityFeature:
        """Return whether the light has effects and transitions."""
        return self.entity_description.features_fn(self.device)

    @property
    @override
    def supported_color_modes(self) -> set[ColorMode]:
        """Return the supported color modes."""
        return self.entity_description.supported_color_modes_fn(self.device)

    @property
    @override
    def color_mode(self) -> ColorMode:
        """Return the current color mode."""
        mode = self.entity_description.color_mode_fn(self.device)
        if mode is None:
            # Home Assistant rejects None while the light is on.
            supported = self.supported_color_modes
            mode = next(iter(supported)) if len(supported) == 1 else ColorMode.UNKNOWN
        return mode

    @property
    @override
    def is_on(self) -> bool | None:
        """Return whether the light is on, or None if unknown."""
        return self.entity_description.is_on_fn(self.device)

    @property
    @override
    def brightness(self) -> int | None:
        """Return the brightness, 0 to 255."""
        return self.entity_description.brightness_fn(self.device)

    @property
    @override
    def color_temp_kelvin(self) -> int | None:
        """Return the color temperature."""
        return self.entity_description.color_temp_kelvin_fn(self.device)

    @property
    @override
    def min_color_temp_kelvin(self) -> int:
        """Return the warmest color temperature."""
        return self.entity_description.min_color_temp_kelvin_fn(self.device)

    @property
    @override
    def max_color_temp_kelvin(self) -> int:
        """Return the coldest color temperature."""
        return self.entity_description.max_color_temp_kelvin_fn(self.device)

    @property
    @override
    def hs_color(self) -> tuple[float, float] | None:
        """Return the hue and saturation."""
        return self.entity_description.hs_color_fn(self.device)

    @property
    @override
    def rgb_color(self) -> tuple[int, int, int] | None:
        """Return the color of an RGB light."""
        return self.entity_description.rgb_color_fn(self.device)

    @property
    @override
    def rgbw_color(self) -> tuple[int, int, int, int] | None:
        """Return the color of an RGBW light."""
        return self.entity_description.rgbw_color_fn(self.device)

    @property
    @override
    def rgbww_color(self) -> tuple[int, int, int, int, int] | None:
        """Return the color of an RGBWW light."""
        return self.entity_description.rgbww_color_fn(self.device)

    @property
    @override
    def effect_list(self) -> list[str] | None:
        """Return the supported effects."""
        return list(self.entity_description.effect_list_fn(self.device)) or None

    @property
    @override
    def effect(self) -> str | None:
        """Return the current effect."""
        return self.entity_description.effect_fn(self.device)

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Turn the light on."""
        target = LightTarget(
            brightness=kwargs.get(ATTR_BRIGHTNESS),
            color_temp_kelvin=kwargs.get(ATTR_COLOR_TEMP_KELVIN),
            hs_color=kwargs.get(ATTR_HS_COLOR),
            rgb_color=kwargs.get(ATTR_RGB_COLOR),
            rgbw_color=kwargs.get(ATTR_RGBW_COLOR),
            rgbww_color=kwargs.get(ATTR_RGBWW_COLOR),
            white=kwargs.get(ATTR_WHITE),
            effect=kwargs.get(ATTR_EFFECT),
            transition=kwargs.get(ATTR_TRANSITION),
        )
        await self.execute(*self.entity_description.turn_on_fn(self.device, target))

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Turn the light off."""
        await self.execute(self.entity_description.turn_off_fn(self.device, kwargs.get(ATTR_TRANSITION)))
