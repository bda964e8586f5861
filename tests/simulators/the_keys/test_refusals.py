"""Signatures, every code that a gateway answers with, and the order of its checks."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from simulators.the_keys import Lock, Scope, State, Style, TheKeysGateway, signature

from .conftest import CODE, DOOR, Connect, MakeGateway

KEY = "sEcReT"
VECTORS = [
    ("1647349435", "jejmupCqAu5wOsraszmzcl3UyCi0hgsIdxWvfcvdzBg="),
    ("1647350684", "fcbTI/x8qKsN/nhLxjRE5toEO3tDK/F0ubQXHCsnf88="),
]


@pytest.mark.parametrize(("timestamp", "expected"), VECTORS)
def test_vectors(timestamp: str, expected: str) -> None:
    """Those of openHAB's own tests."""
    assert signature(KEY, timestamp) == expected


@pytest.mark.parametrize(("timestamp", "hashed"), VECTORS)
@pytest.mark.parametrize("encode", [str, lambda hashed: quote(hashed, safe="")])
async def test_hashes_raw_and_percent_encoded(
    make_gateway: MakeGateway, connect: Connect, timestamp: str, hashed: str, encode: Any
) -> None:
    """Both are in use: a plus is a plus, never a space."""
    client = connect(await make_gateway(Lock("3718", code=KEY)))
    body = f"identifier=3718&ts={timestamp}&hash={encode(hashed)}"
    assert b'"code":49' in (await client.raw("POST", "/locker_status", body))[1]


async def test_a_body_seen_on_the_wire(make_gateway: MakeGateway, connect: Connect) -> None:
    """That of the-keyspy, in any order of its fields."""
    client = connect(await make_gateway(Lock("3718", code=KEY)))
    body = "hash=lWcJ0%2FA1CzoySjd%2BTf13KMKgj2anwhSo5A0SoLSITt4%3D&ts=1795218242&identifier=3718"
    assert b'"code":49' in (await client.raw("POST", "/locker_status", body))[1]


@pytest.mark.parametrize(("left_out", "name"), [("identifier",) * 2, ("ts", "timestamp"), ("hash",) * 2])
@pytest.mark.parametrize("path", ["/locker_status", "/open", "/close", "/calibrate"])
async def test_missing_parameters(
    make_gateway: MakeGateway, connect: Connect, left_out: str, name: str, path: str
) -> None:
    """The documented answer has the parameter's name in `code`."""
    gateway = await make_gateway()
    client = connect(gateway)
    form = client.form()
    del form[left_out]
    assert await client.post(path, **form) == {"status": "ko", "code": 400, "cause": f"{name} missing"}
    gateway.quirks.style = Style.KB
    assert await client.post(path, **form) == {"status": "400", "code": name}
    assert not gateway.locks[DOOR].contacts


type Change = Callable[[TheKeysGateway, Lock], Any]


def _leave_soon(gateway: TheKeysGateway, lock: Lock) -> None:
    lock.ble_latency = 50
    gateway.tasks.start(_leave(lock))


@pytest.mark.parametrize("path", ["/locker_status", "/open", "/close", "/calibrate"])
@pytest.mark.parametrize(
    ("change", "code", "contacts"),
    [
        (lambda gateway, _: gateway.signatures.codes.clear(), 32, 0),
        (lambda gateway, _: gateway.signatures.codes.update({DOOR: {"another code"}}), 33, 0),
        (lambda gateway, _: gateway.signatures.last.update({"": 2**40}), 33, 0),
        (lambda _, lock: setattr(lock, "reachable", False), 34, 0),
        (lambda _, lock: setattr(lock, "compatible", False), 35, 0),
        (lambda _, lock: lock.keys.clear(), 36, 1),
        (_leave_soon, 37, 1),
        (lambda gateway, _: setattr(gateway.signatures, "clock_valid", False), 38, 0),
    ],
)
async def test_refusals(
    make_gateway: MakeGateway, connect: Connect, path: str, change: Change, code: int, contacts: int
) -> None:
    """33 stands for a wrong code and for an old timestamp alike; nothing moves in any of the cases."""
    gateway = await make_gateway()
    client, lock = connect(gateway), gateway.locks[DOOR]
    change(gateway, lock)
    answer = await client.ask(path)
    assert (answer["status"], answer["code"]) == ("ko", code)
    assert answer["cause"]
    assert not lock.movements
    assert len(lock.contacts) == contacts


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        (lambda gateway, _: gateway.signatures.codes.clear(), {"status": "32"}),
        (lambda gateway, _: gateway.begin_to_synchronize(), {"status": "500", "message": "busy"}),
    ],
)
async def test_documented_refusals(
    make_gateway: MakeGateway, connect: Connect, change: Change, answer: dict[str, str]
) -> None:
    """The vendor's document has the number in `status`, a string in its only example."""
    gateway = await make_gateway(style=Style.KB, gateway_sync_time=50.0)
    change(gateway, gateway.locks[DOOR])
    assert await connect(gateway).ask("/open") == answer


async def test_a_timestamp_is_a_number(make_gateway: MakeGateway, connect: Connect) -> None:
    form = {"identifier": DOOR, "ts": "now", "hash": signature(CODE, "now")}
    assert (await connect(await make_gateway()).post("/open", **form))["code"] == 33


async def _leave(lock: Lock) -> None:
    await lock.clock.sleep(20)
    lock.reachable = False


