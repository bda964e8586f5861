"""Executions of commands that were received through the local API."""

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
import uuid

from .failures import CommandFailedError, FailureType

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulators.clock import Clock
    from simulators.tasks import Tasks

    from .device import CompletionCallback, Device
    from .listeners import Event
    from .quirks import Quirks

EPOCH = 1_767_000_000_000  # Unix time in ms when the simulated time is 0
TRANSMISSION_TIME = 0.3  # seconds
OWNER = "owner@example.com"
QUEUED, TRANSMITTED, IN_PROGRESS = "QUEUED_GATEWAY_SIDE", "TRANSMITTED", "IN_PROGRESS"


@dataclass
class Command:
    """One command of an action."""

    name: str
    parameters: list[Any] | None

    def as_json(self) -> dict[str, Any]:
        """Return the command as in `/exec/current`."""
        parameters = {} if self.parameters is None else {"parameters": self.parameters}
        return {"type": 1, "name": self.name, **parameters}


@dataclass
class Action:
    """The commands of an execution for one device."""

    device: Device
    commands: list[Command]
    task: asyncio.Task[None] | None = None


@dataclass
class Execution:
    """A running execution."""

    label: str
    actions: list[Action]
    start: int
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    state: str = "INITIALIZED"
    failed: list[dict[str, Any]] = field(default_factory=list)
    reason: FailureType | None = None
    pending: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return the execution as in `/exec/current`."""
        return {
            "startTime": self.start,
            "owner": OWNER,
            "actionGroup": {
                "label": self.label,
                "shortcut": False,
                "notificationTypeMask": 0,
                "notificationCondition": "NEVER",
                "actions": [
                    {
                        "deviceURL": action.device.url,
                        "commands": [command.as_json() for command in action.commands],
                    }
                    for action in self.actions
                ],
            },
            "description": f"Execution : {self.label}",
            "id": self.id,
            "state": self.state,
            "executionType": "Immediate execution",
            "executionSubType": "MANUAL_CONTROL",
        }


class Executions(dict[str, Execution]):
    """The running executions by ID."""

    def __init__(self, clock: Clock, tasks: Tasks, quirks: Quirks, emit: Callable[[Event], None]) -> None:
        """Initialize without executions."""
        super().__init__()
        self._clock = clock
        self._tasks = tasks
        self._quirks = quirks
        self._emit = emit

    @property
    def is_full(self) -> bool:
        """Return whether the limit of simultaneous executions is reached."""
        return len(self) >= self._quirks.max_executions

    def run(self, label: str, actions: list[Action]) -> str:
        """Start an execution and return its ID."""
        execution = Execution(label, actions, EPOCH + int(self._clock.now() * 1000), pending=len(actions))
        self[execution.id] = execution
        self._emit_for(execution, _registered_event(execution))
        for action in actions:
            action.task = self._tasks.start(self._run(execution, action))
        if not actions:
            self._finish(execution)
        return execution.id

    def cancel(self, execution_id: str) -> bool:
        """Cancel an execution, which then fails; return False if it is not running."""
        execution = self.get(execution_id)
        if execution is None:
            return False
        for action in execution.actions:
            if action.task:
                action.task.cancel()
        return True

    def discard_all(self) -> None:
        """Discard all executions, as in a reboot: motors keep moving, but queued commands are not sent."""
        discarded = list(self.values())
        self.clear()
        for execution in discarded:
            for action in execution.actions:
                if action.device.is_one_way and action.task:
                    action.task.cancel()

    async def _run(self, execution: Execution, action: Action) -> None:
        on_complete = None
        rank = 0
        try:
            for rank, command in enumerate(action.commands):  # noqa: B007  # used for a failure
                on_complete = await self._queue(execution, action.device, command)
        except CommandFailedError as error:
            self._fail(execution, action, rank, error.failure)
        except asyncio.CancelledError:
            self._fail(execution, action, rank, FailureType.CMDCANCELLED)
        execution.pending -= 1
        if not execution.pending:
            self._finish(execution)
        if on_complete:
            on_complete()

    async def _queue(self, execution: Execution, device: Device, command: Command) -> CompletionCallback:
        """Send a command, to a one-way device only after the assumed duration of the previous one."""
        if not device.is_one_way:
            return await self._send(execution, device, command)
        if device.one_way_lock.locked():
            self._advance(execution, QUEUED)
        async with device.one_way_lock:
            return await self._send(execution, device, command)

    async def _send(self, execution: Execution, device: Device, command: Command) -> CompletionCallback:
        parameters = command.parameters or []
        device.send(command.name, parameters)
        self._advance(execution, TRANSMITTED)
        await self._clock.sleep(TRANSMISSION_TIME)
        self._advance(execution, IN_PROGRESS)
        return await device.execute(command.name, parameters)

    def _fail(self, execution: Execution, action: Action, rank: int, failure: FailureType) -> None:
        execution.reason = failure
        failed = {"deviceURL": action.device.url, "rank": rank, "failureType": failure.name}
        execution.failed.append(failed)
        self._emit_for(
            execution,
            {
                "name": "CommandExecutionStateChangedEvent",
                "execId": execution.id,
                "newState": "FAILED",
                "failureTypeCode": int(failure),
                **failed,
            },
        )

    def _finish(self, execution: Execution) -> None:
        if execution.reason is None:
            self._advance(execution, "COMPLETED")
        else:
            self._advance(
                execution,
                "FAILED",
                failureType=execution.reason.name,
                failureTypeCode=int(execution.reason),
                failedCommands=execution.failed,
                timeToNextState=-1,
            )
        self.pop(execution.id, None)

    def _advance(self, execution: Execution, state: str, **details: Any) -> None:
        if state == execution.state:
            return
        event = {
            "name": "ExecutionStateChangedEvent",
            "execId": execution.id,
            "oldState": execution.state,
            "newState": state,
        }
        execution.state = state
        self._emit_for(execution, event | details)

    def _emit_for(self, execution: Execution, event: Event) -> None:
        if execution.id in self and self._quirks.execution_events:
            self._emit(event)


def _registered_event(execution: Execution) -> Event:
    return {
        "name": "ExecutionRegisteredEvent",
        "execId": execution.id,
        "actions": [
            {
                "deviceURL": action.device.url,
                "rank": rank,
                "command": command.name,
                "parameters": command.parameters or [],
                "execId": str(uuid.uuid4()),
                "state": "INITIALIZED",
            }
            for action in execution.actions
            for rank, command in enumerate(action.commands)
        ],
    }
