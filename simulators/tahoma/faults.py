"""Fault injection for a TaHoma box."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import orjson

from simulators import faults
from simulators.faults import Handler, Middleware, body_of

from . import errors

if TYPE_CHECKING:
    from aiohttp import web

FETCH = "/events/*/fetch"
APPLY = "/exec/apply"


class Faults(faults.Faults):
    """The faults of a box."""

    def unauthorized(
        self, times: int | None = None, seconds: float | None = None, *, missing: bool = False
    ) -> None:
        """Reject the token as invalid or as missing."""
        error_fn = errors.missing_token if missing else errors.not_authenticated
        self.add(_fail(error_fn), times=times, seconds=seconds)

    def unknown_object(self, path: str = "*", times: int | None = None, seconds: float | None = None) -> None:
        """Respond `Unknown object.`, as seen on a box whose firmware had lost its local API."""
        self.add(_fail(errors.unknown_object), path, times, seconds)

    def bus_error(self, path: str = "*", times: int | None = 1) -> None:
        """Respond with an internal error of the box."""
        self.add(_fail(lambda: errors.ApiError("Bus error", "DBUS_ERROR")), path, times)

    def slow_apply(self, delay: float = 20.0, times: int | None = 1) -> None:
        """Send the commands immediately, but respond late."""
        self.delay(delay, APPLY, times, executed=True)

    def events_not_a_list(self, times: int | None = 1) -> None:
        """Respond to a fetch with an object instead of a list."""
        self.respond('{"name":"DeviceStateChangedEvent"}', path=FETCH, times=times)

    def duplicated_devices(self, times: int | None = 1) -> None:
        """Return every device twice in `/setup` and `/setup/devices`."""
        self.add(_duplicate, "/setup", times)
        self.add(_duplicate, "/setup/devices", times)


def _fail(error_fn: Callable[[], errors.ApiError]) -> Middleware:
    async def middleware(_request: web.Request, _handler: Handler) -> web.Response:
        raise error_fn()

    return middleware


async def _duplicate(request: web.Request, handler: Handler) -> web.Response:
    response = await handler(request)
    data: Any = orjson.loads(body_of(response))
    if isinstance(data, dict):
        data["devices"] *= 2
    else:
        data *= 2
    response.body = orjson.dumps(data)
    return response
