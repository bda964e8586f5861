"""Time that passes faster, for the event loop and for the timestamps that requests are signed with.

Home Assistant and the integrations share an event loop. With its clock accelerated, their timers fire sooner;
sockets and other processes are not affected.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
import selectors
import time
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from the_keyspy.devices import gateway

from benchmarks.measure import frozen_gc
from custom_components.gatehouse.gateways.the_keys import client_factory


@contextmanager
def accelerated_time(speed: float) -> Iterator[None]:
    """Accelerate the clock of the running event loop, for the rest of its life, and the signing timestamps.

    Both integrations sign requests with the time in seconds: in real time, the-keyspy would sign several
    requests with the same second. The timeouts of the-keyspy are not accelerated; none is reached here.
    Garbage collection of all of Home Assistant is prevented, because it takes longer than Gatehouse's
    accelerated response timeout.
    """
    _accelerate_loop(asyncio.get_running_loop(), speed)
    start, unix_start = time.monotonic(), time.time()

    def unix_time() -> float:
        return unix_start + (time.monotonic() - start) * speed

    clock = SimpleNamespace(time=unix_time, sleep=lambda seconds: time.sleep(seconds / speed))
    with patch.object(client_factory, "time", unix_time), patch.object(gateway, "time", clock), frozen_gc():
        yield


def _accelerate_loop(loop: asyncio.AbstractEventLoop, speed: float) -> None:
    real_time, start = loop.time, loop.time()
    loop.time = lambda: start + (real_time() - start) * speed  # type: ignore[method-assign]  # replaces the clock
    loop._selector = _AcceleratedSelector(loop._selector, speed)  # type: ignore[attr-defined]  # noqa: SLF001 - no public API
    # In accelerated time, every callback looks slow.
    loop.slow_callback_duration = 1e9


class _AcceleratedSelector:
    """A selector that waits for a fraction of the requested time."""

    def __init__(self, selector: selectors.BaseSelector, speed: float) -> None:
        self._selector = selector
        self._speed = speed

    def select(self, timeout: float | None = None) -> Any:
        return self._selector.select(timeout and timeout / self._speed)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._selector, name)
