"""Tests of the cloud client with the simulated cloud."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from aiohttp import ClientSession, DummyCookieJar, web
import pytest

from custom_components.gatehouse.gateways.errors import (
    GatewayAuthenticationError,
    GatewayConnectionError,
    GatewayError,
    GatewayRefusedError,
    GatewayResponseError,
)
from custom_components.gatehouse.gateways.tahoma.account import CLOUD_URL
from custom_components.gatehouse.gateways.tahoma.api.cloud import (
    HOSTS,
    NotOfThisAccountError,
    TahomaCloud,
    TokenInfo,
    TooManyAttemptsError,
)
from simulators.server import Server
from simulators.tahoma import TahomaBox
from simulators.tahoma.cloud import Login, TahomaCloud as SimulatedCloud, Token
from tests.cloud import cloud

__all__ = ["cloud"]

LABEL = "Gatehouse (Home)"

type Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession(cookie_jar=DummyCookieJar()) as session:
        yield session


@pytest.fixture
def visitor(session: ClientSession, cloud: SimulatedCloud) -> TahomaCloud:
    """A client that has not signed in."""
    return TahomaCloud(session, cloud.url, "europe")


@pytest.fixture
async def client(visitor: TahomaCloud, cloud: SimulatedCloud) -> TahomaCloud:
    """A client that has signed in."""
    await visitor.login(cloud.account.user, cloud.account.password)
    return visitor


@pytest.mark.parametrize("server", HOSTS)
def test_real_hosts(session: ClientSession, server: str) -> None:
    client = TahomaCloud(session, CLOUD_URL, server)
    assert client._root == f"https://{HOSTS[server]}/enduser-mobile-web/enduserAPI"


async def test_token_lifecycle(client: TahomaCloud, cloud: SimulatedCloud, box: TahomaBox) -> None:
    token = await client.generate_token(box.pin)
    assert await client.tokens(box.pin) == ()
    await client.activate_token(box.pin, LABEL, token)
    assert token in box.tokens
    (info,) = await client.tokens(box.pin)
    assert info == TokenInfo(cloud.tokens[0].uuid, LABEL, box.pin)
    await client.delete_token(box.pin, info.uuid)
    assert token not in box.tokens
    await client.delete_token(box.pin, info.uuid)


async def test_find_token(client: TahomaCloud, cloud: SimulatedCloud, box: TahomaBox) -> None:
    """A token is found by its unique label."""
    cloud.tokens += [Token("other", "Homebridge", box.pin), Token("own", LABEL, box.pin)]
    assert await client.find_token(box.pin, LABEL) == cloud.tokens[1].uuid
    assert await client.find_token(box.pin, f"{LABEL} 2") is None


@pytest.mark.parametrize(
    ("login", "user", "password", "error"),
    [
        (Login.ACCEPTED, "owner@example.com", "wrong", GatewayAuthenticationError),
        (Login.ACCEPTED, "somebody@example.com", "correct horse", GatewayAuthenticationError),
        (Login.OAUTH_ONLY, "owner@example.com", "correct horse", GatewayAuthenticationError),
        (Login.TOO_MANY, "owner@example.com", "correct horse", TooManyAttemptsError),
    ],
)
async def test_login_rejected(
    visitor: TahomaCloud,
    cloud: SimulatedCloud,
    login: Login,
    user: str,
    password: str,
    error: type[GatewayError],
) -> None:
    cloud.account.login = login
    with pytest.raises(error) as raised:
        await visitor.login(user, password)
    assert user not in str(raised.value)
    assert password not in str(raised.value)


async def test_expired_session(client: TahomaCloud, cloud: SimulatedCloud, box: TahomaBox) -> None:
    cloud.end_sessions()
    with pytest.raises(GatewayAuthenticationError):
        await client.tokens(box.pin)


async def test_box_of_another_account(client: TahomaCloud) -> None:
    for action in (client.tokens, client.generate_token):
        with pytest.raises(NotOfThisAccountError):
            await action("4321-4321-4321")
    with pytest.raises(NotOfThisAccountError):
        await client.delete_token("4321-4321-4321", "1")


async def test_token_not_generated_by_the_cloud(client: TahomaCloud, box: TahomaBox) -> None:
    with pytest.raises(GatewayRefusedError) as raised:
        await client.activate_token(box.pin, LABEL, "own")
    assert raised.value.code == "INVALID_FIELD_VALUE"


async def test_cookies_are_not_shared(client: TahomaCloud, session: ClientSession, box: TahomaBox) -> None:
    assert not list(session.cookie_jar)
    assert await client.tokens(box.pin) == ()


async def test_unreachable(session: ClientSession) -> None:
    with pytest.raises(GatewayConnectionError):
        await TahomaCloud(session, "http://127.0.0.1:1/{server}", "europe").login("user", "password")


class TestInvalidResponses:
    """Responses that do not match the protocol."""

    @pytest.fixture
    async def odd(self, session: ClientSession) -> AsyncIterator[Callable[[Any], Awaitable[TahomaCloud]]]:
        servers: list[Server] = []

        async def answering(answer: Answer) -> TahomaCloud:
            app = web.Application(client_max_size=0)
            app.router.add_route("*", "/{path:.*}", answer)
            server = Server(app)
            servers.append(server)
            await server.start()
            return TahomaCloud(session, server.url, "europe")

        yield answering
        for server in servers:
            await server.stop()

    @pytest.mark.parametrize(
        ("status", "body"),
        [
            (200, b"<html>"),
            (200, b"{}"),
            (200, b""),
            (200, b"[" + b" " * 2_000_000),
            (302, b""),
            (500, b"[]"),
            (500, b'{"errorCode": 7}'),
        ],
    )
    async def test_invalid_response(self, odd: Any, status: int, body: bytes) -> None:
        async def answer(_: web.Request) -> web.Response:
            return web.Response(status=status, body=body, headers={"Location": "/elsewhere"})

        client = await odd(answer)
        with pytest.raises(GatewayResponseError):
            await client.login("user", "password")
        with pytest.raises(GatewayResponseError):
            await client.generate_token("1234-1234-1234")

    async def test_broken_connection(self, odd: Any) -> None:
        async def answer(request: web.Request) -> web.Response:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()

        client = await odd(answer)
        with pytest.raises(GatewayConnectionError):
            await client.login("user", "password")

    async def test_incomplete_response(self, odd: Any) -> None:
        async def answer(request: web.Request) -> web.StreamResponse:
            response = web.StreamResponse(headers={"Content-Length": "100"})
            await response.prepare(request)
            await response.write(b"{")
            assert request.transport is not None
            request.transport.close()
            return response

        client = await odd(answer)
        with pytest.raises(GatewayResponseError):
            await client.login("user", "password")

    async def test_tokens_with_missing_fields(self, odd: Any) -> None:
        """A token without a UUID is skipped; other fields are optional."""

        async def answer(_: web.Request) -> web.Response:
            return web.json_response([{"label": "a"}, {"uuid": ""}, 7, None, {"uuid": "1", "label": None}])

        client = await odd(answer)
        assert await client.tokens("1234-1234-1234") == (TokenInfo("1"),)

    async def test_message_with_the_email_address(self, odd: Any) -> None:
        async def answer(_: web.Request) -> web.Response:
            error = {"errorCode": "X of Me@Example.com", "error": "no: Me@Example.com"}
            return web.json_response(error, status=400)

        client = await odd(answer)
        with pytest.raises(GatewayRefusedError) as raised:
            await client.login("me@example.com", "password")
        assert str(raised.value) == "no: … (X of …)"

    async def test_message_with_the_password_and_the_token(self, odd: Any) -> None:
        async def answer(request: web.Request) -> web.Response:
            if request.path.endswith("/login"):
                response = web.json_response({"success": True})
                response.set_cookie("JSESSIONID", "1")
                return response
            if request.path.endswith("/generate"):
                return web.json_response({"token": "t0ken"})
            error = f"no: p4ss and t0ken {'x' * 1000}"
            return web.json_response({"errorCode": "X", "error": error}, status=400)

        client = await odd(answer)
        await client.login("me@example.com", "p4ss")
        token = await client.generate_token("1234-1234-1234")
        with pytest.raises(GatewayRefusedError) as raised:
            await client.activate_token("1234-1234-1234", "label", token)
        assert str(raised.value).startswith("no: … and … x")
        assert len(raised.value.message) == 200

    @pytest.mark.parametrize("token", ["", "a\r\nX-Injected: 1", "é", 7, None])
    async def test_invalid_token(self, odd: Any, token: Any) -> None:
        async def answer(_: web.Request) -> web.Response:
            return web.json_response({"token": token})

        client = await odd(answer)
        with pytest.raises(GatewayResponseError):
            await client.generate_token("1234-1234-1234")
