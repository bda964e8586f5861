"""Trouble on demand: what happens to requests on their way into the box, or to answers on their way out."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Literal

from aiohttp import web
import orjson

from . import errors

if TYPE_CHECKING:
    from simulators.clock import Clock

type Handler = Callable[[web.Request], Awaitable[web.Response]]
type Effect = Callable[[web.Request, Handler], Awaitable[web.Response]]
type Moment = Literal["received", "executed"]

FETCH = "/events/*/fetch"
APPLY = "/exec/apply"
HUGE = 8_000_000  # bytes
HTML = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"


@dataclass
class Fault:
    """One trouble, for a number of requests or until a time, on the paths that match."""

    effect: Effect
    path: str
    times: int | None
    until: float | None


class Faults:
    """The troubles of a box; `path` is a shell pattern such as `/events/*/fetch`."""

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

    def unauthorized(
        self, times: int | None = None, seconds: float | None = None, *, missing: bool = False
    ) -> None:
        """Refuse the token, with either body."""
        answer = errors.missing_token if missing else errors.not_authenticated
        self.add(_refuse(answer), times=times, seconds=seconds)

    def unknown_object(self, path: str = "*", times: int | None = None, seconds: float | None = None) -> None:
        """Answer `Unknown object.`, as a box did whose firmware had lost its API."""
        self.add(_refuse(errors.unknown_object), path, times, seconds)

    def bus_error(self, path: str = "*", times: int | None = 1) -> None:
        """Answer with the box's internal trouble."""
        self.add(_refuse(lambda: errors.ApiError("Bus error", "DBUS_ERROR")), path, times)

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

    def slow_apply(self, delay: float = 20.0, times: int | None = 1) -> None:
        """Send at once by radio, but answer late."""
        self.delay(delay, APPLY, times, after=True)

    def hang(self, path: str = "*", times: int | None = 1) -> None:
        """Never answer, and do nothing."""
        self.add(_hang, path, times)

    def drop(self, path: str = "*", times: int | None = 1, moment: Moment = "received") -> None:
        """Close the connection when the request was received, or when it was executed: the answer is lost."""
        self.add(partial(_drop, executed=moment == "executed"), path, times)

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
    ) -> None:
        """Answer something else, and do nothing."""
        data = body.encode() if isinstance(body, str) else body
        self.add(partial(_answer, data=data, status=status, content_type=content_type), path, times)

    def server_error(self, path: str = "*", times: int | None = 1) -> None:
        """Answer with status 500 and no JSON."""
        self.answer("", HTTPStatus.INTERNAL_SERVER_ERROR, "text/plain", path, times)

    def html(self, path: str = "*", times: int | None = 1) -> None:
        """Answer with somebody else's error page."""
        self.answer(HTML, HTTPStatus.OK, "text/html", path, times)

    def garbage(self, path: str = "*", times: int | None = 1) -> None:
        """Answer with bytes that are no text."""
        self.answer(bytes(range(128, 256)), path=path, times=times)

    def huge(self, path: str = "*", times: int | None = 1, size: int = HUGE) -> None:
        """Answer with a JSON string of many bytes."""
        self.answer(b'"' + b"x" * size + b'"', path=path, times=times)

    def truncated(self, path: str = "*", times: int | None = 1) -> None:
        """Do what is asked, but send only half of the answer."""
        self.add(_truncate, path, times)

    def no_list(self, times: int | None = 1) -> None:
        """Answer a fetch with an object in place of the list."""
        self.answer('{"name":"DeviceStateChangedEvent"}', path=FETCH, times=times)

    def duplicated_devices(self, times: int | None = 1) -> None:
        """List every device twice, in `/setup` and `/setup/devices`."""
        self.add(_duplicate, "/setup", times)
        self.add(_duplicate, "/setup/devices", times)

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


class _Reset(asyncio.Protocol):
    """A peer that hangs up at once."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Hang up."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  # a TCP server's transports are
        transport.abort()


async def _meet(request: web.Request, effect: Effect, handler: Handler) -> web.Response:
    return await effect(request, handler)


def _refuse(error: Callable[[], errors.ApiError]) -> Effect:
    async def effect(_request: web.Request, _handler: Handler) -> web.Response:
        raise error()

    return effect


async def _hang(_request: web.Request, _handler: Handler) -> web.Response:
    await asyncio.Event().wait()
    raise AssertionError


async def _drop(request: web.Request, handler: Handler, *, executed: bool) -> web.Response:
    response = await handler(request) if executed else web.Response()
    if request.transport:
        request.transport.abort()
    return response


async def _answer(
    _request: web.Request, _handler: Handler, data: bytes, status: int, content_type: str
) -> web.Response:
    return web.Response(body=data, status=status, content_type=content_type)


async def _truncate(request: web.Request, handler: Handler) -> web.Response:
    response = await handler(request)
    body = _body(response)
    response.body = body[: len(body) // 2]
    return response


async def _duplicate(request: web.Request, handler: Handler) -> web.Response:
    response = await handler(request)
    data: Any = orjson.loads(_body(response))
    if isinstance(data, dict):
        data["devices"] *= 2
    else:
        data *= 2
    response.body = orjson.dumps(data)
    return response


def _body(response: web.Response) -> bytes:
    body = response.body
    assert isinstance(body, bytes)  # noqa: S101  # the API's answers are built from bytes
    return body
