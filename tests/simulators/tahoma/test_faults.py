"""Test the injected faults from the perspective of a client."""

import asyncio
from collections.abc import Callable

import aiohttp
import pytest

from simulators.tahoma import Faults, malformed_events

from .conftest import SHUTTER, Connect, MakeBox, values


async def test_unauthorized_for_some_requests(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box()
    box.faults.unauthorized(times=2, missing=True)
    responses = [await connect(box).call("GET", "/setup/gateways") for _ in range(3)]
    assert [status for status, _ in responses] == [401, 401, 200]
    assert responses[0][1]["error"] == "Missing authorization token."


async def test_unauthorized_for_some_time(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box()
    box.faults.unauthorized(seconds=30)
    assert (await connect(box).call("GET", "/setup/gateways"))[0] == 401
    await box.clock.sleep(31)
    assert (await connect(box).call("GET", "/setup/gateways"))[0] == 200


async def test_unknown_object(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box()
    box.faults.unknown_object()
    for path in ("/setup", "/apiVersion", "/exec/current"):
        assert (await connect(box).call("GET", path))[1]["error"] == "Unknown object."
    box.faults.clear()
    await connect(box).get("/setup")


async def test_delay_of_matching_paths(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box()
    client = connect(box)
    await client.listen()
    box.faults.delay(40, "/events/*/fetch")
    before = box.clock.now()
    await client.get("/setup")
    assert box.clock.now() - before < 40
    before = box.clock.now()
    await client.fetch()
    assert box.clock.now() - before >= 40


async def test_slow_apply(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box()
    box.faults.slow_apply(20)
    before = box.clock.now()
    await connect(box).apply(box.home.first(SHUTTER).url, "close")
    assert box.clock.now() - before >= 20
    assert box.sent_commands[0].time - before < 10


async def test_hang(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box()
    box.faults.hang("/exec/apply")
    client = connect(box)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await client.apply(box.home.first(SHUTTER).url, "close")
    assert not box.sent_commands
    await client.get("/setup")


@pytest.mark.parametrize(("executed", "sent"), [(False, 0), (True, 1)])
async def test_lost_response(make_box: MakeBox, connect: Connect, *, executed: bool, sent: int) -> None:
    box = await make_box()
    box.faults.drop("/exec/apply", executed=executed)
    with pytest.raises(aiohttp.ClientConnectionError):
        await connect(box).apply(box.home.first(SHUTTER).url, "close")
    assert len(box.sent_commands) == sent
    await box.clock.sleep(1)
    assert len(box.sent_commands) == sent


async def test_lost_fetch_response_loses_events(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box()
    client = connect(box)
    await client.listen()
    url = box.home.first(SHUTTER).url
    box.set_state(url, "core:ClosureState", 11)
    box.faults.drop("/events/*/fetch", executed=True)
    with pytest.raises(aiohttp.ClientConnectionError):
        await client.fetch()
    box.set_state(url, "core:ClosureState", 12)
    assert values(await client.fetch(), "core:ClosureState") == [12]


async def test_reset_connections(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box()
    box.faults.reset_connections(3)  # aiohttp retries idempotent requests
    with pytest.raises(aiohttp.ClientError):
        await connect(box).get("/setup")
    assert not box.requests
    box.faults.clear()
    await connect(box).get("/setup")


@pytest.mark.parametrize(
    ("fault", "status", "is_expected"),
    [
        (Faults.server_error, 500, lambda body: not body),
        (Faults.html, 200, lambda body: body.startswith(b"<html>")),
        (Faults.garbage, 200, lambda body: not body.isascii()),
        (Faults.huge, 200, lambda body: len(body) > 5_000_000),
        (Faults.truncated, 200, lambda body: b"{" in body and body[-1:] != b"}"),
    ],
)
async def test_unusable_responses(
    make_box: MakeBox,
    connect: Connect,
    fault: Callable[[Faults], None],
    status: int,
    is_expected: Callable[[bytes], bool],
) -> None:
    box = await make_box()
    client = connect(box)
    fault(box.faults)
    response = await client.raw("GET", "/setup")
    assert response[0] == status
    assert is_expected(response[1])
    await client.get("/setup")


async def test_duplicated_devices(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box(SHUTTER, SHUTTER)
    box.faults.duplicated_devices()
    urls = [device["deviceURL"] for device in await connect(box).get("/setup/devices")]
    assert len(urls) == 4
    assert set(urls) == set(box.home.devices)


async def test_malformed_events(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box()
    client = connect(box)
    await client.listen()
    events = malformed_events(box.home.first(SHUTTER).url)
    for event in events.values():
        box.emit(event)
    assert await client.fetch() == list(events.values())
    box.faults.events_not_a_list()
    status, data = await client.call("POST", f"/events/{client.listener}/fetch")
    assert status == 200
    assert not isinstance(data, list)


async def test_bus_error(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box()
    box.faults.bus_error("/exec/apply")
    status, data = await connect(box).call("POST", "/exec/apply", {"actions": []})
    assert (status, data) == (400, {"error": "Bus error", "errorCode": "DBUS_ERROR"})
