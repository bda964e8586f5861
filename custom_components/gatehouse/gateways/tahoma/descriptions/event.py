"""Events: presses on remotes, sensors and the box, and failed commands."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.components.event import EventDeviceClass
from homeassistant.const import EntityCategory

from ....descriptions import EventDescription
from ..api.failures import REASONS, SEND_FAILURE_REASONS
from ..api.models import BOX, CommandFailed, Device, DeviceEvent, StateReported
from .helpers import has_controllable, has_state

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


def _press_event(key: str, values: Mapping[str, str], *states: str) -> EventDescription[Device, DeviceEvent]:
    """Describe presses that a state reports; an unknown value becomes an attribute of "other"."""
    types = tuple(dict.fromkeys((*values.values(), _OTHER)))

    def event(device_event: DeviceEvent) -> _Event | None:
        match device_event:
            case StateReported(name, str(value)) if name in states:
                known = values.get(value)
                return (_OTHER, {"value": value}) if known is None else (known, {})
            case _:
                return None

    return EventDescription(
        key=key,
        supported_fn=has_state(*states),
        device_class=EventDeviceClass.BUTTON,
        event_types_fn=lambda _: types,
        event_fn=event,
    )


def _command_failed(device_event: DeviceEvent) -> _Event | None:
    if isinstance(device_event, CommandFailed):
        return device_event.reason, {
            "device": device_event.device,
            "command": device_event.command,
            "reason": device_event.reason,
        }
    return None


EVENTS: Final[tuple[EventDescription[Device, DeviceEvent], ...]] = (
    _press_event("remote", _DIRECTIONS, "io:OneWayControllerButtonState"),
    _press_event("button", _PRESSED, "core:ButtonState", "io:ButtonState"),
    *(
        _press_event(f"button_{index}", _PRESSED, f"internal:Button{index}State", f"core:Button{index}State")
        for index in (1, 2, 3)
    ),
    _press_event("cyclic_button", _PRESSED, "core:CyclicButtonState", "internal:CyclicButtonState"),
    _press_event("config_button", _PRESSES, "internal:LastActionConfigButtonState"),
    _press_event("alarm_remote", {}, "rtds:ControllerOrderTypeState", "core:ControllerOrderTypeState"),
    EventDescription(
        key="command_failed",
        supported_fn=has_controllable(BOX),
        entity_category=EntityCategory.DIAGNOSTIC,
        event_types_fn=lambda _: (*REASONS, *SEND_FAILURE_REASONS),
        event_fn=_command_failed,
    ),
)