async def test_a_timestamp_works_once(make_gateway: MakeGateway, connect: Connect) -> None:
    """It is unique per request, and may not be older than the one before."""
    gateway = await make_gateway()
    client = connect(gateway)
    form = client.form()
    older = {**form, "ts": (ts := str(int(form["ts"]) - 1)), "hash": signature(CODE, ts)}
    assert (await client.post("/locker_status", **form))["code"] == State.CLOSED
    assert (await client.post("/open", **form))["code"] == 33
    assert (await client.post("/open", **older))["code"] == 33
    assert not gateway.locks[DOOR].movements


async def test_only_the_timestamp_is_signed(make_gateway: MakeGateway, connect: Connect) -> None:
    """A signature for reading opens, as long as its timestamp was not used."""
    gateway = await make_gateway()
    assert (await connect(gateway).ask("/open"))["code"] == 0
    assert len(gateway.locks[DOOR].movements) == 1


@pytest.mark.parametrize(("scope", "code"), [(Scope.GATEWAY, 33), (Scope.LOCK, State.CLOSED)])
async def test_scope_of_timestamps(
    make_gateway: MakeGateway, connect: Connect, scope: Scope, code: int
) -> None:
    """Whether locks share the rising timestamps is not documented."""
    gateway = await make_gateway(Lock(DOOR, code=CODE), Lock("46002", code="other"), timestamps=scope)
    client = connect(gateway)
    form = client.form()
    await client.post("/locker_status", **form)
    form |= {"identifier": "46002", "hash": signature("other", form["ts"])}
    assert (await client.post("/locker_status", **form))["code"] == code


@pytest.mark.parametrize(("window", "code"), [(None, State.CLOSED), (60.0, 33), (600.0, State.CLOSED)])
async def test_timestamps_of_the_future(
    make_gateway: MakeGateway, connect: Connect, window: float | None, code: int
) -> None:
    """A vendor's client sends timestamps ten seconds old: some firmwares may refuse future ones."""
    gateway = await make_gateway(future_window=window)
    client = connect(gateway)
    client.timestamp = int(gateway.clock.unix_time()) + 300
    assert await client.code_of("/locker_status") == code


async def test_a_gateway_whose_clock_is_slow(make_gateway: MakeGateway, connect: Connect) -> None:
    """Its clock is set by the cloud when it synchronises."""
    gateway = await make_gateway(future_window=10.0)
    gateway.signatures.clock_offset = -600
    client = connect(gateway)
    client.timestamp = int(gateway.clock.unix_time()) - 5
    assert await client.code_of("/locker_status") == 33
    await client.get("/synchronize")
    await client.until_scanning()
    assert await client.code_of("/locker_status") == State.CLOSED


@pytest.mark.parametrize(("use_up", "code"), [(False, State.CLOSED), (True, 33)])
async def test_timestamps_of_refused_requests(
    make_gateway: MakeGateway, connect: Connect, *, use_up: bool, code: int
) -> None:
    """Whether a refused request uses its timestamp up is not known."""
    gateway = await make_gateway(refused_use_up=use_up)
    client = connect(gateway)
    form = client.form()
    gateway.signatures.clock_valid = False
    assert (await client.post("/locker_status", **form))["code"] == 38
    gateway.signatures.clock_valid = True
    assert (await client.post("/locker_status", **form))["code"] == code


async def test_an_invalid_clock_is_cured_by_synchronising(
    make_gateway: MakeGateway, connect: Connect
) -> None:
    gateway = await make_gateway(gateway_sync_time=50.0)
    client = connect(gateway)
    gateway.signatures.clock_valid = False
    assert await client.code_of("/open") == 38
    assert await client.get("/synchronize") == {"status": "ok", "code": 0}
    assert await client.code_of("/open") == 500
    await client.until_scanning()
    assert await client.code_of("/open") == 0


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda gateway, _: gateway.remove(DOOR), 1),
        (lambda _, lock: setattr(lock, "reachable", False), 1),
        (lambda _, lock: setattr(lock, "compatible", False), 2),
        (lambda gateway, _: setattr(gateway.home, "cloud_is_up", False), 3),
        (_leave_soon, 4),
    ],
)
@pytest.mark.parametrize("what", ["synchronize", "update"])
async def test_refusals_to_synchronise(
    make_gateway: MakeGateway, connect: Connect, change: Change, code: int, what: str
) -> None:
    gateway = await make_gateway()
    change(gateway, gateway.locks[DOOR])
    client = connect(gateway)
    assert (await client.post(f"/locker/{what}", identifier=DOOR))["code"] == code
    assert (await client.post(f"/locker/{what}"))["code"] == 400


async def test_checks_have_an_order(make_gateway: MakeGateway, connect: Connect) -> None:
    """Parameters, busy, share, clock, timestamp, presence, compatibility, key."""
    gateway = await make_gateway(gateway_sync_time=50.0)
    client, lock = connect(gateway), gateway.locks[DOOR]
    lock.keys.clear()
    lock.reachable = lock.compatible = gateway.signatures.clock_valid = False
    gateway.signatures.codes.clear()
    gateway.signatures.last[""] = 2**40
    gateway.begin_to_synchronize()
    gateway.home.cloud_is_up = False
    assert (await client.post("/open", identifier=DOOR))["code"] == 400
    assert await client.code_of("/open") == 500
    await client.until_scanning()
    assert await client.code_of("/open") == 32
    gateway.signatures.codes[DOOR] = {CODE}
    assert await client.code_of("/open") == 38
    gateway.signatures.clock_valid = True
    assert await client.code_of("/open") == 33
    gateway.signatures.last.clear()
    assert await client.code_of("/open") == 34
    lock.reachable = True
    assert await client.code_of("/open") == 35
    lock.compatible = True
    assert await client.code_of("/open") == 36
    lock.keys.add(CODE)
    assert await client.code_of("/open") == 0
    assert len(lock.movements) == 1
