"""Background tasks that end with their owner."""

import asyncio
from collections.abc import Coroutine
from typing import Any


class Tasks:
    """The running background tasks of one owner."""

    def __init__(self) -> None:
        """Start without tasks."""
        self._running: set[asyncio.Task[Any]] = set()

    def start[T](self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Run the work as a task, up to its first wait at once."""
        task = asyncio.create_task(work, eager_start=True)
        if not task.done():
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        return task

    async def stop(self) -> None:
        """Cancel all tasks and wait until they have ended."""
        while self._running:
            for task in self._running:
                task.cancel()
            await asyncio.wait(self._running)
