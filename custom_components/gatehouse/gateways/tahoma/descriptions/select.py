"""Selects: positions of a gate, volume of a siren, zones of an alarm, operating mode of a heater."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.const import EntityCategory

from ....descriptions import SelectDescription
from ..api.models import Command, Device
from .helpers import has_state, mapped_state


def _select(
    key: str, states: tuple[str, ...], options: Mapping[str, tuple[str, Command]], **rest: Any
) -> SelectDescription[Device, Command]:
    """Describe a select by the state value and the command of each option."""

    def supported_options(device: Device) -> list[str]:
        return [option for option, (_, command) in options.items() if command.name in device.commands]

    return SelectDescription(
        key=key,
        supported_fn=lambda device: has_state(*states)(device) and bool(supported_options(device)),
        options_fn=supported_options,
        current_option_fn=mapped_state({value: option for option, (value, _) in options.items()}, *states),
        select_option_fn=lambda _, option: options[option][1],
        **rest,
    )


def _position(
    key: str, states: tuple[str, ...], option: str, value: str, command: Command
) -> SelectDescription[Device, Command]:
    return _select(
        key,
        states,
        {
            "open": ("open", Command("open")),
            option: (value, command),
            "closed": ("closed", Command("close")),
        },
    )


_ZONES: Final = ("A", "B", "C", "A,B", "B,C", "A,C", "A,B,C")

SELECTS: Final[tuple[SelectDescription[Device, Command], ...]] = (
    _position(
        "pedestrian_position",
        ("core:OpenClosedPedestrianState",),
        "pedestrian",
        "pedestrian",
        Command("setPedestrianPosition"),
    ),
    _position(
        "partial_position",
        ("core:OpenClosedPartialState",),
        "partial",
        "partial",
        Command("partialPosition"),
    ),
    _position(
        "ventilation_position",
        ("core:OpenClosedSecuredVentilationState", "io:OpenClosedSecuredVentilationState"),
        "ventilation",
        "securedVentilation",
        Command("setPosition", ("securedVentilation",)),
    ),
    _select(
        "volume",
        ("io:MemorizedSimpleVolumeState",),
        {
            volume: (volume, Command("setMemorizedSimpleVolume", (volume,)))
            for volume in ("standard", "highest")
        },
        entity_category=EntityCategory.CONFIG,
    ),
    _select(
        "operating_mode",
        (
            "ovp:HeatingTemperatureInterfaceOperatingModeState",
            "io:HeatingTemperatureInterfaceOperatingModeState",
        ),
        {mode: (mode, Command("setOperatingMode", (mode,))) for mode in ("heating", "cooling")},
        entity_category=EntityCategory.CONFIG,
    ),
    _select(
        "active_zones",
        ("core:ActiveZonesState",),
        {
            "none": ("", Command("alarmOff")),
            **{
                zones.lower().replace(",", "_"): (zones, Command("alarmZoneOn", (zones,))) for zones in _ZONES
            },
        },
    ),
)
