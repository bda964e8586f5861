"""An HTTP server that can stop listening and resume on the same port, like a rebooting gateway."""

import asyncio
from collections.abc import Awaitable, Callable
import socket
import ssl

from aiohttp import web

from .tasks import Tasks

type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Server:
    """An aiohttp application on one TCP port."""

    def __init__(self, app: web.Application, tls: ssl.SSLContext | None = None) -> None:
        """Initialize the server, which uses TLS if a context is given."""
        self.host = ""
        self.port = 0
        self.accepted = 0
        self.intercept: Callable[[], asyncio.Protocol | None] = lambda: None
        self._tls = tls
        self._handshakes = Tasks()
        self._requests: set[asyncio.Task[None]] = set()
        app.middlewares.insert(0, self._track_request)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.01)
        self._listener: asyncio.Server | None = None
        self._reserved: socket.socket | None = None
        self._paused = False

    @property
    def url(self) -> str:
        """Return the base URL."""
        return f"{'https' if self._tls else 'http'}://{self.host}:{self.port}"

    @property
    def open_connections(self) -> int:
        """Return the number of open connections."""
        return len(self._runner.server.connections) if self._runner.server else 0

    @property
    def is_listening(self) -> bool:
        """Return whether connections are accepted; otherwise they are refused."""
        return self._listener is not None

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Start listening; port 0 selects a free port."""
        await self._runner.setup()
        self._reserve(host, port)
        await self.resume()

    async def stop(self) -> None:
        """Stop listening, close all connections and cancel all requests."""
        self._close()
        await self._handshakes.stop()
        self.cancel_requests()
        await self._runner.cleanup()
        self._release()

    def pause(self) -> None:
        """Refuse new connections and close the open ones; the port stays reserved."""
        self._paused = True
        self._close()
        self._reserve(self.host, self.port)

    def refuse_connections(self) -> None:
        """Refuse new connections, but keep the open ones."""
        if self._listener:
            self._listener.close()
            self._listener = None
            self._reserve(self.host, self.port)

    def cancel_requests(self) -> None:
        """Cancel all requests in progress, as in a power failure."""
        for request in self._requests:
            request.cancel()

    async def resume(self) -> None:
        """Accept connections again."""
        self._paused = False
        await self._listen()

    async def accept_connections(self) -> None:
        """Undo `refuse_connections`, unless the server is paused."""
        if not self._paused:
            await self._listen()

    async def move(self, host: str, port: int = 0) -> None:
        """Close all connections and listen on another address."""
        self._close()
        self._reserve(host, port)
        await self.resume()

    @web.middleware
    async def _track_request(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Track the requests in progress, since they continue after their connection is closed."""
        self._requests.add(request.task)
        try:
            return await handler(request)
        finally:
            self._requests.discard(request.task)

    def _accept(self) -> asyncio.Protocol:
        self.accepted += 1
        assert self._runner.server is not None  # noqa: S101  # the runner was set up before listening
        protocol = self.intercept() or self._runner.server()
        return _TlsProtocol(protocol, self._tls, self._handshakes) if self._tls else protocol

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


class _TlsProtocol(asyncio.Protocol):
    """Performs the TLS handshake first, so that a failing one does not reach the server's log."""

    def __init__(self, protocol: asyncio.Protocol, tls: ssl.SSLContext, handshakes: Tasks) -> None:
        self._protocol = protocol
        self._tls = tls
        self._handshakes = handshakes
        self._buffered: list[bytes] = []
        self._connection_lost = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  # always so for a TCP server
        self._handshakes.start(self._start_tls(transport))

    def data_received(self, data: bytes) -> None:
        self._buffered.append(data)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  # asyncio's signature
        self._connection_lost = True

    async def _start_tls(self, transport: asyncio.Transport) -> None:
        loop = asyncio.get_running_loop()
        try:
            tls_transport = await loop.start_tls(transport, self, self._tls, server_side=True)
        except OSError:
            return
        if tls_transport is None or self._connection_lost:
            return
        tls_transport.set_protocol(self._protocol)
        self._protocol.connection_made(tls_transport)
        for data in self._buffered:
            self._protocol.data_received(data)
