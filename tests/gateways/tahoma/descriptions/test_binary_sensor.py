"""Binary sensors."""

from typing import Any

from homeassistant.const import Platform
import pytest

from .devices import catalog_device, description_keys, device, find_description


@pytest.mark.parametrize(
    ("key", "states", "on"),
    [
        ("rain", {"core:RainState": "detected"}, True),
        ("rain", {"core:RainState": "notDetected"}, False),
        ("rain", {"core:RainState": "maybe"}, None),
        ("rain", {"core:RainState": None}, None),
        ("smoke", {"rtds:SmokeState": "detected"}, True),
        ("occupancy", {"core:OccupancyState": "personInside"}, True),
        ("contact", {"core:ContactState": "closed"}, False),
        ("assembly", {"core:AssemblyState": "open"}, True),
        ("tilted", {"core:TiltedState": True}, True),
        ("tilted", {"core:TiltedState": "yes"}, None),
        ("intrusion", {"core:IntrusionDetectedState": True}, True),
        ("vibration", {"io:VibrationDetectedState": "detected"}, True),
        ("heating", {"core:HeatingStatusState": "heating"}, True),
        ("cloud", {"core:ConnectivityState": "offline"}, False),
        ("unlocked", {"core:LockedUnlockedState": "unlocked"}, True),
        ("unlocked", {"core:LockedUnlockedState": "unknown"}, None),
    ],
)
def test_binary_sensor(key: str, states: dict[str, Any], on: bool | None) -> None:
    tested_device = device("Anything/Else", "", states)
    sensor = find_description(Platform.BINARY_SENSOR, key)
    assert sensor.supported_fn(tested_device)
    assert sensor.is_on_fn(tested_device) is on


def test_only_a_contact_sensor_is_a_window() -> None:
    assert "window" not in description_keys(
        Platform.BINARY_SENSOR, catalog_device("io:RollerShutterGenericIOComponent")
    )
