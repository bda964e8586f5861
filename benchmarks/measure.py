"""What a piece of work costs."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
import gc
import os
from pathlib import Path
import statistics
from time import perf_counter, process_time
from types import TracebackType
from typing import Self

TICK = 0.001
WINDOW = 10.0


def percentile(values: Sequence[float], percent: int) -> float:
    """Return the value that so many per cent of the values do not exceed."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def resident_memory() -> int:
    """Return the bytes of memory that this process has."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


@dataclass
class Cost:
    """What was used: seconds, seconds of all threads, the longest time that the event loop stood still."""

    wall: float = 0.0
    cpu: float = 0.0
    stall: float = 0.0


@contextmanager
def cost() -> Iterator[Cost]:
    """Measure what is done in the context, in a running event loop."""
    used = Cost()
    gc.collect()
    with _Ticker() as ticker:
        wall, cpu = perf_counter(), process_time()
        yield used
        used.wall, used.cpu = perf_counter() - wall, process_time() - cpu
    used.stall = ticker.longest


class _Ticker:
    """Ticks in the event loop, and knows the latest tick."""

    def __enter__(self) -> Self:
        self.longest = 0.0
        self._loop = asyncio.get_running_loop()
        self._plan()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._look()
        self._handle.cancel()

    def _plan(self) -> None:
        self._due = perf_counter() + TICK
        self._handle = self._loop.call_later(TICK, self._tick)

    def _tick(self) -> None:
        self._look()
        self._plan()

    def _look(self) -> None:
        self.longest = max(self.longest, perf_counter() - self._due)


async def cpu_per_minute(seconds: float) -> float:
    """Return the seconds of processor that this process uses in a minute, all threads together.

    It is the median of windows: what else the machine does makes some of them dearer than others.
    What is in memory before is left out of garbage collection: to go through all of Home Assistant takes
    longer than either integration works in a minute, and falls upon one of them by chance.
    """
    windows = []
    with frozen_memory():
        for _ in range(max(1, round(seconds / WINDOW))):
            wall, cpu = perf_counter(), process_time()
            await asyncio.sleep(min(seconds, WINDOW))
            windows.append((process_time() - cpu) / (perf_counter() - wall) * 60)
    return statistics.median(windows)


@contextmanager
def frozen_memory() -> Iterator[None]:
    """Leave what is in memory out of garbage collection."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
