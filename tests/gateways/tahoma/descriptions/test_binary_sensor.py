"""Binary sensors."""

from typing import Any

from homeassistant.const import Platform
import pytest

from .devices import device, keys, known, one


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
    of = device("Anything/Else", "", states)
    sensor = one(Platform.BINARY_SENSOR, key)
    assert sensor.supported_fn(of)
    assert sensor.is_on_fn(of) is on


def test_only_a_contact_sensor_is_a_window() -> None:
    assert "window" not in keys(Platform.BINARY_SENSOR, known("io:RollerShutterGenericIOComponent"))
