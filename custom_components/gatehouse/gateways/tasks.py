"""Work that goes on when nobody waits for it any more."""

import asyncio
from typing import Any


def heard(task: asyncio.Task[Any]) -> None:
    """Take note of a task's failure, which nobody may be there any more to hear of: a callback of its end.

    Whoever waits does so with `asyncio.wait`: after `asyncio.shield`, such a failure is logged as an error.
    """
    if not task.cancelled():
        task.exception()
