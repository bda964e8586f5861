"""Devices that report unexpected values."""

from dataclasses import replace
import random
import re
from typing import Any

from homeassistant.components.alarm_control_panel.const import (
    AlarmControlPanelEntityFeature,
)
from homeassistant.components.climate.const import ClimateEntityFeature, HVACMode
from homeassistant.components.cover import CoverEntityFeature
from homeassistant.const import Platform
import pytest

from custom_components.gatehouse.gateways.tahoma.api.models import (
    ESTIMATED_POSITION,
    Command,
    Device,
    JsonValue,
)
from custom_components.gatehouse.gateways.tahoma.descriptions import DESCRIPTIONS
from simulators.tahoma.catalog import CATALOG

from .devices import catalog_device

UNEXPECTED_VALUES: tuple[JsonValue, ...] = (
    None, True, False, 0, 1, 50, 100, 105, 108, 124, -1, 3.7, 1e9, "", "open", "closed", "unknown", "62%",
    "on", "off", "locked", "A,B", "auto", "manu", "eco", "active", [], {},
    [1], {"a": 1}, [{"name": "favorite1"}],
)  # fmt: skip

UNEXPECTED_PARAMETERS: tuple[tuple[JsonValue, ...], ...] = (
    (),
    (0,),
    (50,),
    (124,),
    ("my",),
    ([],),
    (None, "lowspeed"),
)

READS = (
    "supported_fn",
    "name_fn",
    "assumed_state_fn",
    "alarm_state_fn",
    "is_on_fn",
    "hvac_modes_fn",
    "hvac_mode_fn",
    "hvac_action_fn",
    "current_temperature_fn",
    "target_temperature_fn",
    "min_temp_fn",
    "max_temp_fn",
    "preset_modes_fn",
    "preset_mode_fn",
    "device_class_fn",
    "position_fn",
    "tilt_position_fn",
    "is_closed_fn",
    "is_opening_fn",
    "is_closing_fn",
    "supported_speeds_fn",
    "event_types_fn",
    "percentage_fn",
    "supported_color_modes_fn",
    "color_mode_fn",
    "brightness_fn",
    "color_temp_kelvin_fn",
    "rgb_color_fn",
    "is_locked_fn",
    "is_locking_fn",
    "is_unlocking_fn",
    "value_fn",
    "options_fn",
    "current_option_fn",
    "native_unit_fn",
    "features_fn",
    "target_temperature_step_fn",
    "preset_modes_fn",
    "disarm_fn",
    "arm_away_fn",
    "arm_home_fn",
    "arm_night_fn",
    "trigger_fn",
    "press_fn",
    "open_fn",
    "close_fn",
    "stop_fn",
    "open_tilt_fn",
    "close_tilt_fn",
    "lock_fn",
    "unlock_fn",
    "activate_fn",
)

SETS: dict[str, tuple[Any, ...]] = {
    "set_temperature_fn": (20.0,),
    "set_position_fn": (30, "slow"),
    "set_tilt_position_fn": (30,),
    "set_position_and_tilt_fn": (30, 40),
    "set_percentage_fn": (30,),
    "set_value_fn": (30.0,),
}


def unexpected_device(controllable: str, chance: random.Random) -> Device:
    """Return a device without some of its commands and states, and with random values in others."""
    tested_device = catalog_device(controllable)
    commands = {
        name: definition for name, definition in tested_device.commands.items() if chance.random() < 0.9
    }
    tested_device = replace(tested_device, commands=commands)
    states: dict[str, JsonValue] = {
        name: chance.choice(UNEXPECTED_VALUES) if chance.random() < 0.7 else value
        for name, value in tested_device.states.items()
        if chance.random() < 0.9
    }
    if chance.random() < 0.2:
        states[ESTIMATED_POSITION] = chance.choice((None, 0, 40, 100))
    running = tuple(
        Command(name, chance.choice(UNEXPECTED_PARAMETERS))
        for name in chance.sample(
            sorted(tested_device.commands), min(len(tested_device.commands), chance.randrange(3))
        )
    )
    attributes: dict[str, JsonValue] = {
        name: chance.choice(UNEXPECTED_VALUES) for name in tested_device.attributes
    }
    return replace(tested_device, states=states, running=running, attributes=attributes)


@pytest.mark.parametrize("controllable", CATALOG)
def test_unexpected_values(controllable: str) -> None:
    chance = random.Random(controllable)  # noqa: S311 - no secret
    for _ in range(15):
        tested_device = unexpected_device(controllable, chance)
        for platform, descriptions in DESCRIPTIONS.items():
            for description in descriptions:
                if description.supported_fn(tested_device):
                    check(platform, description, tested_device)


