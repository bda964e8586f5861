"""Scenes."""

from homeassistant.const import Platform

from custom_components.gatehouse.gateways.tahoma.api.models import (
    SCENARIO,
    Command,
    Device,
)
from custom_components.gatehouse.gateways.tahoma.descriptions import DESCRIPTIONS

from .devices import keys, only


def test_scenario_is_a_scene() -> None:
    of = Device("1234/scenario/1", "Good night", SCENARIO)
    scene = only(Platform.SCENE, of)
    assert scene.name_fn(of) == "Good night"
    assert scene.activate_fn(of) == Command("activate")
    assert [platform for platform in DESCRIPTIONS if keys(platform, of)] == [Platform.SCENE]
