"""Commands on their way to a box: those of one moment in one request."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from itertools import batched
from typing import Final, Protocol

from .models import Action, Command

WINDOW: Final = 0.05
LARGEST_GROUP: Final = 10


class Send(Protocol):
    """Sends actions in one request; returns the execution's id."""

    def __call__(self, actions: tuple[Action, ...]) -> Coroutine[None, None, str]:
        """Send."""


type _Sent = asyncio.Future[str | None]


class Outbox:
    """Gathers commands for `WINDOW` seconds and sends them, one action a device, at most ten at once.

    `prepare` has the last word on the commands to one device, when all of them are known; what it raises is
    for those who put them in.
    """

    def __init__(self, send: Send, prepare: Callable[[str, tuple[Command, ...]], Action]) -> None:
        """Begin empty."""
        self._send = send
        self._prepare = prepare
        self._waiting: dict[str, tuple[tuple[Command, ...], list[_Sent]]] = {}
        self._tasks: dict[asyncio.Task[None], tuple[Action, ...]] = {}

    @property
    def tasks(self) -> set[asyncio.Task[None]]:
        """What is to be waited for until all is sent."""
        return set(self._tasks)

    @property
    def unanswered(self) -> set[str]:
        """The devices that something is on its way to."""
        return {action.device_url for actions in self._tasks.values() for action in actions}.union(
            self._waiting
        )

    async def put(self, device_url: str, commands: tuple[Command, ...]) -> str | None:
        """Send commands to a device; return the execution's id, None where there is nothing to do.

        The same commands of the same moment are one wish, as when a cover and a group with it are opened:
        they are sent once. Who is cancelled meanwhile stops waiting; what was put in is sent all the same.
        Raises as `prepare` and the client's `apply` do.
        """
        sent: _Sent = asyncio.get_running_loop().create_future()
        if not self._waiting:
            self._start(self._send_soon())
        earlier, futures = self._waiting.get(device_url, ((), []))
        wished = earlier if earlier[-len(commands) :] == commands else (*earlier, *commands)
        self._waiting[device_url] = (wished, [*futures, sent])
        return await sent

    async def settled(self, device_url: str) -> None:
        """Wait until nothing is on its way to a device."""
        while device_url in self.unanswered:
            await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)

    def _start(self, work: Coroutine[None, None, None], actions: tuple[Action, ...] = ()) -> None:
        task = asyncio.create_task(work)
        self._tasks[task] = actions
        task.add_done_callback(self._tasks.pop)

    async def _send_soon(self) -> None:
        await asyncio.sleep(WINDOW)
        waiting, self._waiting = self._waiting, {}
        ready: list[tuple[Action, list[_Sent]]] = []
        for url, (commands, futures) in waiting.items():
            try:
                action = self._prepare(url, commands)
            except Exception as error:  # noqa: BLE001 - it is the callers' to handle
                _fail(futures, error)
                continue
            if action.commands:
                ready.append((action, futures))
            else:
                _succeed(futures, None)
        for group in batched(ready, LARGEST_GROUP, strict=False):
            actions = tuple(action for action, _ in group)
            self._start(
                self._send_group(actions, [future for _, futures in group for future in futures]), actions
            )

    async def _send_group(self, actions: tuple[Action, ...], futures: list[_Sent]) -> None:
        try:
            execution_id = await self._send(actions)
        except Exception as error:  # noqa: BLE001 - it is the callers' to handle
            _fail(futures, error)
        else:
            _succeed(futures, execution_id)


def _succeed(futures: Iterable[_Sent], execution_id: str | None) -> None:
    for future in futures:
        if not future.done():
            future.set_result(execution_id)


def _fail(futures: Iterable[_Sent], error: Exception) -> None:
    for future in futures:
        if not future.done():
            future.set_exception(error)
