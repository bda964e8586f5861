"""Air vents."""

from homeassistant.components.fan import FanEntityFeature
from homeassistant.const import Platform

from custom_components.gatehouse.gateways.tahoma.api.models import (
    Command,
)

from .devices import catalog_device, device, only_description


def test_fan() -> None:
    tested_device = catalog_device("io:VentilationPointIOComponent", {"core:AirInputState": 60})
    fan = only_description(Platform.FAN, tested_device)
    assert fan.features_fn(tested_device) == (
        FanEntityFeature.SET_SPEED | FanEntityFeature.TURN_ON | FanEntityFeature.TURN_OFF
    )
    assert fan.percentage_fn(tested_device) == 60
    assert fan.set_percentage_fn(tested_device, 40) == Command("setAirInput", (40,))
    assert fan.set_percentage_fn(tested_device, 0) == Command("off")
    assert (
        fan.percentage_fn(catalog_device("io:VentilationPointIOComponent", {"core:AirInputState": 124}))
        is None
    )
    bare = device("VentilationSystem/x", "setAirInput")
    assert fan.set_percentage_fn(bare, 0) == Command("setAirInput", (0,))
