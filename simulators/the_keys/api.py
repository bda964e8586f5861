"""The local HTTP API of a gateway: its paths, their parameters and the order of its checks."""

from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from aiohttp import web

from simulators.faults import body_of, reset_connection
from simulators.server import Handler

from .codes import NO_FIRMWARE, Code, RefusedError
from .lock import Action, Lock

if TYPE_CHECKING:
    from .gateway import TheKeysGateway

FORM = web.RequestKey("form", dict[str, str])
EITHER = ("GET", "POST")
UNSIGNED = ("identifier",)
SIGNED = ("identifier", "ts", "hash")
DOCUMENTED_NAMES = {"ts": "timestamp"}  # what the answer to a missing parameter calls it
FIRST_VERSION_WITH_STATUS = 17
KEPT_REQUESTS = 50_000

type Form = Mapping[str, str]
type Endpoint = Callable[[str, Form], Awaitable[web.Response]]


@dataclass(eq=False)
class Exchange:
    """A request and what was answered, or would have been; the hash is not kept."""

    time: float  # when it came, in the clock's seconds
    method: str
    path: str
    form: dict[str, str]
    overlapping: bool  # its client, or another one, still waited for an answer
    ended: float | None = None
    status: int = 0
    answer: str = ""


class LocalApi:
    """Answers the requests to one gateway."""

    def __init__(self, gateway: TheKeysGateway) -> None:
        """Serve the given gateway."""
        self.requests: deque[Exchange] = deque(maxlen=KEPT_REQUESTS)
        self.request_count = 0
        self.overlaps = 0
        self._gateway = gateway
        self._waiting: dict[Exchange, web.Request] = {}

    def app(self) -> web.Application:
        """Return the web application."""
        app = web.Application(middlewares=[self._answer])
        routes: list[tuple[tuple[str, ...], str, Endpoint, tuple[str, ...]]] = [
            (EITHER, "/", self._status, ()),
            (EITHER, "/status", self._status, ()),
            (EITHER, "/lockers", self._lockers, ()),
            (("GET",), "/synchronize", self._synchronize, ()),
            (EITHER, "/update", self._update, ()),
            (("POST",), "/locker/synchronize", self._synchronize_locker, UNSIGNED),
            (("POST",), "/locker/update", self._update_locker, UNSIGNED),
            (("POST",), "/locker_status", self._locker_status, SIGNED),
            *((("POST",), f"/{action}", self._command, SIGNED) for action in Action),
        ]
        for methods, path, endpoint, parameters in routes:
            for method in methods:
                app.router.add_route(method, path, self._handler(endpoint, parameters))
        return app

    @web.middleware
    async def _answer(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Note the request, and let it meet the faults."""
        gateway = self._gateway
        request[FORM] = form = _form(await request.read())
        kept = {name: value for name, value in form.items() if name != "hash"}
        exchange = Exchange(gateway.clock.now(), request.method, request.path, kept, self._awaited())
        self._note(exchange)
        self._waiting[exchange] = request

        async def checked(request: web.Request) -> web.Response:
            try:
                response = await handler(request)
            except RefusedError as refusal:
                if gateway.quirks.refused_use_up:
                    gateway.signatures.use_up(form.get("identifier", ""), form.get("ts", ""))
                return gateway.answers.refused(refusal)
            except web.HTTPException as error:
                return web.Response(body=error.reason.encode(), status=error.status)
            assert isinstance(response, web.Response)  # noqa: S101  # every endpoint gives one
            return response

        try:
            response = await gateway.faults.wrap(request.path, checked)(request)
            exchange.status, exchange.answer = response.status, _shown(response)
        finally:
            del self._waiting[exchange]
            exchange.ended = gateway.clock.now()
        return response

    def _awaited(self) -> bool:
        """Tell whether somebody waits for the answer to an earlier request."""
        transports = (request.transport for request in self._waiting.values())
        return any(transport and not transport.is_closing() for transport in transports)

    def _note(self, exchange: Exchange) -> None:
        self.request_count += 1
        self.overlaps += exchange.overlapping
        self.requests.append(exchange)

    def _handler(
        self, endpoint: Endpoint, parameters: tuple[str, ...]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handler(request: web.Request) -> web.Response:
            flight, form = self._gateway.flight, request[FORM]
            if flight.cuts or self._first_read(request.path):
                return _reset(request)
            for parameter in parameters:
                if not form.get(parameter):
                    missing = DOCUMENTED_NAMES.get(parameter, parameter)
                    raise RefusedError(Code.BAD_REQUEST, missing=missing)
            flight.check()
            with flight:
                return await endpoint(request.path, form)

        return handler

    def _first_read(self, path: str) -> bool:
        """Tell whether this is the first read after a synchronising, and such a one is reset."""
        radio, resets = self._gateway.radio, self._gateway.quirks.reset_after_synchronizing
        if path != "/locker_status" or not radio.fresh or not resets:
            return False
        radio.fresh = False
        return True

    async def _status(self, path: str, _: Form) -> web.Response:
        await self._think()
        gateway = self._gateway
        if path == "/status" and gateway.version < FIRST_VERSION_WITH_STATUS:
            raise web.HTTPNotFound
        return gateway.answers.status(gateway.version, gateway.radio.phase)

    async def _lockers(self, _path: str, _: Form) -> web.Response:
        await self._think()
        gateway = self._gateway
        if gateway.radio.synchronizing and not gateway.quirks.lockers_while_synchronizing:
            raise RefusedError(Code.BUSY)
        return gateway.answers.lockers(gateway.radio.heard(), gateway.radio.logs)

    async def _synchronize(self, _path: str, _: Form) -> web.Response:
        self._need_radio()
        await self._think()
        self._need_radio()
        self._gateway.radio.begin_to_synchronize()
        return self._gateway.answers.done()

    async def _update(self, _path: str, _: Form) -> web.Response:
        self._need_radio()
        await self._think()
        if not self._gateway.home.cloud_is_up:
            raise RefusedError(NO_FIRMWARE, cause="no firmware")
        self._gateway.begin_to_update()
        return self._gateway.answers.done()

    async def _synchronize_locker(self, path: str, form: Form) -> web.Response:
        await self._gateway.radio.synchronize_lock(self._lock_to_synchronize(form), path)
        return self._gateway.answers.locker_done()

    async def _update_locker(self, path: str, form: Form) -> web.Response:
        await self._gateway.radio.update_lock(self._lock_to_synchronize(form), path)
        return self._gateway.answers.locker_done()

    async def _locker_status(self, path: str, form: Form) -> web.Response:
        lock, code = self._shared_lock(form)
        await self._gateway.radio.read(lock, path, code)
        return self._gateway.answers.locker_status(lock)

    async def _command(self, path: str, form: Form) -> web.Response:
        lock, code = self._shared_lock(form)
        await self._gateway.radio.command(lock, Action(path[1:]), path, code)
        return self._gateway.answers.obeyed()

    def _lock_to_synchronize(self, form: Form) -> Lock:
        self._need_radio()
        lock = self._gateway.home.locks.get(form["identifier"])
        if lock is None or not lock.reachable:
            raise RefusedError(Code.SYNC_NOT_DETECTED)
        if not lock.compatible:
            raise RefusedError(Code.SYNC_INCOMPATIBLE)
        return lock

    def _shared_lock(self, form: Form) -> tuple[Lock, str]:
        """Return the lock that a signed request is about, and the code it was signed with."""
        gateway = self._gateway
        if gateway.radio.synchronizing:
            raise RefusedError(gateway.quirks.code_while_synchronizing)
        self._need_radio()
        code = gateway.signatures.check(form["identifier"], form["ts"], form["hash"])
        lock = gateway.home.locks.get(form["identifier"])
        if lock is None or not lock.reachable:
            raise RefusedError(Code.NOT_DETECTED)
        if not lock.compatible:
            raise RefusedError(Code.INCOMPATIBLE)
        return lock, code

    def _need_radio(self) -> None:
        if self._gateway.radio.synchronizing:
            raise RefusedError(Code.BUSY)
        if self._gateway.radio.busy:
            raise self._gateway.flight.refusal()

    async def _think(self) -> None:
        await self._gateway.clock.sleep(self._gateway.quirks.answer_time)


def _form(body: bytes) -> dict[str, str]:
    """Parse a form as the gateway does: `%2B` and `+` both mean a plus, never a space."""
    pairs = (pair.partition("=") for pair in body.decode("latin-1").split("&"))
    return {unquote(name): unquote(value) for name, _, value in pairs}


def _reset(request: web.Request) -> web.Response:
    if request.transport:
        reset_connection(request.transport)
    return web.Response(body=b"")


def _shown(response: web.Response) -> str:
    return body_of(response)[:1000].decode("latin-1") if response.body else ""
