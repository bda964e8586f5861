"""Measurement of time, CPU and memory."""

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

TICK_INTERVAL = 0.001
CPU_WINDOW = 10.0


def percentile(values: Sequence[float], percent: int) -> float:
    """Return a percentile of the values."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def resident_memory() -> int:
    """Return the resident memory of this process in bytes."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


@dataclass
class Cost:
    """Wall time, CPU time of all threads, and longest event loop stall, in seconds."""

    wall: float = 0.0
    cpu: float = 0.0
    stall: float = 0.0


@contextmanager
def measure_cost() -> Iterator[Cost]:
    """Measure the cost of the context, which runs in an event loop."""
    cost = Cost()
    gc.collect()
    with _StallMonitor() as monitor:
        wall, cpu = perf_counter(), process_time()
        yield cost
        cost.wall, cost.cpu = perf_counter() - wall, process_time() - cpu
    cost.stall = monitor.longest


class _StallMonitor:
    """Measures the longest delay of a timer in the event loop."""

    def __enter__(self) -> Self:
        self.longest = 0.0
        self._loop = asyncio.get_running_loop()
        self._schedule()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._record_delay()
        self._handle.cancel()

    def _schedule(self) -> None:
        self._due = perf_counter() + TICK_INTERVAL
        self._handle = self._loop.call_later(TICK_INTERVAL, self._tick)

    def _tick(self) -> None:
        self._record_delay()
        self._schedule()

    def _record_delay(self) -> None:
        self.longest = max(self.longest, perf_counter() - self._due)


async def measure_cpu_per_minute(seconds: float) -> float:
    """Return the CPU seconds that all threads of this process use per minute.

    The median of several windows is used because other processes on the machine make some windows more
    expensive. Existing objects are excluded from garbage collection: one full collection of Home Assistant
    takes longer than either integration works per minute and would hit one of them by chance.
    """
    windows = []
    with frozen_gc():
        for _ in range(max(1, round(seconds / CPU_WINDOW))):
            wall, cpu = perf_counter(), process_time()
            await asyncio.sleep(min(seconds, CPU_WINDOW))
            windows.append((process_time() - cpu) / (perf_counter() - wall) * 60)
    return statistics.median(windows)


@contextmanager
def frozen_gc() -> Iterator[None]:
    """Exclude all existing objects from garbage collection."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
