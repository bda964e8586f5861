"""Tracks the executions of a box.

The box reports their progress as events. Some firmware versions do not, so an execution also ends when the
states of its devices show it, or after MAX_DURATION seconds.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NamedTuple

from ..errors import CommandFailedError
from .api.events import COMPLETED, FAILED, QUEUED, SENT, ExecutionChanged
from .api.failures import CANCELLED
from .api.models import Action, Command, CommandFailed, JsonValue, State

MAX_DURATION: Final = 120.0
ENDED_RETENTION: Final = 60.0
MAX_TRACKED: Final = 200


class Outcome(StrEnum):
    """The result of a command when the caller stops waiting."""

    COMPLETED = "completed"
    CANCELLED = "cancelled"
    IN_PROGRESS = "in_progress"
    UNKNOWN = "unknown"


class Progress(NamedTuple):
    """The effect of an execution event on its devices.

    The execution is `over` for some, and `failed` for some, including canceled ones. With `released`,
    the box now sends the commands that it had queued.
    """

    over: tuple[str, ...]
    failed: Mapping[str, CommandFailed]
    released: bool


# A device that reports one of these after a command has received the command.
_REACTIONS: Final = frozenset(
    {
        "core:ClosureState",
        "core:DeploymentState",
        "core:LightIntensityState",
        "core:LowerClosureState",
        "core:OnOffState",
        "core:OpenClosedPartialState",
        "core:OpenClosedPedestrianState",
        "core:OpenClosedState",
        "core:OpenClosedUnknownState",
        "core:SlateOrientationState",
        "core:UpperClosureState",
    }
)


# A lock may report its state without having received the command.
_ARRIVALS: Final = _REACTIONS | {"core:LockedUnlockedState"}


@dataclass(frozen=True, slots=True)
class _Waiter:
    device_url: str
    to_end: bool
    outcome: asyncio.Future[None]


@dataclass(slots=True)
class _Tracked:
    commands: dict[str, tuple[Command, ...]]
    since: float
    acknowledged: bool = False
    registered: bool = False
    queued: bool = False
    ended: float | None = None
    completed: bool = False
    failure: str | None = None
    failures: dict[str, str] = field(default_factory=dict)
    responded: set[str] = field(default_factory=set)
    over: set[str] = field(default_factory=set)
    waiting: list[_Waiter] = field(default_factory=list)

    def set_commands(self, actions: Iterable[Action]) -> tuple[str, ...]:
        """Store the commands unless they are known; return the devices."""
        if self.commands:
            return ()
        self.commands = {action.device_url: action.commands for action in actions}
        if self.failure is not None and not self.failures:
            self.failures = dict.fromkeys(self.commands, self.failure)
        return tuple(self.commands)

    def update_queued(self, state: str) -> None:
        """Update whether the box queues commands; with several devices, only the end is certain."""
        if state == QUEUED:
            self.queued = True
        elif state == COMPLETED or (state in SENT and len(self.commands) == 1):
            self.queued = False

    def settle(self) -> None:
        """Complete the waiters whose result is known."""
        for waiter in self.waiting:
            reason = self.failures.get(waiter.device_url)
            responded = waiter.device_url in (self.over if waiter.to_end else self.responded)
            if waiter.outcome.done():
                continue
            if reason is not None and reason != CANCELLED:
                waiter.outcome.set_exception(CommandFailedError(reason))
            elif reason is not None or responded or self.ended is not None:
                waiter.outcome.set_result(None)


class Executions:
    """Tracks executions, started here or by other clients, and the movement that devices report."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Initialize without executions; the clock is in seconds."""
        self._clock = clock
        self._tracked: dict[str, _Tracked] = {}
        self._moving: dict[str, float] = {}

    @property
    def is_active(self) -> bool:
        """Whether an execution is running, or a device reported movement within `MAX_DURATION` seconds."""
        now = self._clock()
        return bool(self) or any(now - since < MAX_DURATION for since in self._moving.values())

    def set_moving(self, device_urls: Iterable[str]) -> None:
        """Replace the devices that report movement, after all devices were read."""
        self._moving = dict.fromkeys(device_urls, self._clock())

    def __bool__(self) -> bool:
        """Return whether any execution is running."""
        return any(tracked.ended is None for tracked in self._tracked.values())

    def running(self, device_url: str) -> tuple[Command, ...]:
        """Return the commands that a device is executing."""
        return tuple(
            command
            for tracked in self._tracked.values()
            if tracked.ended is None and device_url not in tracked.over
            for command in tracked.commands.get(device_url, ())
        )

    def registered(self, execution_id: str, actions: Iterable[Action]) -> tuple[str, ...]:
        """Track an execution that the box registered; return the devices for which it is new.

        Events are in order, so earlier reports of a device are not reactions to this execution.
        """
        tracked = self._track(execution_id)
        tracked.registered = True
        tracked.responded.clear()
        tracked.over.clear()
        tracked.ended, tracked.completed = None, False
        return tracked.set_commands(actions)

    def listed(self, execution_id: str, actions: Iterable[Action]) -> tuple[str, ...]:
        """Track an execution that the box lists as running; return the devices for which it is new.

        Its end may be known already, because the list can be older than the events.
        """
        return self._track(execution_id).set_commands(actions)

    def acknowledged(self, execution_id: str, actions: Iterable[Action]) -> tuple[str, ...]:
        """Track the execution that a request started; return the devices for which it is new.

        Its events may have been received before the response.
        """
        tracked = self._track(execution_id)
        tracked.acknowledged = True
        return tracked.set_commands(actions)

    def expects_registration(self, device_url: str) -> bool:
        """Return whether the registration event of a request for a device is still expected.

        Executions registered before that one started earlier.
        """
        return any(
            tracked.acknowledged and not tracked.registered and device_url in tracked.commands
            for tracked in self._tracked.values()
        )

    def stop_expecting_registrations(self, since: float) -> None:
        """Stop expecting the registration events of executions tracked at or before `since`."""
        for tracked in self._tracked.values():
            tracked.registered |= tracked.since <= since

    def _track(self, execution_id: str) -> _Tracked:
        if execution_id not in self._tracked:
            if len(self._tracked) >= MAX_TRACKED:
                self._end(self._tracked.pop(next(iter(self._tracked))))
            self._tracked[execution_id] = _Tracked({}, self._clock())
        return self._tracked[execution_id]

    def changed(self, event: ExecutionChanged) -> Progress:
        """Apply the new state of an execution."""
        tracked = self._track(event.execution_id)
        failures = dict(event.failures)
        if event.state == FAILED and not failures and not tracked.failures:
            tracked.failure = event.failure
            failures = dict.fromkeys(tracked.commands, event.failure)
        new = {url: reason for url, reason in failures.items() if url not in tracked.failures}
        tracked.failures |= new
        was_running, was_queued = tracked.ended is None, tracked.queued
        tracked.update_queued(event.state)
        if event.state in (FAILED, COMPLETED):
            tracked.completed = event.state == COMPLETED
            self._end(tracked)
        return Progress(
            tuple(tracked.commands) if was_running and tracked.ended is not None else (),
            {
                url: CommandFailed("", _names(tracked.commands.get(url, ())), reason)
                for url, reason in new.items()
            },
            was_queued and not tracked.queued,
        )

    def queued(self) -> Iterable[tuple[str, str]]:
        """Return the executions and devices whose commands the box may have queued."""
        for execution_id, tracked in self._tracked.items():
            if tracked.queued and tracked.ended is None:
                yield from ((execution_id, url) for url in tracked.commands)

    def failed_for(self, execution_id: str) -> Iterable[str]:
        """Return the devices for which an execution is known to have failed."""
        tracked = self._tracked.get(execution_id)
        return () if tracked is None else tuple(tracked.failures)

    def is_alone(self, execution_id: str) -> bool:
        """Return whether an execution is for one device only."""
        tracked = self._tracked.get(execution_id)
        return tracked is not None and len(tracked.commands) == 1

    def reported(
        self, device_url: str, states: Mapping[str, JsonValue], *, has_moving_state: bool
    ) -> tuple[str, ...]:
        """Apply states that a device reports; return it if its part of an execution is over.

        A device without a moving state reports its position when it has arrived.
        """
        over = False
        moving = states.get(State.MOVING)
        if moving is False:
            self._moving.pop(device_url, None)
        elif moving is True or device_url in self._moving:
            self._moving[device_url] = self._clock()
        for tracked in self._tracked.values():
            if tracked.ended is not None or device_url not in tracked.commands:
                continue
            responded = moving is True or not _REACTIONS.isdisjoint(states)
            if responded:
                tracked.responded.add(device_url)
            arrived = device_url in tracked.responded or not _ARRIVALS.isdisjoint(states)
            if arrived and (moving is False or not has_moving_state):
                tracked.over.add(device_url)
                over = True
            if tracked.over >= tracked.commands.keys():
                tracked.completed = True
                self._end(tracked)
        return (device_url,) if over else ()

    def settle(self) -> None:
        """Complete the waiters whose result is known, after all events of a fetch were applied."""
        for tracked in self._tracked.values():
            tracked.settle()

    def expire(self) -> tuple[str, ...]:
        """End executions that last too long; return their devices."""
        now = self._clock()
        over: list[str] = []
        for execution_id, tracked in tuple(self._tracked.items()):
            if tracked.ended is None and now - tracked.since >= MAX_DURATION:
                self._end(tracked)
                over.extend(tracked.commands)
            elif tracked.ended is not None and now - tracked.ended >= ENDED_RETENTION:
                del self._tracked[execution_id]
        return tuple(over)

    def end(self, execution_id: str) -> None:
        """Stop tracking an execution as running."""
        self._end(self._track(execution_id))

    def end_unlisted(self, execution_ids: Iterable[str], requested_at: float) -> None:
        """End executions that the box does not list, unless they started after the list was requested."""
        listed = set(execution_ids)
        for execution_id, tracked in self._tracked.items():
            if tracked.ended is None and tracked.since < requested_at and execution_id not in listed:
                self._end(tracked)

    def match_unacknowledged(self, actions: Iterable[Action], since: float) -> str | None:
        """Return an unacknowledged execution of all these actions that started at `since` or later."""
        requested = tuple(actions)
        for execution_id, tracked in self._tracked.items():
            if tracked.acknowledged or tracked.since < since:
                continue
            if all(
                command in tracked.commands.get(action.device_url, ())
                for action in requested
                for command in action.commands
            ):
                tracked.acknowledged = True
                return execution_id
        return None

    async def outcome(
        self, execution_id: str, device_url: str, timeout_seconds: float, *, to_end: bool = False
    ) -> Outcome:
        """Wait until a device reacts or the execution is over, for at most a number of seconds.

        With `to_end`, wait until the execution is over for the device.
        Raises CommandFailedError if the device failed within that time.
        """
        tracked = self._tracked.get(execution_id)
        if tracked is None:
            return Outcome.UNKNOWN
        waiter = _Waiter(device_url, to_end, asyncio.get_running_loop().create_future())
        tracked.waiting.append(waiter)
        tracked.settle()
        try:
            async with asyncio.timeout(timeout_seconds):
                await waiter.outcome
        except TimeoutError:
            return Outcome.IN_PROGRESS
        finally:
            tracked.waiting.remove(waiter)
        if device_url in tracked.failures:
            return Outcome.CANCELLED
        if tracked.completed or device_url in tracked.over:
            return Outcome.COMPLETED
        return Outcome.IN_PROGRESS if tracked.ended is None else Outcome.UNKNOWN

    def _end(self, tracked: _Tracked) -> None:
        # The states of the devices may have ended it before the box reports its end and the reason.
        tracked.ended = tracked.ended or self._clock()


def _names(commands: Iterable[Command]) -> str:
    return ", ".join(command.name for command in commands)
