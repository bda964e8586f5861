"""Switches: plugs, swimming pools, heaters, older sirens and alarms, and the LED of the box."""

from typing import Final

from homeassistant.components.switch import SwitchDeviceClass
from homeassistant.const import EntityCategory

from ....descriptions import SwitchDescription
from ..api.models import Command, Device
from .helpers import (
    FULL,
    Predicate,
    Reader,
    all_of,
    has_command,
    has_state,
    has_ui_class,
    has_widget,
    make_command,
    mapped_state,
    not_,
)

_ON_OFF: Final = "core:OnOffState"
_LEVEL: Final = "core:LevelState"
_LED: Final = "internal:LightingLedPodModeState"

_is_on: Final = mapped_state({"on": True, "off": False}, _ON_OFF)


def _is_heater_on(device: Device) -> bool | None:
    """Return whether a heater is on; some report only a level, where 100 is off."""
    level = device.percent(_LEVEL)
    return _is_on(device) if level is None else level < FULL


def _is_led_on(device: Device) -> bool | None:
    level = device.number(_LED)
    return None if level is None else level > 0


def _on_off(
    key: str,
    is_product: Predicate,
    is_on: Reader[bool] = _is_on,
    device_class: SwitchDeviceClass | None = None,
) -> SwitchDescription[Device, Command]:
    return SwitchDescription(
        key=key,
        name=None,
        device_class=device_class,
        supported_fn=all_of(is_product, has_command("on"), has_command("off")),
        assumed_state_fn=not_(has_state(_ON_OFF, _LEVEL)),
        is_on_fn=is_on,
        turn_on_fn=make_command("on"),
        turn_off_fn=make_command("off"),
    )


SWITCHES: Final[tuple[SwitchDescription[Device, Command], ...]] = (
    _on_off("switch", has_ui_class("OnOff"), device_class=SwitchDeviceClass.SWITCH),
    _on_off("swimming_pool", has_ui_class("SwimmingPool")),
    _on_off("heater", has_ui_class("ExteriorHeatingSystem"), _is_heater_on),
    _on_off("siren", has_widget("RTDIndoorSiren", "RTDOutdoorSiren")),
    SwitchDescription(
        key="alarm",
        name=None,
        supported_fn=all_of(has_widget("StatelessAlarmController"), has_command("alarmOn")),
        assumed_state_fn=lambda _: True,
        is_on_fn=lambda _: None,
        turn_on_fn=make_command("alarmOn"),
        turn_off_fn=make_command("alarmOff"),
    ),
    SwitchDescription(
        key="forced_heating",
        supported_fn=all_of(has_widget("DomesticHotWaterTank"), has_command("setForceHeating")),
        is_on_fn=mapped_state({"on": True, "off": False}, "io:ForceHeatingState"),
        turn_on_fn=make_command("setForceHeating", "on"),
        turn_off_fn=make_command("setForceHeating", "off"),
    ),
    SwitchDescription(
        key="camera_shutter",
        entity_category=EntityCategory.CONFIG,
        supported_fn=all_of(has_widget("MyFoxSecurityCamera"), has_command("open")),
        is_on_fn=mapped_state({"opened": True, "closed": False}, "myfox:ShutterStatusState"),
        turn_on_fn=make_command("open"),
        turn_off_fn=make_command("close"),
    ),
    SwitchDescription(
        key="led",
        entity_category=EntityCategory.CONFIG,
        supported_fn=has_command("setPodLedOn"),
        is_on_fn=_is_led_on,
        turn_on_fn=make_command("setPodLedOn"),
        turn_off_fn=make_command("setPodLedOff"),
    ),
)
