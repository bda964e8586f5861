"""Simulated time, derived from the running event loop's own clock."""

import asyncio
import time


class Clock:
    """Time that runs `speed` times as fast as the event loop's."""

    def __init__(self, speed: float = 1.0) -> None:
        """Choose how many simulated seconds pass in one second of the loop."""
        self.speed = speed
        self._begin: tuple[float, float] | None = None

    def now(self) -> float:
        """Return the simulated time in seconds; only differences mean something."""
        return asyncio.get_running_loop().time() * self.speed

    def unix_time(self) -> float:
        """Return the simulated Unix time in seconds; it is the real one when it is first asked for."""
        if self._begin is None:
            self._begin = (time.time(), self.now())
        real, begin = self._begin
        return real + self.now() - begin

    async def sleep(self, seconds: float) -> None:
        """Wait for a number of simulated seconds."""
        await asyncio.sleep(seconds / self.speed)
