"""Tasks that continue when their caller is canceled."""

import asyncio
from typing import Any


class TaskCanceledError(Exception):
    """The task was canceled, not the caller that waits for it."""


async def wait_for_task[T](task: asyncio.Task[T]) -> T:
    """Return a task's result, or raise its exception; the task continues if the caller is canceled.

    Raises TaskCanceledError if the task itself is canceled. Unlike with `asyncio.shield`, an exception that
    nobody receives any longer is not logged as an error.
    """
    task.add_done_callback(consume_exception)
    await asyncio.wait([task])
    if task.cancelled():
        raise TaskCanceledError
    return task.result()


def consume_exception(task: asyncio.Task[Any]) -> None:
    """Mark a task's exception as retrieved; a callback for a task that nobody may wait for."""
    if not task.cancelled():
        task.exception()
