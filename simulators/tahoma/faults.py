"""Trouble that only a TaHoma box makes."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import orjson

from simulators import faults
from simulators.faults import Effect, Handler, body_of

from . import errors

if TYPE_CHECKING:
    from aiohttp import web

FETCH = "/events/*/fetch"
APPLY = "/exec/apply"


class Faults(faults.Faults):
    """The troubles of a box."""

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

    def slow_apply(self, delay: float = 20.0, times: int | None = 1) -> None:
        """Send at once by radio, but answer late."""
        self.delay(delay, APPLY, times, after=True)

    def no_list(self, times: int | None = 1) -> None:
        """Answer a fetch with an object in place of the list."""
        self.answer('{"name":"DeviceStateChangedEvent"}', path=FETCH, times=times)

    def duplicated_devices(self, times: int | None = 1) -> None:
        """List every device twice, in `/setup` and `/setup/devices`."""
        self.add(_duplicate, "/setup", times)
        self.add(_duplicate, "/setup/devices", times)


def _refuse(error: Callable[[], errors.ApiError]) -> Effect:
    async def effect(_request: web.Request, _handler: Handler) -> web.Response:
        raise error()

    return effect


async def _duplicate(request: web.Request, handler: Handler) -> web.Response:
    response = await handler(request)
    data: Any = orjson.loads(body_of(response))
    if isinstance(data, dict):
        data["devices"] *= 2
    else:
        data *= 2
    response.body = orjson.dumps(data)
    return response
