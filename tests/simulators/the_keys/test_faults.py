"""Trouble on demand: what the client sees, and whether the motor ran."""

import asyncio
from collections.abc import Callable

import aiohttp
import pytest

from simulators.the_keys import Faults

from .conftest import DOOR, Connect, MakeGateway


@pytest.mark.parametrize(("moment", "movements"), [("received", 0), ("executed", 1)])
@pytest.mark.parametrize(
    ("cut", "error"), [(Faults.drop, "Server disconnected"), (Faults.reset, "reset by peer")]
)
async def test_lost_answers(
    make_gateway: MakeGateway,
    connect: Connect,
    moment: str,
    movements: int,
    cut: Callable[..., None],
    error: str,
) -> None:
    """An answer that is lost tells nothing about the motor."""
    gateway = await make_gateway()
    client = connect(gateway)
    cut(gateway.faults, "/open", moment=moment)
    with pytest.raises(aiohttp.ClientConnectionError, match=error):
        await client.ask("/open")
    assert len(gateway.locks[DOOR].movements) == movements
    assert await client.code_of("/close") == 0


@pytest.mark.parametrize(("executed", "movements"), [(False, 0), (True, 1)])
async def test_37_hides_whether_the_motor_ran(
    make_gateway: MakeGateway, connect: Connect, *, executed: bool, movements: int
) -> None:
    """A connection that failed, was cut, or timed out: all are 37."""
    gateway = await make_gateway()
    client = connect(gateway)
    gateway.faults.failed("/open", executed=executed)
    assert await client.ask("/open") == {"status": "ko", "code": 37, "cause": "unknown error"}
    assert len(gateway.locks[DOOR].movements) == movements
    assert await client.code_of("/open") == 0


@pytest.mark.parametrize("code", [1, 2, 3, 4, 5, 32, 33, 34, 35, 36, 38, 99, 400, 500])
async def test_any_code(make_gateway: MakeGateway, connect: Connect, code: int) -> None:
    gateway = await make_gateway()
    client = connect(gateway)
    gateway.faults.code(code, times=2)
    assert [await client.code_of("/open") for _ in range(3)] == [code, code, 0]
    assert len(gateway.locks[DOOR].movements) == 1


async def test_busy_for_some_requests(make_gateway: MakeGateway, connect: Connect) -> None:
    """/synchronize itself may be busy, and works when it is tried again."""
    gateway = await make_gateway()
    gateway.faults.busy("/synchronize", times=2)
    assert [(await connect(gateway).get("/synchronize"))["code"] for _ in range(3)] == [500, 500, 0]


@pytest.mark.parametrize(("after", "movements"), [(False, 0), (True, 1)])
async def test_an_answer_later_than_anybody_waits(
    make_gateway: MakeGateway, connect: Connect, *, after: bool, movements: int
) -> None:
    gateway = await make_gateway()
    client = connect(gateway)
    gateway.faults.delay(120, "/open", times=1, after=after)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await client.ask("/open")
    assert len(gateway.locks[DOOR].movements) == movements
    await gateway.clock.sleep(1)
    assert "version" in await client.get("/status")


async def test_no_answer_ever(make_gateway: MakeGateway, connect: Connect) -> None:
    gateway = await make_gateway()
    gateway.faults.hang("/lockers")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await connect(gateway).get("/lockers")
    await connect(gateway).get("/lockers")


@pytest.mark.parametrize(
    ("fault", "recognised"),
    [
        (Faults.empty, lambda body: body == b""),
        (Faults.html, lambda body: body.startswith(b"<html>")),
        (Faults.garbage, lambda body: not body.isascii()),
        (Faults.huge, lambda body: len(body) > 5_000_000),
        (Faults.truncated, lambda body: body == b'{"status":"o'),
        (lambda faults, path: faults.answer('{"status":', path=path), lambda body: body == b'{"status":'),
    ],
)
async def test_unusable_answers(
    make_gateway: MakeGateway,
    connect: Connect,
    fault: Callable[[Faults, str], None],
    recognised: Callable[[bytes], bool],
) -> None:
    gateway = await make_gateway()
    client = connect(gateway)
    fault(gateway.faults, "/synchronize")
    status, body = await client.raw("GET", "/synchronize")
    assert status == 200
    assert recognised(body)


@pytest.mark.parametrize("fault", [Faults.empty, Faults.html, Faults.garbage])
@pytest.mark.parametrize(("moment", "movements"), [("received", 0), ("executed", 1)])
async def test_unusable_answers_to_commands(
    make_gateway: MakeGateway, connect: Connect, fault: Callable[..., None], moment: str, movements: int
) -> None:
    gateway = await make_gateway()
    client = connect(gateway)
    fault(gateway.faults, "/open", moment=moment)
    form = client.form()
    await client.raw("POST", "/open", "&".join(f"{name}={value}" for name, value in form.items()))
    assert len(gateway.locks[DOOR].movements) == movements


async def test_connections_reset_before_anything_is_read(make_gateway: MakeGateway, connect: Connect) -> None:
    gateway = await make_gateway()
    gateway.faults.reset_connections()
    with pytest.raises(aiohttp.ClientConnectionError):
        await connect(gateway).ask("/open")
    assert not gateway.requests


async def test_trouble_ends(make_gateway: MakeGateway, connect: Connect) -> None:
    gateway = await make_gateway()
    gateway.faults.code(37, times=None)
    assert await connect(gateway).code_of("/open") == 37
    gateway.faults.clear()
    assert await connect(gateway).code_of("/open") == 0
