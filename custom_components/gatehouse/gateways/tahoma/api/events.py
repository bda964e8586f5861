"""The events of a box.

Source: the OpenAPI document of the local API for names, and observed boxes for payloads and
ExecutionRegisteredEvent. Unknown and broken events are skipped.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from .failures import failure_reason
from .models import Action, Command, JsonValue, parse_each, parse_states, required

FAILED: Final = "FAILED"
COMPLETED: Final = "COMPLETED"
QUEUED: Final = "QUEUED_GATEWAY_SIDE"
SENT: Final = frozenset({"TRANSMITTED", "IN_PROGRESS"})


@dataclass(frozen=True, slots=True)
class StatesChanged:
    """A device reported states."""

    device_url: str
    states: Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class AvailabilityChanged:
    """A device became available or unavailable."""

    device_url: str
    available: bool


@dataclass(frozen=True, slots=True)
class DevicesChanged:
    """Devices were added, removed or changed, so that they have to be read again.

    `removed` is the URL of a removed device.
    """

    removed: str | None = None


@dataclass(frozen=True, slots=True)
class ExecutionRegistered:
    """The box started an execution, for any client."""

    execution_id: str
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class ExecutionChanged:
    """The state of an execution changed.

    `failures` are the reasons by device URL; `failure` is the reason for all other devices.
    """

    execution_id: str
    state: str
    failure: str
    failures: Mapping[str, str]


type Event = StatesChanged | AvailabilityChanged | DevicesChanged | ExecutionRegistered | ExecutionChanged


def parse_events(raw: object) -> list[Event]:
    """Parse the response to a fetch."""
    return [event for event in parse_each(_parse_event, raw) if event is not None]


def _parse_event(raw: Mapping[str, Any]) -> Event | None:
    name = raw["name"]
    parse = _PARSERS.get(name) if isinstance(name, str) else None
    return parse(raw) if parse else None


def _url(raw: Mapping[str, Any]) -> str:
    return required(raw, "deviceURL")


def _states_changed(raw: Mapping[str, Any]) -> StatesChanged:
    # A state without a value is no change; in `/setup` it means an unknown value.
    states = raw["deviceStates"]
    valued = [state for state in states if isinstance(state, dict) and "value" in state]
    return StatesChanged(_url(raw), parse_states(valued))


def _execution_id(raw: Mapping[str, Any]) -> str:
    return required(raw, "execId")


def _registered(raw: Mapping[str, Any]) -> ExecutionRegistered:
    commands: defaultdict[str, list[Command]] = defaultdict(list)
    for action in parse_each(Action.parse, raw.get("actions")):
        commands[action.device_url].extend(action.commands)
    return ExecutionRegistered(
        _execution_id(raw), tuple(Action(url, tuple(sent)) for url, sent in commands.items())
    )


def _changed(raw: Mapping[str, Any]) -> ExecutionChanged:
    reason = failure_reason(raw)
    failures = dict(
        parse_each(
            lambda command: (_url(command), failure_reason(command, reason)), raw.get("failedCommands")
        )
    )
    return ExecutionChanged(_execution_id(raw), required(raw, "newState"), reason, failures)


def _command_changed(raw: Mapping[str, Any]) -> ExecutionChanged | None:
    """Parse the failure of one command, which concerns its device only."""
    if raw.get("newState", raw.get("state")) != FAILED or "failureType" not in raw:
        return None
    return ExecutionChanged(_execution_id(raw), "", "", {_url(raw): failure_reason(raw)})


_PARSERS: Final[Mapping[str, Callable[[Mapping[str, Any]], Event | None]]] = {
    "DeviceStateChangedEvent": _states_changed,
    "DeviceAvailableEvent": lambda raw: AvailabilityChanged(_url(raw), available=True),
    "DeviceUnavailableEvent": lambda raw: AvailabilityChanged(_url(raw), available=False),
    "DeviceCreatedEvent": lambda _: DevicesChanged(),
    "DeviceRemovedEvent": lambda raw: DevicesChanged(removed=_url(raw)),
    "DeviceUpdatedEvent": lambda _: DevicesChanged(),
    "ExecutionRegisteredEvent": _registered,
    "ExecutionStateChangedEvent": _changed,
    "CommandExecutionStateChangedEvent": _command_changed,
}
