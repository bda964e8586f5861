"""Heaters and thermostats.

Modes differ between firmware versions; a mode that is not in a table is unknown.
"""

from collections.abc import Callable, Mapping
from typing import Final

from homeassistant.components.climate.const import (
    PRESET_AWAY,
    PRESET_COMFORT,
    PRESET_ECO,
    PRESET_HOME,
    PRESET_NONE,
    ClimateEntityFeature,
    HVACAction,
    HVACMode,
)

from ....descriptions import ClimateDescription
from ..api.models import ROOM_TEMPERATURE, TEMPERATURE, Command, Device
from .helpers import Reader, all_of, has_command, has_widget, make_command, mapped_state, number_state

_FEATURES: Final = ClimateEntityFeature.TARGET_TEMPERATURE | ClimateEntityFeature.PRESET_MODE
_STEP: Final = 0.5

_PRESET_FROST_PROTECTION: Final = "frost_protection"
_PRESET_MANUAL: Final = "manual"
_PRESET_NIGHT: Final = "night"

_room_temperature: Final = number_state(ROOM_TEMPERATURE, TEMPERATURE)


# Valves and thermostats with a schedule; the vendor calls an override of it a derogation

_exit_derogation: Final = make_command("exitDerogation")


def _set_derogation(device: Device, target: float | str | None) -> Command | None:
    """Override the schedule with a temperature or a mode until further notice."""
    return None if target is None else make_command("setDerogation", target, "further_notice")(device)


def _set_derogation_preset(
    modes: Mapping[str, str], target_temperature: Reader[float]
) -> Callable[[Device, str], Command | None]:
    """Return a function that selects a preset: a mode, the current target, or the schedule."""

    def set_preset(device: Device, preset: str) -> Command | None:
        if preset == PRESET_NONE:
            return _exit_derogation(device)
        return _set_derogation(
            device, target_temperature(device) if preset == _PRESET_MANUAL else modes[preset]
        )

    return set_preset


def _presets(modes: Mapping[str, str]) -> tuple[str, ...]:
    return (*modes, _PRESET_MANUAL, PRESET_NONE)


_VALVE_MODES: Final = {
    PRESET_COMFORT: "comfort",
    PRESET_ECO: "eco",
    PRESET_AWAY: "away",
    _PRESET_FROST_PROTECTION: "frostprotection",
}
_THERMOSTAT_MODES: Final = {
    PRESET_HOME: "atHomeMode",
    PRESET_AWAY: "awayMode",
    _PRESET_NIGHT: "sleepingMode",
    _PRESET_FROST_PROTECTION: "freezeMode",
}
_PRESETS: Final[Mapping[str, str]] = {
    **{mode: preset for modes in (_VALVE_MODES, _THERMOSTAT_MODES) for preset, mode in modes.items()},
    "manual": _PRESET_MANUAL,
    "manualMode": _PRESET_MANUAL,
    "geofencing_mode": PRESET_NONE,
    "geofencingMode": PRESET_NONE,
    "suddendrop": PRESET_NONE,
    "suddenDropMode": PRESET_NONE,
}
_valve_target: Final = number_state("core:TargetTemperatureState")

_thermostat_mode: Final = mapped_state(
    {"active": HVACMode.HEAT, "inactive": HVACMode.AUTO},
    "core:DerogationActivationState",
    "somfythermostat:DerogationActivationState",
)
_scheduled_preset: Final = mapped_state(_PRESETS, "somfythermostat:HeatingModeState")
_derogated_preset: Final = mapped_state(_PRESETS, "somfythermostat:DerogationHeatingModeState")
_derogated_target: Final = number_state(
    "core:DerogatedTargetTemperatureState", "somfythermostat:DerogatedTargetTemperatureState"
)
_PRESET_TARGETS: Final = {
    PRESET_HOME: number_state("somfythermostat:AtHomeTargetTemperatureState"),
    PRESET_AWAY: number_state("somfythermostat:AwayModeTargetTemperatureState"),
    _PRESET_NIGHT: number_state("somfythermostat:SleepingModeTargetTemperatureState"),
    _PRESET_FROST_PROTECTION: number_state("somfythermostat:FreezeModeTargetTemperatureState"),
}


