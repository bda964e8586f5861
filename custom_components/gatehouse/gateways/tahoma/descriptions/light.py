"""Lights: on/off, dimmable, RGB and color temperature."""

from typing import Final

from homeassistant.components.light.const import ColorMode

from ....descriptions import LightDescription, LightTarget
from ..api.models import Command, Device
from .helpers import FULL, all_of, has_command, has_state, has_ui_class, make_command, mapped_state, not_

_MAX_BRIGHTNESS: Final = 255

_ON_OFF: Final = "core:OnOffState"
_INTENSITY: Final = "core:LightIntensityState"
_TEMPERATURE: Final = "core:ColorTemperatureState"
_COLORS: Final = (
    "core:RedColorIntensityState",
    "core:GreenColorIntensityState",
    "core:BlueColorIntensityState",
)

_on_off_state: Final = mapped_state({"on": True, "off": False}, _ON_OFF)


def _is_on(device: Device) -> bool | None:
    if _ON_OFF in device.states:
        return _on_off_state(device)
    intensity = device.percent(_INTENSITY)
    return None if intensity is None else intensity > 0


def _brightness(device: Device) -> int | None:
    intensity = device.percent(_INTENSITY)
    return None if intensity is None else round(intensity * _MAX_BRIGHTNESS / FULL)


def _color_temp_kelvin(device: Device) -> int | None:
    kelvin = device.number(_TEMPERATURE)
    return None if kelvin is None or kelvin <= 0 else round(kelvin)


def _rgb_color(device: Device) -> tuple[int, int, int] | None:
    red, green, blue = (device.number(state) for state in _COLORS)
    if red is None or green is None or blue is None:
        return None
    if not all(0 <= color <= _MAX_BRIGHTNESS for color in (red, green, blue)):
        return None
    return round(red), round(green), round(blue)


def _color_modes(device: Device) -> set[ColorMode]:
    modes = {
        mode
        for command, mode in (("setRGB", ColorMode.RGB), ("setColorTemperature", ColorMode.COLOR_TEMP))
        if command in device.commands
    }
    if not modes:
        return {ColorMode.BRIGHTNESS if "setIntensity" in device.commands else ColorMode.ONOFF}
    return modes


def _color_mode(device: Device) -> ColorMode:
    """Return the color mode; a light with both modes does not report which one is active."""
    modes = _color_modes(device)
    if len(modes) == 1:
        return next(iter(modes))
    return ColorMode.COLOR_TEMP if _rgb_color(device) is None else ColorMode.RGB


def _turn_on(device: Device, target: LightTarget) -> tuple[Command, ...]:
    commands = []
    if target.rgb_color is not None:
        commands.append(Command("setRGB", target.rgb_color))
    if target.color_temp_kelvin is not None:
        commands.append(Command("setColorTemperature", (target.color_temp_kelvin,)))
    if target.brightness is not None:
        intensity = max(1, round(target.brightness * FULL / _MAX_BRIGHTNESS))
        commands.append(Command("setIntensity", (intensity,)))
    elif not commands or not _is_on(device):
        commands.append(Command("on"))
    return tuple(commands)


LIGHTS: Final[tuple[LightDescription[Device, Command], ...]] = (
    LightDescription(
        key="light",
        name=None,
        supported_fn=all_of(has_ui_class("Light"), has_command("on"), has_command("off")),
        assumed_state_fn=not_(has_state(_ON_OFF, _INTENSITY)),
        is_on_fn=_is_on,
        turn_on_fn=_turn_on,
        turn_off_fn=lambda device, _transition: make_command("off")(device),
        supported_color_modes_fn=_color_modes,
        color_mode_fn=_color_mode,
        brightness_fn=_brightness,
        color_temp_kelvin_fn=_color_temp_kelvin,
        rgb_color_fn=_rgb_color,
    ),
)
