"""Alarms: the one built into every box, and those of other brands."""

from collections.abc import Mapping
from typing import Final

from homeassistant.components.alarm_control_panel.const import (
    AlarmControlPanelEntityFeature,
    AlarmControlPanelState,
)

from ....descriptions import AlarmControlPanelDescription
from ..api.models import Command, Device
from .helpers import CommandFactory, features_of_commands, has_widget, make_command, mapped_state

_NO_FEATURES: Final = AlarmControlPanelEntityFeature(0)
_MODES: Final[Mapping[str, AlarmControlPanelState]] = {
    "off": AlarmControlPanelState.DISARMED,
    "partial1": AlarmControlPanelState.ARMED_HOME,
    "zone1": AlarmControlPanelState.ARMED_HOME,
    "partial2": AlarmControlPanelState.ARMED_NIGHT,
    "zone2": AlarmControlPanelState.ARMED_NIGHT,
    "total": AlarmControlPanelState.ARMED_AWAY,
    "sos": AlarmControlPanelState.TRIGGERED,
}
_ZONES: Final[Mapping[str, AlarmControlPanelState]] = {
    "": AlarmControlPanelState.DISARMED,
    "A": AlarmControlPanelState.ARMED_HOME,
    "A,B": AlarmControlPanelState.ARMED_NIGHT,
    "A,B,C": AlarmControlPanelState.ARMED_AWAY,
    "B": AlarmControlPanelState.ARMED_CUSTOM_BYPASS,
    "C": AlarmControlPanelState.ARMED_CUSTOM_BYPASS,
    "A,C": AlarmControlPanelState.ARMED_CUSTOM_BYPASS,
    "B,C": AlarmControlPanelState.ARMED_CUSTOM_BYPASS,
}

_intrusion: Final = mapped_state(
    {
        "detected": AlarmControlPanelState.TRIGGERED,
        "sos": AlarmControlPanelState.TRIGGERED,
        "pending": AlarmControlPanelState.PENDING,
    },
    "internal:IntrusionDetectedState",
)
_current_mode: Final = mapped_state(_MODES, "internal:CurrentAlarmModeState")
_target_mode: Final = mapped_state(_MODES, "internal:TargetAlarmModeState")


def _box_alarm_state(device: Device) -> AlarmControlPanelState | None:
    intrusion, current, target = _intrusion(device), _current_mode(device), _target_mode(device)
    if intrusion is not None:
        return intrusion
    if current is None or target is None or current is target:
        return current
    if target is AlarmControlPanelState.DISARMED:
        return AlarmControlPanelState.DISARMING
    return AlarmControlPanelState.ARMING


def _arm_box(mode: str, fallback: str) -> CommandFactory:
    return lambda device: make_command("setTargetAlarmMode", mode)(device) or make_command(fallback)(device)


def _zone_alarm_state(device: Device) -> AlarmControlPanelState | None:
    zones = device.text("core:ActiveZonesState")
    return None if zones is None else _ZONES.get(zones.replace(" ", ""))


_myfox_intrusion: Final = mapped_state({"detected": AlarmControlPanelState.TRIGGERED}, "core:IntrusionState")
_myfox_status: Final = mapped_state(
    {
        "armed": AlarmControlPanelState.ARMED_AWAY,
        "disarmed": AlarmControlPanelState.DISARMED,
        "partial": AlarmControlPanelState.ARMED_NIGHT,
    },
    "myfox:AlarmStatusState",
)

ALARM_CONTROL_PANELS: Final[tuple[AlarmControlPanelDescription[Device, Command], ...]] = (
    # Every box has this alarm, but few homes use it.
    AlarmControlPanelDescription(
        key="box_alarm",
        name=None,
        entity_registry_enabled_default=False,
        supported_fn=has_widget("TSKAlarmController"),
        features_fn=features_of_commands(
            _NO_FEATURES,
            {
                AlarmControlPanelEntityFeature.ARM_HOME: ("setTargetAlarmMode", "alarmPartial1"),
                AlarmControlPanelEntityFeature.ARM_NIGHT: ("setTargetAlarmMode", "alarmPartial2"),
                AlarmControlPanelEntityFeature.ARM_AWAY: ("setTargetAlarmMode", "arm"),
                AlarmControlPanelEntityFeature.TRIGGER: ("alarmOn",),
            },
        ),
        alarm_state_fn=_box_alarm_state,
        disarm_fn=make_command("alarmOff"),
        arm_home_fn=_arm_box("partial1", "alarmPartial1"),
        arm_night_fn=_arm_box("partial2", "alarmPartial2"),
        arm_away_fn=_arm_box("total", "arm"),
        trigger_fn=make_command("alarmOn"),
    ),
    AlarmControlPanelDescription(
        key="zone_alarm",
        name=None,
        entity_registry_enabled_default=False,
        supported_fn=has_widget("StatefulAlarmController"),
        features_fn=features_of_commands(
            _NO_FEATURES,
            {
                AlarmControlPanelEntityFeature.ARM_HOME: ("alarmZoneOn",),
                AlarmControlPanelEntityFeature.ARM_NIGHT: ("alarmZoneOn",),
                AlarmControlPanelEntityFeature.ARM_AWAY: ("alarmZoneOn",),
            },
        ),
        alarm_state_fn=_zone_alarm_state,
        disarm_fn=make_command("alarmOff"),
        arm_home_fn=make_command("alarmZoneOn", "A"),
        arm_night_fn=make_command("alarmZoneOn", "A,B"),
        arm_away_fn=make_command("alarmZoneOn", "A,B,C"),
    ),
    AlarmControlPanelDescription(
        key="myfox_alarm",
        name=None,
        supported_fn=has_widget("MyFoxAlarmController"),
        features_fn=features_of_commands(
            _NO_FEATURES,
            {
                AlarmControlPanelEntityFeature.ARM_NIGHT: ("partial",),
                AlarmControlPanelEntityFeature.ARM_AWAY: ("arm",),
            },
        ),
        alarm_state_fn=lambda device: _myfox_intrusion(device) or _myfox_status(device),
        disarm_fn=make_command("disarm"),
        arm_night_fn=make_command("partial"),
        arm_away_fn=make_command("arm"),
    ),
    AlarmControlPanelDescription(
        key="alarm_panel",
        name=None,
        supported_fn=has_widget("AlarmPanelController"),
        features_fn=features_of_commands(
            _NO_FEATURES,
            {
                AlarmControlPanelEntityFeature.ARM_HOME: ("armPartialDay",),
                AlarmControlPanelEntityFeature.ARM_NIGHT: ("armPartialNight",),
                AlarmControlPanelEntityFeature.ARM_AWAY: ("arm",),
            },
        ),
        alarm_state_fn=mapped_state(
            {
                "disarmed": AlarmControlPanelState.DISARMED,
                "armedDay": AlarmControlPanelState.ARMED_HOME,
                "armedNight": AlarmControlPanelState.ARMED_NIGHT,
                "armed": AlarmControlPanelState.ARMED_AWAY,
            },
            "verisure:AlarmPanelMainArmTypeState",
        ),
        disarm_fn=make_command("disarm"),
        arm_home_fn=make_command("armPartialDay"),
        arm_night_fn=make_command("armPartialNight"),
        arm_away_fn=make_command("arm"),
    ),
)
