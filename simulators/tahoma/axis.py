"""A direction of movement of a motor."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class Axis:
    """A position from 0 to 100 and the current movement, in the units of the axis's states.

    `travel_time` returns the seconds for the full range of travel; `current_travel_time` is the
    value that applies to the current movement.
    """

    states: tuple[str, ...]
    closed_position: int
    start: float
    target: float
    travel_time: Callable[[], float]
    started_at: float = 0.0
    current_travel_time: float = 0.0

    @property
    def open_position(self) -> int:
        """Return the position when fully open."""
        return 100 - self.closed_position

    @property
    def arrives_at(self) -> float:
        """Return when the target is reached, in simulated seconds."""
        distance = abs(self.target - self.start)
        return self.started_at + distance / 100 * self.current_travel_time

    def position(self, now: float) -> float:
        """Return the position at a time."""
        if now >= self.arrives_at:
            return self.target
        progress = (now - self.started_at) / (self.arrives_at - self.started_at)
        return self.start + (self.target - self.start) * progress

    def move_to(self, target: float, now: float, duration_factor: float = 1.0) -> None:
        """Start moving from the current position to a target."""
        self.start = self.position(now)
        self.target, self.started_at = target, now
        self.current_travel_time = self.travel_time() * duration_factor

    def stop(self, now: float) -> None:
        """Stop at the current position."""
        self.start = self.target = self.position(now)

    def crosses(self, position: float) -> bool:
        """Return whether the current movement passes a position."""
        return min(self.start, self.target) < position < max(self.start, self.target)

    def time_at(self, position: float) -> float:
        """Return when the current movement reaches a position."""
        return self.started_at + abs(position - self.start) / 100 * self.current_travel_time
