"""JSON over HTTP API to inspect and manipulate a running simulator."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import fields
from enum import Enum
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from aiohttp import web
import orjson

from .faults import Faults
from .server import Server

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

# Public methods of Faults that do not inject a fault by themselves.
NOT_FAULTS = {"add", "wrap", "intercept"}

type Handler = Callable[[dict[str, Any]], Awaitable[Any]]


class ControlApi:
    """Serves routes such as `POST /reboot` on loopback; each takes and returns a JSON object."""

    def __init__(self, routes: Mapping[tuple[str, str], Handler], description: str) -> None:
        """Initialize the API with its handlers by method and path, and the description for `GET /`."""

        async def describe(_: dict[str, Any]) -> Any:
            return {"help": description.splitlines()}

        app = web.Application()
        app.router.add_get("/", _request_handler(describe))
        for (method, path), handler in routes.items():
            app.router.add_route(method, path, _request_handler(handler))
        self._server = Server(app)

    @property
    def url(self) -> str:
        """Return the base URL."""
        return self._server.url

    async def start(self, port: int = 0) -> None:
        """Start listening."""
        await self._server.start("127.0.0.1", port)

    async def stop(self) -> None:
        """Stop listening."""
        await self._server.stop()


def update_dataclass(instance: DataclassInstance, values: Mapping[str, Any]) -> None:
    """Set fields of a dataclass; members of enumerations are given by value."""
    names = {field.name for field in fields(instance)}
    for name, value in values.items():
        if name not in names:
            raise KeyError(name)
        current = getattr(instance, name)
        setattr(instance, name, type(current)(value) if isinstance(current, Enum) else value)


def inject_fault(faults: Faults, fault: Mapping[str, Any]) -> None:
    """Call a method of Faults, given as {"kind": "delay", "delay": 3}."""
    kind, arguments = fault["kind"], {name: value for name, value in fault.items() if name != "kind"}
    if kind.startswith("_") or kind in NOT_FAULTS:
        raise KeyError(kind)
    getattr(faults, kind)(**arguments)


def _request_handler(handler: Handler) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        try:
            body = orjson.loads(await request.read() or b"{}")
            result = await handler(body)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            return _json({"error": repr(error)}, HTTPStatus.BAD_REQUEST)
        return _json(result if result is not None else {"done": True})

    return handle


def _json(data: Any, status: int = HTTPStatus.OK) -> web.Response:
    return web.Response(body=orjson.dumps(data), status=status, content_type="application/json")
