"""Trouble on demand, seen from the client's side."""

import asyncio
from collections.abc import Callable

import aiohttp
import pytest

from simulators.tahoma import Faults, poison

from .conftest import SHUTTER, Connect, MakeBox, values


async def test_refused_for_some_requests(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box()
    box.faults.unauthorized(times=2, missing=True)
    answers = [await connect(box).call("GET", "/setup/gateways") for _ in range(3)]
    assert [status for status, _ in answers] == [401, 401, 200]
    assert answers[0][1]["error"] == "Missing authorization token."


async def test_refused_for_some_time(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box()
    box.faults.unauthorized(seconds=30)
    assert (await connect(box).call("GET", "/setup/gateways"))[0] == 401
    await box.clock.sleep(31)
    assert (await connect(box).call("GET", "/setup/gateways"))[0] == 200


async def test_unknown_object_for_everything(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box()
    box.faults.unknown_object()
    for path in ("/setup", "/apiVersion", "/exec/current"):
        assert (await connect(box).call("GET", path))[1]["error"] == "Unknown object."
    box.faults.clear()
    await connect(box).get("/setup")


async def test_delay_concerns_the_paths_that_match(make_box: MakeBox, connect: Connect) -> None:
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


async def test_slow_apply_is_sent_at_once(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box()
    box.faults.slow_apply(20)
    before = box.clock.now()
    await connect(box).apply(box.home.first(SHUTTER).url, "close")
    assert box.clock.now() - before >= 20
    assert box.radio[0].time - before < 10


async def test_hang_does_nothing(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box()
    box.faults.hang("/exec/apply")
    client = connect(box)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await client.apply(box.home.first(SHUTTER).url, "close")
    assert not box.radio
    await client.get("/setup")


@pytest.mark.parametrize(("moment", "sent"), [("received", 0), ("executed", 1)])
async def test_lost_answer(make_box: MakeBox, connect: Connect, moment: str, sent: int) -> None:
    box = await make_box()
    box.faults.drop("/exec/apply", moment="executed" if moment == "executed" else "received")
    with pytest.raises(aiohttp.ClientConnectionError):
        await connect(box).apply(box.home.first(SHUTTER).url, "close")
    assert len(box.radio) == sent
    await box.clock.sleep(1)
    assert len(box.radio) == sent


async def test_lost_fetch_loses_the_events(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box()
    client = connect(box)
    await client.listen()
    url = box.home.first(SHUTTER).url
    box.set_state(url, "core:ClosureState", 11)
    box.faults.drop("/events/*/fetch", moment="executed")
    with pytest.raises(aiohttp.ClientConnectionError):
        await client.fetch()
    box.set_state(url, "core:ClosureState", 12)
    assert values(await client.fetch(), "core:ClosureState") == [12]


async def test_connection_closed_before_anything_is_read(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box()
    box.faults.reset_connections(3)  # the client tries an idempotent request again by itself
    with pytest.raises(aiohttp.ClientError):
        await connect(box).get("/setup")
    assert not box.requests
    box.faults.clear()
    await connect(box).get("/setup")


@pytest.mark.parametrize(
    ("fault", "status", "recognised"),
    [
        (Faults.server_error, 500, lambda body: not body),
        (Faults.html, 200, lambda body: body.startswith(b"<html>")),
        (Faults.garbage, 200, lambda body: not body.isascii()),
        (Faults.huge, 200, lambda body: len(body) > 5_000_000),
        (Faults.truncated, 200, lambda body: b"{" in body and body[-1:] != b"}"),
    ],
)
async def test_unusable_answers(
    make_box: MakeBox,
    connect: Connect,
    fault: Callable[[Faults], None],
    status: int,
    recognised: Callable[[bytes], bool],
) -> None:
    box = await make_box()
    client = connect(box)
    fault(box.faults)
    answer = await client.raw("GET", "/setup")
    assert answer[0] == status
    assert recognised(answer[1])
    await client.get("/setup")


async def test_duplicated_devices(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box(SHUTTER, SHUTTER)
    box.faults.duplicated_devices()
    urls = [device["deviceURL"] for device in await connect(box).get("/setup/devices")]
    assert len(urls) == 4
    assert set(urls) == set(box.home.devices)


async def test_poison_arrives_as_it_is(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box()
    client = connect(box)
    await client.listen()
    broken = poison(box.home.first(SHUTTER).url)
    for event in broken.values():
        box.emit(event)
    assert await client.fetch() == list(broken.values())
    box.faults.no_list()
    status, data = await client.call("POST", f"/events/{client.listener}/fetch")
    assert status == 200
    assert not isinstance(data, list)


async def test_bus_error(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box()
    box.faults.bus_error("/exec/apply")
    status, data = await connect(box).call("POST", "/exec/apply", {"actions": []})
    assert (status, data) == (400, {"error": "Bus error", "errorCode": "DBUS_ERROR"})
