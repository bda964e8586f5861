"""Alarms: the one in every box, and those of other makers."""

from collections.abc import Mapping
from typing import Final

from homeassistant.components.alarm_control_panel.const import AlarmControlPanelState

from ....descriptions import AlarmControlPanelDescription
from ..api.models import Command, Device
from .helpers import Maker, choice, of_widget, send

_MODES: Final[Mapping[str, AlarmControlPanelState]] = {
    "off": AlarmControlPanelState.DISARMED,
    "partial1": AlarmControlPanelState.ARMED_HOME,
    "zone1": AlarmControlPanelState.ARMED_HOME,
    "partial2": AlarmControlPanelState.ARMED_NIGHT,
    "zone2": AlarmControlPanelState.ARMED_NIGHT,
    "total": AlarmControlPanelState.ARMED_AWAY,
    "sos": AlarmControlPanelState.TRIGGERED,
}
_ZONES: Final = {
    "": AlarmControlPanelState.DISARMED,
    "A": AlarmControlPanelState.ARMED_HOME,
    "A,B": AlarmControlPanelState.ARMED_NIGHT,
    "A,B,C": AlarmControlPanelState.ARMED_AWAY,
    "B": AlarmControlPanelState.ARMED_CUSTOM_BYPASS,
    "C": AlarmControlPanelState.ARMED_CUSTOM_BYPASS,
    "A,C": AlarmControlPanelState.ARMED_CUSTOM_BYPASS,
    "B,C": AlarmControlPanelState.ARMED_CUSTOM_BYPASS,
}

_intrusion: Final = choice(
    {
        "detected": AlarmControlPanelState.TRIGGERED,
        "sos": AlarmControlPanelState.TRIGGERED,
        "pending": AlarmControlPanelState.PENDING,
    },
    "internal:IntrusionDetectedState",
)
_current_mode: Final = choice(_MODES, "internal:CurrentAlarmModeState")
_target_mode: Final = choice(_MODES, "internal:TargetAlarmModeState")


def _box_alarm(device: Device) -> AlarmControlPanelState | None:
    intrusion, current, target = _intrusion(device), _current_mode(device), _target_mode(device)
    if intrusion is not None:
        return intrusion
    if current is None or target is None or current is target:
        return current
    if target is AlarmControlPanelState.DISARMED:
        return AlarmControlPanelState.DISARMING
    return AlarmControlPanelState.ARMING


def _arm_box(mode: str, otherwise: str) -> Maker:
    return lambda device: send("setTargetAlarmMode", mode)(device) or send(otherwise)(device)


def _zones(device: Device) -> AlarmControlPanelState | None:
    zones = device.text("core:ActiveZonesState")
    return None if zones is None else _ZONES.get(zones.replace(" ", ""))


_myfox_intrusion: Final = choice({"detected": AlarmControlPanelState.TRIGGERED}, "core:IntrusionState")
_myfox_status: Final = choice(
    {
        "armed": AlarmControlPanelState.ARMED_AWAY,
        "disarmed": AlarmControlPanelState.DISARMED,
        "partial": AlarmControlPanelState.ARMED_NIGHT,
    },
    "myfox:AlarmStatusState",
)

ALARM_CONTROL_PANELS: Final[tuple[AlarmControlPanelDescription[Device, Command], ...]] = (
    # Every box has it, and few homes use it.
    AlarmControlPanelDescription(
        key="box_alarm",
        name=None,
        entity_registry_enabled_default=False,
        supported_fn=of_widget("TSKAlarmController"),
        state_fn=_box_alarm,
        disarm_fn=send("alarmOff"),
        arm_home_fn=_arm_box("partial1", "alarmPartial1"),
        arm_night_fn=_arm_box("partial2", "alarmPartial2"),
        arm_away_fn=_arm_box("total", "arm"),
        trigger_fn=send("alarmOn"),
    ),
    AlarmControlPanelDescription(
        key="zone_alarm",
        name=None,
        entity_registry_enabled_default=False,
        supported_fn=of_widget("StatefulAlarmController"),
        state_fn=_zones,
        disarm_fn=send("alarmOff"),
        arm_home_fn=send("alarmZoneOn", "A"),
        arm_night_fn=send("alarmZoneOn", "A,B"),
        arm_away_fn=send("alarmZoneOn", "A,B,C"),
    ),
    AlarmControlPanelDescription(
        key="myfox_alarm",
        name=None,
        supported_fn=of_widget("MyFoxAlarmController"),
        state_fn=lambda device: _myfox_intrusion(device) or _myfox_status(device),
        disarm_fn=send("disarm"),
        arm_night_fn=send("partial"),
        arm_away_fn=send("arm"),
    ),
    AlarmControlPanelDescription(
        key="alarm_panel",
        name=None,
        supported_fn=of_widget("AlarmPanelController"),
        state_fn=choice(
            {
                "disarmed": AlarmControlPanelState.DISARMED,
                "armedDay": AlarmControlPanelState.ARMED_HOME,
                "armedNight": AlarmControlPanelState.ARMED_NIGHT,
                "armed": AlarmControlPanelState.ARMED_AWAY,
            },
            "verisure:AlarmPanelMainArmTypeState",
        ),
        disarm_fn=send("disarm"),
        arm_home_fn=send("armPartialDay"),
        arm_night_fn=send("armPartialNight"),
        arm_away_fn=send("arm"),
    ),
)
