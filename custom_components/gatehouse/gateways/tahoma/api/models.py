"""The models of the local API.

Source: the OpenAPI document, parsed tolerantly because boxes deviate from it. The type of a value is its JSON
type, not the `type` code next to it; only the URL of a device is required.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
import sys
from typing import Any, Final, Self
from urllib.parse import urlsplit

type JsonValue = bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None

OPTIONAL_PARAMETER: Final = "*"

# Larger numbers are invalid measurements.
_LARGEST_NUMBER: Final = 1e15

# Controllable names of the devices that the snapshot adds to the vendor's.
BOX: Final = "gatehouse:Box"
SCENARIO: Final = "gatehouse:Scenario"

# The prefix of the names that Gatehouse adds to those of the vendor.
GATEHOUSE_PREFIX: Final = "gatehouse:"

# States that the snapshot adds to a device: estimated, or measured by another part of it.
ESTIMATED_POSITION: Final = "gatehouse:EstimatedPositionState"
ROOM_TEMPERATURE: Final = "gatehouse:RoomTemperatureState"
ADDED_STATES: Final = (ESTIMATED_POSITION, ROOM_TEMPERATURE)
SET_ESTIMATED_POSITION: Final = "gatehouse:setPosition"

TEMPERATURE: Final = "core:TemperatureState"


class State(StrEnum):
    """Names of the states used for all devices; those that the snapshot adds begin with `gatehouse:`."""

    AVAILABILITY = "core:AvailabilityState"
    MOVING = "core:MovingState"
    STATUS = "core:StatusState"

    BOX_CONNECTED = "gatehouse:ConnectedState"
    BOX_LAST_ERROR = "gatehouse:LastErrorState"
    BOX_LISTENER_RESETS = "gatehouse:ListenerResetsState"


@dataclass(frozen=True, slots=True)
class Command:
    """One command to one device."""

    name: str
    parameters: tuple[JsonValue, ...] = ()


@dataclass(frozen=True, slots=True)
class CommandDefinition:
    """The signature of a command.

    `mandatory` and `optional` count its parameters. Optional ones are listed in `paramsSig` only (`p1,*p2`);
    without it, `optional` is None for unknown.
    """

    name: str
    mandatory: int = 0
    optional: int | None = None

    @classmethod
    def parse(cls, raw: Mapping[str, Any]) -> Self:
        """Parse an item of `commands` in a device definition."""
        signature = raw.get("paramsSig")
        if isinstance(signature, str):
            parameters = [part.strip() for part in signature.split(",") if part.strip()]
            optional = sum(part.startswith(OPTIONAL_PARAMETER) for part in parameters)
            return cls(_name(raw["commandName"]), len(parameters) - optional, optional)
        mandatory = raw.get("nparams")
        return cls(_name(raw["commandName"]), mandatory if isinstance(mandatory, int) else 0)

    def accepts(self, count: int) -> bool:
        """Return whether a number of parameters is accepted; without a maximum if `optional` is unknown."""
        if self.optional is None:
            return count >= self.mandatory
        return self.mandatory <= count <= self.mandatory + self.optional

    @property
    def expected(self) -> str:
        """The accepted number of parameters: `1`, `1-2`, or `1+` if the maximum is unknown."""
        if self.optional is None:
            return f"{self.mandatory}+"
        return f"{self.mandatory}-{self.mandatory + self.optional}" if self.optional else str(self.mandatory)


@dataclass(frozen=True, slots=True)
class Device:
    """One device of a box, as last reported.

    `running` are the commands that it is executing. It is `missing` while the box does not list it.
    """

    url: str
    label: str = ""
    controllable: str = ""
    ui_class: str = ""
    widget: str = ""
    reported_available: bool = True
    missing: bool = False
    commands: Mapping[str, CommandDefinition] = field(default_factory=dict)
    states: Mapping[str, JsonValue] = field(default_factory=dict)
    attributes: Mapping[str, JsonValue] = field(default_factory=dict)
    running: tuple[Command, ...] = ()

    @classmethod
    def parse(cls, raw: Mapping[str, Any]) -> Self:
        """Parse a device of `/setup`; only `deviceURL` is required.

        Raises KeyError, TypeError, AttributeError or ValueError if it is not a device.
        """
        definition = raw.get("definition")
        if not isinstance(definition, dict):
            definition = {}
        url = raw["deviceURL"]
        if not isinstance(url, str) or not urlsplit(url).scheme:
            raise ValueError("invalid device URL")
        return cls(
            url=url,
            label=_text(raw.get("label")),
            controllable=_text(raw.get("controllableName")),
            ui_class=_text(definition.get("uiClass")),
            widget=_text(definition.get("widgetName")),
            reported_available=raw.get("available") is not False,
            commands=_by_name(tuple(parse_each(CommandDefinition.parse, definition.get("commands")))),
            # A state that is defined but has no value is unknown.
            states=parse_states(definition.get("states")) | parse_states(raw.get("states")),
            attributes=parse_states(raw.get("attributes")),
        )

    @property
    def protocol(self) -> str:
        """The radio or bus: `io`, `rts`, `internal`, `zigbee`, `ogp` and others."""
        return self.url.partition(":")[0]

    @property
    def authority(self) -> str:
        """The PIN of the box that has the device; some protocols have another value there."""
        return self.url.partition("://")[2].partition("/")[0]

    @property
    def base_url(self) -> str:
        """The URL of the physical device, which `#1`, `#2`… share."""
        return self.url.partition("#")[0]

    @property
    def available(self) -> bool:
        """Whether the box can reach the device.

        One-way devices and components of the box always count as available. `available` is wrong on some
        firmware versions, so a device whose own status is available counts as available, too. A device
        that the box does not list is unavailable.
        """
        return not self.missing and (
            self.reported_available
            or self.protocol in ("rts", "internal")
            or self.states.get(State.STATUS) in ("available", True)
            or self.states.get(State.AVAILABILITY) in ("available", True)
        )

    @property
    def is_one_way(self) -> bool:
        """Whether the device never reports anything."""
        return self.protocol == "rts"

    @property
    def moving(self) -> bool:
        """Whether the device reports that it is moving."""
        return self.states.get(State.MOVING) is True

    def number(self, name: str) -> float | None:
        """Return a numeric state as a number, also from a string such as `62%`, or None."""
        return as_number(self.states.get(name))

    def percent(self, name: str) -> int | None:
        """Return a state from 0 to 100, or None; other values mean "unknown" (105, 108, 124)."""
        value = self.number(name)
        return round(value) if value is not None and 0 <= value <= 100 else None  # noqa: PLR2004 - percentage

    def text(self, name: str) -> str | None:
        """Return a string state, or None."""
        value = self.states.get(name)
        return value if isinstance(value, str) else None

    def flag(self, name: str) -> bool | None:
        """Return a boolean state, or None."""
        value = self.states.get(name)
        return value if isinstance(value, bool) else None

    def with_states(self, states: Mapping[str, JsonValue]) -> Self:
        """Return the device with changed states; it is no longer missing."""
        return replace(self, missing=False, states={**self.states, **states})

    def prepared(self, commands: tuple[Command, ...]) -> tuple[Command, ...]:
        """Return the commands as they are sent to this device in one action.

        Position and tilt become one command if the device has one; otherwise a blind would stop between them.
        """
        by_name = {command.name: command for command in commands}
        if (
            len(commands) == len(by_name) == 2  # noqa: PLR2004 - position and tilt
            and "setClosureAndOrientation" in self.commands
            and by_name.keys() == {"setClosure", "setOrientation"}
        ):
            parameters = (*by_name["setClosure"].parameters, *by_name["setOrientation"].parameters)
            commands = (Command("setClosureAndOrientation", parameters),)
        return tuple(self._completed(command) for command in commands)

    def _completed(self, command: Command) -> Command:
        """Return the command with the parameter that lets an RTS device accept the next one immediately.

        The only parameter of an RTS command is optional: its duration, 30 s by default, for which the box
        queues the next command. With 0, it does not queue.
        """
        definition = self.commands.get(command.name)
        if (
            self.is_one_way
            and not command.parameters
            and definition is not None
            and (definition.mandatory, definition.optional) == (0, 1)
        ):
            return replace(command, parameters=(0,))
        return command


@dataclass(frozen=True, slots=True)
class StateReported:
    """A device event: a device reported a state, which may be unchanged."""

    name: str
    value: JsonValue


@dataclass(frozen=True, slots=True)
class CommandFailed:
    """A device event: a device did not execute a command; the reason is one of those in `failures`."""

    device: str
    command: str
    reason: str


type DeviceEvent = StateReported | CommandFailed


@dataclass(frozen=True, slots=True)
class Gateway:
    """The box itself, with its cloud connection state and firmware version."""

    pin: str
    connectivity: str = ""
    firmware: str = ""

    @classmethod
    def parse(cls, raw: Mapping[str, Any]) -> Self:
        """Parse an item of `/setup/gateways`; raises KeyError, TypeError or AttributeError if invalid."""
        connectivity = raw.get("connectivity")
        if not isinstance(connectivity, dict):
            connectivity = {}
        return cls(
            str(raw["gatewayId"]),
            _text(connectivity.get("status")),
            _text(connectivity.get("protocolVersion")),
        )


@dataclass(frozen=True, slots=True)
class Setup:
    """The gateways and devices of a box; devices by URL."""

    gateways: tuple[Gateway, ...]
    devices: Mapping[str, Device]

    @classmethod
    def parse(cls, raw: Mapping[str, Any]) -> Self:
        """Parse `/setup`; invalid items are skipped."""
        devices = parse_each(Device.parse, raw.get("devices"))
        return cls(
            tuple(parse_each(Gateway.parse, raw.get("gateways"))), {device.url: device for device in devices}
        )


@dataclass(frozen=True, slots=True)
class Action:
    """The commands to one device within one execution.

    Gatehouse stops a one-way motor `stop_after` seconds after it sent it to a position.
    """

    device_url: str
    commands: tuple[Command, ...]
    stop_after: float | None = None

    @classmethod
    def parse(cls, raw: Mapping[str, Any]) -> Self:
        """Parse an action in the cloud format (`commands`) or the flat local one (`command`)."""
        if "commands" in raw:
            commands = tuple(parse_each(_parse_command, raw["commands"]))
        else:
            commands = (_parse_command({"name": raw["command"], "parameters": raw.get("parameters")}),)
        return cls(required(raw, "deviceURL"), commands)

    def as_json(self) -> dict[str, JsonValue]:
        """Return the action in the format of `exec/apply`."""
        return {
            "deviceURL": self.device_url,
            "commands": [
                {"name": command.name, "parameters": list(command.parameters)} for command in self.commands
            ],
        }


@dataclass(frozen=True, slots=True)
class Execution:
    """A running execution."""

    id: str
    state: str
    actions: tuple[Action, ...]

    @classmethod
    def parse(cls, raw: Mapping[str, Any]) -> Self:
        """Parse an item of `/exec/current`."""
        group = raw.get("actionGroup")
        actions = group.get("actions") if isinstance(group, dict) else None
        return cls(required(raw, "id"), _text(raw.get("state")), tuple(parse_each(Action.parse, actions)))


@dataclass(frozen=True, slots=True)
class ActionGroup:
    """A scenario created in the vendor's app."""

    id: str
    label: str
    actions: tuple[Action, ...]

    @classmethod
    def parse(cls, raw: Mapping[str, Any]) -> Self:
        """Parse an item of `/actionGroups`."""
        return cls(
            required(raw, "oid"), _text(raw.get("label")), tuple(parse_each(Action.parse, raw.get("actions")))
        )


