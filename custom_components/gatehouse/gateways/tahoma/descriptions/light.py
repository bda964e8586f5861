"""Lights: on and off, dimmed, coloured, warm or cold white."""

from typing import Final

from homeassistant.components.light.const import ColorMode

from ....descriptions import LightDescription, LightTarget
from ..api.models import Command, Device
from .helpers import FULL, all_of, choice, has_command, has_state, negate, of_class, send

_BRIGHTEST: Final = 255

_ON_OFF: Final = "core:OnOffState"
_INTENSITY: Final = "core:LightIntensityState"
_TEMPERATURE: Final = "core:ColorTemperatureState"
_COLORS: Final = (
    "core:RedColorIntensityState",
    "core:GreenColorIntensityState",
    "core:BlueColorIntensityState",
)

_reported: Final = choice({"on": True, "off": False}, _ON_OFF)


def _is_on(device: Device) -> bool | None:
    if _ON_OFF in device.states:
        return _reported(device)
    intensity = device.percent(_INTENSITY)
    return None if intensity is None else intensity > 0


def _brightness(device: Device) -> int | None:
    intensity = device.percent(_INTENSITY)
    return None if intensity is None else round(intensity * _BRIGHTEST / FULL)


def _color_temp_kelvin(device: Device) -> int | None:
    kelvin = device.number(_TEMPERATURE)
    return None if kelvin is None or kelvin <= 0 else round(kelvin)


def _rgb(device: Device) -> tuple[int, int, int] | None:
    red, green, blue = (device.number(state) for state in _COLORS)
    if red is None or green is None or blue is None:
        return None
    if not all(0 <= color <= _BRIGHTEST for color in (red, green, blue)):
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
    """Tell the mode; a light that is coloured and white does not say which it is, a colour goes first."""
    modes = _color_modes(device)
    if len(modes) == 1:
        return next(iter(modes))
    return ColorMode.COLOR_TEMP if _rgb(device) is None else ColorMode.RGB


def _turn_on(device: Device, target: LightTarget) -> tuple[Command, ...]:
    commands = []
    if target.rgb is not None:
        commands.append(Command("setRGB", target.rgb))
    if target.color_temp_kelvin is not None:
        commands.append(Command("setColorTemperature", (target.color_temp_kelvin,)))
    if target.brightness is not None:
        intensity = max(1, round(target.brightness * FULL / _BRIGHTEST))
        commands.append(Command("setIntensity", (intensity,)))
    elif not commands or not _is_on(device):
        commands.append(Command("on"))
    return tuple(commands)


LIGHTS: Final[tuple[LightDescription[Device, Command], ...]] = (
    LightDescription(
        key="light",
        name=None,
        supported_fn=all_of(of_class("Light"), has_command("on"), has_command("off")),
        assumed_state_fn=negate(has_state(_ON_OFF, _INTENSITY)),
        is_on_fn=_is_on,
        turn_on_fn=_turn_on,
        turn_off_fn=send("off"),
        color_modes_fn=_color_modes,
        color_mode_fn=_color_mode,
        brightness_fn=_brightness,
        color_temp_kelvin_fn=_color_temp_kelvin,
        rgb_color_fn=_rgb,
    ),
)
