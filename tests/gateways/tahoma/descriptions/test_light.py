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

from .devices import catalog_device, device, only_description


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
    tested_device = catalog_device(controllable, states)
    light = only_description(Platform.LIGHT, tested_device)
    assert light.is_on_fn(tested_device) is on
    assert light.brightness_fn(tested_device) == brightness
    assert light.assumed_state_fn(tested_device) is (not tested_device.states)


def test_color_modes() -> None:
    rgb = catalog_device(
        "io:DimmableRGBLightIOComponent",
        {
            f"core:{color}ColorIntensityState": value
            for color, value in (("Red", 1), ("Green", 2), ("Blue", 3))
        },
    )
    light = only_description(Platform.LIGHT, rgb)
    assert light.supported_color_modes_fn(rgb) == {ColorMode.RGB}
    assert light.rgb_color_fn(rgb) == (1, 2, 3)
    white = catalog_device("io:DimmableColorTemperatureLightIOComponent")
    assert light.supported_color_modes_fn(white) == {ColorMode.COLOR_TEMP}
    assert light.color_temp_kelvin_fn(white) == 4000
    assert light.rgb_color_fn(white) is None
    plain = catalog_device("io:OnOffLightIOComponent")
    assert light.supported_color_modes_fn(plain) == {ColorMode.ONOFF}
    assert light.color_mode_fn(catalog_device("io:DimmableLightIOComponent")) is ColorMode.BRIGHTNESS
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
    tested_device = device(
        "Light/x", "on off setRGB setColorTemperature setIntensity", {"core:OnOffState": "off"}
    )
    assert only_description(Platform.LIGHT, tested_device).turn_on_fn(tested_device, target) == commands


def test_light_that_is_on_gets_only_the_color() -> None:
    tested_device = device("Light/x", "on off setRGB", {"core:OnOffState": "on"})
    assert only_description(Platform.LIGHT, tested_device).turn_on_fn(
        tested_device, LightTarget(rgb_color=(1, 2, 3))
    ) == (Command("setRGB", (1, 2, 3)),)
