"""Trouble on demand: what happens to requests on their way into a gateway, or to answers on their way out."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import partial
from http import HTTPStatus
import socket
import struct
from typing import TYPE_CHECKING, Literal

from aiohttp import web

if TYPE_CHECKING:
    from .clock import Clock

type Handler = Callable[[web.Request], Awaitable[web.Response]]
type Effect = Callable[[web.Request, Handler], Awaitable[web.Response]]
type Moment = Literal["received", "executed"]

HUGE = 8_000_000  # bytes
HTML = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
NO_LINGERING = struct.pack("ii", 1, 0)  # closing resets the connection


@dataclass
class Fault:
    """One trouble, for a number of requests or until a time, on the paths that match."""

    effect: Effect
    path: str
    times: int | None
    until: float | None


class Faults:
    """The troubles of a server; `path` is a shell pattern such as `/events/*/fetch`."""

    def __init__(self, clock: Clock) -> None:
        """Start without trouble."""
        self._clock = clock
        self._active: list[Fault] = []
        self._resets = 0

    def clear(self) -> None:
        """End all trouble."""
        self._active.clear()
        self._resets = 0

    def add(
        self, effect: Effect, path: str = "*", times: int | None = None, seconds: float | None = None
    ) -> None:
        """Let the next `times` requests, or those of the next `seconds`, meet any effect."""
        until = None if seconds is None else self._clock.now() + seconds
        self._active.append(Fault(effect, path, times, until))

    def delay(
        self,
        delay: float,
        path: str = "*",
        times: int | None = None,
        seconds: float | None = None,
        *,
        after: bool = False,
    ) -> None:
        """Wait before the request is looked at, or `after`: between doing what it asks and answering."""
        self.add(partial(self._delayed, delay=delay, after=after), path, times, seconds)

    def hang(self, path: str = "*", times: int | None = 1) -> None:
        """Never answer, and do nothing."""
        self.add(_hang, path, times)

    def drop(self, path: str = "*", times: int | None = 1, moment: Moment = "received") -> None:
        """Close the connection when the request was received, or when it was executed: the answer is lost."""
        self.add(partial(_cut, moment=moment, cut=_close), path, times)

    def reset(self, path: str = "*", times: int | None = 1, moment: Moment = "received") -> None:
        """Reset the connection (ECONNRESET) when the request was received, or when it was executed."""
        self.add(partial(_cut, moment=moment, cut=reset_connection), path, times)

    def reset_connections(self, times: int = 1) -> None:
        """Close the next connections before anything is read from them."""
        self._resets += times

    def answer(
        self,
        body: str | bytes,
        status: int = HTTPStatus.OK,
        content_type: str = "application/json",
        path: str = "*",
        times: int | None = 1,
        moment: Moment = "received",
    ) -> None:
        """Answer something else, and do nothing; or when it was executed."""
        data = body.encode() if isinstance(body, str) else body
        effect = partial(_answer, data=data, status=status, content_type=content_type, moment=moment)
        self.add(effect, path, times)

    def empty(self, path: str = "*", times: int | None = 1, moment: Moment = "received") -> None:
        """Answer with no body at all."""
        self.answer(b"", path=path, times=times, moment=moment)

    def server_error(self, path: str = "*", times: int | None = 1) -> None:
        """Answer with status 500 and no JSON."""
        self.answer("", HTTPStatus.INTERNAL_SERVER_ERROR, "text/plain", path, times)

    def html(self, path: str = "*", times: int | None = 1, moment: Moment = "received") -> None:
        """Answer with somebody else's error page."""
        self.answer(HTML, HTTPStatus.OK, "text/html", path, times, moment)

    def garbage(self, path: str = "*", times: int | None = 1, moment: Moment = "received") -> None:
        """Answer with bytes that are no text."""
        self.answer(bytes(range(128, 256)), path=path, times=times, moment=moment)

    def huge(self, path: str = "*", times: int | None = 1, size: int = HUGE) -> None:
        """Answer with a JSON string of many bytes."""
        self.answer(b'"' + b"x" * size + b'"', path=path, times=times)

    def truncated(self, path: str = "*", times: int | None = 1) -> None:
        """Do what is asked, but send only half of the answer."""
        self.add(_truncate, path, times)

    def intercept(self) -> asyncio.Protocol | None:
        """Return what receives the next connection in place of the server, if it is to be reset."""
        if self._resets:
            self._resets -= 1
            return _Reset()
        return None

    def wrap(self, path: str, handler: Handler) -> Handler:
        """Put the trouble that awaits a request around its handler, the first given outermost."""
        now = self._clock.now()
        matching = [fault for fault in self._active if fnmatchcase(path, fault.path)]
        for fault in reversed(matching):
            if fault.until is not None and now >= fault.until:
                self._active.remove(fault)
                continue
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self._active.remove(fault)
            handler = partial(_meet, effect=fault.effect, handler=handler)
        return handler

    async def _delayed(
        self, request: web.Request, handler: Handler, delay: float, *, after: bool
    ) -> web.Response:
        if not after:
            await self._clock.sleep(delay)
        response = await handler(request)
        if after:
            await self._clock.sleep(delay)
        return response


def reset_connection(transport: asyncio.BaseTransport) -> None:
    """End a connection so that its peer sees ECONNRESET."""
    assert isinstance(transport, asyncio.Transport)  # noqa: S101  # a TCP server's transports are
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGERING)
    transport.abort()


def body_of(response: web.Response) -> bytes:
    """Return what a simulator's answer says."""
    body = response.body
    assert isinstance(body, bytes)  # noqa: S101  # the answers are built from bytes
    return body


class _Reset(asyncio.Protocol):
    """A peer that hangs up at once."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Hang up."""
        _close(transport)


def _close(transport: asyncio.BaseTransport) -> None:
    assert isinstance(transport, asyncio.Transport)  # noqa: S101  # a TCP server's transports are
    transport.abort()


async def _meet(request: web.Request, effect: Effect, handler: Handler) -> web.Response:
    return await effect(request, handler)


async def _hang(_request: web.Request, _handler: Handler) -> web.Response:
    await asyncio.Event().wait()
    raise AssertionError


async def _cut(
    request: web.Request, handler: Handler, moment: Moment, cut: Callable[[asyncio.BaseTransport], None]
) -> web.Response:
    response = await handler(request) if moment == "executed" else web.Response()
    if request.transport:
        cut(request.transport)
    return response


async def _answer(
    request: web.Request, handler: Handler, data: bytes, status: int, content_type: str, moment: Moment
) -> web.Response:
    if moment == "executed":
        await handler(request)
    return web.Response(body=data, status=status, content_type=content_type)


async def _truncate(request: web.Request, handler: Handler) -> web.Response:
    response = await handler(request)
    body = body_of(response)
    response.body = body[: len(body) // 2]
    return response
