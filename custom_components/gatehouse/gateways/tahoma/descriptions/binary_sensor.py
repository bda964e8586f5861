"""Binary sensors of devices and of the box."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.components.binary_sensor import BinarySensorDeviceClass
from homeassistant.const import EntityCategory

from ....descriptions import BinarySensorDescription
from ..api.models import Device, State
from .helpers import all_of, has_state, has_ui_class, mapped_state, not_
from .lock import LOCKED_STATE, is_lock

_DETECTED: Final = {"detected": True, "notDetected": False, True: True, False: False}
_OPEN: Final = {"open": True, "closed": False}
_ON: Final = {"on": True, "prog": True, "off": False}


def _sensor(
    key: str,
    values: Mapping[Any, bool],
    *states: str,
    device_class: BinarySensorDeviceClass | None = None,
    **rest: Any,
) -> BinarySensorDescription[Device]:
    rest.setdefault("supported_fn", has_state(*states))
    return BinarySensorDescription(
        key=key, device_class=device_class, is_on_fn=mapped_state(values, *states), **rest
    )


BINARY_SENSORS: Final[tuple[BinarySensorDescription[Device], ...]] = (
    _sensor("rain", _DETECTED, "core:RainState"),
    _sensor(
        "smoke",
        _DETECTED,
        "core:SmokeState",
        "rtds:SmokeState",
        device_class=BinarySensorDeviceClass.SMOKE,
    ),
    _sensor(
        "water",
        _DETECTED,
        "core:WaterDetectionState",
        "rtds:WaterDetectionState",
        device_class=BinarySensorDeviceClass.MOISTURE,
    ),
    _sensor(
        "gas",
        _DETECTED,
        "core:GasDetectionState",
        "rtds:GasDetectionState",
        device_class=BinarySensorDeviceClass.GAS,
    ),
    _sensor(
        "co",
        _DETECTED,
        "core:CODetectionState",
        "rtds:CODetectionState",
        device_class=BinarySensorDeviceClass.CO,
    ),
    _sensor(
        "vibration",
        _DETECTED,
        "core:VibrationState",
        "io:VibrationDetectedState",
        device_class=BinarySensorDeviceClass.VIBRATION,
    ),
    _sensor("intrusion", _DETECTED, "core:IntrusionDetectedState"),
    _sensor(
        "power_cut",
        _DETECTED,
        "core:PowerCutDetectionState",
        "rtds:PowerCutDetectionState",
        device_class=BinarySensorDeviceClass.PROBLEM,
    ),
    _sensor(
        "temperature_out_of_range",
        _DETECTED,
        "core:TemperatureOutOfRangeDetectionState",
        "rtds:TemperatureOutOfRangeDetectionState",
        device_class=BinarySensorDeviceClass.PROBLEM,
    ),
    _sensor(
        "occupancy",
        {"personInside": True, "noPersonInside": False},
        "core:OccupancyState",
        "rtds:OccupancyState",
        device_class=BinarySensorDeviceClass.OCCUPANCY,
    ),
    _sensor(
        "contact",
        _OPEN,
        "core:ContactState",
        "rtds:ContactState",
        device_class=BinarySensorDeviceClass.DOOR,
    ),
    # Covers also have this state.
    _sensor(
        "window",
        _OPEN,
        "core:OpenClosedState",
        device_class=BinarySensorDeviceClass.WINDOW,
        supported_fn=all_of(has_ui_class("ContactSensor"), has_state("core:OpenClosedState")),
    ),
    _sensor("tilted", {True: True, False: False}, "core:TiltedState"),
    # Locks also have this state.
    _sensor(
        "unlocked",
        {"unlocked": True, "locked": False},
        LOCKED_STATE,
        device_class=BinarySensorDeviceClass.LOCK,
        supported_fn=all_of(has_state(LOCKED_STATE), not_(is_lock)),
    ),
    _sensor(
        "assembly",
        _OPEN,
        "core:AssemblyState",
        "rtds:AssemblyState",
        device_class=BinarySensorDeviceClass.PROBLEM,
        entity_category=EntityCategory.DIAGNOSTIC,
    ),
    _sensor(
        "paired_module_battery",
        {True: True, False: False},
        "core:PairedMicroModuleWithLowBatteryState",
        "io:PairedMicroModuleWithLowBatteryState",
        device_class=BinarySensorDeviceClass.BATTERY,
        entity_category=EntityCategory.DIAGNOSTIC,
    ),
    _sensor(
        "heating",
        {"on": True, "On": True, "heating": True, "Heating": True, "off": False, "Off": False},
        "core:HeatingStatusState",
        device_class=BinarySensorDeviceClass.HEAT,
    ),
    _sensor("absence_mode", _ON, "modbuslink:DHWAbsenceModeState"),
    _sensor("boost_mode", _ON, "modbuslink:DHWBoostModeState"),
    _sensor(
        "manual_mode",
        {"manual": True, "manualEcoInactive": True, "manualEcoActive": False, "autoMode": False},
        "modbuslink:DHWModeState",
    ),
    _sensor(
        "cloud",
        {"online": True, "offline": False},
        "core:ConnectivityState",
        device_class=BinarySensorDeviceClass.CONNECTIVITY,
        entity_category=EntityCategory.DIAGNOSTIC,
    ),
    _sensor(
        "connection",
        {True: True, False: False},
        State.BOX_CONNECTED,
        device_class=BinarySensorDeviceClass.CONNECTIVITY,
        entity_category=EntityCategory.DIAGNOSTIC,
    ),
)
