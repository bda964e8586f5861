"""Events: what is pressed on remotes, sensors and the box, and which commands failed."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.components.event import EventDeviceClass
from homeassistant.const import EntityCategory

from ...descriptions import EventDescription
from .abilities import has_state, is_controllable
from .failures import NOT_TAKEN, REASONS
from .models import BOX, CommandFailed, Device, Happening, StateReported

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


def _failed(happening: Happening) -> _Event | None:
    if isinstance(happening, CommandFailed):
        return happening.reason, {
            "device": happening.device,
            "command": happening.command,
            "reason": happening.reason,
        }
    return None


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
    EventDescription(
        key="command_failed",
        supports=is_controllable(BOX),
        entity_category=EntityCategory.DIAGNOSTIC,
        types=lambda _: (*REASONS, *NOT_TAKEN),
        event=_failed,
    ),
)
