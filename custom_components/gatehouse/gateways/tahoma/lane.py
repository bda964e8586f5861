"""One request at a time to a box, commands ahead of polls."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

PATIENCE: Final = 5.0
PATIENCE_WITH_POLLS: Final = 2.0


class Lane:
    """Lets requests pass one by one, urgent ones first.

    A request that has no answer after `PATIENCE` seconds, or `PATIENCE_WITH_POLLS`, goes on, and the next one
    may pass: a box that hangs on one thing shall not keep a shutter from being stopped.
    """

    def __init__(self) -> None:
        """Begin with a free lane."""
        self._taken = False
        self._urgent: deque[asyncio.Future[None]] = deque()
        self._others: deque[asyncio.Future[None]] = deque()

    @asynccontextmanager
    async def turn(self, *, urgent: bool) -> AsyncIterator[None]:
        """Wait for the turn, and hold the lane meanwhile."""
        await self._enter(self._urgent if urgent else self._others)
        held = True

        def leave() -> None:
            nonlocal held
            if held:
                held = False
                self._pass_on()

        patience = PATIENCE if urgent else PATIENCE_WITH_POLLS
        timer = asyncio.get_running_loop().call_later(patience, leave)
        try:
            yield
        finally:
            timer.cancel()
            leave()

    async def _enter(self, queue: deque[asyncio.Future[None]]) -> None:
        if not self._taken:
            self._taken = True
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        queue.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._pass_on()
            raise

    def _pass_on(self) -> None:
        for queue in (self._urgent, self._others):
            while queue:
                turn = queue.popleft()
                if not turn.done():
                    turn.set_result(None)
                    return
        self._taken = False
