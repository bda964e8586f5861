"""The local HTTP API of a gateway: paths, parameters and the order of the checks."""

from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from aiohttp import web

from simulators.faults import body_of, reset_connection
from simulators.server import Handler

from .lock import Action, Lock
from .result_codes import NO_FIRMWARE, ApiError, ResultCode

if TYPE_CHECKING:
    from .gateway import TheKeysGateway

FORM = web.RequestKey("form", dict[str, str])
GET_OR_POST = ("GET", "POST")
UNSIGNED = ("identifier",)
SIGNED = ("identifier", "ts", "hash")
NAMES_IN_ERRORS = {"ts": "timestamp"}  # names of missing parameters in error responses
FIRST_VERSION_WITH_STATUS = 17
MAX_RECORDED_REQUESTS = 50_000

type Form = Mapping[str, str]
type Endpoint = Callable[[str, Form], Awaitable[web.Response]]


@dataclass(eq=False)
class RequestRecord:
    """A request without its hash, and the response, even if it could not be sent."""

    time: float  # when it was received, in simulated seconds
    method: str
    path: str
    form: dict[str, str]
    overlapping: bool  # received while a client was waiting for another response
    ended: float | None = None
    status: int = 0
    response: str = ""


class LocalApi:
    """Handles the requests to one gateway."""

    def __init__(self, gateway: TheKeysGateway) -> None:
        """Initialize the API of a gateway."""
        self.requests: deque[RequestRecord] = deque(maxlen=MAX_RECORDED_REQUESTS)
        self.request_count = 0
        self.overlaps = 0
        self._gateway = gateway
        self._active_requests: dict[RequestRecord, web.Request] = {}

    def app(self) -> web.Application:
        """Return the web application."""
        app = web.Application(middlewares=[self._handle])
        routes: list[tuple[tuple[str, ...], str, Endpoint, tuple[str, ...]]] = [
            (GET_OR_POST, "/", self._status, ()),
            (GET_OR_POST, "/status", self._status, ()),
            (GET_OR_POST, "/lockers", self._lockers, ()),
            (("GET",), "/synchronize", self._synchronize, ()),
            (GET_OR_POST, "/update", self._update, ()),
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
    async def _handle(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Record the request, apply the faults and convert errors to responses."""
        gateway = self._gateway
        request[FORM] = form = _parse_form(await request.read())
        recorded_form = {name: value for name, value in form.items() if name != "hash"}
        record = RequestRecord(
            gateway.clock.now(), request.method, request.path, recorded_form, self._is_client_waiting()
        )
        self._add_record(record)
        self._active_requests[record] = request

        async def handle_errors(request: web.Request) -> web.Response:
            try:
                response = await handler(request)
            except ApiError as error:
                if gateway.quirks.rejected_requests_use_timestamp:
                    gateway.signatures.use_timestamp(form.get("identifier", ""), form.get("ts", ""))
                return gateway.responses.error(error)
            except web.HTTPException as error:
                return web.Response(body=error.reason.encode(), status=error.status)
            assert isinstance(response, web.Response)  # noqa: S101  # every endpoint returns one
            return response

        try:
            response = await gateway.faults.wrap(request.path, handle_errors)(request)
            record.status, record.response = response.status, _response_text(response)
        finally:
            del self._active_requests[record]
            record.ended = gateway.clock.now()
        return response

    def _is_client_waiting(self) -> bool:
        """Return whether a client is waiting for the response to an earlier request."""
        transports = (request.transport for request in self._active_requests.values())
        return any(transport and not transport.is_closing() for transport in transports)

    def _add_record(self, record: RequestRecord) -> None:
        self.request_count += 1
        self.overlaps += record.overlapping
        self.requests.append(record)

    def _handler(
        self, endpoint: Endpoint, parameters: tuple[str, ...]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handler(request: web.Request) -> web.Response:
            request_slot, form = self._gateway.request_slot, request[FORM]
            if request_slot.resets_connection or self._is_reset_due(request.path):
                return _reset(request)
            for parameter in parameters:
                if not form.get(parameter):
                    name = NAMES_IN_ERRORS.get(parameter, parameter)
                    raise ApiError(ResultCode.BAD_REQUEST, missing_parameter=name)
            request_slot.check()
            with request_slot:
                return await endpoint(request.path, form)

        return handler

    def _is_reset_due(self, path: str) -> bool:
        """Return whether a read is the first after a synchronization, and a quirk resets it."""
        radio, resets = self._gateway.radio, self._gateway.quirks.reset_after_synchronizing
        if path != "/locker_status" or not radio.is_first_read_pending or not resets:
            return False
        radio.is_first_read_pending = False
        return True

    async def _status(self, path: str, _: Form) -> web.Response:
        await self._wait()
        gateway = self._gateway
        if path == "/status" and gateway.version < FIRST_VERSION_WITH_STATUS:
            raise web.HTTPNotFound
        return gateway.responses.status(gateway.version, gateway.radio.phase)

    async def _lockers(self, _path: str, _: Form) -> web.Response:
        await self._wait()
        gateway = self._gateway
        if gateway.radio.is_synchronizing and not gateway.quirks.lockers_while_synchronizing:
            raise ApiError(ResultCode.BUSY)
        return gateway.responses.lockers(gateway.radio.locks_in_range(), gateway.radio.logs)

    async def _synchronize(self, _path: str, _: Form) -> web.Response:
        self._require_idle_radio()
        await self._wait()
        self._require_idle_radio()
        self._gateway.radio.start_synchronization()
        return self._gateway.responses.success()

    async def _update(self, _path: str, _: Form) -> web.Response:
        self._require_idle_radio()
        await self._wait()
        if not self._gateway.home.cloud_is_up:
            raise ApiError(NO_FIRMWARE, cause="no firmware")
        self._gateway.start_update()
        return self._gateway.responses.success()

    async def _synchronize_locker(self, path: str, form: Form) -> web.Response:
        await self._gateway.radio.synchronize_lock(self._lock_to_synchronize(form), path)
        return self._gateway.responses.locker_success()

    async def _update_locker(self, path: str, form: Form) -> web.Response:
        await self._gateway.radio.update_lock(self._lock_to_synchronize(form), path)
        return self._gateway.responses.locker_success()

    async def _locker_status(self, path: str, form: Form) -> web.Response:
        lock, code = self._shared_lock(form)
        await self._gateway.radio.read(lock, path, code)
        return self._gateway.responses.locker_status(lock)

    async def _command(self, path: str, form: Form) -> web.Response:
        lock, code = self._shared_lock(form)
        await self._gateway.radio.command(lock, Action(path[1:]), path, code)
        return self._gateway.responses.command_success()

    def _lock_to_synchronize(self, form: Form) -> Lock:
        self._require_idle_radio()
        lock = self._gateway.home.locks.get(form["identifier"])
        if lock is None or not lock.reachable:
            raise ApiError(ResultCode.SYNC_NOT_DETECTED)
        if not lock.compatible:
            raise ApiError(ResultCode.SYNC_INCOMPATIBLE)
        return lock

    def _shared_lock(self, form: Form) -> tuple[Lock, str]:
        """Return the lock of a signed request, and the share code that it was signed with."""
        gateway = self._gateway
        if gateway.radio.is_synchronizing:
            raise ApiError(gateway.quirks.code_while_synchronizing)
        self._require_idle_radio()
        code = gateway.signatures.check(form["identifier"], form["ts"], form["hash"])
        lock = gateway.home.locks.get(form["identifier"])
        if lock is None or not lock.reachable:
            raise ApiError(ResultCode.NOT_DETECTED)
        if not lock.compatible:
            raise ApiError(ResultCode.INCOMPATIBLE)
        return lock, code

    def _require_idle_radio(self) -> None:
        if self._gateway.radio.is_synchronizing:
            raise ApiError(ResultCode.BUSY)
        if self._gateway.radio.is_busy:
            raise self._gateway.request_slot.busy_error()

    async def _wait(self) -> None:
        await self._gateway.clock.sleep(self._gateway.quirks.response_time)


def _parse_form(body: bytes) -> dict[str, str]:
    """Parse a form like the gateway does: both `%2B` and `+` are a plus sign, never a space."""
    pairs = (pair.partition("=") for pair in body.decode("latin-1").split("&"))
    return {unquote(name): unquote(value) for name, _, value in pairs}


def _reset(request: web.Request) -> web.Response:
    if request.transport:
        reset_connection(request.transport)
    return web.Response(body=b"")


def _response_text(response: web.Response) -> str:
    return body_of(response)[:1000].decode("latin-1") if response.body else ""
