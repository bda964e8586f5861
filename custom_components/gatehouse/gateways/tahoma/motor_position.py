"""The estimated position of one motor.

It is calculated from the commands sent to the motor, the times of these commands, and the travel times in the
options.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from .api.models import Command

OPEN: Final = 100
CLOSED: Final = 0

# A motor that is less than this many seconds from its end may reach it before a stop arrives.
_MIN_SECONDS_TO_END: Final = 1.0


@dataclass(frozen=True, slots=True)
class TravelTimes:
    """The duration of a complete opening and closing, in seconds."""

    opening: float
    closing: float


class MotorPosition:
    """Estimates the position of one motor (0 closed, 100 open)."""

    def __init__(self, times: TravelTimes, clock: Callable[[], float], position: float | None = None) -> None:
        """Initialize at a position, or None if unknown; the clock is in seconds."""
        self.times = times
        self._clock = clock
        self._position = position
        self._since = clock()
        self._command: Command | None = None
        self._end = OPEN

    @property
    def position(self) -> float | None:
        """The current position, or None until the motor has reached an end."""
        return self._position_at(self._clock())

    def _position_at(self, time: float) -> float | None:
        if self._command is None:
            return self._position
        elapsed, travel_time = max(time - self._since, 0.0), self._travel_time(self._end)
        if self._position is None:
            return self._end if elapsed >= travel_time else None
        covered = OPEN * elapsed / travel_time
        if self._end == OPEN:
            return min(self._position + covered, OPEN)
        return max(self._position - covered, CLOSED)

    @property
    def destination(self) -> float | None:
        """The position where the motor will stop without another command."""
        return self.position if self.running is None else self._end

    @property
    def running(self) -> Command | None:
        """The command that the motor is executing, or None if it stands still."""
        if self._command is not None and self.position == self._end:
            self._stop()
        return self._command

    def apply_command(self, command: Command, end: int | None, since: float | None = None) -> None:
        """Apply a command that the motor received now or at `since`.

        `end` is the end that the command moves to, or None if it moves to neither end.
        """
        was_moving = self.running is not None
        if end is not None:
            self._stop(since)
            self._command, self._end = command, end
        elif was_moving and command.name in ("stop", "my"):
            self._stop(since)
        else:
            # "stop" and "my" are one button: a motor that stands still goes to its "my" position.
            self.mark_unknown()

    def mark_start_unknown(self) -> None:
        """Note that the motor received its command at an unknown time before now."""
        self._position, self._since = None, self._clock()

    def mark_unknown(self) -> None:
        """Mark the position as unknown."""
        self._command = self._position = None

    def is_stopped_at(self, position: int) -> bool:
        """Return whether the motor stands still at a position; always False for an end.

        A motor whose estimated position is an end may not quite have reached it.
        """
        if self.running is not None or position in (OPEN, CLOSED):
            return False
        return self.position is not None and round(self.position) == position

    def plan_movement(self, position: int) -> tuple[int, float | None] | None:
        """Return the end to move to and the seconds until the stop, or None if the position is unknown.

        The seconds are None if the target is an end or close to one, where the motor is not stopped.
        """
        if position in (OPEN, CLOSED):
            return position, None
        current = self.position
        if current is None:
            return None
        end = OPEN if position > current else CLOSED
        travel_time = self._travel_time(end)
        if travel_time * abs(end - position) / OPEN < _MIN_SECONDS_TO_END:
            return end, None
        return end, travel_time * abs(position - current) / OPEN

    def _travel_time(self, end: int) -> float:
        return self.times.opening if end == OPEN else self.times.closing

    def _stop(self, since: float | None = None) -> None:
        time = self._clock() if since is None else since
        self._position = self._position_at(time)
        self._since = time
        self._command = None
