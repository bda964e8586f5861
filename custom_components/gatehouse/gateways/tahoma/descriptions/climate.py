"""Heaters and thermostats.

What they are in differs from firmware to firmware: a mode that is not in a table is one not known.
"""

from collections.abc import Callable, Mapping
from typing import Final

from homeassistant.components.climate.const import (
    PRESET_AWAY,
    PRESET_COMFORT,
    PRESET_ECO,
    PRESET_HOME,
    PRESET_NONE,
    HVACAction,
    HVACMode,
)

from ....descriptions import ClimateDescription
from ..api.models import ROOM_TEMPERATURE, TEMPERATURE, Command, Device
from .helpers import Reader, all_of, choice, has_command, number, of_widget, send

_STEP: Final = 0.5

_PRESET_FROST_PROTECTION: Final = "frost_protection"
_PRESET_MANUAL: Final = "manual"
_PRESET_NIGHT: Final = "night"

_room_temperature: Final = number(ROOM_TEMPERATURE, TEMPERATURE)


# Valves and thermostats with a programme, from which a derogation departs

_follow_programme: Final = send("exitDerogation")


def _derogate(device: Device, to: float | str | None) -> Command | None:
    """Heat to a temperature, or as a mode says, until further notice."""
    return None if to is None else send("setDerogation", to, "further_notice")(device)


def _set_derogation(
    modes: Mapping[str, str], target: Reader[float]
) -> Callable[[Device, str], Command | None]:
    """Make what sets a preset: a named mode, the present temperature, or the programme again."""

    def set_preset(device: Device, preset: str) -> Command | None:
        if preset == PRESET_NONE:
            return _follow_programme(device)
        return _derogate(device, target(device) if preset == _PRESET_MANUAL else modes[preset])

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
_valve_target: Final = number("core:TargetTemperatureState")

_thermostat_mode: Final = choice(
    {"active": HVACMode.HEAT, "inactive": HVACMode.AUTO},
    "core:DerogationActivationState",
    "somfythermostat:DerogationActivationState",
)
_programmed_preset: Final = choice(_PRESETS, "somfythermostat:HeatingModeState")
_derogated_preset: Final = choice(_PRESETS, "somfythermostat:DerogationHeatingModeState")
_derogated_target: Final = number(
    "core:DerogatedTargetTemperatureState", "somfythermostat:DerogatedTargetTemperatureState"
)
_PRESET_TARGETS: Final = {
    PRESET_HOME: number("somfythermostat:AtHomeTargetTemperatureState"),
    PRESET_AWAY: number("somfythermostat:AwayModeTargetTemperatureState"),
    _PRESET_NIGHT: number("somfythermostat:SleepingModeTargetTemperatureState"),
    _PRESET_FROST_PROTECTION: number("somfythermostat:FreezeModeTargetTemperatureState"),
}


def _thermostat_preset(device: Device) -> str | None:
    match _thermostat_mode(device):
        case HVACMode.AUTO:
            return _programmed_preset(device)
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
        return _follow_programme(device)
    return _derogate(device, _thermostat_target(device))


# Thermostats with a temperature each for comfort, economy and frost protection


def _interface(name: str) -> tuple[str, str]:
    """Return the names that a state has with the two makes of this thermostat."""
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

_setpoint: Final = choice(
    {**{mode: preset for preset, mode in _SETPOINTS.items()}, "free": PRESET_NONE},
    *_interface("SetPointMode"),
)
_manual_mode: Final = choice(
    {"cooling": HVACMode.COOL, "heating": HVACMode.HEAT}, *_interface("OperatingMode")
)
_is_automatic: Final = choice({"auto": True, "manu": False}, *_interface("ActiveMode"))
_demands_energy: Final = choice({True: True, False: False}, *_interface("EnergyDemand"))


def _interface_manual(device: Device) -> HVACMode:
    return _manual_mode(device) or HVACMode.HEAT


def _interface_modes(device: Device) -> tuple[HVACMode, ...]:
    modes = (HVACMode.AUTO, _interface_manual(device))
    return (*modes, HVACMode.OFF) if "setOnOff" in device.commands else modes


def _interface_mode(device: Device) -> HVACMode | None:
    if device.states.get("core:OnOffState") == "off":
        return HVACMode.OFF
    match _is_automatic(device):
        case True:
            return HVACMode.AUTO
        case False:
            return _interface_manual(device)
        case _:
            return None


