"""What the tables are made of: tests of what a device has, readers of its states, makers of its commands."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from ..api.models import Command, Device, JsonValue

type Test = Callable[[Device], bool]
type Reader[ValueT] = Callable[[Device], ValueT | None]
type Maker = Callable[[Device], Command | None]

FULL: Final = 100

# What the box is made of inside: it has commands and states, and none of them is a user's.
_PLUMBING: Final = frozenset({"ProtocolGateway", "NetworkComponent", "ConfigurationComponent", "Dock"})


def has_command(name: str) -> Test:
    """Test for a command."""
    return lambda device: name in device.commands and device.ui_class not in _PLUMBING


def has_state(*names: str) -> Test:
    """Test for one of these states, whether it has a value or not."""
    return lambda device: device.ui_class not in _PLUMBING and any(name in device.states for name in names)


def of_class(*ui_classes: str) -> Test:
    """Test for the kind of product."""
    return lambda device: device.ui_class in ui_classes


def of_widget(*widgets: str) -> Test:
    """Test for the finer kind of product."""
    return lambda device: device.widget in widgets


def is_controllable(controllable: str) -> Test:
    """Test for one kind of device."""
    return lambda device: device.controllable == controllable


def all_of(*tests: Test) -> Test:
    """Join tests."""
    return lambda device: all(test(device) for test in tests)


def any_of(*tests: Test) -> Test:
    """Join tests as alternatives."""
    return lambda device: any(test(device) for test in tests)


def negate(test: Test) -> Test:
    """Turn a test round."""
    return lambda device: not test(device)


def number(*names: str) -> Reader[float]:
    """Read the first of these states that is a number."""
    return lambda device: next((value for name in names if (value := device.number(name)) is not None), None)


def percent(*names: str) -> Reader[int]:
    """Read the first of these states that is within 0 to 100."""
    return lambda device: next((value for name in names if (value := device.percent(name)) is not None), None)


def choice[ValueT](values: Mapping[Any, ValueT], *names: str) -> Reader[ValueT]:
    """Read the first of these states that has a value; one that is not in the table means nothing."""

    def read(device: Device) -> ValueT | None:
        for name in names:
            value = device.states.get(name)
            if value is not None:
                return values.get(value) if isinstance(value, str | bool) else None
        return None

    return read


def invert(value: float | None) -> int | None:
    """Turn the vendor's 0 to 100 into Home Assistant's 100 to 0, or back."""
    return None if value is None else FULL - round(value)


def send(name: str, *parameters: JsonValue) -> Maker:
    """Make a command, of a device that has it."""
    return lambda device: Command(name, parameters) if name in device.commands else None


def send_first(*names: str) -> Maker:
    """Make the first of these commands that a device has."""
    return lambda device: next((Command(name) for name in names if name in device.commands), None)


def is_running(*commands: Command) -> Test:
    """Test whether the box is carrying out one of these commands."""
    return lambda device: any(command in device.running for command in commands)