def check(platform: Platform, description: Any, tested_device: Device) -> None:
    results = {
        name: getattr(description, name)(tested_device) for name in READS if getattr(description, name, None)
    }
    turn_off_arguments = (None,) if platform is Platform.LIGHT else ()
    for name, arguments in {**SETS, "turn_off_fn": turn_off_arguments}.items():
        if hasattr(description, name):
            command = getattr(description, name)(tested_device, *arguments)
            assert command is None or isinstance(command, Command)
    if platform in CHECKS:
        CHECKS[platform](description, tested_device, results)


def check_cover(description: Any, tested_device: Device, results: dict[str, Any]) -> None:
    commands = {
        CoverEntityFeature.OPEN: results["open_fn"],
        CoverEntityFeature.CLOSE: results["close_fn"],
        CoverEntityFeature.STOP: results["stop_fn"],
        CoverEntityFeature.SET_POSITION: description.set_position_fn(tested_device, 50, None),
        CoverEntityFeature.OPEN_TILT: results["open_tilt_fn"],
        CoverEntityFeature.CLOSE_TILT: results["close_tilt_fn"],
        CoverEntityFeature.SET_TILT_POSITION: description.set_tilt_position_fn(tested_device, 50),
        CoverEntityFeature.SPEED: results["supported_speeds_fn"] or None,
    }
    features = CoverEntityFeature(
        sum(feature for feature, command in commands.items() if command is not None)
    )
    tilts = CoverEntityFeature.OPEN_TILT | CoverEntityFeature.SET_TILT_POSITION
    if features & tilts and CoverEntityFeature.STOP in features:
        features |= CoverEntityFeature.STOP_TILT
    assert results["features_fn"] == features
    for value in (results["position_fn"], results["tilt_position_fn"]):
        assert value is None or (type(value) is int and 0 <= value <= 100)
    assert not (results["is_opening_fn"] and results["is_closing_fn"])
    assert results["is_closed_fn"] in (None, True, False)


def check_sensor(description: Any, _of: Device, results: dict[str, Any]) -> None:
    value = results["value_fn"]
    if description.options is not None:
        assert value is None or value in description.options
    assert value is None or type(value) in (int, float, str)


def check_select(description: Any, tested_device: Device, results: dict[str, Any]) -> None:
    assert results["current_option_fn"] is None or re.fullmatch("[a-z0-9_]+", results["current_option_fn"])
    for option in results["options_fn"]:
        assert description.select_option_fn(tested_device, option).name in tested_device.commands


def check_alarm_control_panel(_description: Any, _of: Device, results: dict[str, Any]) -> None:
    commands = {
        AlarmControlPanelEntityFeature.ARM_AWAY: results["arm_away_fn"],
        AlarmControlPanelEntityFeature.ARM_HOME: results["arm_home_fn"],
        AlarmControlPanelEntityFeature.ARM_NIGHT: results["arm_night_fn"],
        AlarmControlPanelEntityFeature.TRIGGER: results["trigger_fn"],
    }
    assert results["features_fn"] == sum(
        feature for feature, command in commands.items() if command is not None
    )


def check_climate(description: Any, tested_device: Device, results: dict[str, Any]) -> None:
    can_turn_off = HVACMode.OFF in results["hvac_modes_fn"]
    supported = {
        ClimateEntityFeature.TARGET_TEMPERATURE: description.set_temperature_fn(tested_device, 20.0)
        is not None,
        ClimateEntityFeature.PRESET_MODE: bool(results["preset_modes_fn"]),
        ClimateEntityFeature.TURN_OFF: can_turn_off,
        ClimateEntityFeature.TURN_ON: can_turn_off,
    }
    assert results["features_fn"] == sum(feature for feature, has_it in supported.items() if has_it)
    assert results["hvac_mode_fn"] is None or results["hvac_mode_fn"] in results["hvac_modes_fn"]
    for preset in results["preset_modes_fn"]:
        description.set_preset_mode_fn(tested_device, preset)
    for mode in results["hvac_modes_fn"]:
        description.set_hvac_mode_fn(tested_device, mode)


def check_light(_description: Any, _of: Device, results: dict[str, Any]) -> None:
    assert results["color_mode_fn"] in results["supported_color_modes_fn"]


CHECKS = {
    Platform.ALARM_CONTROL_PANEL: check_alarm_control_panel,
    Platform.CLIMATE: check_climate,
    Platform.COVER: check_cover,
    Platform.LIGHT: check_light,
    Platform.SELECT: check_select,
    Platform.SENSOR: check_sensor,
}
