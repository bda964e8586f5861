"""A simulated device."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
import random
from typing import TYPE_CHECKING, Any

from .failures import CommandFailedError, FailureType, PriorityLock

if TYPE_CHECKING:
    from simulators.clock import Clock
    from simulators.tasks import Tasks

    from .behavior import Behavior
    from .catalog import Model

# Called after the box has completed the execution.
type CompletionCallback = Callable[[], None]

RESPONSE_TIME = 0.6  # seconds that a two-way device takes to respond
RESPONSE_TIMEOUT = 5.0  # seconds that the box waits for a response


@dataclass
class Environment:
    """What all devices of a box share, and the callbacks to the box."""

    clock: Clock
    tasks: Tasks
    random: random.Random
    on_command_sent: Callable[[Device, str, list[Any]], None]
    on_state_reported: Callable[[Device, str, Any], None]


@dataclass(eq=False)
class Device:
    """A device of the simulated home; without a model it has only states, like some bridged devices.

    `silent` devices do not respond; `obstacle` is a closure in percent that blocks the motor;
    `travel_time` is in seconds.
    """

    url: str
    label: str
    model: Model | None
    states: dict[str, Any] = field(default_factory=dict)
    attributes: dict[str, Any] = field(default_factory=dict)
    available: bool = True
    created: int | None = None
    silent: bool = False
    priority_lock: PriorityLock | None = None
    obstacle: int | None = None
    travel_time: float = 20.0
    environment: Environment = field(init=False, repr=False)
    behavior: Behavior = field(init=False, repr=False)
    one_way_lock: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    @property
    def protocol(self) -> str:
        """Return the scheme of the device URL."""
        return self.url.partition(":")[0]

    @property
    def is_one_way(self) -> bool:
        """Return whether the device only receives, and never reports anything."""
        return self.protocol == "rts"

    def declares(self, state: str) -> bool:
        """Return whether the device has a state, with or without a value."""
        return state in self.states or bool(self.model and state in self.model.declared_states)

    def report(self, state: str, value: Any) -> None:
        """Set a state and report it to the box."""
        self.states[state] = value
        self.environment.on_state_reported(self, state, value)

    def change(self, states: Mapping[str, Any]) -> None:
        """Set and report those states that the device declares and whose value changes."""
        for state, value in states.items():
            if self.declares(state) and self.states.get(state) != value:
                self.report(state, value)

    def send(self, command: str, parameters: list[Any]) -> None:
        """Send a command by radio."""
        self.environment.on_command_sent(self, command, parameters)

    async def execute(self, command: str, parameters: list[Any]) -> CompletionCallback:
        """Execute a command; return a callback to run after the execution has completed."""
        if self.silent:
            await self.environment.clock.sleep(RESPONSE_TIMEOUT)
            raise CommandFailedError(FailureType.ACTUATORNOANSWER)
        if self.priority_lock:
            await self.environment.clock.sleep(RESPONSE_TIME)
            self._report_priority_lock(self.priority_lock)
            raise CommandFailedError(FailureType(self.priority_lock))
        return await self.behavior.execute(command, parameters)

    def set_priority_lock(self, lock: PriorityLock | None) -> None:
        """Set or release the priority lock."""
        self.priority_lock = lock
        if lock:
            self._report_priority_lock(lock)
        else:
            self.change({"core:PriorityLockTimerState": 0, "io:PriorityLockOriginatorState": "unknown"})

    def _report_priority_lock(self, lock: PriorityLock) -> None:
        self.change(
            {
                "core:PriorityLockTimerState": 30,
                "io:PriorityLockLevelState": lock.level,
                "io:PriorityLockOriginatorState": lock.name,
            }
        )
