"""The models of the local API.

Source: the OpenAPI document, parsed tolerantly because boxes deviate from it. The type of a value is its JSON
type, not the `type` code beside it; only the URL of a device is required.
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

# The prefix of all names that are not the vendor's.
OWN: Final = "gatehouse:"

# States that the snapshot adds to a device: estimated, or measured by another part of it.
ESTIMATED_POSITION: Final = "gatehouse:EstimatedPositionState"
ROOM_TEMPERATURE: Final = "gatehouse:RoomTemperatureState"
ADDED_STATES: Final = (ESTIMATED_POSITION, ROOM_TEMPERATURE)
SET_ESTIMATED_POSITION: Final = "gatehouse:setPosition"

TEMPERATURE: Final = "core:TemperatureState"


class State(StrEnum):
    """Names of the states that matter to all devices; those of the snapshot's own begin with `gatehouse:`."""

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
        """Read one entry of a definition's `commands`."""
        signature = raw.get("paramsSig")
        if isinstance(signature, str):
            parameters = [part.strip() for part in signature.split(",") if part.strip()]
            optional = sum(part.startswith(OPTIONAL_PARAMETER) for part in parameters)
            return cls(_name(raw["commandName"]), len(parameters) - optional, optional)
        mandatory = raw.get("nparams")
        return cls(_name(raw["commandName"]), mandatory if isinstance(mandatory, int) else 0)

    def accepts(self, count: int) -> bool:
        """Return whether a number of parameters fits; any surplus does if `optional` is unknown."""
        if self.optional is None:
            return count >= self.mandatory
        return self.mandatory <= count <= self.mandatory + self.optional

    @property
    def expected(self) -> str:
        """How many parameters fit, in digits: `1`, `1-2`, or `1+` where more may do."""
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
        """Read a device of `/setup`; only `deviceURL` is needed.

        Raises KeyError, TypeError, AttributeError or ValueError where it is no device.
        """
        definition = raw.get("definition")
        if not isinstance(definition, dict):
            definition = {}
        url = raw["deviceURL"]
        if not isinstance(url, str) or not urlsplit(url).scheme:
            raise ValueError("no device URL")
        return cls(
            url=url,
            label=_text(raw.get("label")),
            controllable=_text(raw.get("controllableName")),
            ui_class=_text(definition.get("uiClass")),
            widget=_text(definition.get("widgetName")),
            reported_available=raw.get("available") is not False,
            commands=_by_name(tuple(parse_each(CommandDefinition.parse, definition.get("commands")))),
            # A state that is defined and has no value yet is one that is not known.
            states=parse_states(definition.get("states")) | parse_states(raw.get("states")),
            attributes=parse_states(raw.get("attributes")),
        )

    @property
    def protocol(self) -> str:
        """The radio or bus: `io`, `rts`, `internal`, `zigbee`, `ogp` and others."""
        return self.url.partition(":")[0]

    @property
    def authority(self) -> str:
        """The pin of the box that has the device; some protocols name another thing there."""
        return self.url.partition("://")[2].partition("/")[0]

    @property
    def base_url(self) -> str:
        """The URL of the physical device, which `#1`, `#2`… share."""
        return self.url.partition("#")[0]

    @property
    def available(self) -> bool:
        """Whether the device answers the box.

        One-way radio and the box's own devices always count as available. `available` is wrong on some
        firmwares, so a device that says of itself that it is available is believed. One that the box does not
        list is not available, whatever it is.
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
        """Read a state that is a number, or a text that starts with one (`62%`)."""
        return as_number(self.states.get(name))

    def percent(self, name: str) -> int | None:
        """Read a state within 0 to 100; values beyond mean "unknown" (105, 108, 124)."""
        value = self.number(name)
        return round(value) if value is not None and 0 <= value <= 100 else None  # noqa: PLR2004 - per cent

    def text(self, name: str) -> str | None:
        """Read a state that is a text."""
        value = self.states.get(name)
        return value if isinstance(value, str) else None

    def flag(self, name: str) -> bool | None:
        """Read a state that is true or false."""
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
        """Return the command with what an RTS device needs to take the next one at once.

        An RTS command's only, optional parameter is how long the box takes it to last, 30 s if it is left
        out, and holds back the next command meanwhile; 0 ends it at once.
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
    """A device_event: a device reported a state, perhaps the one it had."""

    name: str
    value: JsonValue


@dataclass(frozen=True, slots=True)
class CommandFailed:
    """A device_event: a device did not carry out a command; the reason is one of those in `failures`."""

    device: str
    command: str
    reason: str


type DeviceEvent = StateReported | CommandFailed


