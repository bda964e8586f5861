"""Events: what is pressed on remotes, sensors and the box, and which commands failed."""

from collections.abc import Callable, Mapping
from itertools import chain
from typing import Any, Final

from homeassistant.components.event import EventDeviceClass
from homeassistant.const import EntityCategory

from ...descriptions import EventDescription, GatehouseDescription
from .abilities import has_state, is_controllable
from .alarm_control_panel import ALARM_CONTROL_PANELS
from .button import BUTTONS
from .climate import CLIMATES
from .cover import COVERS
from .failures import REASONS
from .fan import FANS
from .light import LIGHTS
from .lock import LOCKS
from .models import BOX, CommandFailed, Device, Happening, StateReported
from .number import NUMBERS
from .select import SELECTS
from .siren import SIRENS
from .switch import SWITCHES

type _Event = tuple[str, dict[str, Any]]

_OTHER: Final = "other"

_PRESSED: Final = {
    "pressed": "pressed",
    "released": "released",
    "shortPressed": "short_pressed",
    "stop": "released",
}
_DIRECTIONS: Final = {
    direction: direction for direction in ("up", "down", "stop", "my", "on", "off", "open", "close")
}
_PRESSES: Final = {
    "simplePress": "single_press",
    "doublePress": "double_press",
    "triplePress": "triple_press",
    "longPress": "long_press",
    "veryLongPress": "very_long_press",
}

_COMMANDED: Final[tuple[GatehouseDescription[Device], ...]] = tuple(
    chain(
        ALARM_CONTROL_PANELS,
        BUTTONS,
        CLIMATES,
        COVERS,
        FANS,
        LIGHTS,
        LOCKS,
        NUMBERS,
        SELECTS,
        SIRENS,
        SWITCHES,
    )
)


def _is_commanded(device: Device) -> bool:
    """Tell whether a user can command a device; failures of the box's own parts are among the box's."""
    return device.ui_class != "Pod" and any(description.supports(device) for description in _COMMANDED)


def _pressed(key: str, values: Mapping[str, str], *states: str) -> EventDescription[Device, Happening]:
    """Describe presses that a state tells; one that is not in the table is told as it is."""
    types = tuple(dict.fromkeys((*values.values(), _OTHER)))

    def event(happening: Happening) -> _Event | None:
        match happening:
            case StateReported(name, str(value)) if name in states:
                known = values.get(value)
                return (_OTHER, {"value": value}) if known is None else (known, {})
            case _:
                return None

    return EventDescription(
        key=key,
        supports=has_state(*states),
        device_class=EventDeviceClass.BUTTON,
        types=lambda _: types,
        event=event,
    )


def _failed(
    key: str, supports: Callable[[Device], bool], attributes: Callable[[CommandFailed], dict[str, Any]]
) -> EventDescription[Device, Happening]:
    def event(happening: Happening) -> _Event | None:
        if isinstance(happening, CommandFailed):
            return happening.reason, attributes(happening)
        return None

    return EventDescription(
        key=key,
        supports=supports,
        entity_category=EntityCategory.DIAGNOSTIC,
        types=lambda _: REASONS,
        event=event,
    )


EVENTS: Final[tuple[EventDescription[Device, Happening], ...]] = (
    _pressed("remote", _DIRECTIONS, "io:OneWayControllerButtonState"),
    _pressed("button", _PRESSED, "core:ButtonState", "io:ButtonState"),
    *(
        _pressed(f"button_{index}", _PRESSED, f"internal:Button{index}State", f"core:Button{index}State")
        for index in (1, 2, 3)
    ),
    _pressed("cyclic_button", _PRESSED, "core:CyclicButtonState", "internal:CyclicButtonState"),
    _pressed("config_button", _PRESSES, "internal:LastActionConfigButtonState"),
    _pressed("alarm_remote", {}, "rtds:ControllerOrderTypeState", "core:ControllerOrderTypeState"),
    _failed(
        "command_failed",
        _is_commanded,
        lambda failure: {"command": failure.command},
    ),
    _failed(
        "any_command_failed",
        is_controllable(BOX),
        lambda failure: {
            "device": failure.device,
            "command": failure.command,
            "reason": failure.reason,
        },
    ),
)
