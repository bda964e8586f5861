"""Building blocks of the tables: predicates, readers of states and factories of commands."""

from collections.abc import Callable, Mapping, Sequence
from enum import IntFlag
from typing import Any, Final

from ..api.models import Command, Device, JsonValue

type Predicate = Callable[[Device], bool]
type Reader[ValueT] = Callable[[Device], ValueT | None]
type CommandFactory = Callable[[Device], Command | None]

FULL: Final = 100

# Parts of the box itself: they have commands and states, none of which is useful to a user.
_INFRASTRUCTURE_CLASSES: Final = frozenset(
    {"ProtocolGateway", "NetworkComponent", "ConfigurationComponent", "Dock"}
)


def has_command(name: str) -> Predicate:
    """Match devices that have a command."""
    return lambda device: name in device.commands and device.ui_class not in _INFRASTRUCTURE_CLASSES


def has_state(*names: str) -> Predicate:
    """Match devices that have one of these states, with or without a value."""
    return lambda device: (
        device.ui_class not in _INFRASTRUCTURE_CLASSES and any(name in device.states for name in names)
    )


def has_ui_class(*ui_classes: str) -> Predicate:
    """Match devices of one of these UI classes."""
    return lambda device: device.ui_class in ui_classes


def has_widget(*widgets: str) -> Predicate:
    """Match devices of one of these widgets, which are finer than UI classes."""
    return lambda device: device.widget in widgets


def has_controllable(controllable: str) -> Predicate:
    """Match devices with a controllable name."""
    return lambda device: device.controllable == controllable


def all_of(*predicates: Predicate) -> Predicate:
    """Match devices that match all predicates."""
    return lambda device: all(predicate(device) for predicate in predicates)


def any_of(*predicates: Predicate) -> Predicate:
    """Match devices that match at least one predicate."""
    return lambda device: any(predicate(device) for predicate in predicates)


def not_(predicate: Predicate) -> Predicate:
    """Match devices that do not match a predicate."""
    return lambda device: not predicate(device)


def number_state(*names: str) -> Reader[float]:
    """Read the first of these states that is a number."""
    return lambda device: next((value for name in names if (value := device.number(name)) is not None), None)


def percent_state(*names: str) -> Reader[int]:
    """Read the first of these states that is between 0 and 100."""
    return lambda device: next((value for name in names if (value := device.percent(name)) is not None), None)


def mapped_state[ValueT](values: Mapping[Any, ValueT], *names: str) -> Reader[ValueT]:
    """Look up the first of these states that has a value; values that are not in the mapping are unknown."""

    def read(device: Device) -> ValueT | None:
        for name in names:
            value = device.states.get(name)
            if value is not None:
                return values.get(value) if isinstance(value, str | bool) else None
        return None

    return read


def invert_percentage(value: float | None) -> int | None:
    """Convert between the vendor's closure (0 open, 100 closed) and Home Assistant's position."""
    return None if value is None else FULL - round(value)


def make_command(name: str, *parameters: JsonValue) -> CommandFactory:
    """Return a factory of a command, for devices that have it."""
    return lambda device: Command(name, parameters) if name in device.commands else None


def make_first_command(*names: str) -> CommandFactory:
    """Return a factory of the first of these commands that a device has."""
    return lambda device: next((Command(name) for name in names if name in device.commands), None)


def is_running(*commands: Command) -> Predicate:
    """Match devices for which the box is executing one of these commands."""
    return lambda device: any(command in device.running for command in commands)


def features_of_commands[FeatureT: IntFlag](
    always: FeatureT, commands: Mapping[FeatureT, Sequence[str]]
) -> Callable[[Device], FeatureT]:
    """Return a reader of the features of which a device has one of the commands."""

    def read(device: Device) -> FeatureT:
        features = always
        for feature, names in commands.items():
            if not device.commands.keys().isdisjoint(names):
                features |= feature
        return features

    return read
