"""Simulated time, derived from the running event loop's own clock."""

import asyncio


class Clock:
    """Time that runs `speed` times as fast as the event loop's."""

    def __init__(self, speed: float = 1.0) -> None:
        """Choose how many simulated seconds pass in one second of the loop."""
        self.speed = speed

    def now(self) -> float:
        """Return the simulated time in seconds; only differences mean something."""
        return asyncio.get_running_loop().time() * self.speed

    async def sleep(self, seconds: float) -> None:
        """Wait for a number of simulated seconds."""
        await asyncio.sleep(seconds / self.speed)
