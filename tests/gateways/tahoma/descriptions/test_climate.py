"""Heaters and thermostats."""

from homeassistant.components.climate.const import HVACAction, HVACMode
from homeassistant.const import Platform
import pytest

from custom_components.gatehouse.gateways.tahoma.api.models import (
    ROOM_TEMPERATURE,
    Command,
)

from .devices import device, known, only


def test_valve() -> None:
    of = known(
        "io:HeatingValveIOComponent",
        {
            ROOM_TEMPERATURE: 18.2,
            "core:TargetTemperatureState": 19.5,
            "core:OpenClosedValveState": "open",
            "io:DerogationHeatingModeState": "frostprotection",
        },
    )
    valve = only(Platform.CLIMATE, of)
    assert valve.current_temperature_fn(of) == 18.2
    assert valve.target_temperature_fn(of) == 19.5
    assert (valve.min_temp_fn(of), valve.max_temp_fn(of)) == (5.0, 26.0)
    assert valve.hvac_action_fn(of) is HVACAction.HEATING
    assert valve.preset_mode_fn(of) == "frost_protection"
    assert valve.set_temperature_fn(of, 21.0) == Command("setDerogation", (21.0, "further_notice"))
    assert valve.set_preset_mode_fn(of, "eco") == Command("setDerogation", ("eco", "further_notice"))
    assert valve.set_preset_mode_fn(of, "manual") == Command("setDerogation", (19.5, "further_notice"))
    assert valve.set_preset_mode_fn(of, "none") == Command("exitDerogation")


@pytest.mark.parametrize(
    ("mode", "preset"),
    [
        ("manual", "manual"),
        ("geofencing_mode", "none"),
        ("suddenDropMode", "none"),
        ("a new mode", None),
        (None, None),
    ],
)
def test_valve_presets(mode: str | None, preset: str | None) -> None:
    of = known("io:HeatingValveIOComponent", {"io:DerogationHeatingModeState": mode})
    assert only(Platform.CLIMATE, of).preset_mode_fn(of) == preset


def test_somfy_thermostat() -> None:
    of = device(
        "HeatingSystem/SomfyThermostat",
        "setDerogation exitDerogation",
        {
            "core:DerogationActivationState": "inactive",
            "somfythermostat:HeatingModeState": "sleepingMode",
            "somfythermostat:DerogationHeatingModeState": "manualMode",
            "somfythermostat:SleepingModeTargetTemperatureState": 16.5,
            "core:DerogatedTargetTemperatureState": 21,
        },
    )
    thermostat = only(Platform.CLIMATE, of)
    assert thermostat.hvac_mode_fn(of) is HVACMode.AUTO
    assert thermostat.preset_mode_fn(of) == "night"
    assert thermostat.target_temperature_fn(of) == 16.5
    assert thermostat.set_hvac_mode_fn(of, HVACMode.HEAT) == Command(
        "setDerogation", (16.5, "further_notice")
    )
    assert thermostat.set_preset_mode_fn(of, "home") == Command(
        "setDerogation", ("atHomeMode", "further_notice")
    )
    of = of.with_states({"core:DerogationActivationState": "active"})
    assert thermostat.hvac_mode_fn(of) is HVACMode.HEAT
    assert thermostat.preset_mode_fn(of) == "manual"
    assert thermostat.target_temperature_fn(of) == 21
    assert thermostat.set_hvac_mode_fn(of, HVACMode.AUTO) == Command("exitDerogation")
    of = of.with_states({"core:DerogationActivationState": "new mode"})
    assert thermostat.hvac_mode_fn(of) is None
    assert thermostat.preset_mode_fn(of) is None
    assert thermostat.target_temperature_fn(of) is None


@pytest.mark.parametrize("prefix", ["ovp", "io"])
def test_thermostat_with_setpoints(prefix: str) -> None:
    interface = f"{prefix}:HeatingTemperatureInterface"
    of = device(
        "HeatingSystem/SomfyHeatingTemperatureInterface",
        "setOnOff setActiveMode setManuAndSetPointModes setEcoTemperature setTargetTemperature",
        {
            "core:OnOffState": "on",
            f"{interface}ActiveModeState": "manu",
            f"{interface}SetPointModeState": "eco",
            f"{interface}OperatingModeState": "heating",
            f"{interface}EnergyDemandState": True,
            "core:EcoRoomTemperatureState": 17,
            "core:TargetTemperatureState": 20,
        },
    )
    heating = only(Platform.CLIMATE, of)
    assert heating.hvac_modes_fn(of) == (HVACMode.AUTO, HVACMode.HEAT, HVACMode.OFF)
    assert heating.hvac_mode_fn(of) is HVACMode.HEAT
    assert heating.hvac_action_fn(of) is HVACAction.HEATING
    assert heating.preset_mode_fn(of) == "eco"
    assert heating.target_temperature_fn(of) == 17
    assert heating.set_temperature_fn(of, 18.0) == Command("setEcoTemperature", (18.0,))
    assert heating.set_preset_mode_fn(of, "comfort") == Command("setManuAndSetPointModes", ("comfort",))
    assert heating.set_hvac_mode_fn(of, HVACMode.OFF) == Command("setOnOff", ("off",))
    assert heating.set_hvac_mode_fn(of, HVACMode.AUTO) == Command("setActiveMode", ("auto",))
    cooling = of.with_states({f"{interface}OperatingModeState": "cooling"})
    assert heating.hvac_mode_fn(cooling) is HVACMode.COOL
    assert heating.hvac_action_fn(cooling) is HVACAction.COOLING
    unexpected = of.with_states(
        {f"{interface}ActiveModeState": "unexpected", f"{interface}SetPointModeState": "unexpected"}
    )
    assert heating.hvac_mode_fn(unexpected) is None
    assert heating.preset_mode_fn(unexpected) is None
    assert heating.target_temperature_fn(unexpected) == 20
    off = of.with_states({"core:OnOffState": "off"})
    assert heating.hvac_mode_fn(off) is HVACMode.OFF
    assert heating.hvac_action_fn(off) is HVACAction.OFF
    io = known("io:HeatingTemperatureInterfaceIOComponent")
    assert heating.set_preset_mode_fn(io, "frost_protection") == Command(
        "setActiveAndSetPointModes", ("manu", "secured")
    )
