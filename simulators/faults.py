"""Fault injection: what happens to requests before they are handled, or to their responses."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import partial
from http import HTTPStatus
import socket
import struct
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from .clock import Clock

type Handler = Callable[[web.Request], Awaitable[web.Response]]
type Middleware = Callable[[web.Request, Handler], Awaitable[web.Response]]

HUGE_SIZE = 8_000_000  # bytes
HTML_PAGE = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
ZERO_LINGER = struct.pack("ii", 1, 0)  # makes close() send a TCP reset


@dataclass
class Fault:
    """A fault on matching paths, for a number of requests or until a time."""

    middleware: Middleware
    path: str
    times: int | None
    until: float | None


class Faults:
    """The faults of a server.

    `path` is a shell pattern such as `/events/*/fetch`. With `executed`, the request is executed
    before the fault occurs; otherwise it is not executed at all.
    """

    def __init__(self, clock: Clock) -> None:
        """Initialize without faults."""
        self._clock = clock
        self._active: list[Fault] = []
        self._resets = 0

    def clear(self) -> None:
        """Remove all faults."""
        self._active.clear()
        self._resets = 0

    def add(
        self,
        middleware: Middleware,
        path: str = "*",
        times: int | None = None,
        seconds: float | None = None,
    ) -> None:
        """Apply a middleware to the next `times` requests, or to those of the next `seconds`."""
        until = None if seconds is None else self._clock.now() + seconds
        self._active.append(Fault(middleware, path, times, until))

    def delay(
        self,
        delay: float,
        path: str = "*",
        times: int | None = None,
        seconds: float | None = None,
        *,
        executed: bool = False,
    ) -> None:
        """Wait before the request is executed, or between executing it and responding."""
        self.add(partial(self._delay, delay=delay, executed=executed), path, times, seconds)

    def hang(self, path: str = "*", times: int | None = 1) -> None:
        """Never respond, and do not execute the request."""
        self.add(_hang, path, times)

    def drop(self, path: str = "*", times: int | None = 1, *, executed: bool = False) -> None:
        """Close the connection without a response."""
        self.add(partial(_disconnect, executed=executed, disconnect=_close), path, times)

    def reset(self, path: str = "*", times: int | None = 1, *, executed: bool = False) -> None:
        """Reset the connection (ECONNRESET) without a response."""
        self.add(partial(_disconnect, executed=executed, disconnect=reset_connection), path, times)

    def reset_connections(self, times: int = 1) -> None:
        """Close the next connections before anything is read from them."""
        self._resets += times

    def respond(
        self,
        body: str | bytes,
        status: int = HTTPStatus.OK,
        content_type: str = "application/json",
        path: str = "*",
        times: int | None = 1,
        *,
        executed: bool = False,
    ) -> None:
        """Replace the response."""
        data = body.encode() if isinstance(body, str) else body
        middleware = partial(_respond, data=data, status=status, content_type=content_type, executed=executed)
        self.add(middleware, path, times)

    def empty(self, path: str = "*", times: int | None = 1, *, executed: bool = False) -> None:
        """Respond with an empty body."""
        self.respond(b"", path=path, times=times, executed=executed)

    def server_error(self, path: str = "*", times: int | None = 1) -> None:
        """Respond with status 500 and no JSON."""
        self.respond("", HTTPStatus.INTERNAL_SERVER_ERROR, "text/plain", path, times)

    def html(self, path: str = "*", times: int | None = 1, *, executed: bool = False) -> None:
        """Respond with the HTML error page of another server."""
        self.respond(HTML_PAGE, HTTPStatus.OK, "text/html", path, times, executed=executed)

    def garbage(self, path: str = "*", times: int | None = 1, *, executed: bool = False) -> None:
        """Respond with bytes that are not valid UTF-8."""
        self.respond(bytes(range(128, 256)), path=path, times=times, executed=executed)

    def huge(self, path: str = "*", times: int | None = 1, size: int = HUGE_SIZE) -> None:
        """Respond with a JSON string of `size` bytes."""
        self.respond(b'"' + b"x" * size + b'"', path=path, times=times)

    def truncated(self, path: str = "*", times: int | None = 1) -> None:
        """Execute the request, but send only half of the response body."""
        self.add(_truncate, path, times)

    def intercept(self) -> asyncio.Protocol | None:
        """Return the protocol for the next connection if it has to be closed, else None."""
        if self._resets:
            self._resets -= 1
            return _ClosingProtocol()
        return None

    def wrap(self, path: str, handler: Handler) -> Handler:
        """Wrap a handler in the faults for the path; the first one added is the outermost."""
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
            handler = partial(_apply, middleware=fault.middleware, handler=handler)
        return handler

    async def _delay(
        self, request: web.Request, handler: Handler, delay: float, *, executed: bool
    ) -> web.Response:
        if not executed:
            await self._clock.sleep(delay)
        response = await handler(request)
        if executed:
            await self._clock.sleep(delay)
        return response


def reset_connection(transport: asyncio.BaseTransport) -> None:
    """Close a connection with a TCP reset, which the peer sees as ECONNRESET."""
    assert isinstance(transport, asyncio.Transport)  # noqa: S101  # always so for a TCP server
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ZERO_LINGER)
    transport.abort()


def body_of(response: web.Response) -> bytes:
    """Return the body of a simulator's response."""
    body = response.body
    assert isinstance(body, bytes)  # noqa: S101  # the simulators build all responses from bytes
    return body


class _ClosingProtocol(asyncio.Protocol):
    """A protocol that closes each connection immediately."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Close the connection."""
        _close(transport)


def _close(transport: asyncio.BaseTransport) -> None:
    assert isinstance(transport, asyncio.Transport)  # noqa: S101  # always so for a TCP server
    transport.abort()


async def _apply(request: web.Request, middleware: Middleware, handler: Handler) -> web.Response:
    return await middleware(request, handler)


async def _hang(_request: web.Request, _handler: Handler) -> web.Response:
    await asyncio.Event().wait()
    raise AssertionError


async def _disconnect(
    request: web.Request,
    handler: Handler,
    disconnect: Callable[[asyncio.BaseTransport], None],
    *,
    executed: bool,
) -> web.Response:
    response = await handler(request) if executed else web.Response()
    if request.transport:
        disconnect(request.transport)
    return response


async def _respond(
    request: web.Request, handler: Handler, data: bytes, status: int, content_type: str, *, executed: bool
) -> web.Response:
    if executed:
        await handler(request)
    return web.Response(body=data, status=status, content_type=content_type)


async def _truncate(request: web.Request, handler: Handler) -> web.Response:
    response = await handler(request)
    body = body_of(response)
    response.body = body[: len(body) // 2]
    return response
