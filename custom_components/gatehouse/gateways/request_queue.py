"""A queue that sends one request at a time to a gateway, commands before polls."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager


class RequestQueue:
    """Grants slots to requests, one at a time, urgent ones first."""

    def __init__(self) -> None:
        """Initialize an empty queue."""
        self._is_busy = False
        self._paused_until = 0.0
        self._urgent: deque[asyncio.Future[None]] = deque()
        self._normal: deque[asyncio.Future[None]] = deque()

    @asynccontextmanager
    async def slot(
        self, *, urgent: bool, hold_timeout: float | None = None, rest: float = 0.0
    ) -> AsyncIterator[None]:
        """Wait for a slot and hold it; times in seconds.

        After `hold_timeout`, the next request may start while this one continues, because some gateways hang
        on one request but still answer others. The next slot is granted `rest` seconds after this one ends,
        because some gateways need a pause between requests.
        """
        await self._acquire(urgent=urgent)
        is_held = True

        def release() -> None:
            nonlocal is_held
            if is_held:
                is_held = False
                self._release()

        loop = asyncio.get_running_loop()
        timer = None if hold_timeout is None else loop.call_later(hold_timeout, release)
        try:
            yield
        finally:
            if timer is not None:
                timer.cancel()
            self._paused_until = loop.time() + rest
            release()

    async def _acquire(self, *, urgent: bool) -> None:
        """Wait until the queue is free and the pause is over; until then, urgent requests go first."""
        loop = asyncio.get_running_loop()
        queue = self._urgent if urgent else self._normal
        if self._is_busy:
            granted = loop.create_future()
            queue.append(granted)
            await self._wait(granted)
        self._is_busy = True
        while (pause := self._paused_until - loop.time()) > 0:
            await self._wait(asyncio.sleep(pause))
            if self._urgent and not urgent:
                granted = loop.create_future()
                queue.appendleft(granted)
                self._release()
                await self._wait(granted)

    async def _wait(self, awaited: Awaitable[None]) -> None:
        """Wait; release the slot if a request is canceled while it holds the slot."""
        try:
            await awaited
        except asyncio.CancelledError:
            if not (isinstance(awaited, asyncio.Future) and awaited.cancelled()):
                self._release()
            raise

    def _release(self) -> None:
        for queue in (self._urgent, self._normal):
            while queue:
                granted = queue.popleft()
                if not granted.done():
                    granted.set_result(None)
                    return
        self._is_busy = False
