"""Scenes."""

from homeassistant.const import Platform

from custom_components.gatehouse.gateways.tahoma.api.models import (
    SCENARIO,
    Command,
    Device,
)
from custom_components.gatehouse.gateways.tahoma.descriptions import DESCRIPTIONS

from .devices import description_keys, only_description


def test_scenario_is_a_scene() -> None:
    tested_device = Device("1234/scenario/1", "Good night", SCENARIO)
    scene = only_description(Platform.SCENE, tested_device)
    assert scene.name_fn(tested_device) == "Good night"
    assert scene.activate_fn(tested_device) == Command("activate")
    assert [platform for platform in DESCRIPTIONS if description_keys(platform, tested_device)] == [
        Platform.SCENE
    ]
