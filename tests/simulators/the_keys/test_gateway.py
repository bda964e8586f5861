"""Test the endpoints of a gateway in both response formats, and the behavior of locks."""

import asyncio
from typing import Any

import pytest

from simulators.the_keys import (
    Action,
    Home,
    Lock,
    LockerReply,
    Movement,
    Origin,
    State,
    Style,
    TheKeysGateway,
)

from .conftest import CODE, DOOR, Connect, MakeGateway


@pytest.mark.parametrize("path", ["/", "/status"])
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_status(make_gateway: MakeGateway, connect: Connect, path: str, method: str) -> None:
    """The response has no `status`; POST is accepted too, since one client uses it."""
    client = connect(await make_gateway())
    assert await client.raw(method, path) == (200, b'{"version":65,"current_status":"Scanning"}')


async def test_documented_status(make_gateway: MakeGateway, connect: Connect) -> None:
    """The documented response has the version as a string, and dots after the phase."""
    client = connect(await make_gateway(style=Style.DOCUMENTED))
    assert await client.get("/status") == {"version": "65", "current_status": "Scanning..."}


async def test_status_path_since_version_17(make_gateway: MakeGateway, connect: Connect) -> None:
    gateway = await make_gateway()
    gateway.accessory.version = 16
    client = connect(gateway)
    assert (await client.raw("GET", "/status"))[0] == 404
    assert (await client.get("/"))["version"] == 16


async def test_lockers(make_gateway: MakeGateway, connect: Connect) -> None:
    """All locks in range are listed, even without a share; old firmware reports no log."""
    gateway = await make_gateway(
        Lock("1751", battery=7044, last_log=100),
        Lock("45961123", battery=4065, rssi=-71, firmware=56, linked=False),
        Lock("3718", reachable=False),
    )
    assert await connect(gateway).get("/lockers") == {
        "status": "ok",
        "devices": [
            {"identifier": 1751, "rssi": -70, "battery": 7044, "last_log": 100},
            {"identifier": 45961123, "rssi": -71, "battery": 4065},
        ],
    }


@pytest.mark.parametrize(
    ("state", "text", "position"),
    [(State.UNKNOWN, "Unknown", 0), (State.CLOSED, "Door closed", 4), (State.OPEN, "Door open", 20)],
)
async def test_locker_status(
    make_gateway: MakeGateway, connect: Connect, state: State, text: str, position: int
) -> None:
    gateway = await make_gateway()
    gateway.locks[DOOR].state = state
    before = gateway.clock.now()
    assert await connect(gateway).send("/locker_status") == {
        "status": text,
        "code": int(state),
        "id": 46001,
        "version": 81,
        "position": position,
        "rssi": -70,
        "battery": 7400,
    }
    assert gateway.clock.now() - before == pytest.approx(3.3, abs=0.01)


@pytest.mark.parametrize(
    ("style", "response"),
    [(Style.OBSERVED, {"status": "ok", "code": 0}), (Style.DOCUMENTED, {"status": "0", "code": "ok"})],
)
async def test_open_and_close(
    make_gateway: MakeGateway, connect: Connect, style: Style, response: dict[str, Any]
) -> None:
    """The documented response swaps status and code."""
    gateway = await make_gateway(style=style)
    lock, client = gateway.locks[DOOR], connect(gateway)
    lock.travel_time = 50
    for path, before, after in (("/open", State.CLOSED, State.OPEN), ("/close", State.OPEN, State.CLOSED)):
        assert await client.send(path) == response
        assert lock.state is before
        await gateway.clock.sleep(51)
        assert lock.state is after
        await gateway.clock.sleep(20)
    assert [(movement.action, movement.origin) for movement in lock.movements] == [
        (Action.OPEN, Origin.GATEWAY),
        (Action.CLOSE, Origin.GATEWAY),
    ]


async def test_response_after_movement(make_gateway: MakeGateway, connect: Connect) -> None:
    """It is not known whether /open responds after the reply of the lock or after the movement."""
    gateway = await make_gateway(waits_for_motor=True)
    before = gateway.clock.now()
    await connect(gateway).send("/open")
    assert gateway.clock.now() - before >= 8.3
    assert gateway.locks[DOOR].state is State.OPEN


async def test_calibrate(make_gateway: MakeGateway, connect: Connect) -> None:
    gateway = await make_gateway()
    assert await connect(gateway).send("/calibrate") == {"status": "ok", "code": 0}
    assert [movement.action for movement in gateway.locks[DOOR].movements] == [Action.CALIBRATE]
    await gateway.clock.sleep(6)
    assert gateway.locks[DOOR].state is State.CLOSED


async def test_movements(make_gateway: MakeGateway, connect: Connect) -> None:
    """All runs of the motor are recorded, even without a change of state; manual operations are not."""
    gateway = await make_gateway()
    lock, client = gateway.locks[DOOR], connect(gateway)
    lock.sync_request_delay = 1000
    for path in ("/open", "/open", "/close"):
        await client.send(path)
    await client.send("/locker_status")
    for origin in (Origin.HAND, Origin.KEY, Origin.APP, Origin.KEYPAD):
        lock.operate(Action.OPEN, origin)
    assert [(action, origin) for _, action, origin in lock.movements] == [
        (Action.OPEN, Origin.GATEWAY),
        (Action.OPEN, Origin.GATEWAY),
        (Action.CLOSE, Origin.GATEWAY),
        (Action.OPEN, Origin.APP),
        (Action.OPEN, Origin.KEYPAD),
    ]
    assert isinstance(lock.movements[0], Movement)
    assert [movement.time for movement in lock.movements] == sorted(m.time for m in lock.movements)
    assert lock.last_log == 107
    assert len(lock.reads) == 1
    assert len(lock.ble_connections) == 4


