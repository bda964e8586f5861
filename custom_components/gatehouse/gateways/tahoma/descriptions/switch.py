"""Switches: sockets, pools, heaters, older sirens and alarms, and the light of the box."""

from typing import Final

from homeassistant.components.switch import SwitchDeviceClass
from homeassistant.const import EntityCategory

from ....descriptions import SwitchDescription
from ..api.models import Command, Device
from .helpers import (
    FULL,
    Reader,
    Test,
    all_of,
    choice,
    has_command,
    has_state,
    negate,
    of_class,
    of_widget,
    send,
)

_ON_OFF: Final = "core:OnOffState"
_LEVEL: Final = "core:LevelState"
_LED: Final = "internal:LightingLedPodModeState"

_is_on: Final = choice({"on": True, "off": False}, _ON_OFF)


def _heats(device: Device) -> bool | None:
    """Tell whether a heater is on, which may have a level only: 100 is off."""
    level = device.percent(_LEVEL)
    return _is_on(device) if level is None else level < FULL


def _glows(device: Device) -> bool | None:
    level = device.number(_LED)
    return None if level is None else level > 0


def _on_off(
    key: str,
    is_product: Test,
    is_on: Reader[bool] = _is_on,
    device_class: SwitchDeviceClass | None = None,
) -> SwitchDescription[Device, Command]:
    return SwitchDescription(
        key=key,
        name=None,
        device_class=device_class,
        supported_fn=all_of(is_product, has_command("on"), has_command("off")),
        assumed_state_fn=negate(has_state(_ON_OFF, _LEVEL)),
        is_on_fn=is_on,
        turn_on_fn=send("on"),
        turn_off_fn=send("off"),
    )


SWITCHES: Final[tuple[SwitchDescription[Device, Command], ...]] = (
    _on_off("switch", of_class("OnOff"), device_class=SwitchDeviceClass.SWITCH),
    _on_off("swimming_pool", of_class("SwimmingPool")),
    _on_off("heater", of_class("ExteriorHeatingSystem"), _heats),
    _on_off("siren", of_widget("RTDIndoorSiren", "RTDOutdoorSiren")),
    SwitchDescription(
        key="alarm",
        name=None,
        supported_fn=all_of(of_widget("StatelessAlarmController"), has_command("alarmOn")),
        assumed_state_fn=lambda _: True,
        is_on_fn=lambda _: None,
        turn_on_fn=send("alarmOn"),
        turn_off_fn=send("alarmOff"),
    ),
    SwitchDescription(
        key="forced_heating",
        supported_fn=all_of(of_widget("DomesticHotWaterTank"), has_command("setForceHeating")),
        is_on_fn=choice({"on": True, "off": False}, "io:ForceHeatingState"),
        turn_on_fn=send("setForceHeating", "on"),
        turn_off_fn=send("setForceHeating", "off"),
    ),
    SwitchDescription(
        key="camera_shutter",
        entity_category=EntityCategory.CONFIG,
        supported_fn=all_of(of_widget("MyFoxSecurityCamera"), has_command("open")),
        is_on_fn=choice({"opened": True, "closed": False}, "myfox:ShutterStatusState"),
        turn_on_fn=send("open"),
        turn_off_fn=send("close"),
    ),
    SwitchDescription(
        key="led",
        entity_category=EntityCategory.CONFIG,
        supported_fn=has_command("setPodLedOn"),
        is_on_fn=_glows,
        turn_on_fn=send("setPodLedOn"),
        turn_off_fn=send("setPodLedOff"),
    ),
)