def parse_each[T](parse: Callable[[Mapping[str, Any]], T], raw: object) -> Iterable[T]:
    """Parse the items of a JSON list and skip invalid ones; yields nothing if it is not a list."""
    if not isinstance(raw, list):
        return
    for item in raw:
        try:
            yield parse(item)
        except KeyError, TypeError, ValueError, AttributeError:
            continue


def parse_states(raw: object) -> dict[str, JsonValue]:
    """Parse a list of states or attributes; a name without a value has the value None."""
    return dict(parse_each(_parse_state, raw))


def as_number(value: JsonValue) -> float | None:
    """Return a number, also from a string with or without a percent sign, or None."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        try:
            value = float(value.rstrip(" %"))
        except ValueError:
            return None
    return value if isinstance(value, int | float) and abs(value) <= _LARGEST_NUMBER else None


def required(raw: Mapping[str, Any], name: str) -> str:
    """Return a required string; raises KeyError or TypeError."""
    value = raw[name]
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a string")
    return value


@lru_cache(maxsize=1024)
def _by_name(definitions: tuple[CommandDefinition, ...]) -> Mapping[str, CommandDefinition]:
    """Return commands by name; devices of the same type share them to save memory."""
    return {definition.name: definition for definition in definitions}


def _name(name: object) -> str:
    """Return an interned name, because many devices have it; raises TypeError if it is not a string."""
    if not isinstance(name, str):
        raise TypeError("name must be a string")
    return sys.intern(name)


def _parse_state(raw: Mapping[str, Any]) -> tuple[str, JsonValue]:
    name = raw["name"]
    return _name(name), raw.get("value")


def _parse_command(raw: Mapping[str, Any]) -> Command:
    parameters = raw.get("parameters")
    return Command(_text(raw["name"]), tuple(parameters) if isinstance(parameters, list) else ())


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
