"""Air vents."""

from homeassistant.components.fan import FanEntityFeature
from homeassistant.const import Platform

from custom_components.gatehouse.gateways.tahoma.api.models import (
    Command,
)

from .devices import device, known, only


def test_fan() -> None:
    of = known("io:VentilationPointIOComponent", {"core:AirInputState": 60})
    fan = only(Platform.FAN, of)
    assert fan.features_fn(of) == (
        FanEntityFeature.SET_SPEED | FanEntityFeature.TURN_ON | FanEntityFeature.TURN_OFF
    )
    assert fan.percentage_fn(of) == 60
    assert fan.set_percentage_fn(of, 40) == Command("setAirInput", (40,))
    assert fan.set_percentage_fn(of, 0) == Command("off")
    assert fan.percentage_fn(known("io:VentilationPointIOComponent", {"core:AirInputState": 124})) is None
    bare = device("VentilationSystem/x", "setAirInput")
    assert fan.set_percentage_fn(bare, 0) == Command("setAirInput", (0,))
