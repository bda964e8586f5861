"""Executions: what was asked for through the local API, and how it is getting on."""

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
import uuid

from .failures import CommandFailedError, Failure

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulators.clock import Clock
    from simulators.tasks import Tasks

    from .device import Afterwards, Device
    from .listeners import Event
    from .quirks import Quirks

EPOCH = 1_767_000_000_000  # ms, where simulated time starts
TRANSMISSION_TIME = 0.3  # seconds
OWNER = "owner@example.com"
HELD_BACK, TRANSMITTED, IN_PROGRESS = "QUEUED_GATEWAY_SIDE", "TRANSMITTED", "IN_PROGRESS"


@dataclass
class Command:
    """One command of an action."""

    name: str
    parameters: list[Any] | None

    def as_json(self) -> dict[str, Any]:
        """Return it as `/exec/current` shows it."""
        parameters = {} if self.parameters is None else {"parameters": self.parameters}
        return {"type": 1, "name": self.name, **parameters}


@dataclass
class Action:
    """What one device is to do."""

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
    reason: Failure | None = None
    pending: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return it as `/exec/current` shows it."""
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
    """The executions that run now, by id."""

    def __init__(self, clock: Clock, tasks: Tasks, quirks: Quirks, emit: Callable[[Event], None]) -> None:
        """Start with nothing to do."""
        super().__init__()
        self._clock = clock
        self._tasks = tasks
        self._quirks = quirks
        self._emit = emit

    @property
    def full(self) -> bool:
        """Tell whether the box has as much to do as it can bear."""
        return len(self) >= self._quirks.max_executions

    def run(self, label: str, actions: list[Action]) -> str:
        """Start an execution and return its id."""
        execution = Execution(label, actions, EPOCH + int(self._clock.now() * 1000), pending=len(actions))
        self[execution.id] = execution
        self._tell(execution, _registered(execution))
        for action in actions:
            action.task = self._tasks.start(self._run(execution, action))
        if not actions:
            self._finish(execution)
        return execution.id

    def cancel(self, execution_id: str) -> bool:
        """Cancel an execution, which fails then; return False if there is none."""
        execution = self.get(execution_id)
        if execution is None:
            return False
        for action in execution.actions:
            if action.task:
                action.task.cancel()
        return True

    def forget(self) -> None:
        """Lose track of everything, as a reboot does: motors go on moving, but nothing more is sent."""
        forgotten = list(self.values())
        self.clear()
        for execution in forgotten:
            for action in execution.actions:
                if action.device.one_way and action.task:
                    action.task.cancel()

    async def _run(self, execution: Execution, action: Action) -> None:
        after = None
        rank = 0
        try:
            for rank, command in enumerate(action.commands):  # noqa: B007  # a failure tells the rank
                after = await self._send_in_turn(execution, action.device, command)
        except CommandFailedError as error:
            self._fail(execution, action, rank, error.failure)
        except asyncio.CancelledError:
            self._fail(execution, action, rank, Failure.CMDCANCELLED)
        execution.pending -= 1
        if not execution.pending:
            self._finish(execution)
        if after:
            after()

    async def _send_in_turn(self, execution: Execution, device: Device, command: Command) -> Afterwards:
        """Send at once, or when a one-way product is believed to have done what it was told before."""
        if not device.one_way:
            return await self._send(execution, device, command)
        if device.held.locked():
            self._advance(execution, HELD_BACK)
        async with device.held:
            return await self._send(execution, device, command)

    async def _send(self, execution: Execution, device: Device, command: Command) -> Afterwards:
        parameters = command.parameters or []
        device.send(command.name, parameters)
        self._advance(execution, TRANSMITTED)
        await self._clock.sleep(TRANSMISSION_TIME)
        self._advance(execution, IN_PROGRESS)
        return await device.carry_out(command.name, parameters)

    def _fail(self, execution: Execution, action: Action, rank: int, failure: Failure) -> None:
        execution.reason = failure
        failed = {"deviceURL": action.device.url, "rank": rank, "failureType": failure.name}
        execution.failed.append(failed)
        self._tell(
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
        self._tell(execution, event | details)

    def _tell(self, execution: Execution, event: Event) -> None:
        if execution.id in self and self._quirks.execution_events:
            self._emit(event)


def _registered(execution: Execution) -> Event:
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
