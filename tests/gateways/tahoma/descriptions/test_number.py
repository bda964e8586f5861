"""Numbers."""

from typing import Any

from homeassistant.const import Platform
import pytest

from custom_components.gatehouse.gateways.tahoma.api.models import (
    Command,
)

from .devices import catalog_device, description_keys, find_description


@pytest.mark.parametrize(
    ("controllable", "key", "states", "value", "command"),
    [
        (
            "io:RollerShutterGenericIOComponent",
            "my_position",
            {"core:Memorized1PositionState": 86},
            14,
            Command("setMemorized1Position", (70,)),
        ),
        (
            "io:HorizontalAwningIOComponent",
            "my_position",
            {"core:Memorized1PositionState": 86},
            86,
            Command("setMemorized1Position", (30,)),
        ),
        (
            "io:HorizontalAwningIOComponent",
            "my_position",
            {"core:Memorized1PositionState": 105},
            None,
            Command("setMemorized1Position", (30,)),
        ),
        (
            "io:DimmableLightIOComponent",
            "my_position",
            {"core:Memorized1PositionState": 82},
            82,
            Command("setMemorized1Position", (30,)),
        ),
        (
            "io:ExteriorVenetianBlindIOComponent",
            "my_orientation",
            {"core:Memorized1OrientationState": 10},
            90,
            Command("setMemorized1Orientation", (70,)),
        ),
        (
            "io:ExteriorHeatingIOComponent",
            "heating_level",
            {"core:LevelState": 100},
            0,
            Command("setLevel", (70,)),
        ),
        ("io:UnknownIOComponent", "level", {"core:LevelState": 10}, 10, Command("setLevel", (30,))),
        (
            "internal:TSKAlarmComponent",
            "alarm_delay",
            {"internal:AlarmDelayState": 45},
            45,
            Command("setAlarmDelay", (30,)),
        ),
        (
            "internal:PodV3Component",
            "led_brightness",
            {"internal:LightingLedPodModeState": 0.5},
            50,
            Command("setLightingLedPodMode", (0.3,)),
        ),
        (
            "io:HeatPumpIOComponent",
            "eco_temperature",
            {"core:EcoRoomTemperatureState": 18.5},
            18.5,
            Command("setEcoTemperature", (30,)),
        ),
    ],
)
def test_number(
    controllable: str, key: str, states: dict[str, Any], value: float | None, command: Command
) -> None:
    tested_device = catalog_device(controllable, states)
    assert key in description_keys(Platform.NUMBER, tested_device)
    number = find_description(Platform.NUMBER, key)
    assert number.value_fn(tested_device) == value
    assert number.set_value_fn(tested_device, 30.0) == command
    assert number.value_fn(catalog_device(controllable, dict.fromkeys(states))) is None
