"""Background tasks that are canceled together."""

import asyncio
from collections.abc import Coroutine
from typing import Any


class Tasks:
    """The background tasks of one owner."""

    def __init__(self) -> None:
        """Initialize without tasks."""
        self._running: set[asyncio.Task[Any]] = set()

    def start[T](self, coroutine: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Run a coroutine as an eagerly started task."""
        task = asyncio.create_task(coroutine, eager_start=True)
        if not task.done():
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        return task

    async def stop(self) -> None:
        """Cancel all tasks and wait until they have finished."""
        while self._running:
            for task in self._running:
                task.cancel()
            await asyncio.wait(self._running)
