"""Sensors: measurements, meters and diagnostics of devices and of the box.

The unit that a device reports takes precedence over the default one.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from homeassistant.components.sensor import DEVICE_CLASS_UNITS, SensorDeviceClass, SensorStateClass
from homeassistant.const import (
    LIGHT_LUX,
    MAX_LENGTH_STATE_STATE,
    EntityCategory,
    UnitOfEnergy,
    UnitOfIrradiance,
    UnitOfPower,
    UnitOfRatio,
    UnitOfSpeed,
    UnitOfTemperature,
    UnitOfTime,
    UnitOfVolume,
)
from homeassistant.helpers.typing import StateType

from ....descriptions import SensorDescription
from ...errors import CertificateProblem
from ..api.models import BOX, TEMPERATURE, Device, State
from .helpers import all_of, has_controllable, has_state, mapped_state, not_, number_state, percent_state

_UNITS: Final = {
    "core:ElectricalEnergyInKWh": UnitOfEnergy.KILO_WATT_HOUR,
    "core:ElectricalEnergyInWh": UnitOfEnergy.WATT_HOUR,
    "core:ElectricalPowerInKW": UnitOfPower.KILO_WATT,
    "core:ElectricalPowerInW": UnitOfPower.WATT,
    "core:FossilEnergyInWh": UnitOfEnergy.WATT_HOUR,
    "core:LinearSpeedInMeterPerSecond": UnitOfSpeed.METERS_PER_SECOND,
    "core:LuminanceInLux": LIGHT_LUX,
    "core:PartsPerBillion": UnitOfRatio.PARTS_PER_BILLION,
    "core:PartsPerMillion": UnitOfRatio.PARTS_PER_MILLION,
    "core:PowerPerSquareMeter": UnitOfIrradiance.WATTS_PER_SQUARE_METER,
    "core:RelativeValueInPercentage": UnitOfRatio.PERCENTAGE,
    "core:TemperatureInCelcius": UnitOfTemperature.CELSIUS,
    "core:TemperatureInKelvin": UnitOfTemperature.KELVIN,
    "core:VolumeInCubicMeter": UnitOfVolume.CUBIC_METERS,
    "core:VolumeInGallon": UnitOfVolume.GALLONS,
    "core:VolumeInLiter": UnitOfVolume.LITERS,
}
_MEASURED_VALUE_TYPE: Final = "MeasuredValueType"

_BATTERY: Final = {
    "full": "full",
    "good": "good",
    "normal": "normal",
    "medium": "medium",
    "low": "low",
    "verylow": "very_low",
    "critical": "critical",
    "absence": "absent",
    "no": "absent",
}
_SIGNAL: Final = "core:RSSILevelState"
_QUALITY: Final = {"good": "good", "normal": "normal", "low": "low", "verylow": "very_low"}
_DEFECT: Final = {
    "noDefect": "no_defect",
    "lowBattery": "low_battery",
    "maintenanceRequired": "maintenance_required",
    "dead": "dead",
}
_ORIGINATOR: Final = {
    "wind": "wind",
    "rain": "rain",
    "temperature": "temperature",
    "timer": "timer",
    "user": "user",
    "localUser": "local_user",
    "myself": "device",
    "externalGateway": "external_gateway",
    "security": "security",
    "LSC": "scenario_controller",
    "SAAC": "automatic_control",
    "SFC": "function_controller",
    "UPS": "backup_power",
}
_NOBODY: Final = "nobody"
_ERRORS: Final = {
    key: key
    for key in (
        "authentication_failed",
        "cannot_connect",
        *(f"certificate_{problem}" for problem in CertificateProblem),
        "developer_mode_off",
        "not_confirmed",
        "refused",
        "unexpected_answer",
    )
}


def _unit(state: str, device_class: SensorDeviceClass) -> Callable[[Device], str | None]:
    """Read the unit from the attribute of the state or of the device, if it fits the device class."""

    def read(device: Device) -> str | None:
        for attribute in (f"{state}{_MEASURED_VALUE_TYPE}", f"core:{_MEASURED_VALUE_TYPE}"):
            measured = device.attributes.get(attribute)
            unit = _UNITS.get(measured) if isinstance(measured, str) else None
            if unit in DEVICE_CLASS_UNITS.get(device_class, ()):
                return unit
        return None

    return read


def _measure(
    key: str,
    state: str,
    device_class: SensorDeviceClass,
    unit: str,
    state_class: SensorStateClass = SensorStateClass.MEASUREMENT,
    **rest: Any,
) -> SensorDescription[Device]:
    return SensorDescription(
        key=key,
        supported_fn=has_state(state),
        value_fn=number_state(state),
        native_unit_fn=_unit(state, device_class),
        device_class=device_class,
        native_unit_of_measurement=unit,
        state_class=state_class,
        **rest,
    )


def _meter(
    key: str,
    state: str,
    unit: str = UnitOfEnergy.WATT_HOUR,
    device_class: SensorDeviceClass = SensorDeviceClass.ENERGY,
    **rest: Any,
) -> SensorDescription[Device]:
    return _measure(key, state, device_class, unit, SensorStateClass.TOTAL_INCREASING, **rest)


def _option(key: str, values: Mapping[str, str], *states: str, **rest: Any) -> SensorDescription[Device]:
    rest.setdefault("supported_fn", has_state(*states))
    return SensorDescription(
        key=key,
        value_fn=mapped_state(values, *states),
        device_class=SensorDeviceClass.ENUM,
        options=list(dict.fromkeys(values.values())),
        **rest,
    )


def _locked_by(device: Device) -> str | None:
    """Return who locked a device; the originator is only meaningful while the lock is active."""
    if device.number("core:PriorityLockTimerState") == 0:
        return _NOBODY
    return mapped_state(_ORIGINATOR, "io:PriorityLockOriginatorState")(device)


def _diagnostic_percentage(key: str, *states: str, **rest: Any) -> SensorDescription[Device]:
    return SensorDescription(
        key=key,
        supported_fn=has_state(*states),
        value_fn=percent_state(*states),
        native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        **rest,
    )


def _error_code(device: Device) -> StateType:
    code = device.states.get("core:ErrorCodeState")
    return str(code)[:MAX_LENGTH_STATE_STATE] if isinstance(code, str | int | float) else None


SENSORS: Final[tuple[SensorDescription[Device], ...]] = (
    # Measurements
    _measure("temperature", TEMPERATURE, SensorDeviceClass.TEMPERATURE, UnitOfTemperature.CELSIUS),
    _measure("humidity", "core:RelativeHumidityState", SensorDeviceClass.HUMIDITY, UnitOfRatio.PERCENTAGE),
    _measure("illuminance", "core:LuminanceState", SensorDeviceClass.ILLUMINANCE, LIGHT_LUX),
    _measure("co", "core:COConcentrationState", SensorDeviceClass.CO, UnitOfRatio.PARTS_PER_MILLION),
    _measure("co2", "core:CO2ConcentrationState", SensorDeviceClass.CO2, UnitOfRatio.PARTS_PER_MILLION),
    _measure(
        "sun_energy",
        "core:SunEnergyState",
        SensorDeviceClass.IRRADIANCE,
        UnitOfIrradiance.WATTS_PER_SQUARE_METER,
    ),
    _measure(
        "wind_speed", "core:WindSpeedState", SensorDeviceClass.WIND_SPEED, UnitOfSpeed.METERS_PER_SECOND
    ),
    _measure("power", "core:ElectricPowerConsumptionState", SensorDeviceClass.POWER, UnitOfPower.WATT),
    _meter("energy", "core:ElectricEnergyConsumptionState"),
    *(
        _meter(
            f"energy_tariff_{tariff}",
            f"core:ConsumptionTariff{tariff}State",
            entity_registry_enabled_default=False,
        )
        for tariff in range(10)
    ),
    _meter("fossil_energy", "core:FossilEnergyConsumptionState"),
    _meter("thermal_energy", "core:ThermalEnergyConsumptionState"),
    _meter("gas", "core:GasConsumptionState", UnitOfVolume.CUBIC_METERS, SensorDeviceClass.GAS),
    _meter("water", "core:WaterConsumptionState", UnitOfVolume.LITERS, SensorDeviceClass.WATER),
    _option(
        "handle",
        {"open": "open", "tilt": "tilted", "closed": "closed"},
        "core:ThreeWayHandleDirectionState",
    ),
    _option(
        "window_lock",
        {"secured": "secured", "homesecure": "home_secured", "daylocked": "day_locked"},
        "core:WindowLockedState",
        "io:WindowLockedState",
    ),
    # Reasons for not moving
    SensorDescription(
        key="priority_lock_originator",
        supported_fn=has_state("io:PriorityLockOriginatorState"),
        value_fn=_locked_by,
        device_class=SensorDeviceClass.ENUM,
        options=[_NOBODY, *_ORIGINATOR.values()],
        entity_category=EntityCategory.DIAGNOSTIC,
    ),
    SensorDescription(
        key="priority_lock_timer",
        supported_fn=has_state("core:PriorityLockTimerState"),
        value_fn=number_state("core:PriorityLockTimerState"),
        device_class=SensorDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.SECONDS,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
    ),
    _option(
        "sensor_defect",
        _DEFECT,
        "core:SensorDefectState",
        "rtds:SensorDefectState",
        entity_category=EntityCategory.DIAGNOSTIC,
    ),
    _option(
        "sensor_room",
        {"clean": "clean", "dirty": "dirty"},
        "io:SensorRoomState",
        entity_category=EntityCategory.DIAGNOSTIC,
    ),
    SensorDescription(
        key="error_code",
        supported_fn=has_state("core:ErrorCodeState"),
        value_fn=_error_code,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
    ),
    # Battery and radio
    _diagnostic_percentage("battery", "core:BatteryLevelState", device_class=SensorDeviceClass.BATTERY),
    _option(
        "battery_status",
        _BATTERY,
        "core:BatteryState",
        "core:BatteryDiscreteLevelState",
        "internal:BatteryStatusState",
        "rtds:BatteryState",
        "rtds:ControllerBatteryState",
        "core:ControllerBatteryState",
        entity_category=EntityCategory.DIAGNOSTIC,
    ),
    _option(
        "radio_battery",
        _BATTERY,
        "io:MaintenanceRadioPartBatteryState",
        entity_category=EntityCategory.DIAGNOSTIC,
    ),
    _option(
        "sensor_battery",
        _BATTERY,
        "io:MaintenanceSensorPartBatteryState",
        entity_category=EntityCategory.DIAGNOSTIC,
    ),
    _diagnostic_percentage("radio_signal", _SIGNAL, entity_registry_enabled_default=False),
    _option(
        "radio_quality",
        _QUALITY,
        "core:DiscreteRSSILevelState",
        supported_fn=all_of(has_state("core:DiscreteRSSILevelState"), not_(has_state(_SIGNAL))),
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
    ),
    # The box
    _diagnostic_percentage("wifi_signal", "internal:SignalStrengthState"),
    _diagnostic_percentage("network_signal", "core:RSSIQualityState", "internal:RSSIQualityState"),
    _option(
        "wifi_mode",
        {"infrastructure": "infrastructure", "accesspoint": "access_point"},
        "internal:WifiModeState",
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
    ),
    SensorDescription(
        key="listener_resets",
        supported_fn=has_controllable(BOX),
        value_fn=number_state(State.BOX_LISTENER_RESETS),
        state_class=SensorStateClass.TOTAL_INCREASING,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
    ),
    _option(
        "last_error",
        _ERRORS,
        State.BOX_LAST_ERROR,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
    ),
)