@dataclass(frozen=True, slots=True)
class Gateway:
    """The box itself: its pin, whether its cloud is connected, and its firmware."""

    pin: str
    connectivity: str = ""
    firmware: str = ""

    @classmethod
    def parse(cls, raw: Mapping[str, Any]) -> Self:
        """Read one of `/setup/gateways`; raises KeyError, TypeError or AttributeError where it is none."""
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
    """All that a box knows; devices by their URL."""

    gateways: tuple[Gateway, ...]
    devices: Mapping[str, Device]

    @classmethod
    def parse(cls, raw: Mapping[str, Any]) -> Self:
        """Read `/setup`; what is broken in it is left out."""
        devices = parse_each(Device.parse, raw.get("devices"))
        return cls(
            tuple(parse_each(Gateway.parse, raw.get("gateways"))), {device.url: device for device in devices}
        )


@dataclass(frozen=True, slots=True)
class Action:
    """The commands to one device within one execution.

    A one-way motor that goes to a position is to be stopped after `stop_after` seconds; that is ours to do.
    """

    device_url: str
    commands: tuple[Command, ...]
    stop_after: float | None = None

    @classmethod
    def parse(cls, raw: Mapping[str, Any]) -> Self:
        """Read an action in its cloud form (`commands`) or its flat local one (`command`, `parameters`)."""
        if "commands" in raw:
            commands = tuple(parse_each(_parse_command, raw["commands"]))
        else:
            commands = (_parse_command({"name": raw["command"], "parameters": raw.get("parameters")}),)
        return cls(required(raw, "deviceURL"), commands)

    def as_json(self) -> dict[str, JsonValue]:
        """Return the action as `exec/apply` takes it."""
        return {
            "deviceURL": self.device_url,
            "commands": [
                {"name": command.name, "parameters": list(command.parameters)} for command in self.commands
            ],
        }


@dataclass(frozen=True, slots=True)
class Execution:
    """An execution that the box is carrying out."""

    id: str
    state: str
    actions: tuple[Action, ...]

    @classmethod
    def parse(cls, raw: Mapping[str, Any]) -> Self:
        """Read one of `/exec/current`."""
        group = raw.get("actionGroup")
        actions = group.get("actions") if isinstance(group, dict) else None
        return cls(required(raw, "id"), _text(raw.get("state")), tuple(parse_each(Action.parse, actions)))


@dataclass(frozen=True, slots=True)
class ActionGroup:
    """A scenario made in the vendor's app."""

    id: str
    label: str
    actions: tuple[Action, ...]

    @classmethod
    def parse(cls, raw: Mapping[str, Any]) -> Self:
        """Read one of `/actionGroups`."""
        return cls(
            required(raw, "oid"), _text(raw.get("label")), tuple(parse_each(Action.parse, raw.get("actions")))
        )


def parse_each[T](parse: Callable[[Mapping[str, Any]], T], raw: object) -> Iterable[T]:
    """Parse the members of a JSON list; a broken one loses itself alone, a thing that is no list is empty."""
    if not isinstance(raw, list):
        return
    for item in raw:
        try:
            yield parse(item)
        except KeyError, TypeError, ValueError, AttributeError:
            continue


def parse_states(raw: object) -> dict[str, JsonValue]:
    """Read a list of states or attributes; a name without a value stands for a value not known."""
    return dict(parse_each(_parse_state, raw))


def as_number(value: JsonValue) -> float | None:
    """Read a number, or a text that is one, with or without a per cent sign."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        try:
            value = float(value.rstrip(" %"))
        except ValueError:
            return None
    return value if isinstance(value, int | float) and abs(value) <= _LARGEST_NUMBER else None


def required(raw: Mapping[str, Any], name: str) -> str:
    """Read a text that must be there; raises KeyError or TypeError."""
    value = raw[name]
    if not isinstance(value, str):
        raise TypeError(f"{name} is a text")
    return value


@lru_cache(maxsize=1024)
def _by_name(definitions: tuple[CommandDefinition, ...]) -> Mapping[str, CommandDefinition]:
    """Return commands by name; devices of one type share them, which saves most of their memory."""
    return {definition.name: definition for definition in definitions}


def _name(name: object) -> str:
    """Return a name that recurs in many devices, once in memory; raises TypeError if it is none."""
    if not isinstance(name, str):
        raise TypeError("a name is a text")
    return sys.intern(name)


def _parse_state(raw: Mapping[str, Any]) -> tuple[str, JsonValue]:
    name = raw["name"]
    return _name(name), raw.get("value")


def _parse_command(raw: Mapping[str, Any]) -> Command:
    parameters = raw.get("parameters")
    return Command(_text(raw["name"]), tuple(parameters) if isinstance(parameters, list) else ())


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
