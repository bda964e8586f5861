"""One simulated device: what it is, its states, and what it does with a command."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
import random
from typing import TYPE_CHECKING, Any

from .failures import CommandFailedError, Failure, Lock

if TYPE_CHECKING:
    from simulators.clock import Clock
    from simulators.tasks import Tasks

    from .behaviour import Behaviour
    from .catalogue import Model

type Afterwards = Callable[[], None]

ANSWER_TIME = 0.6  # seconds a two-way product takes to answer
SILENCE = 5.0  # seconds after which the box gives up on a product that does not answer


@dataclass
class Air:
    """What devices share: time, chance, the radio and the way their reports take."""

    clock: Clock
    tasks: Tasks
    random: random.Random
    sent: Callable[[Device, str, list[Any]], None]
    reported: Callable[[Device, str, Any], None]


@dataclass(eq=False)
class Device:
    """A device of the simulated home; without model it tells only states, as some bridged ones."""

    url: str
    label: str
    model: Model | None
    states: dict[str, Any] = field(default_factory=dict)
    attributes: dict[str, Any] = field(default_factory=dict)
    available: bool = True
    created: int | None = None
    silent: bool = False
    lock: Lock | None = None
    obstacle: int | None = None
    travel_time: float = 20.0
    air: Air = field(init=False, repr=False)
    behaviour: Behaviour = field(init=False, repr=False)
    held: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    @property
    def protocol(self) -> str:
        """Return the scheme of the device URL."""
        return self.url.partition(":")[0]

    @property
    def one_way(self) -> bool:
        """Tell whether the product can only be spoken to."""
        return self.protocol == "rts"

    def declares(self, state: str) -> bool:
        """Tell whether the device has such a state, with or without a value by now."""
        return state in self.states or bool(self.model and state in self.model.declared_states)

    def report(self, state: str, value: Any) -> None:
        """Take on a value and tell the box."""
        self.states[state] = value
        self.air.reported(self, state, value)

    def change(self, states: Mapping[str, Any]) -> None:
        """Take on those values that the device has a state for; tell what is new."""
        for state, value in states.items():
            if self.declares(state) and self.states.get(state) != value:
                self.report(state, value)

    def send(self, command: str, parameters: list[Any]) -> None:
        """Send a command by radio."""
        self.air.sent(self, command, parameters)

    async def carry_out(self, command: str, parameters: list[Any]) -> Afterwards:
        """Do what was sent; return what follows once the box has closed the execution."""
        if self.silent:
            await self.air.clock.sleep(SILENCE)
            raise CommandFailedError(Failure.ACTUATORNOANSWER)
        if self.lock:
            await self.air.clock.sleep(ANSWER_TIME)
            self._report_lock(self.lock)
            raise CommandFailedError(Failure(self.lock))
        return await self.behaviour.perform(command, parameters)

    def set_lock(self, lock: Lock | None) -> None:
        """Let wind, rain or a user take or release the priority lock."""
        self.lock = lock
        if lock:
            self._report_lock(lock)
        else:
            self.change({"core:PriorityLockTimerState": 0, "io:PriorityLockOriginatorState": "unknown"})

    def _report_lock(self, lock: Lock) -> None:
        self.change(
            {
                "core:PriorityLockTimerState": 30,
                "io:PriorityLockLevelState": lock.level,
                "io:PriorityLockOriginatorState": lock.name,
            }
        )
