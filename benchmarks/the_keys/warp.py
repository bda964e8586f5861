"""Time that passes faster, for everything in one event loop.

Home Assistant and the integrations share a loop. With its clock sped up, all that they wait for comes sooner,
while their sockets stay real, and the processes beside.
"""

import asyncio
import selectors
from typing import Any


class _WarpedSelector:
    """A selector that waits a fraction of the time it is asked to."""

    def __init__(self, selector: selectors.BaseSelector, factor: float) -> None:
        self._selector = selector
        self._factor = factor

    def select(self, timeout: float | None = None) -> Any:
        return self._selector.select(timeout and timeout / self._factor)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._selector, name)


def warp(loop: asyncio.AbstractEventLoop, factor: float) -> None:
    """Let a loop's time pass `factor` times as fast, for the rest of its life."""
    real_time, begin = loop.time, loop.time()
    loop.time = lambda: begin + (real_time() - begin) * factor  # type: ignore[method-assign]  # the clock itself
    loop._selector = _WarpedSelector(loop._selector, factor)  # type: ignore[attr-defined]  # noqa: SLF001 - no public door
    loop.slow_callback_duration = 1e9  # what took a moment looks slow now
