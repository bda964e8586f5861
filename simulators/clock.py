"""Simulated time, derived from the clock of the running event loop."""

import asyncio
import time


class Clock:
    """A clock that runs `speed` times as fast as the event loop's."""

    def __init__(self, speed: float = 1.0) -> None:
        """Initialize the clock with the number of simulated seconds per second of the event loop."""
        self.speed = speed
        self._start: tuple[float, float] | None = None

    def now(self) -> float:
        """Return the simulated time in seconds; only differences are meaningful."""
        return asyncio.get_running_loop().time() * self.speed

    def unix_time(self) -> float:
        """Return the simulated Unix time in seconds, which equals the real one at the first call."""
        if self._start is None:
            self._start = (time.time(), self.now())
        unix_start, start = self._start
        return unix_start + self.now() - start

    async def sleep(self, seconds: float) -> None:
        """Sleep for a number of simulated seconds."""
        await asyncio.sleep(seconds / self.speed)
