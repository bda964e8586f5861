"""A small JSON-over-HTTP interface on which a running simulator can be watched and disturbed."""

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

# What a fault is made of, rather than a fault.
MECHANISM = {"add", "wrap", "intercept"}

type Action = Callable[[dict[str, Any]], Awaitable[Any]]


class Control:
    """Routes such as `POST /reboot`, each taking a JSON object and answering JSON; on loopback only."""

    def __init__(self, routes: Mapping[tuple[str, str], Action], manual: str) -> None:
        """Serve the actions, by method and path, and at `GET /` what there is to know about them."""

        async def tell(_: dict[str, Any]) -> Any:
            return {"help": manual.splitlines()}

        app = web.Application()
        app.router.add_get("/", _handler(tell))
        for (method, path), action in routes.items():
            app.router.add_route(method, path, _handler(action))
        self._server = Server(app)

    @property
    def url(self) -> str:
        """Return the interface's base URL."""
        return self._server.url

    async def start(self, port: int = 0) -> None:
        """Start to listen."""
        await self._server.start("127.0.0.1", port)

    async def stop(self) -> None:
        """End everything."""
        await self._server.stop()


def turn(switches: DataclassInstance, values: Mapping[str, Any]) -> None:
    """Set fields of a dataclass, enumerations by their values."""
    names = {field.name for field in fields(switches)}
    for name, value in values.items():
        if name not in names:
            raise KeyError(name)
        current = getattr(switches, name)
        setattr(switches, name, type(current)(value) if isinstance(current, Enum) else value)


def cause(faults: Faults, trouble: Mapping[str, Any]) -> None:
    """Call a method of Faults: {"kind": "delay", "delay": 3}."""
    kind, arguments = trouble["kind"], {name: value for name, value in trouble.items() if name != "kind"}
    if kind.startswith("_") or kind in MECHANISM:
        raise KeyError(kind)
    getattr(faults, kind)(**arguments)


def _handler(action: Action) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handler(request: web.Request) -> web.Response:
        try:
            body = orjson.loads(await request.read() or b"{}")
            answer = await action(body)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            return _json({"error": repr(error)}, HTTPStatus.BAD_REQUEST)
        return _json(answer if answer is not None else {"done": True})

    return handler


def _json(data: Any, status: int = HTTPStatus.OK) -> web.Response:
    return web.Response(body=orjson.dumps(data), status=status, content_type="application/json")