def _thermostat_preset(device: Device) -> str | None:
    match _thermostat_mode(device):
        case HVACMode.AUTO:
            return _scheduled_preset(device)
        case HVACMode.HEAT:
            return _derogated_preset(device)
        case _:
            return None


def _thermostat_target(device: Device) -> float | None:
    if _thermostat_mode(device) is HVACMode.HEAT:
        return _derogated_target(device)
    read = _PRESET_TARGETS.get(_thermostat_preset(device) or PRESET_NONE)
    return None if read is None else read(device)


def _set_thermostat_mode(device: Device, mode: HVACMode) -> Command | None:
    if mode is HVACMode.AUTO:
        return _exit_derogation(device)
    return _set_derogation(device, _thermostat_target(device))


# Thermostats with separate target temperatures for comfort, eco and frost protection


def _interface(name: str) -> tuple[str, str]:
    """Return the names that a state has on the two variants of this thermostat."""
    return f"ovp:HeatingTemperatureInterface{name}State", f"io:HeatingTemperatureInterface{name}State"


_SETPOINTS: Final = {
    PRESET_COMFORT: "comfort",
    PRESET_ECO: "eco",
    _PRESET_FROST_PROTECTION: "secured",
}
_SETPOINT_TEMPERATURES: Final = {
    PRESET_COMFORT: ("core:ComfortRoomTemperatureState", "setComfortTemperature"),
    PRESET_ECO: ("core:EcoRoomTemperatureState", "setEcoTemperature"),
    _PRESET_FROST_PROTECTION: ("core:SecuredPositionTemperatureState", "setSecuredPositionTemperature"),
}
_TARGET: Final = ("core:TargetTemperatureState", "setTargetTemperature")

_setpoint: Final = mapped_state(
    {**{mode: preset for preset, mode in _SETPOINTS.items()}, "free": PRESET_NONE},
    *_interface("SetPointMode"),
)
_manual_mode: Final = mapped_state(
    {"cooling": HVACMode.COOL, "heating": HVACMode.HEAT}, *_interface("OperatingMode")
)
_is_automatic: Final = mapped_state({"auto": True, "manu": False}, *_interface("ActiveMode"))
_demands_energy: Final = mapped_state({True: True, False: False}, *_interface("EnergyDemand"))


def _interface_manual_mode(device: Device) -> HVACMode:
    return _manual_mode(device) or HVACMode.HEAT


def _interface_modes(device: Device) -> tuple[HVACMode, ...]:
    modes = (HVACMode.AUTO, _interface_manual_mode(device))
    return (*modes, HVACMode.OFF) if "setOnOff" in device.commands else modes


def _interface_mode(device: Device) -> HVACMode | None:
    if device.states.get("core:OnOffState") == "off":
        return HVACMode.OFF
    match _is_automatic(device):
        case True:
            return HVACMode.AUTO
        case False:
            return _interface_manual_mode(device)
        case _:
            return None


def _set_interface_mode(device: Device, mode: HVACMode) -> Command | None:
    if mode is HVACMode.OFF:
        return make_command("setOnOff", "off")(device)
    return make_command("setActiveMode", "auto" if mode is HVACMode.AUTO else "manu")(device)


def _interface_action(device: Device) -> HVACAction | None:
    if _interface_mode(device) is HVACMode.OFF:
        return HVACAction.OFF
    match _demands_energy(device):
        case True:
            is_cooling = _interface_manual_mode(device) is HVACMode.COOL
            return HVACAction.COOLING if is_cooling else HVACAction.HEATING
        case False:
            return HVACAction.IDLE
        case _:
            return None


def _interface_target_names(device: Device) -> tuple[str, str]:
    """Return the state and the command of the target temperature of the current preset."""
    return _SETPOINT_TEMPERATURES.get(_setpoint(device) or PRESET_NONE, _TARGET)


def _interface_target(device: Device) -> float | None:
    state, _ = _interface_target_names(device)
    return device.number(state)


