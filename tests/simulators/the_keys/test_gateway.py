"""The endpoints of a gateway, in both styles, and what becomes of the locks."""

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
    """There is no `status` in it; POST is accepted too, as one client does it."""
    client = connect(await make_gateway())
    assert await client.raw(method, path) == (200, b'{"version":65,"current_status":"Scanning"}')


async def test_documented_status(make_gateway: MakeGateway, connect: Connect) -> None:
    """The vendor's document shows the version as a string, and dots."""
    client = connect(await make_gateway(style=Style.KB))
    assert await client.get("/status") == {"version": "65", "current_status": "Scanning..."}


async def test_status_has_a_path_of_its_own_since_version_17(
    make_gateway: MakeGateway, connect: Connect
) -> None:
    gateway = await make_gateway()
    gateway.accessory.version = 16
    client = connect(gateway)
    assert (await client.raw("GET", "/status"))[0] == 404
    assert (await client.get("/"))["version"] == 16


async def test_lockers(make_gateway: MakeGateway, connect: Connect) -> None:
    """Every lock in reach is listed, without a share too; old firmwares tell no log."""
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
    assert await connect(gateway).ask("/locker_status") == {
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
    ("style", "answer"),
    [(Style.REAL, {"status": "ok", "code": 0}), (Style.KB, {"status": "0", "code": "ok"})],
)
async def test_open_and_close(
    make_gateway: MakeGateway, connect: Connect, style: Style, answer: dict[str, Any]
) -> None:
    """The documented answer has status and code the other way round."""
    gateway = await make_gateway(style=style)
    lock, client = gateway.locks[DOOR], connect(gateway)
    lock.travel = 50
    for path, before, after in (("/open", State.CLOSED, State.OPEN), ("/close", State.OPEN, State.CLOSED)):
        assert await client.ask(path) == answer
        assert lock.state is before
        await gateway.clock.sleep(51)
        assert lock.state is after
        await gateway.clock.sleep(20)
    assert [(movement.asked, movement.by) for movement in lock.movements] == [
        (Action.OPEN, Origin.GATEWAY),
        (Action.CLOSE, Origin.GATEWAY),
    ]


async def test_an_answer_when_the_motor_has_stopped(make_gateway: MakeGateway, connect: Connect) -> None:
    """It is not known when /open answers: after the lock's word, or after the movement."""
    gateway = await make_gateway(waits_for_motor=True)
    before = gateway.clock.now()
    await connect(gateway).ask("/open")
    assert gateway.clock.now() - before >= 8.3
    assert gateway.locks[DOOR].state is State.OPEN


async def test_calibrate(make_gateway: MakeGateway, connect: Connect) -> None:
    gateway = await make_gateway()
    assert await connect(gateway).ask("/calibrate") == {"status": "ok", "code": 0}
    assert [movement.asked for movement in gateway.locks[DOOR].movements] == [Action.CALIBRATE]
    await gateway.clock.sleep(6)
    assert gateway.locks[DOOR].state is State.CLOSED


