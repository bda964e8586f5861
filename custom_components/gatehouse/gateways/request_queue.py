"""One request at a time to a gateway, commands ahead of polls."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager


class RequestQueue:
    """Lets requests pass one by one, urgent ones first."""

    def __init__(self) -> None:
        """Begin with a free queue."""
        self._taken = False
        self._rested = 0.0
        self._urgent: deque[asyncio.Future[None]] = deque()
        self._others: deque[asyncio.Future[None]] = deque()

    @asynccontextmanager
    async def slot(
        self, *, urgent: bool, patience: float | None = None, rest: float = 0.0
    ) -> AsyncIterator[None]:
        """Wait for the turn, and hold the queue meanwhile; times in seconds.

        Who takes longer than `patience` goes on, and the next one may pass: for gateways that hang on one
        thing and do another. For `rest` nobody passes after this one: for gateways that need a breath.
        """
        await self._enter(urgent=urgent)
        held = True

        def leave() -> None:
            nonlocal held
            if held:
                held = False
                self._pass_on()

        loop = asyncio.get_running_loop()
        timer = None if patience is None else loop.call_later(patience, leave)
        try:
            yield
        finally:
            if timer is not None:
                timer.cancel()
            self._rested = loop.time() + rest
            leave()

    async def _enter(self, *, urgent: bool) -> None:
        """Take the queue when it is free and rested; who is urgent may overtake until that very moment."""
        loop = asyncio.get_running_loop()
        queue = self._urgent if urgent else self._others
        if self._taken:
            turn = loop.create_future()
            queue.append(turn)
            await self._wait(turn)
        self._taken = True
        while (rest := self._rested - loop.time()) > 0:
            await self._wait(asyncio.sleep(rest))
            if self._urgent and not urgent:
                turn = loop.create_future()
                queue.appendleft(turn)
                self._pass_on()
                await self._wait(turn)

    async def _wait(self, awaited: Awaitable[None]) -> None:
        """Wait; who is cancelled when the queue is his passes it on."""
        try:
            await awaited
        except asyncio.CancelledError:
            if not (isinstance(awaited, asyncio.Future) and awaited.cancelled()):
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
