"""Heaters and thermostats."""

from homeassistant.components.climate.const import HVACAction, HVACMode
from homeassistant.const import Platform
import pytest

from custom_components.gatehouse.gateways.tahoma.api.models import (
    ROOM_TEMPERATURE,
    Command,
)

from .devices import catalog_device, device, only_description


def test_valve() -> None:
    tested_device = catalog_device(
        "io:HeatingValveIOComponent",
        {
            ROOM_TEMPERATURE: 18.2,
            "core:TargetTemperatureState": 19.5,
            "core:OpenClosedValveState": "open",
            "io:DerogationHeatingModeState": "frostprotection",
        },
    )
    valve = only_description(Platform.CLIMATE, tested_device)
    assert valve.current_temperature_fn(tested_device) == 18.2
    assert valve.target_temperature_fn(tested_device) == 19.5
    assert (valve.min_temp_fn(tested_device), valve.max_temp_fn(tested_device)) == (5.0, 26.0)
    assert valve.hvac_action_fn(tested_device) is HVACAction.HEATING
    assert valve.preset_mode_fn(tested_device) == "frost_protection"
    assert valve.set_temperature_fn(tested_device, 21.0) == Command("setDerogation", (21.0, "further_notice"))
    assert valve.set_preset_mode_fn(tested_device, "eco") == Command(
        "setDerogation", ("eco", "further_notice")
    )
    assert valve.set_preset_mode_fn(tested_device, "manual") == Command(
        "setDerogation", (19.5, "further_notice")
    )
    assert valve.set_preset_mode_fn(tested_device, "none") == Command("exitDerogation")


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
    tested_device = catalog_device("io:HeatingValveIOComponent", {"io:DerogationHeatingModeState": mode})
    assert only_description(Platform.CLIMATE, tested_device).preset_mode_fn(tested_device) == preset


def test_somfy_thermostat() -> None:
    tested_device = device(
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
    thermostat = only_description(Platform.CLIMATE, tested_device)
    assert thermostat.hvac_mode_fn(tested_device) is HVACMode.AUTO
    assert thermostat.preset_mode_fn(tested_device) == "night"
    assert thermostat.target_temperature_fn(tested_device) == 16.5
    assert thermostat.set_hvac_mode_fn(tested_device, HVACMode.HEAT) == Command(
        "setDerogation", (16.5, "further_notice")
    )
    assert thermostat.set_preset_mode_fn(tested_device, "home") == Command(
        "setDerogation", ("atHomeMode", "further_notice")
    )
    tested_device = tested_device.with_states({"core:DerogationActivationState": "active"})
    assert thermostat.hvac_mode_fn(tested_device) is HVACMode.HEAT
    assert thermostat.preset_mode_fn(tested_device) == "manual"
    assert thermostat.target_temperature_fn(tested_device) == 21
    assert thermostat.set_hvac_mode_fn(tested_device, HVACMode.AUTO) == Command("exitDerogation")
    tested_device = tested_device.with_states({"core:DerogationActivationState": "new mode"})
    assert thermostat.hvac_mode_fn(tested_device) is None
    assert thermostat.preset_mode_fn(tested_device) is None
    assert thermostat.target_temperature_fn(tested_device) is None


@pytest.mark.parametrize("prefix", ["ovp", "io"])
def test_thermostat_with_setpoints(prefix: str) -> None:
    interface = f"{prefix}:HeatingTemperatureInterface"
    tested_device = device(
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
    heating = only_description(Platform.CLIMATE, tested_device)
    assert heating.hvac_modes_fn(tested_device) == (HVACMode.AUTO, HVACMode.HEAT, HVACMode.OFF)
    assert heating.hvac_mode_fn(tested_device) is HVACMode.HEAT
    assert heating.hvac_action_fn(tested_device) is HVACAction.HEATING
    assert heating.preset_mode_fn(tested_device) == "eco"
    assert heating.target_temperature_fn(tested_device) == 17
    assert heating.set_temperature_fn(tested_device, 18.0) == Command("setEcoTemperature", (18.0,))
    assert heating.set_preset_mode_fn(tested_device, "comfort") == Command(
        "setManuAndSetPointModes", ("comfort",)
    )
    assert heating.set_hvac_mode_fn(tested_device, HVACMode.OFF) == Command("setOnOff", ("off",))
    assert heating.set_hvac_mode_fn(tested_device, HVACMode.AUTO) == Command("setActiveMode", ("auto",))
    cooling = tested_device.with_states({f"{interface}OperatingModeState": "cooling"})
    assert heating.hvac_mode_fn(cooling) is HVACMode.COOL
    assert heating.hvac_action_fn(cooling) is HVACAction.COOLING
    unexpected = tested_device.with_states(
        {f"{interface}ActiveModeState": "unexpected", f"{interface}SetPointModeState": "unexpected"}
    )
    assert heating.hvac_mode_fn(unexpected) is None
    assert heating.preset_mode_fn(unexpected) is None
    assert heating.target_temperature_fn(unexpected) == 20
    off = tested_device.with_states({"core:OnOffState": "off"})
    assert heating.hvac_mode_fn(off) is HVACMode.OFF
    assert heating.hvac_action_fn(off) is HVACAction.OFF
    io = catalog_device("io:HeatingTemperatureInterfaceIOComponent")
    assert heating.set_preset_mode_fn(io, "frost_protection") == Command(
        "setActiveAndSetPointModes", ("manu", "secured")
    )
