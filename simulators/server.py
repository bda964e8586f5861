"""An HTTP server that can vanish from its port and come back, as a rebooting gateway does."""

import asyncio
from collections.abc import Awaitable, Callable
import socket
import ssl

from aiohttp import web

from .tasks import Tasks

type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Server:
    """An aiohttp application behind one TCP port."""

    def __init__(self, app: web.Application, tls: ssl.SSLContext | None = None) -> None:
        """Serve the application, over TLS when a context is given."""
        self.host = ""
        self.port = 0
        self.accepted = 0
        self.intercept: Callable[[], asyncio.Protocol | None] = lambda: None
        self._tls = tls
        self._handshakes = Tasks()
        self._serving: set[asyncio.Task[None]] = set()
        app.middlewares.insert(0, self._keep_track)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.01)
        self._listener: asyncio.Server | None = None
        self._reserved: socket.socket | None = None
        self._paused = False

    @property
    def url(self) -> str:
        """Return the server's base URL."""
        return f"{'https' if self._tls else 'http'}://{self.host}:{self.port}"

    @property
    def open_connections(self) -> int:
        """Return how many connections are open now."""
        return len(self._runner.server.connections) if self._runner.server else 0

    @property
    def listening(self) -> bool:
        """Tell whether connections are accepted, else they are refused."""
        return self._listener is not None

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen; port 0 takes any free one."""
        await self._runner.setup()
        self._reserve(host, port)
        await self.resume()

    async def stop(self) -> None:
        """Stop listening and end every connection and request."""
        self._close()
        await self._handshakes.stop()
        self.end_requests()
        await self._runner.cleanup()
        self._release()

    def pause(self) -> None:
        """Refuse connections and drop the open ones; the port stays reserved."""
        self._paused = True
        self._close()
        self._reserve(self.host, self.port)

    def refuse(self) -> None:
        """Refuse further connections, but keep the open ones."""
        if self._listener:
            self._listener.close()
            self._listener = None
            self._reserve(self.host, self.port)

    def end_requests(self) -> None:
        """Let no request in progress go on, as when the power fails."""
        for request in self._serving:
            request.cancel()

    async def resume(self) -> None:
        """Accept connections again."""
        self._paused = False
        await self._listen()

    async def admit(self) -> None:
        """Accept further connections again, unless all was paused since they were refused."""
        if not self._paused:
            await self._listen()

    async def move(self, host: str, port: int = 0) -> None:
        """Drop everything here and listen somewhere else."""
        self._close()
        self._reserve(host, port)
        await self.resume()

    @web.middleware
    async def _keep_track(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Remember the requests in progress, which outlive their connections, to end them at last."""
        self._serving.add(request.task)
        try:
            return await handler(request)
        finally:
            self._serving.discard(request.task)

    def _accept(self) -> asyncio.Protocol:
        self.accepted += 1
        assert self._runner.server is not None  # noqa: S101  # the runner was set up before listening
        served = self.intercept() or self._runner.server()
        return _Securing(served, self._tls, self._handshakes) if self._tls else served

    async def _listen(self) -> None:
        if self._reserved and not self._listener:
            self._listener = await asyncio.get_running_loop().create_server(self._accept, sock=self._reserved)
            self._reserved = None

    def _reserve(self, host: str, port: int) -> None:
        self._release()
        self._reserved = reserved = socket.socket()
        reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        reserved.setblocking(False)  # noqa: FBT003  # the standard library's signature
        reserved.bind((host, port))
        self.host, self.port = reserved.getsockname()

    def _release(self) -> None:
        if self._reserved:
            self._reserved.close()
            self._reserved = None

    def _close(self) -> None:
        if self._listener:
            self._listener.close()
            self._listener.abort_clients()
            self._listener = None
        for connection in self._runner.server.connections if self._runner.server else ():
            if connection.transport:
                connection.transport.abort()


class _Securing(asyncio.Protocol):
    """Shakes hands, whose failure is the client's own affair, before the server sees the connection."""

    def __init__(self, served: asyncio.Protocol, tls: ssl.SSLContext, handshakes: Tasks) -> None:
        self._served = served
        self._tls = tls
        self._handshakes = handshakes
        self._early: list[bytes] = []
        self._lost = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  # a TCP server's transports are
        self._handshakes.start(self._shake_hands(transport))

    def data_received(self, data: bytes) -> None:
        self._early.append(data)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  # asyncio's signature
        self._lost = True

    async def _shake_hands(self, plain: asyncio.Transport) -> None:
        loop = asyncio.get_running_loop()
        try:
            secured = await loop.start_tls(plain, self, self._tls, server_side=True)
        except OSError:
            return
        if secured is None or self._lost:
            return
        secured.set_protocol(self._served)
        self._served.connection_made(secured)
        for data in self._early:
            self._served.data_received(data)
