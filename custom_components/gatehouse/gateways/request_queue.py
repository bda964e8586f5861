"""One request at a time to a gateway, commands ahead of polls."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager


class RequestQueue:
    """Grants slots to requests, one at a time, urgent ones first."""

    def __init__(self) -> None:
        """Initialize an empty queue."""
        self._is_busy = False
        self._rest_until = 0.0
        self._urgent: deque[asyncio.Future[None]] = deque()
        self._others: deque[asyncio.Future[None]] = deque()

    @asynccontextmanager
    async def slot(
        self, *, urgent: bool, hold_timeout: float | None = None, rest: float = 0.0
    ) -> AsyncIterator[None]:
        """Wait for a slot and hold it; times in seconds.

        After `hold_timeout` the next request may start although this one continues: for gateways that may
        hang on one request and still answer others. The next slot is granted `rest` after this one ends: for
        gateways that need a pause between requests.
        """
        await self._acquire(urgent=urgent)
        held = True

        def leave() -> None:
            nonlocal held
            if held:
                held = False
                self._release()

        loop = asyncio.get_running_loop()
        timer = None if hold_timeout is None else loop.call_later(hold_timeout, leave)
        try:
            yield
        finally:
            if timer is not None:
                timer.cancel()
            self._rest_until = loop.time() + rest
            leave()

    async def _acquire(self, *, urgent: bool) -> None:
        """Wait until the queue is free and the rest is over; urgent requests overtake until then."""
        loop = asyncio.get_running_loop()
        queue = self._urgent if urgent else self._others
        if self._is_busy:
            turn = loop.create_future()
            queue.append(turn)
            await self._wait(turn)
        self._is_busy = True
        while (rest := self._rest_until - loop.time()) > 0:
            await self._wait(asyncio.sleep(rest))
            if self._urgent and not urgent:
                turn = loop.create_future()
                queue.appendleft(turn)
                self._release()
                await self._wait(turn)

    async def _wait(self, awaited: Awaitable[None]) -> None:
        """Wait; a request that is canceled while it has the slot releases it."""
        try:
            await awaited
        except asyncio.CancelledError:
            if not (isinstance(awaited, asyncio.Future) and awaited.cancelled()):
                self._release()
            raise

    def _release(self) -> None:
        for queue in (self._urgent, self._others):
            while queue:
                turn = queue.popleft()
                if not turn.done():
                    turn.set_result(None)
                    return
        self._is_busy = False