async def test_connections_drain_battery(make_gateway: MakeGateway, connect: Connect) -> None:
    gateway = await make_gateway()
    gateway.locks[DOOR].connection_cost = 10
    client = connect(gateway)
    for expected in (7390, 7380):
        assert (await client.send("/locker_status"))["battery"] == expected
    assert (await client.get("/lockers"))["devices"][0]["battery"] == 7380


async def test_manual_operation_changes_last_log(make_gateway: MakeGateway, connect: Connect) -> None:
    """`last_log` changes after the lock has requested a synchronization and was synchronized."""
    gateway = await make_gateway(lock_sync_time=50.0)
    client = connect(gateway)
    gateway.locks[DOOR].sync_request_delay = 20
    gateway.locks[DOOR].operate(Action.OPEN, Origin.HAND)
    assert (await client.get("/lockers"))["devices"][0]["last_log"] == 100
    await gateway.clock.sleep(25)
    assert (await client.get("/status"))["current_status"] == f"Synchronizing {DOOR}"
    await client.wait_until_scanning()
    assert (await client.get("/lockers"))["devices"][0]["last_log"] == 101
    assert await client.result_code("/locker_status") == State.OPEN


async def test_restart_of_lock(make_gateway: MakeGateway, connect: Connect) -> None:
    gateway = await make_gateway()
    client = connect(gateway)
    gateway.locks[DOOR].restart()
    assert await client.result_code("/locker_status") == State.UNKNOWN
    await client.send("/close")
    await gateway.clock.sleep(5.5)
    assert gateway.locks[DOOR].state is State.CLOSED


async def test_numbers_as_strings(make_gateway: MakeGateway, connect: Connect) -> None:
    client = connect(await make_gateway(numbers_as_strings=True))
    assert (await client.get("/lockers"))["devices"][0]["identifier"] == "46001"
    assert (await client.send("/locker_status"))["code"] == "49"
    assert (await client.send("/open")) == {"status": "ok", "code": "0"}


@pytest.mark.parametrize(
    ("style", "reply", "body"),
    [
        (Style.OBSERVED, LockerReply.NORMAL, b'{"status":"ok","code":0}'),
        (Style.DOCUMENTED, LockerReply.NORMAL, b'{"status":"0","code":"ok"}'),
        (Style.OBSERVED, LockerReply.EMPTY, b""),
        (Style.OBSERVED, LockerReply.BROKEN, b'{"status": ok'),
    ],
)
@pytest.mark.parametrize("request_name", ["synchronize", "update"])
async def test_synchronize_and_update_lock(
    make_gateway: MakeGateway,
    connect: Connect,
    style: Style,
    reply: LockerReply,
    body: bytes,
    request_name: str,
) -> None:
    """Real gateways may return an empty body or invalid JSON on success."""
    gateway = await make_gateway(style=style, locker_reply=reply)
    response = await connect(gateway).raw("POST", f"/locker/{request_name}", f"identifier={DOOR}")
    assert response == (200, body)
    assert [connection.path for connection in gateway.locks[DOOR].ble_connections] == [
        f"/locker/{request_name}"
    ]


async def test_state_after_update_of_lock(make_gateway: MakeGateway, connect: Connect) -> None:
    """A lock restarts after an update, so its state is unknown."""
    gateway = await make_gateway()
    gateway.locks[DOOR].available_firmware = 82
    client = connect(gateway)
    await client.post("/locker/update", identifier=DOOR)
    status = await client.send("/locker_status")
    assert (status["code"], status["version"]) == (State.UNKNOWN, 82)


async def test_two_gateways_in_a_home(connect: Connect) -> None:
    home = Home(Lock(DOOR, code=CODE))
    async with TheKeysGateway(home) as first, TheKeysGateway(home) as second:
        assert first.signatures.codes[DOOR] != second.signatures.codes[DOOR]
        for gateway in (first, second):
            client = connect(gateway)
            (client.code,) = gateway.signatures.codes[DOOR]
            gateway.locks[DOOR].ble_latency = 0.01
            assert await client.result_code("/locker_status") == State.CLOSED


async def test_add_and_remove_locks(make_gateway: MakeGateway, connect: Connect) -> None:
    gateway = await make_gateway()
    client = connect(gateway)
    gateway.add(Lock("46002", "Back door", "AnotherCode45678"))
    gateway.remove(DOOR)
    assert [device["identifier"] for device in (await client.get("/lockers"))["devices"]] == [46002]
    assert await client.result_code("/open") == 32
    client.code = "AnotherCode45678"
    assert await client.result_code("/open", "46002") == 0


async def test_stop_cancels_request(connect: Connect) -> None:
    """A command that was not sent to the lock before the stop is canceled."""
    home = Home(Lock(DOOR, code=CODE))
    async with TheKeysGateway(home) as gateway:
        request = asyncio.create_task(connect(gateway).send("/open"))
        await asyncio.sleep(0.1)
    await asyncio.gather(request, return_exceptions=True)
    assert request.exception()
    assert not home.locks[DOOR].movements
