"""Switches."""

from typing import Any

from homeassistant.const import Platform
import pytest

from custom_components.gatehouse.gateways.tahoma.api.models import (
    Command,
)

from .devices import catalog_device, device, only_description


@pytest.mark.parametrize(
    ("controllable", "states", "on", "assumed"),
    [
        ("io:OnOffIOComponent", {"core:OnOffState": "on"}, True, False),
        ("io:OnOffIOComponent", {"core:OnOffState": "off"}, False, False),
        ("io:OnOffIOComponent", {"core:OnOffState": None}, None, False),
        ("io:OnOffIOComponent", {"core:OnOffState": "unexpected"}, None, False),
        ("rts:OnOffRTSComponent", {}, None, True),
        ("io:ExteriorHeatingIOComponent", {"core:LevelState": 100}, False, False),
        ("io:ExteriorHeatingIOComponent", {"core:LevelState": 40}, True, False),
        ("rts:ExteriorHeatingRTSComponent", {}, None, True),
        ("rtd:OutdoorSirenRTDComponent", {}, None, True),
        ("rtd:AlarmRTDComponent", {}, None, True),
        ("internal:PodV3Component", {"internal:LightingLedPodModeState": 0.0}, False, False),
        ("internal:PodV3Component", {"internal:LightingLedPodModeState": 0.5}, True, False),
    ],
)
def test_switch(controllable: str, states: dict[str, Any], on: bool | None, assumed: bool) -> None:
    tested_device = catalog_device(controllable, states)
    switch = only_description(Platform.SWITCH, tested_device)
    assert switch.is_on_fn(tested_device) is on
    assert switch.assumed_state_fn(tested_device) is assumed
    assert switch.turn_on_fn(tested_device) is not None
    assert switch.turn_off_fn(tested_device) is not None


def test_other_switches() -> None:
    tank = device(
        "WaterHeatingSystem/DomesticHotWaterTank", "setForceHeating", {"io:ForceHeatingState": "on"}
    )
    assert only_description(Platform.SWITCH, tank).is_on_fn(tank) is True
    assert only_description(Platform.SWITCH, tank).turn_off_fn(tank) == Command("setForceHeating", ("off",))
    camera = device("Camera/MyFoxSecurityCamera", "open close", {"myfox:ShutterStatusState": "closed"})
    assert only_description(Platform.SWITCH, camera).is_on_fn(camera) is False
