"""The estimated position of one motor.

It is calculated from the commands sent to the motor, their times, and the user's travel times.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from .api.models import Command

OPEN: Final = 100
CLOSED: Final = 0

# A motor that is to be stopped within so many seconds of its end may have reached it by then.
_NEAR_THE_END: Final = 1.0


@dataclass(frozen=True, slots=True)
class TravelTimes:
    """The seconds of a complete opening and closing."""

    opening: float
    closing: float


class Travel:
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
        elapsed, whole_way = max(time - self._since, 0.0), self._whole_way(self._end)
        if self._position is None:
            return self._end if elapsed >= whole_way else None
        covered = OPEN * elapsed / whole_way
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
            self._halt()
        return self._command

    def told(self, command: Command, end: int | None, since: float | None = None) -> None:
        """Note that the motor was told something, and the end it heads for by that, if any.

        It was told just now, or at an earlier time of which is heard now.
        """
        moving = self.running is not None
        if end is not None:
            self._halt(since)
            self._command, self._end = command, end
        elif moving and command.name in ("stop", "my"):
            self._halt(since)
        else:
            # One button does both: a motor that stands still goes to its "my" position.
            self.lose()

    def doubt(self) -> None:
        """Note that the motor received its command at an unknown time before now."""
        self._position, self._since = None, self._clock()

    def lose(self) -> None:
        """Mark the position as unknown."""
        self._command = self._position = None

    def stands_at(self, position: int) -> bool:
        """Tell whether the motor stands still at a position; never of an end, where it may not quite be."""
        if self.running is not None or position in (OPEN, CLOSED):
            return False
        return self.position is not None and round(self.position) == position

    def way_to(self, position: int) -> tuple[int, float | None] | None:
        """Return the end to head for and the seconds until the stop on the way, None where it is not known.

        To an end, and next to it, the motor goes without being stopped.
        """
        if position in (OPEN, CLOSED):
            return position, None
        here = self.position
        if here is None:
            return None
        end = OPEN if position > here else CLOSED
        whole_way = self._whole_way(end)
        if whole_way * abs(end - position) / OPEN < _NEAR_THE_END:
            return end, None
        return end, whole_way * abs(position - here) / OPEN

    def _whole_way(self, end: int) -> float:
        return self.times.opening if end == OPEN else self.times.closing

    def _halt(self, since: float | None = None) -> None:
        time = self._clock() if since is None else since
        self._position = self._position_at(time)
        self._since = time
        self._command = None
