"""Alarms."""

from homeassistant.components.alarm_control_panel.const import (
    AlarmControlPanelState,
)
from homeassistant.const import Platform
import pytest

from custom_components.gatehouse.gateways.tahoma.api.models import (
    Command,
)

from .devices import catalog_device, device, only_description


@pytest.mark.parametrize(
    ("current", "target", "intrusion", "state"),
    [
        ("off", "off", "notDetected", AlarmControlPanelState.DISARMED),
        ("partial1", "partial1", "notDetected", AlarmControlPanelState.ARMED_HOME),
        ("zone1", "partial1", "notDetected", AlarmControlPanelState.ARMED_HOME),
        ("zone2", "zone2", "notDetected", AlarmControlPanelState.ARMED_NIGHT),
        ("total", "total", "notDetected", AlarmControlPanelState.ARMED_AWAY),
        ("off", "total", "notDetected", AlarmControlPanelState.ARMING),
        ("total", "off", "notDetected", AlarmControlPanelState.DISARMING),
        ("total", "total", "detected", AlarmControlPanelState.TRIGGERED),
        ("total", "total", "pending", AlarmControlPanelState.PENDING),
        ("total", "total", "sos", AlarmControlPanelState.TRIGGERED),
        ("total", None, None, AlarmControlPanelState.ARMED_AWAY),
        ("new mode", "new mode", "notDetected", None),
        (None, None, None, None),
    ],
)
def test_box_alarm(
    current: str | None,
    target: str | None,
    intrusion: str | None,
    state: AlarmControlPanelState | None,
) -> None:
    tested_device = catalog_device(
        "internal:TSKAlarmComponent",
        {
            "internal:CurrentAlarmModeState": current,
            "internal:TargetAlarmModeState": target,
            "internal:IntrusionDetectedState": intrusion,
        },
    )
    alarm = only_description(Platform.ALARM_CONTROL_PANEL, tested_device)
    assert alarm.alarm_state_fn(tested_device) is state
    assert alarm.entity_registry_enabled_default is False
    assert alarm.arm_night_fn(tested_device) == Command("setTargetAlarmMode", ("partial2",))
    assert alarm.disarm_fn(tested_device) == Command("alarmOff")
    assert alarm.trigger_fn(tested_device) == Command("alarmOn")


@pytest.mark.parametrize(
    ("zones", "state"),
    [
        ("", AlarmControlPanelState.DISARMED),
        ("A", AlarmControlPanelState.ARMED_HOME),
        ("A,B", AlarmControlPanelState.ARMED_NIGHT),
        ("A, B", AlarmControlPanelState.ARMED_NIGHT),
        ("A,B,C", AlarmControlPanelState.ARMED_AWAY),
        ("B,C", AlarmControlPanelState.ARMED_CUSTOM_BYPASS),
        ("D", None),
        (None, None),
    ],
)
def test_zone_alarm(zones: str | None, state: AlarmControlPanelState | None) -> None:
    tested_device = catalog_device("io:AlarmIOComponent", {"core:ActiveZonesState": zones})
    alarm = only_description(Platform.ALARM_CONTROL_PANEL, tested_device)
    assert alarm.alarm_state_fn(tested_device) is state
    assert alarm.arm_night_fn(tested_device) == Command("alarmZoneOn", ("A,B",))


def test_alarms_of_other_brands() -> None:
    myfox = device("Alarm/MyFoxAlarmController", "arm disarm partial", {"myfox:AlarmStatusState": "partial"})
    assert (
        only_description(Platform.ALARM_CONTROL_PANEL, myfox).alarm_state_fn(myfox)
        is AlarmControlPanelState.ARMED_NIGHT
    )
    myfox = myfox.with_states({"core:IntrusionState": "detected"})
    assert (
        only_description(Platform.ALARM_CONTROL_PANEL, myfox).alarm_state_fn(myfox)
        is AlarmControlPanelState.TRIGGERED
    )
    panel = device(
        "Alarm/AlarmPanelController", "arm disarm", {"verisure:AlarmPanelMainArmTypeState": "armedDay"}
    )
    assert (
        only_description(Platform.ALARM_CONTROL_PANEL, panel).alarm_state_fn(panel)
        is AlarmControlPanelState.ARMED_HOME
    )
    assert only_description(Platform.ALARM_CONTROL_PANEL, panel).arm_night_fn(panel) is None
