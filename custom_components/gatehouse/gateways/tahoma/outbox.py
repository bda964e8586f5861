"""Commands on their way to a box: those of one moment in one request."""

import asyncio
from collections.abc import Callable, Coroutine
from itertools import batched
from typing import Final, Protocol

from .models import Action, Command

WINDOW: Final = 0.05
LARGEST_GROUP: Final = 10


class Send(Protocol):
    """Sends actions in one request; returns the execution's id."""

    def __call__(self, actions: tuple[Action, ...]) -> Coroutine[None, None, str]:
        """Send."""


class Outbox:
    """Gathers commands for `WINDOW` seconds and sends them, one action a device, at most ten at once.

    `prepare` has the last word on the commands to one device, when all of them are known.
    """

    def __init__(
        self, send: Send, prepare: Callable[[str, tuple[Command, ...]], tuple[Command, ...]]
    ) -> None:
        """Begin empty."""
        self._send = send
        self._prepare = prepare
        self._waiting: dict[str, tuple[tuple[Command, ...], list[asyncio.Future[str]]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def put(self, device_url: str, commands: tuple[Command, ...]) -> str:
        """Send commands to a device; return the execution's id.

        The same commands of the same moment are one wish, as when a cover and a group with it are opened:
        they are sent once. Who is cancelled meanwhile stops waiting; what was put in is sent all the same.
        Raises as the client's `apply` does.
        """
        sent: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        if not self._waiting:
            self._start(self._send_soon())
        earlier, futures = self._waiting.get(device_url, ((), []))
        wished = earlier if earlier[-len(commands) :] == commands else (*earlier, *commands)
        self._waiting[device_url] = (wished, [*futures, sent])
        return await sent

    async def drain(self) -> None:
        """Wait until what was put in is sent."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _send_soon(self) -> None:
        await asyncio.sleep(WINDOW)
        waiting, self._waiting = self._waiting, {}
        for group in batched(waiting.items(), LARGEST_GROUP, strict=False):
            actions = tuple(Action(url, self._prepare(url, commands)) for url, (commands, _) in group)
            self._start(
                self._send_group(actions, [future for _, (_, futures) in group for future in futures])
            )

    async def _send_group(self, actions: tuple[Action, ...], futures: list[asyncio.Future[str]]) -> None:
        try:
            execution_id = await self._send(actions)
        except Exception as error:  # noqa: BLE001 - it is the callers' to handle
            for future in futures:
                if not future.done():
                    future.set_exception(error)
        else:
            for future in futures:
                if not future.done():
                    future.set_result(execution_id)
