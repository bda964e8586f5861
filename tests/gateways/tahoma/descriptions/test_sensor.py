"""Sensors."""

from typing import Any

from homeassistant.components.sensor import DEVICE_CLASS_UNITS
from homeassistant.const import EntityCategory, Platform, UnitOfEnergy, UnitOfTemperature
import pytest

from custom_components.gatehouse.gateways.tahoma.descriptions import DESCRIPTIONS

from .devices import device, find_description


@pytest.mark.parametrize(
    ("key", "states", "value"),
    [
        ("battery", {"core:BatteryLevelState": "62%"}, 62),
        ("battery", {"core:BatteryLevelState": 83.0}, 83),
        ("battery", {"core:BatteryLevelState": 140}, None),
        ("battery_status", {"core:BatteryState": "verylow"}, "very_low"),
        ("battery_status", {"core:BatteryDiscreteLevelState": "critical"}, "critical"),
        ("battery_status", {"internal:BatteryStatusState": "no"}, "absent"),
        ("battery_status", {"core:BatteryState": "quantum"}, None),
        ("sensor_battery", {"io:MaintenanceSensorPartBatteryState": "absence"}, "absent"),
        ("radio_signal", {"core:RSSILevelState": 74.0}, 74),
        ("radio_quality", {"core:DiscreteRSSILevelState": "verylow"}, "very_low"),
        ("temperature", {"core:TemperatureState": 24.2}, 24.2),
        ("temperature", {"core:TemperatureState": 0}, 0),
        ("temperature", {"core:TemperatureState": []}, None),
        ("priority_lock_originator", {"io:PriorityLockOriginatorState": "wind"}, "wind"),
        ("priority_lock_originator", {"io:PriorityLockOriginatorState": "localUser"}, "local_user"),
        ("priority_lock_originator", {"io:PriorityLockOriginatorState": "unknown"}, None),
        (
            "priority_lock_originator",
            {"io:PriorityLockOriginatorState": "unknown", "core:PriorityLockTimerState": 0},
            "nobody",
        ),
        (
            "priority_lock_originator",
            {"io:PriorityLockOriginatorState": "wind", "core:PriorityLockTimerState": 30},
            "wind",
        ),
        ("sensor_defect", {"core:SensorDefectState": "noDefect"}, "no_defect"),
        ("handle", {"core:ThreeWayHandleDirectionState": "tilt"}, "tilted"),
        ("error_code", {"core:ErrorCodeState": 12}, "12"),
        ("error_code", {"core:ErrorCodeState": {}}, None),
        ("wifi_mode", {"internal:WifiModeState": "accesspoint"}, "access_point"),
    ],
)
def test_sensor(key: str, states: dict[str, Any], value: Any) -> None:
    tested_device = device("Anything/Else", "", states)
    sensor = find_description(Platform.SENSOR, key)
    assert sensor.supported_fn(tested_device)
    assert sensor.value_fn(tested_device) == value


@pytest.mark.parametrize(
    ("key", "attributes", "unit"),
    [
        ("temperature", {}, None),
        ("temperature", {"core:MeasuredValueType": "core:TemperatureInKelvin"}, UnitOfTemperature.KELVIN),
        ("temperature", {"core:MeasuredValueType": "core:LuminanceInLux"}, None),
        ("temperature", {"core:MeasuredValueType": "core:SomethingNew"}, None),
        ("temperature", {"core:MeasuredValueType": 7}, None),
        ("energy", {"core:MeasuredValueType": "core:ElectricalEnergyInKWh"}, UnitOfEnergy.KILO_WATT_HOUR),
        (
            "energy",
            {
                "core:MeasuredValueType": "core:ElectricalEnergyInKWh",
                "core:ElectricEnergyConsumptionStateMeasuredValueType": "core:ElectricalEnergyInWh",
            },
            UnitOfEnergy.WATT_HOUR,
        ),
    ],
)
def test_reported_unit(key: str, attributes: dict[str, Any], unit: str | None) -> None:
    tested_device = device("Anything/Else", attributes=attributes)
    assert find_description(Platform.SENSOR, key).native_unit_fn(tested_device) == unit


def test_units_fit_their_device_classes() -> None:
    for sensor in DESCRIPTIONS[Platform.SENSOR]:
        units = DEVICE_CLASS_UNITS.get(sensor.device_class)  # type: ignore[call-overload]  # any text may be asked for
        if units is not None:
            assert sensor.unit_of_measurement in units or sensor.native_unit_of_measurement in units  # type: ignore[attr-defined]  # a sensor's


def test_enabled_diagnostics() -> None:
    sensors = {description.key: description for description in DESCRIPTIONS[Platform.SENSOR]}
    for key in ("radio_signal", "radio_quality", "priority_lock_timer", "error_code"):
        assert not sensors[key].entity_registry_enabled_default
    assert sensors["priority_lock_originator"].entity_registry_enabled_default
    assert sensors["priority_lock_originator"].entity_category is EntityCategory.DIAGNOSTIC
