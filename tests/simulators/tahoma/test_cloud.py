"""Test the cloud that issues tokens."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from simulators.tahoma.cloud import Account, Login, TahomaCloud

from .conftest import Connect, MakeBox


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield session


async def call(session: aiohttp.ClientSession, method: str, url: str, **body: Any) -> tuple[int, Any]:
    async with session.request(method, url, **body) as response:
        return response.status, await response.json()


async def login(session: aiohttp.ClientSession, base: str, user: str, password: str) -> Any:
    form = {"userId": user, "userPassword": password}
    return await call(session, "POST", f"{base}/login", data=form)


async def test_create_and_delete_token(
    make_box: MakeBox, connect: Connect, session: aiohttp.ClientSession
) -> None:
    box = await make_box()
    client = connect(box)
    async with TahomaCloud([box]) as cloud:
        base, account = cloud.url.format(server="europe"), cloud.account
        tokens = f"{base}/config/{box.pin}/local/tokens"
        assert (await call(session, "GET", f"{tokens}/generate"))[0] == 401
        assert (await login(session, base, account.user, account.password))[1]["success"] is True
        _, generated = await call(session, "GET", f"{tokens}/generate")
        assert len(generated["token"]) == 20
        client.token = generated["token"]
        assert (await client.call("GET", "/setup"))[0] == 401

        body = {"label": "Gatehouse", "token": client.token, "scope": "devmode"}
        assert "requestId" in (await call(session, "POST", tokens, json=body))[1]
        assert (await client.call("GET", "/setup"))[0] == 200

        _, listed = await call(session, "GET", f"{tokens}/devmode")
        assert [(token["label"], token["gatewayId"]) for token in listed] == [("Gatehouse", box.pin)]
        client.token = listed[0]["uuid"]
        assert (await client.call("GET", "/setup"))[0] == 401
        client.token = generated["token"]
        token_url = f"{tokens}/{listed[0]['uuid']}"
        assert (await call(session, "DELETE", token_url))[0] == 200
        assert (await client.call("GET", "/setup"))[0] == 401
        status, error = await call(session, "DELETE", token_url)
        assert (status, error["error"]) == (400, f"Not such token with UUID: {listed[0]['uuid']}")


@pytest.mark.parametrize(
    ("server", "change", "error"),
    [
        ("europe", {"password": "wrong"}, "Bad credentials"),
        ("europe", {"user": "x@example.com"}, "No such user account : x@example.com"),
        ("north_america", {}, "No such user account : owner@example.com"),
        (
            "europe",
            {"login": Login.TOO_MANY},
            "Too many requests, try again later : login with owner@example.com",
        ),
        ("europe", {"login": Login.OAUTH_ONLY}, "Bad credentials"),
    ],
)
async def test_failed_logins(
    make_box: MakeBox,
    session: aiohttp.ClientSession,
    server: str,
    change: dict[str, Any],
    error: str,
) -> None:
    account = Account()
    account.login = change.get("login", Login.ACCEPTED)
    async with TahomaCloud([await make_box()], account) as cloud:
        status, data = await login(
            session,
            cloud.url.format(server=server),
            change.get("user", account.user),
            change.get("password", account.password),
        )
    assert (status, data["errorCode"], data["error"]) == (401, "AUTHENTICATION_ERROR", error)


async def test_box_of_another_account(make_box: MakeBox, session: aiohttp.ClientSession) -> None:
    async with TahomaCloud([await make_box()]) as cloud:
        base, account = cloud.url.format(server="europe"), cloud.account
        await login(session, base, account.user, account.password)
        other_tokens = f"{base}/config/2001-9999-9999/local/tokens"
        body = {"label": "x", "token": "y", "scope": "devmode"}
        status, data = await call(session, "POST", other_tokens, json=body)
        assert (status, data["error"]) == (
            400,
            "Access denied to gateway #2001-9999-9999 for action ADD_TOKEN",
        )
        cloud.end_sessions()
        assert (await call(session, "GET", f"{other_tokens}/devmode"))[0] == 401
