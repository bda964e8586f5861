"""Commands on their way to a box: those of one moment in one request."""

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from itertools import batched
from typing import Final, Protocol

from .models import Action, Command

WINDOW: Final = 0.05
LARGEST_GROUP: Final = 10


class Send(Protocol):
    """Sends in one request the actions that are left when its turn has come; returns the execution's id."""

    def __call__(self, take: Callable[[], tuple[Action, ...]]) -> Coroutine[None, None, str]:
        """Send."""


type _Sent = asyncio.Future[str | None]
type _Wished = list[tuple[tuple[Command, ...], _Sent]]
type _Wishes = dict[str, _Wished]


class Outbox:
    """Gathers commands for `WINDOW` seconds and sends them, one action a device, at most ten at once.

    `prepare` has the last word on the commands to one device, when all of them are known, and again when
    they are about to be sent; what it raises is for those who put them in.
    """

    def __init__(self, send: Send, prepare: Callable[[str, tuple[Command, ...]], Action]) -> None:
        """Begin empty."""
        self._send = send
        self._prepare = prepare
        self._waiting: _Wishes = {}
        self._tasks: dict[asyncio.Task[None], _Wishes] = {}

    @property
    def tasks(self) -> set[asyncio.Task[None]]:
        """What is to be waited for until all is sent."""
        return set(self._tasks)

    @property
    def unanswered(self) -> set[str]:
        """The devices that something is on its way to."""
        return {url for wishes in self._tasks.values() for url in wishes}.union(self._waiting)

    async def put(self, device_url: str, commands: tuple[Command, ...]) -> str | None:
        """Send commands to a device; return the execution's id, None where there is nothing to do.

        The same commands of the same moment are one wish, as when a cover and a group with it are opened:
        they are sent once. What nobody waits for any more is not sent, unless it was on its way by then.
        Raises as `prepare` and the client's `apply` do.
        """
        sent: _Sent = asyncio.get_running_loop().create_future()
        if not self._waiting:
            self._start(self._send_soon(), {})
        self._waiting.setdefault(device_url, []).append((commands, sent))
        return await sent

    async def settled(self, device_url: str) -> None:
        """Wait until nothing is on its way to a device."""
        while device_url in self.unanswered:
            await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)

    def _start(self, work: Coroutine[None, None, None], wishes: _Wishes) -> None:
        task = asyncio.create_task(work)
        self._tasks[task] = wishes
        task.add_done_callback(self._tasks.pop)

    async def _send_soon(self) -> None:
        await asyncio.sleep(WINDOW)
        waiting, self._waiting = self._waiting, {}
        self._take(waiting)
        for group in batched(waiting.items(), LARGEST_GROUP, strict=False):
            wishes = dict(group)
            self._start(self._send_group(wishes), wishes)

    def _take(self, wishes: _Wishes) -> tuple[Action, ...]:
        """Return what there is to send, and drop the other wishes."""
        actions: list[Action] = []
        for url, wished in tuple(wishes.items()):
            try:
                action = self._prepare(url, _joined(wished))
            except Exception as error:  # noqa: BLE001 - it is the callers' to handle
                _fail(wishes.pop(url), error)
                continue
            if action.commands:
                actions.append(action)
            else:
                _succeed(wishes.pop(url), None)
        return tuple(actions)

    async def _send_group(self, wishes: _Wishes) -> None:
        try:
            execution_id = await self._send(partial(self._take, wishes))
        except Exception as error:  # noqa: BLE001 - it is the callers' to handle
            for wished in wishes.values():
                _fail(wished, error)
        else:
            for wished in wishes.values():
                _succeed(wished, execution_id)


def _joined(wished: _Wished) -> tuple[Command, ...]:
    """Join the commands to a device that are still waited for."""
    joined: tuple[Command, ...] = ()
    for commands, sent in wished:
        if not sent.done() and joined[-len(commands) :] != commands:
            joined += commands
    return joined


def _succeed(wished: _Wished, execution_id: str | None) -> None:
    for _, sent in wished:
        if not sent.done():
            sent.set_result(execution_id)


def _fail(wished: _Wished, error: Exception) -> None:
    for _, sent in wished:
        if not sent.done():
            sent.set_exception(error)
