"""Switches: sockets, pools, heaters, older sirens and alarms, and the light of the box."""

from typing import Final

from homeassistant.components.switch import SwitchDeviceClass
from homeassistant.const import EntityCategory

from ...descriptions import SwitchDescription
from .abilities import (
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
from .models import Command, Device

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
        supports=all_of(is_product, has_command("on"), has_command("off")),
        assumed=negate(has_state(_ON_OFF, _LEVEL)),
        is_on=is_on,
        turn_on=send("on"),
        turn_off=send("off"),
    )


SWITCHES: Final[tuple[SwitchDescription[Device, Command], ...]] = (
    _on_off("switch", of_class("OnOff"), device_class=SwitchDeviceClass.SWITCH),
    _on_off("swimming_pool", of_class("SwimmingPool")),
    _on_off("heater", of_class("ExteriorHeatingSystem"), _heats),
    _on_off("siren", of_widget("RTDIndoorSiren", "RTDOutdoorSiren")),
    SwitchDescription(
        key="alarm",
        name=None,
        supports=all_of(of_widget("StatelessAlarmController"), has_command("alarmOn")),
        assumed=lambda _: True,
        is_on=lambda _: None,
        turn_on=send("alarmOn"),
        turn_off=send("alarmOff"),
    ),
    SwitchDescription(
        key="forced_heating",
        supports=all_of(of_widget("DomesticHotWaterTank"), has_command("setForceHeating")),
        is_on=choice({"on": True, "off": False}, "io:ForceHeatingState"),
        turn_on=send("setForceHeating", "on"),
        turn_off=send("setForceHeating", "off"),
    ),
    SwitchDescription(
        key="camera_shutter",
        entity_category=EntityCategory.CONFIG,
        supports=all_of(of_widget("MyFoxSecurityCamera"), has_command("open")),
        is_on=choice({"opened": True, "closed": False}, "myfox:ShutterStatusState"),
        turn_on=send("open"),
        turn_off=send("close"),
    ),
    SwitchDescription(
        key="led",
        entity_category=EntityCategory.CONFIG,
        supports=has_command("setPodLedOn"),
        is_on=_glows,
        turn_on=send("setPodLedOn"),
        turn_off=send("setPodLedOff"),
    ),
)
