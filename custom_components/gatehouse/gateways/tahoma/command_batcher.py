"""Commands on their way to a box: those of one moment in one request."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from itertools import batched
from typing import Final

from ..errors import GatewayConnectionError
from .api.models import Action, Command

WINDOW: Final = 0.05
LARGEST_GROUP: Final = 10


# Sends in one request the actions that are left when its turn has come; returns the execution's id.
type Send = Callable[[Callable[[], tuple[Action, ...]]], Coroutine[None, None, str | None]]


@dataclass(slots=True)
class PendingCommand:
    """Commands to a device, what becomes of them, and whether they are still to be sent."""

    commands: tuple[Command, ...]
    sent: asyncio.Future[str | None]
    is_wanted: Callable[[], bool] | None
    is_on_its_way: bool = False

    @property
    def is_waited_for(self) -> bool:
        """Whether somebody still waits for the command and it is still wanted."""
        return not self.sent.done() and (self.is_wanted is None or self.is_wanted())


type _Pending = dict[str, list[PendingCommand]]


class CommandBatcher:
    """Gathers commands for `WINDOW` seconds and sends them, one action a device, at most ten at once.

    `prepare` has the last word on the commands to one device, when they are about to be sent; what it raises
    is for those who put them in.
    """

    def __init__(self, send: Send, prepare: Callable[[str, tuple[Command, ...]], Action]) -> None:
        """Begin empty."""
        self._send = send
        self._prepare = prepare
        self._waiting: _Pending = {}
        self._tasks: dict[asyncio.Task[None], _Pending] = {}

    @property
    def tasks(self) -> set[asyncio.Task[None]]:
        """What is to be waited for until all is sent."""
        return set(self._tasks)

    @property
    def unanswered(self) -> set[str]:
        """The devices that something is on its way to."""
        return {url for wishes in self._tasks.values() for url in wishes}.union(self._waiting)

    async def put(
        self, device_url: str, commands: tuple[Command, ...], is_wanted: Callable[[], bool] | None = None
    ) -> str | None:
        """Send commands to a device; return the execution's id, None where there is nothing to do.

        The same commands of the same moment are one wish, as when a cover and a group with it are opened:
        they are sent once. What nobody waits for any more is not sent, unless it was on its way by then, nor
        what is not wanted any more when its turn has come. Raises as `prepare` and the client's `apply` do.
        """
        sent: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        if not self._waiting:
            self._start(self._send_soon(), {})
        self._waiting.setdefault(device_url, []).append(PendingCommand(commands, sent, is_wanted))
        return await sent

    async def settled(self, device_url: str) -> None:
        """Wait until nothing is on its way to a device."""
        while device_url in self.unanswered:
            await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)

    def give_up(self) -> None:
        """Send nothing of what waits for its turn, whoever waits for it; leave alone what is on its way."""
        error = GatewayConnectionError("the box was taken leave of")
        for wishes in (self._waiting, *self._tasks.values()):
            for wished in wishes.values():
                _fail([wish for wish in wished if not wish.is_on_its_way], error)

    def _start(self, work: Coroutine[None, None, None], wishes: _Pending) -> None:
        task = asyncio.create_task(work)
        self._tasks[task] = wishes
        task.add_done_callback(self._tasks.pop)

    async def _send_soon(self) -> None:
        await asyncio.sleep(WINDOW)
        waiting, self._waiting = self._waiting, {}
        for group in batched(waiting.items(), LARGEST_GROUP, strict=False):
            wishes = dict(group)
            self._start(self._send_group(wishes), wishes)

    def _take(self, wishes: _Pending) -> tuple[Action, ...]:
        """Return what there is to send, and drop the other wishes."""
        actions: list[Action] = []
        for url, wished in tuple(wishes.items()):
            wanted = [wish for wish in wished if wish.is_waited_for]
            for wish in wanted:
                wish.is_on_its_way = True
            try:
                action = self._prepare(url, _joined(wanted))
            except Exception as error:  # noqa: BLE001 - it is the callers' to handle
                _fail(wishes.pop(url), error)
                continue
            if action.commands:
                actions.append(action)
            else:
                _succeed(wishes.pop(url), None)
        return tuple(actions)

    async def _send_group(self, wishes: _Pending) -> None:
        try:
            execution_id = await self._send(partial(self._take, wishes))
        except Exception as error:  # noqa: BLE001 - it is the callers' to handle
            for wished in wishes.values():
                _fail(wished, error)
        else:
            for wished in wishes.values():
                _succeed(wished, execution_id)


def _joined(wanted: list[PendingCommand]) -> tuple[Command, ...]:
    """Join the commands to a device."""
    joined: tuple[Command, ...] = ()
    for wish in wanted:
        if joined[-len(wish.commands) :] != wish.commands:
            joined += wish.commands
    return joined


def _succeed(wished: list[PendingCommand], execution_id: str | None) -> None:
    for wish in wished:
        if not wish.sent.done():
            wish.sent.set_result(execution_id)


def _fail(wished: list[PendingCommand], error: Exception) -> None:
    for wish in wished:
        if not wish.sent.done():
            wish.sent.set_exception(error)
