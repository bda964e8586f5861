"""Selects."""

from typing import Any

from homeassistant.const import Platform
import pytest

from custom_components.gatehouse.gateways.tahoma.api.models import (
    Command,
)

from .devices import catalog_device, only_description


@pytest.mark.parametrize(
    ("controllable", "key", "states", "current", "option", "command"),
    [
        (
            "io:GateOpenerIOComponent",
            "pedestrian_position",
            {"core:OpenClosedPedestrianState": "pedestrian"},
            "pedestrian",
            "pedestrian",
            Command("setPedestrianPosition"),
        ),
        (
            "io:GateOpenerIOComponent",
            "pedestrian_position",
            {"core:OpenClosedPedestrianState": "unknown"},
            None,
            "closed",
            Command("close"),
        ),
        (
            "io:PartialGarageOpenerIOComponent",
            "partial_position",
            {"core:OpenClosedPartialState": "closed"},
            "closed",
            "partial",
            Command("partialPosition"),
        ),
        (
            "io:PositionableAndLockableSlidingWindowComponent",
            "ventilation_position",
            {"core:OpenClosedSecuredVentilationState": "securedVentilation"},
            "ventilation",
            "ventilation",
            Command("setPosition", ("securedVentilation",)),
        ),
        (
            "io:SomfyIndoorSimpleSirenIOComponent",
            "volume",
            {"io:MemorizedSimpleVolumeState": "highest"},
            "highest",
            "standard",
            Command("setMemorizedSimpleVolume", ("standard",)),
        ),
        (
            "io:AlarmIOComponent",
            "active_zones",
            {"core:ActiveZonesState": ""},
            "none",
            "a_b",
            Command("alarmZoneOn", ("A,B",)),
        ),
        (
            "io:AlarmIOComponent",
            "active_zones",
            {"core:ActiveZonesState": "B,C"},
            "b_c",
            "none",
            Command("alarmOff"),
        ),
        (
            "io:HeatingTemperatureInterfaceIOComponent",
            "operating_mode",
            {"ovp:HeatingTemperatureInterfaceOperatingModeState": "cooling"},
            "cooling",
            "heating",
            Command("setOperatingMode", ("heating",)),
        ),
    ],
)
def test_select(
    controllable: str, key: str, states: dict[str, Any], current: str | None, option: str, command: Command
) -> None:
    tested_device = catalog_device(controllable, states)
    select = only_description(Platform.SELECT, tested_device)
    assert select.key == key
    assert select.current_option_fn(tested_device) == current
    assert option in select.options_fn(tested_device)
    assert select.select_option_fn(tested_device, option) == command
