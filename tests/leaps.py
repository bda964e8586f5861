"""Time that stands still while anything is left to do, for everything in one event loop.

Once all wait, it leaps to what comes first. So a busy machine is not taken for a slow gateway, and nobody
waits for an hour that is simulated. The sockets stay real; what is on its way through them is waited for.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
import selectors
from typing import Any

# How long the kernel may take, in real time, to carry bytes from one socket of this machine to another.
# Where it once takes longer, little is lost: no more than a stride has passed.
ON_ITS_WAY = 0.001
STRIDE = 1.0
# Nobody wakes too early, also where the sum of two times is rounded down.
TICK = 1e-6


class _Leaps:
    """A loop's clock and selector."""

    def __init__(self, loop: Any) -> None:
        self._selector: selectors.BaseSelector = loop._selector
        self._now: float = loop.time()
        self._run_in_executor: Callable[..., asyncio.Future[Any]] = loop.run_in_executor
        self._at_work: set[asyncio.Future[Any]] = set()

    def time(self) -> float:
        return self._now

    def run_in_executor(self, executor: Executor | None, func: Any, *args: Any) -> asyncio.Future[Any]:
        work = self._run_in_executor(executor, func, *args)
        self._at_work.add(work)
        work.add_done_callback(self._at_work.discard)
        return work

    def select(self, timeout: float | None = None) -> Any:
        if timeout is None or timeout <= 0:
            return self._selector.select(timeout)
        stride = min(timeout, STRIDE)
        # What threads do takes the time that it takes.
        if not (ready := self._selector.select(stride if self._at_work else ON_ITS_WAY)):
            self._now += stride + TICK
        return ready

    def __getattr__(self, name: str) -> Any:
        return getattr(self._selector, name)


def leap(loop: asyncio.AbstractEventLoop) -> None:
    """Let a loop's time leap, for the rest of its life."""
    leaps = _Leaps(loop)
    for name in ("time", "run_in_executor"):
        setattr(loop, name, getattr(leaps, name))
    loop._selector = leaps  # type: ignore[attr-defined]  # no public door
