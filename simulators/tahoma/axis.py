"""One direction in which a motor moves something."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class Axis:
    """A position from 0 to 100 and the way it is on, each in the sense of the state that tells it.

    `travel_time` gives the seconds for the whole way, `pace` those that it took when the motor left.
    """

    states: tuple[str, ...]
    closed: int
    origin: float
    target: float
    travel_time: Callable[[], float]
    departure: float = 0.0
    pace: float = 0.0

    @property
    def opened(self) -> int:
        """Return the position opposite to closed."""
        return 100 - self.closed

    @property
    def arrival(self) -> float:
        """Return when the target is reached, in simulated seconds."""
        distance = abs(self.target - self.origin)
        return self.departure + distance / 100 * self.pace

    def position(self, now: float) -> float:
        """Return where it is at that time."""
        if now >= self.arrival:
            return self.target
        passed = (now - self.departure) / (self.arrival - self.departure)
        return self.origin + (self.target - self.origin) * passed

    def go(self, target: float, now: float, slowness: float = 1.0) -> None:
        """Leave for a target from wherever it is."""
        self.origin = self.position(now)
        self.target, self.departure, self.pace = target, now, self.travel_time() * slowness

    def halt(self, now: float) -> None:
        """Stay where it is."""
        self.origin = self.target = self.position(now)

    def passes(self, point: float) -> bool:
        """Tell whether the point lies on the way."""
        return min(self.origin, self.target) < point < max(self.origin, self.target)

    def time_at(self, point: float) -> float:
        """Return when a point on the way is reached."""
        return self.departure + abs(point - self.origin) / 100 * self.pace
