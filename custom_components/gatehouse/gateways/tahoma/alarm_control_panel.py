"""Alarms: the one in every box, and those of other makers."""

from collections.abc import Mapping
from typing import Final

from homeassistant.components.alarm_control_panel.const import AlarmControlPanelState

from ...descriptions import AlarmControlPanelDescription
from .abilities import Maker, choice, of_widget, send
from .models import Command, Device

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
        supports=of_widget("TSKAlarmController"),
        state=_box_alarm,
        disarm=send("alarmOff"),
        arm_home=_arm_box("partial1", "alarmPartial1"),
        arm_night=_arm_box("partial2", "alarmPartial2"),
        arm_away=_arm_box("total", "arm"),
        trigger=send("alarmOn"),
    ),
    AlarmControlPanelDescription(
        key="zone_alarm",
        name=None,
        entity_registry_enabled_default=False,
        supports=of_widget("StatefulAlarmController"),
        state=_zones,
        disarm=send("alarmOff"),
        arm_home=send("alarmZoneOn", "A"),
        arm_night=send("alarmZoneOn", "A,B"),
        arm_away=send("alarmZoneOn", "A,B,C"),
    ),
    AlarmControlPanelDescription(
        key="myfox_alarm",
        name=None,
        supports=of_widget("MyFoxAlarmController"),
        state=lambda device: _myfox_intrusion(device) or _myfox_status(device),
        disarm=send("disarm"),
        arm_night=send("partial"),
        arm_away=send("arm"),
    ),
    AlarmControlPanelDescription(
        key="alarm_panel",
        name=None,
        supports=of_widget("AlarmPanelController"),
        state=choice(
            {
                "disarmed": AlarmControlPanelState.DISARMED,
                "armedDay": AlarmControlPanelState.ARMED_HOME,
                "armedNight": AlarmControlPanelState.ARMED_NIGHT,
                "armed": AlarmControlPanelState.ARMED_AWAY,
            },
            "verisure:AlarmPanelMainArmTypeState",
        ),
        disarm=send("disarm"),
        arm_home=send("armPartialDay"),
        arm_night=send("armPartialNight"),
        arm_away=send("arm"),
    ),
)
