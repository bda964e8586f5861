"""Events."""

from typing import Any

from homeassistant.const import Platform
import pytest

from custom_components.gatehouse.gateways.tahoma.api.failures import REASONS, SEND_FAILURE_REASONS
from custom_components.gatehouse.gateways.tahoma.api.models import (
    CommandFailed,
    StateReported,
)

from .devices import CLOSURE, device, find_description


@pytest.mark.parametrize(
    ("key", "state", "value", "event"),
    [
        ("remote", "io:OneWayControllerButtonState", "up", ("up", {})),
        ("remote", "io:OneWayControllerButtonState", "sunProtection", ("other", {"value": "sunProtection"})),
        ("remote", "io:OneWayControllerButtonState", None, None),
        ("remote", "core:ClosureState", "up", None),
        ("button", "core:ButtonState", "shortPressed", ("short_pressed", {})),
        ("button_1", "internal:Button1State", "stop", ("released", {})),
        ("button_1", "internal:Button2State", "pressed", None),
        ("cyclic_button", "core:CyclicButtonState", "pressed", ("pressed", {})),
        ("config_button", "internal:LastActionConfigButtonState", "veryLongPress", ("very_long_press", {})),
        ("alarm_remote", "rtds:ControllerOrderTypeState", "armed", ("other", {"value": "armed"})),
    ],
)
def test_press(key: str, state: str, value: Any, event: tuple[str, dict[str, Any]] | None) -> None:
    description = find_description(Platform.EVENT, key)
    assert description.event_fn(StateReported(state, value)) == event
    assert event is None or event[0] in description.event_types_fn(device("x"))
    assert description.event_fn(CommandFailed("Kitchen", "open", "wind")) is None


def test_command_failed() -> None:
    failure = CommandFailed("Kitchen", "open", "wind")
    description = find_description(Platform.EVENT, "command_failed")
    assert description.event_types_fn(device("x")) == (*REASONS, *SEND_FAILURE_REASONS)
    assert description.event_fn(StateReported(CLOSURE, 1)) is None
    assert description.event_fn(failure) == (
        "wind",
        {"device": "Kitchen", "command": "open", "reason": "wind"},
    )