async def test_movements_are_counted_truly(make_gateway: MakeGateway, connect: Connect) -> None:
    """Each run of the motor counts, one that changes nothing too; muscles do not."""
    gateway = await make_gateway()
    lock, client = gateway.locks[DOOR], connect(gateway)
    lock.announce_delay = 1000
    for path in ("/open", "/open", "/close"):
        await client.ask(path)
    await client.ask("/locker_status")
    for origin in (Origin.HAND, Origin.KEY, Origin.APP, Origin.KEYPAD):
        lock.operate(Action.OPEN, origin)
    assert [(asked, by) for _, asked, by in lock.movements] == [
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
    assert len(lock.contacts) == 4


async def test_battery_sinks_with_contacts(make_gateway: MakeGateway, connect: Connect) -> None:
    gateway = await make_gateway()
    gateway.locks[DOOR].contact_cost = 10
    client = connect(gateway)
    for expected in (7390, 7380):
        assert (await client.ask("/locker_status"))["battery"] == expected
    assert (await client.get("/lockers"))["devices"][0]["battery"] == 7380


async def test_operations_by_hand_are_told_after_a_while(make_gateway: MakeGateway, connect: Connect) -> None:
    """`last_log` changes whatever operated the lock, once it has announced itself and was synchronised."""
    gateway = await make_gateway(lock_sync_time=50.0)
    client = connect(gateway)
    gateway.locks[DOOR].announce_delay = 20
    gateway.locks[DOOR].operate(Action.OPEN, Origin.HAND)
    assert (await client.get("/lockers"))["devices"][0]["last_log"] == 100
    await gateway.clock.sleep(25)
    assert (await client.get("/status"))["current_status"] == f"Synchronizing {DOOR}"
    await client.until_scanning()
    assert (await client.get("/lockers"))["devices"][0]["last_log"] == 101
    assert await client.code_of("/locker_status") == State.OPEN


async def test_a_restarted_lock_does_not_know_where_it_is(
    make_gateway: MakeGateway, connect: Connect
) -> None:
    gateway = await make_gateway()
    client = connect(gateway)
    gateway.locks[DOOR].restart()
    assert await client.code_of("/locker_status") == State.UNKNOWN
    await client.ask("/close")
    await gateway.clock.sleep(5.5)
    assert gateway.locks[DOOR].state is State.CLOSED


async def test_numbers_as_strings(make_gateway: MakeGateway, connect: Connect) -> None:
    client = connect(await make_gateway(numbers_as_strings=True))
    assert (await client.get("/lockers"))["devices"][0]["identifier"] == "46001"
    assert (await client.ask("/locker_status"))["code"] == "49"
    assert (await client.ask("/open")) == {"status": "ok", "code": "0"}


@pytest.mark.parametrize(
    ("style", "reply", "body"),
    [
        (Style.REAL, LockerReply.NORMAL, b'{"status":"ok","code":0}'),
        (Style.KB, LockerReply.NORMAL, b'{"status":"0","code":"ok"}'),
        (Style.REAL, LockerReply.EMPTY, b""),
        (Style.REAL, LockerReply.BROKEN, b'{"status": ok'),
    ],
)
@pytest.mark.parametrize("what", ["synchronize", "update"])
async def test_lockers_own_requests(
    make_gateway: MakeGateway, connect: Connect, style: Style, reply: LockerReply, body: bytes, what: str
) -> None:
    """Real gateways may answer with nothing, or with what is no JSON, when all went well."""
    gateway = await make_gateway(style=style, locker_reply=reply)
    answer = await connect(gateway).raw("POST", f"/locker/{what}", f"identifier={DOOR}")
    assert answer == (200, body)
    assert [contact.what for contact in gateway.locks[DOOR].contacts] == [f"/locker/{what}"]


async def test_update_of_a_lock(make_gateway: MakeGateway, connect: Connect) -> None:
    """After an update a lock has just started: its state is unknown (0x30)."""
    gateway = await make_gateway()
    gateway.locks[DOOR].available_firmware = 82
    client = connect(gateway)
    await client.post("/locker/update", identifier=DOOR)
    status = await client.ask("/locker_status")
    assert (status["code"], status["version"]) == (State.UNKNOWN, 82)


async def test_several_gateways_share_a_home(connect: Connect) -> None:
    home = Home(Lock(DOOR, code=CODE))
    async with TheKeysGateway(home) as first, TheKeysGateway(home) as second:
        assert first.signatures.codes[DOOR] != second.signatures.codes[DOOR]
        for gateway in (first, second):
            client = connect(gateway)
            (client.code,) = gateway.signatures.codes[DOOR]
            gateway.locks[DOOR].ble_latency = 0.01
            assert await client.code_of("/locker_status") == State.CLOSED


async def test_locks_come_and_go(make_gateway: MakeGateway, connect: Connect) -> None:
    gateway = await make_gateway()
    client = connect(gateway)
    gateway.add(Lock("46002", "Back door", "AnotherCode45678"))
    gateway.remove(DOOR)
    assert [device["identifier"] for device in (await client.get("/lockers"))["devices"]] == [46002]
    assert await client.code_of("/open") == 32
    client.code = "AnotherCode45678"
    assert await client.code_of("/open", "46002") == 0


async def test_nothing_goes_on_in_a_stopped_gateway(connect: Connect) -> None:
    """A motor that was told to move moves on, but nothing waits for anything any more."""
    home = Home(Lock(DOOR, code=CODE))
    async with TheKeysGateway(home) as gateway:
        request = asyncio.create_task(connect(gateway).ask("/open"))
        await asyncio.sleep(0.1)
    await asyncio.gather(request, return_exceptions=True)
    assert request.exception()
    assert not home.locks[DOOR].movements
