"""Simulated time for an event loop: it stands still while the loop is busy.

When nothing is ready, time leaps to the next timer. So a busy machine does not look like a slow gateway, and
simulated hours take seconds. Sockets are real, so the loop waits a moment for data on them before a leap.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
import selectors
from typing import Any

# The seconds of real time that the kernel may need to transfer data between two local sockets.
# If it needs longer, simulated time is only STRIDE seconds ahead.
SOCKET_DELAY = 0.001
STRIDE = 1.0
# Added so that timers do not fire early when the sum of two times is rounded down.
TICK = 1e-6


class _Leaps:
    """The simulated clock and the selector of a loop."""

    def __init__(self, loop: Any) -> None:
        self._selector: selectors.BaseSelector = loop._selector
        self._now: float = loop.time()
        self._run_in_executor: Callable[..., asyncio.Future[Any]] = loop.run_in_executor
        self._executor_jobs: set[asyncio.Future[Any]] = set()

    def time(self) -> float:
        return self._now

    def run_in_executor(self, executor: Executor | None, func: Any, *args: Any) -> asyncio.Future[Any]:
        job = self._run_in_executor(executor, func, *args)
        self._executor_jobs.add(job)
        job.add_done_callback(self._executor_jobs.discard)
        return job

    def select(self, timeout: float | None = None) -> Any:
        if timeout is None or timeout <= 0:
            return self._selector.select(timeout)
        stride = min(timeout, STRIDE)
        # Threads run in real time.
        if not (ready := self._selector.select(stride if self._executor_jobs else SOCKET_DELAY)):
            self._now += stride + TICK
        return ready

    def __getattr__(self, name: str) -> Any:
        return getattr(self._selector, name)


def leap(loop: asyncio.AbstractEventLoop) -> None:
    """Simulate the time of a loop until it is closed."""
    leaps = _Leaps(loop)
    for name in ("time", "run_in_executor"):
        setattr(loop, name, getattr(leaps, name))
    loop._selector = leaps  # type: ignore[attr-defined]  # there is no public attribute
