"""A small JSON-over-HTTP interface on which a running simulator can be watched and disturbed."""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any

from aiohttp import web
import orjson

from .server import Server

type Action = Callable[[dict[str, Any]], Awaitable[Any]]


class Control:
    """Routes such as `POST /reboot`, each taking a JSON object and answering JSON; on loopback only."""

    def __init__(self, routes: Mapping[tuple[str, str], Action]) -> None:
        """Serve the actions, by method and path."""
        app = web.Application()
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
