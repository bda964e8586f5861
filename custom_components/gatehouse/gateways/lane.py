"""One request at a time to a gateway, commands ahead of polls."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Lane:
    """Lets requests pass one by one, urgent ones first."""

    def __init__(self) -> None:
        """Begin with a free lane."""
        self._taken = False
        self._rested = 0.0
        self._urgent: deque[asyncio.Future[None]] = deque()
        self._others: deque[asyncio.Future[None]] = deque()

    @asynccontextmanager
    async def turn(
        self, *, urgent: bool, patience: float | None = None, rest: float = 0.0
    ) -> AsyncIterator[None]:
        """Wait for the turn, and hold the lane meanwhile; times in seconds.

        Who takes longer than `patience` goes on, and the next one may pass: for gateways that hang on one
        thing and do another. For `rest` nobody passes after this one: for gateways that need a breath.
        """
        if not urgent:
            # Who is urgent may overtake until the very last moment.
            await self._rest()
        await self._enter(self._urgent if urgent else self._others)
        held = True

        def leave() -> None:
            nonlocal held
            if held:
                held = False
                self._pass_on()

        loop = asyncio.get_running_loop()
        timer = None
        try:
            await self._rest()
            timer = None if patience is None else loop.call_later(patience, leave)
            yield
        finally:
            if timer is not None:
                timer.cancel()
            self._rested = loop.time() + rest
            leave()

    async def _rest(self) -> None:
        wait = self._rested - asyncio.get_running_loop().time()
        if wait > 0:
            await asyncio.sleep(wait)

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