def _set_interface_target(device: Device, temperature: float) -> Command | None:
    _, setter = _interface_target_names(device)
    return make_command(setter, temperature)(device)


def _interface_features(device: Device) -> ClimateEntityFeature:
    features = ClimateEntityFeature.PRESET_MODE
    if _interface_target_names(device)[1] in device.commands:
        features |= ClimateEntityFeature.TARGET_TEMPERATURE
    if "setOnOff" in device.commands:
        features |= ClimateEntityFeature.TURN_OFF | ClimateEntityFeature.TURN_ON
    return features


def _set_interface_preset(device: Device, preset: str) -> Command | None:
    setpoint = _SETPOINTS[preset]
    return (
        make_command("setManuAndSetPointModes", setpoint)(device)
        or make_command("setActiveAndSetPointModes", "manu", setpoint)(device)
        or make_command("setSetPointMode", setpoint)(device)
    )


CLIMATES: Final[tuple[ClimateDescription[Device, Command], ...]] = (
    ClimateDescription(
        key="valve",
        name=None,
        supported_fn=all_of(
            has_widget("ValveHeatingTemperatureInterface", "ThermostatHeatingTemperatureInterface"),
            has_command("setDerogation"),
        ),
        features_fn=lambda _: _FEATURES,
        hvac_modes_fn=lambda _: (HVACMode.HEAT,),
        hvac_mode_fn=lambda _: HVACMode.HEAT,
        hvac_action_fn=mapped_state(
            {"open": HVACAction.HEATING, "closed": HVACAction.IDLE}, "core:OpenClosedValveState"
        ),
        current_temperature_fn=_room_temperature,
        target_temperature_fn=_valve_target,
        set_temperature_fn=_set_derogation,
        min_temp_fn=number_state("core:MinSetpointState"),
        max_temp_fn=number_state("core:MaxSetpointState"),
        target_temperature_step_fn=lambda _: _STEP,
        preset_modes_fn=lambda _: _presets(_VALVE_MODES),
        preset_mode_fn=mapped_state(_PRESETS, "io:DerogationHeatingModeState"),
        set_preset_mode_fn=_set_derogation_preset(_VALVE_MODES, _valve_target),
    ),
    ClimateDescription(
        key="thermostat",
        name=None,
        supported_fn=all_of(has_widget("SomfyThermostat"), has_command("setDerogation")),
        features_fn=lambda _: _FEATURES,
        hvac_modes_fn=lambda _: (HVACMode.AUTO, HVACMode.HEAT),
        hvac_mode_fn=_thermostat_mode,
        set_hvac_mode_fn=_set_thermostat_mode,
        current_temperature_fn=_room_temperature,
        target_temperature_fn=_thermostat_target,
        set_temperature_fn=_set_derogation,
        min_temp_fn=lambda _: 15.0,
        max_temp_fn=lambda _: 26.0,
        target_temperature_step_fn=lambda _: _STEP,
        preset_modes_fn=lambda _: _presets(_THERMOSTAT_MODES),
        preset_mode_fn=_thermostat_preset,
        set_preset_mode_fn=_set_derogation_preset(_THERMOSTAT_MODES, _thermostat_target),
    ),
    ClimateDescription(
        key="heating",
        name=None,
        supported_fn=all_of(
            has_widget("SomfyHeatingTemperatureInterface", "HeatingTemperatureInterface"),
            has_command("setActiveMode"),
        ),
        features_fn=_interface_features,
        hvac_modes_fn=_interface_modes,
        hvac_mode_fn=_interface_mode,
        set_hvac_mode_fn=_set_interface_mode,
        hvac_action_fn=_interface_action,
        current_temperature_fn=_room_temperature,
        target_temperature_fn=_interface_target,
        set_temperature_fn=_set_interface_target,
        min_temp_fn=lambda _: 5.0,
        max_temp_fn=lambda _: 30.0,
        target_temperature_step_fn=lambda _: _STEP,
        preset_modes_fn=lambda _: tuple(_SETPOINTS),
        preset_mode_fn=_setpoint,
        set_preset_mode_fn=_set_interface_preset,
    ),
)
