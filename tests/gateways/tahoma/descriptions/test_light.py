"""Lights."""

from dataclasses import replace
from typing import Any

from homeassistant.components.light.const import ColorMode
from homeassistant.const import Platform
import pytest

from custom_components.gatehouse.descriptions import LightTarget
from custom_components.gatehouse.gateways.tahoma.api.models import (
    Command,
)

from .devices import device, known, only


@pytest.mark.parametrize(
    ("controllable", "states", "on", "brightness"),
    [
        ("io:DimmableLightIOComponent", {"core:OnOffState": "on", "core:LightIntensityState": 50}, True, 128),
        ("io:DimmableLightIOComponent", {"core:OnOffState": None, "core:LightIntensityState": 50}, None, 128),
        ("io:OnOffLightIOComponent", {"core:OnOffState": "off"}, False, None),
        ("rts:LightRTSComponent", {}, None, None),
        ("rts:LightRTSComponent", {"core:LightIntensityState": 0}, False, 0),
    ],
)
def test_light(controllable: str, states: dict[str, Any], on: bool | None, brightness: int | None) -> None:
    of = known(controllable, states)
    light = only(Platform.LIGHT, of)
    assert light.is_on_fn(of) is on
    assert light.brightness_fn(of) == brightness
    assert light.assumed_state_fn(of) is (not of.states)


def test_color_modes() -> None:
    rgb = known(
        "io:DimmableRGBLightIOComponent",
        {
            f"core:{color}ColorIntensityState": value
            for color, value in (("Red", 1), ("Green", 2), ("Blue", 3))
        },
    )
    light = only(Platform.LIGHT, rgb)
    assert light.supported_color_modes_fn(rgb) == {ColorMode.RGB}
    assert light.rgb_color_fn(rgb) == (1, 2, 3)
    white = known("io:DimmableColorTemperatureLightIOComponent")
    assert light.supported_color_modes_fn(white) == {ColorMode.COLOR_TEMP}
    assert light.color_temp_kelvin_fn(white) == 4000
    assert light.rgb_color_fn(white) is None
    plain = known("io:OnOffLightIOComponent")
    assert light.supported_color_modes_fn(plain) == {ColorMode.ONOFF}
    assert light.color_mode_fn(known("io:DimmableLightIOComponent")) is ColorMode.BRIGHTNESS
    both = device("Light/x", "on off setRGB setColorTemperature setIntensity")
    assert light.supported_color_modes_fn(both) == {ColorMode.RGB, ColorMode.COLOR_TEMP}
    assert light.color_mode_fn(both) is ColorMode.COLOR_TEMP
    assert light.color_mode_fn(replace(both, states=rgb.states)) is ColorMode.RGB


@pytest.mark.parametrize(
    ("target", "commands"),
    [
        (LightTarget(), (Command("on"),)),
        (LightTarget(brightness=255), (Command("setIntensity", (100,)),)),
        (LightTarget(brightness=1), (Command("setIntensity", (1,)),)),
        (LightTarget(rgb_color=(1, 2, 3)), (Command("setRGB", (1, 2, 3)), Command("on"))),
        (
            LightTarget(brightness=128, color_temp_kelvin=3000),
            (Command("setColorTemperature", (3000,)), Command("setIntensity", (50,))),
        ),
    ],
)
def test_turn_on(target: LightTarget, commands: tuple[Command, ...]) -> None:
    of = device("Light/x", "on off setRGB setColorTemperature setIntensity", {"core:OnOffState": "off"})
    assert only(Platform.LIGHT, of).turn_on_fn(of, target) == commands


def test_light_that_is_on_gets_only_the_color() -> None:
    of = device("Light/x", "on off setRGB", {"core:OnOffState": "on"})
    assert only(Platform.LIGHT, of).turn_on_fn(of, LightTarget(rgb_color=(1, 2, 3))) == (
        Command("setRGB", (1, 2, 3)),
    )
