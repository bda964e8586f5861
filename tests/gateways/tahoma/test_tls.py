"""Sessions of the TLS connections to a box, which ends each connection after one answer."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack

from aiohttp import ClientSession, web
import pytest

from custom_components.gatehouse.gateways.errors import (
    CertificateProblem,
    GatewayCertificateError,
    GatewayConnectionError,
)
from custom_components.gatehouse.gateways.tahoma.client import TahomaClient
from custom_components.gatehouse.gateways.tahoma.tls import create_context
from simulators.certificates import Certificate, FakeRoot
from simulators.server import Server

PIN = "2001-0002-0003"

type Connect = Callable[..., TahomaClient]


@pytest.fixture
def resumed() -> list[bool]:
    """Of each connection that came about, whether its session was resumed."""
    return []


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


@pytest.fixture
async def connect(stack: AsyncExitStack, root: FakeRoot) -> Connect:
    """Make clients that share what is known of sessions, as those of one Home Assistant do."""
    session = await stack.enter_async_context(ClientSession())
    context = create_context(root.path)
    return lambda port, pin=PIN: TahomaClient(
        session, host="127.0.0.1", port=port, pin=pin, token="", context=context
    )


async def serve(
    stack: AsyncExitStack,
    resumed: list[bool],
    root: FakeRoot,
    certificate: Certificate = Certificate.GATEWAY_SAN,
) -> int:
    """Answer each connection once; return the port."""

    async def answer(request: web.Request) -> web.Response:
        assert request.transport is not None
        resumed.append(request.transport.get_extra_info("ssl_object").session_reused)
        response = web.json_response({"protocolVersion": "1.2"})
        response.force_close()
        return response

    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    server = Server(app, root.server_context(PIN, certificate))
    await server.start()
    stack.push_async_callback(server.stop)
    return server.port


async def test_resumed(stack: AsyncExitStack, resumed: list[bool], connect: Connect, root: FakeRoot) -> None:
    client = connect(await serve(stack, resumed, root))
    for _ in range(4):
        assert await client.api_version() == "1.2"
    assert resumed == [False, True, True, True]


async def test_another_certificate(
    stack: AsyncExitStack, resumed: list[bool], connect: Connect, root: FakeRoot
) -> None:
    """It is checked: a session is nothing to whom did not begin it."""
    client = connect(await serve(stack, resumed, root))
    await client.api_version()
    await client.api_version()
    assert resumed == [False, True]
    client.move_to("127.0.0.1", await serve(stack, resumed, root, Certificate.EXPIRED))
    with pytest.raises(GatewayCertificateError) as raised:
        await client.api_version()
    assert raised.value.problem is CertificateProblem.EXPIRED


async def test_not_resumed_under_another_name(
    stack: AsyncExitStack, resumed: list[bool], connect: Connect, root: FakeRoot
) -> None:
    """The certificate was checked for one name only."""
    port = await serve(stack, resumed, root)
    await connect(port).api_version()
    with pytest.raises(GatewayCertificateError) as raised:
        await connect(port, "2009-0009-0009").api_version()
    assert raised.value.problem is CertificateProblem.WRONG_NAME


async def test_after_trouble(
    stack: AsyncExitStack, resumed: list[bool], connect: Connect, root: FakeRoot
) -> None:
    """Several at once, one that is given up, and an impostor cost a whole handshake each, and no more."""
    port = await serve(stack, resumed, root)
    client = connect(port)
    impostor = await serve(stack, [], root, Certificate.EXPIRED)

    async def listen(reader: StreamReader, writer: StreamWriter) -> None:
        await reader.read()
        writer.close()

    silent = await asyncio.start_server(listen, "127.0.0.1")
    stack.callback(silent.close)
    for _ in range(4):
        await asyncio.gather(*(connect(port).api_version() for _ in range(3)))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await connect(silent.sockets[0].getsockname()[1]).api_version()
        await client.api_version()
        with pytest.raises(GatewayCertificateError):
            await connect(impostor).api_version()
        await client.api_version()
        await client.api_version()
    assert resumed[-1]


async def test_a_server_that_breaks_on_it(
    stack: AsyncExitStack, resumed: list[bool], connect: Connect, root: FakeRoot
) -> None:
    """Three requests are lost by that, of which nothing was sent; all later ones go through."""
    behind = await serve(stack, resumed, root)
    greetings: list[int] = []

    async def copy(source: StreamReader, target: StreamWriter) -> None:
        while data := await source.read(16 * 1024):
            target.write(data)
        target.close()

    async def relay(reader: StreamReader, writer: StreamWriter) -> None:
        greeting = await reader.read(16 * 1024)
        greetings.append(len(greeting))
        # The offer to resume makes the greeting longer.
        if len(greeting) > greetings[0]:
            writer.close()
            return
        there, back = await asyncio.open_connection("127.0.0.1", behind)
        back.write(greeting)
        await asyncio.gather(copy(reader, back), copy(there, writer))

    relaying = await asyncio.start_server(relay, "127.0.0.1")
    stack.callback(relaying.close)
    client = connect(relaying.sockets[0].getsockname()[1])
    for _ in range(3):
        await client.api_version()
        with pytest.raises(GatewayConnectionError):
            await client.api_version()
    for _ in range(4):
        await client.api_version()
    assert resumed == [False] * 7