def _set_interface_mode(device: Device, mode: HVACMode) -> Command | None:
    if mode is HVACMode.OFF:
        return send("setOnOff", "off")(device)
    return send("setActiveMode", "auto" if mode is HVACMode.AUTO else "manu")(device)


def _interface_action(device: Device) -> HVACAction | None:
    if _interface_mode(device) is HVACMode.OFF:
        return HVACAction.OFF
    match _demands_energy(device):
        case True:
            cools = _interface_manual(device) is HVACMode.COOL
            return HVACAction.COOLING if cools else HVACAction.HEATING
        case False:
            return HVACAction.IDLE
        case _:
            return None


def _interface_target(device: Device) -> float | None:
    state, _ = _SETPOINT_TEMPERATURES.get(_setpoint(device) or PRESET_NONE, _TARGET)
    return device.number(state)


def _set_interface_target(device: Device, temperature: float) -> Command | None:
    _, setter = _SETPOINT_TEMPERATURES.get(_setpoint(device) or PRESET_NONE, _TARGET)
    return send(setter, temperature)(device)


def _set_interface_preset(device: Device, preset: str) -> Command | None:
    setpoint = _SETPOINTS[preset]
    return (
        send("setManuAndSetPointModes", setpoint)(device)
        or send("setActiveAndSetPointModes", "manu", setpoint)(device)
        or send("setSetPointMode", setpoint)(device)
    )


CLIMATES: Final[tuple[ClimateDescription[Device, Command], ...]] = (
    ClimateDescription(
        key="valve",
        name=None,
        supported_fn=all_of(
            of_widget("ValveHeatingTemperatureInterface", "ThermostatHeatingTemperatureInterface"),
            has_command("setDerogation"),
        ),
        hvac_modes_fn=lambda _: (HVACMode.HEAT,),
        hvac_mode_fn=lambda _: HVACMode.HEAT,
        hvac_action_fn=choice(
            {"open": HVACAction.HEATING, "closed": HVACAction.IDLE}, "core:OpenClosedValveState"
        ),
        current_temperature_fn=_room_temperature,
        target_temperature_fn=_valve_target,
        set_target_temperature_fn=_derogate,
        min_temp_fn=number("core:MinSetpointState"),
        max_temp_fn=number("core:MaxSetpointState"),
        step=_STEP,
        preset_modes_fn=lambda _: _presets(_VALVE_MODES),
        preset_mode_fn=choice(_PRESETS, "io:DerogationHeatingModeState"),
        set_preset_mode_fn=_set_derogation(_VALVE_MODES, _valve_target),
    ),
    ClimateDescription(
        key="thermostat",
        name=None,
        supported_fn=all_of(of_widget("SomfyThermostat"), has_command("setDerogation")),
        hvac_modes_fn=lambda _: (HVACMode.AUTO, HVACMode.HEAT),
        hvac_mode_fn=_thermostat_mode,
        set_hvac_mode_fn=_set_thermostat_mode,
        current_temperature_fn=_room_temperature,
        target_temperature_fn=_thermostat_target,
        set_target_temperature_fn=_derogate,
        min_temp_fn=lambda _: 15.0,
        max_temp_fn=lambda _: 26.0,
        step=_STEP,
        preset_modes_fn=lambda _: _presets(_THERMOSTAT_MODES),
        preset_mode_fn=_thermostat_preset,
        set_preset_mode_fn=_set_derogation(_THERMOSTAT_MODES, _thermostat_target),
    ),
    ClimateDescription(
        key="heating",
        name=None,
        supported_fn=all_of(
            of_widget("SomfyHeatingTemperatureInterface", "HeatingTemperatureInterface"),
            has_command("setActiveMode"),
        ),
        hvac_modes_fn=_interface_modes,
        hvac_mode_fn=_interface_mode,
        set_hvac_mode_fn=_set_interface_mode,
        hvac_action_fn=_interface_action,
        current_temperature_fn=_room_temperature,
        target_temperature_fn=_interface_target,
        set_target_temperature_fn=_set_interface_target,
        min_temp_fn=lambda _: 5.0,
        max_temp_fn=lambda _: 30.0,
        step=_STEP,
        preset_modes_fn=lambda _: tuple(_SETPOINTS),
        preset_mode_fn=_setpoint,
        set_preset_mode_fn=_set_interface_preset,
    ),
)
