"""Test the injected faults: the response to the client, and whether the motor runs."""

import asyncio
from collections.abc import Callable

import aiohttp
import pytest

from simulators.the_keys import Faults

from .conftest import DOOR, Connect, MakeGateway


@pytest.mark.parametrize(("executed", "movements"), [(False, 0), (True, 1)])
@pytest.mark.parametrize(
    ("fault", "error"), [(Faults.drop, "Server disconnected"), (Faults.reset, "reset by peer")]
)
async def test_lost_response(
    make_gateway: MakeGateway,
    connect: Connect,
    *,
    executed: bool,
    movements: int,
    fault: Callable[..., None],
    error: str,
) -> None:
    """A lost response leaves open whether the motor ran."""
    gateway = await make_gateway()
    client = connect(gateway)
    fault(gateway.faults, "/open", executed=executed)
    with pytest.raises(aiohttp.ClientConnectionError, match=error):
        await client.send("/open")
    assert len(gateway.locks[DOOR].movements) == movements
    assert await client.result_code("/close") == 0


@pytest.mark.parametrize(("executed", "movements"), [(False, 0), (True, 1)])
async def test_code_37(
    make_gateway: MakeGateway, connect: Connect, *, executed: bool, movements: int
) -> None:
    """The code 37 leaves open whether the motor ran."""
    gateway = await make_gateway()
    client = connect(gateway)
    gateway.faults.failed("/open", executed=executed)
    assert await client.send("/open") == {"status": "ko", "code": 37, "cause": "unknown error"}
    assert len(gateway.locks[DOOR].movements) == movements
    assert await client.result_code("/open") == 0


@pytest.mark.parametrize("code", [1, 2, 3, 4, 5, 32, 33, 34, 35, 36, 38, 99, 400, 500])
async def test_any_code(make_gateway: MakeGateway, connect: Connect, code: int) -> None:
    gateway = await make_gateway()
    client = connect(gateway)
    gateway.faults.code(code, times=2)
    assert [await client.result_code("/open") for _ in range(3)] == [code, code, 0]
    assert len(gateway.locks[DOOR].movements) == 1


async def test_busy(make_gateway: MakeGateway, connect: Connect) -> None:
    """A retry of /synchronize succeeds when the gateway is no longer busy."""
    gateway = await make_gateway()
    gateway.faults.busy("/synchronize", times=2)
    assert [(await connect(gateway).get("/synchronize"))["code"] for _ in range(3)] == [500, 500, 0]


@pytest.mark.parametrize(("executed", "movements"), [(False, 0), (True, 1)])
async def test_response_after_client_timeout(
    make_gateway: MakeGateway, connect: Connect, *, executed: bool, movements: int
) -> None:
    gateway = await make_gateway()
    client = connect(gateway)
    gateway.faults.delay(120, "/open", times=1, executed=executed)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await client.send("/open")
    assert len(gateway.locks[DOOR].movements) == movements
    await gateway.clock.sleep(1)
    assert "version" in await client.get("/status")


async def test_hang(make_gateway: MakeGateway, connect: Connect) -> None:
    gateway = await make_gateway()
    gateway.faults.hang("/lockers")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await connect(gateway).get("/lockers")
    await connect(gateway).get("/lockers")


@pytest.mark.parametrize(
    ("fault", "is_expected"),
    [
        (Faults.empty, lambda body: body == b""),
        (Faults.html, lambda body: body.startswith(b"<html>")),
        (Faults.garbage, lambda body: not body.isascii()),
        (Faults.huge, lambda body: len(body) > 5_000_000),
        (Faults.truncated, lambda body: body == b'{"status":"o'),
        (lambda faults, path: faults.respond('{"status":', path=path), lambda body: body == b'{"status":'),
    ],
)
async def test_unusable_responses(
    make_gateway: MakeGateway,
    connect: Connect,
    fault: Callable[[Faults, str], None],
    is_expected: Callable[[bytes], bool],
) -> None:
    gateway = await make_gateway()
    client = connect(gateway)
    fault(gateway.faults, "/synchronize")
    status, body = await client.raw("GET", "/synchronize")
    assert status == 200
    assert is_expected(body)


@pytest.mark.parametrize("fault", [Faults.empty, Faults.html, Faults.garbage])
@pytest.mark.parametrize(("executed", "movements"), [(False, 0), (True, 1)])
async def test_unusable_responses_to_commands(
    make_gateway: MakeGateway, connect: Connect, fault: Callable[..., None], *, executed: bool, movements: int
) -> None:
    gateway = await make_gateway()
    client = connect(gateway)
    fault(gateway.faults, "/open", executed=executed)
    form = client.form()
    await client.raw("POST", "/open", "&".join(f"{name}={value}" for name, value in form.items()))
    assert len(gateway.locks[DOOR].movements) == movements


async def test_reset_connections(make_gateway: MakeGateway, connect: Connect) -> None:
    gateway = await make_gateway()
    gateway.faults.reset_connections()
    with pytest.raises(aiohttp.ClientConnectionError):
        await connect(gateway).send("/open")
    assert not gateway.requests


async def test_clear(make_gateway: MakeGateway, connect: Connect) -> None:
    gateway = await make_gateway()
    gateway.faults.code(37, times=None)
    assert await connect(gateway).result_code("/open") == 37
    gateway.faults.clear()
    assert await connect(gateway).result_code("/open") == 0
