"""Test signatures, all result codes and the order of the checks."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from simulators.the_keys import Lock, State, Style, TheKeysGateway, TimestampScope, signature

from .conftest import CODE, DOOR, Connect, MakeGateway

KEY = "sEcReT"
VECTORS = [
    ("1647349435", "jejmupCqAu5wOsraszmzcl3UyCi0hgsIdxWvfcvdzBg="),
    ("1647350684", "fcbTI/x8qKsN/nhLxjRE5toEO3tDK/F0ubQXHCsnf88="),
]


@pytest.mark.parametrize(("timestamp", "expected"), VECTORS)
def test_signature(timestamp: str, expected: str) -> None:
    """Use the vectors of openHAB's tests."""
    assert signature(KEY, timestamp) == expected


@pytest.mark.parametrize(("timestamp", "signed"), VECTORS)
@pytest.mark.parametrize("encode", [str, lambda signed: quote(signed, safe="")])
async def test_signature_raw_and_percent_encoded(
    make_gateway: MakeGateway, connect: Connect, timestamp: str, signed: str, encode: Any
) -> None:
    """Clients use both; a plus sign is never a space."""
    client = connect(await make_gateway(Lock("3718", code=KEY)))
    body = f"identifier=3718&ts={timestamp}&hash={encode(signed)}"
    assert b'"code":49' in (await client.raw("POST", "/locker_status", body))[1]


async def test_recorded_body(make_gateway: MakeGateway, connect: Connect) -> None:
    """Accept a body recorded from the-keyspy; the order of the fields does not matter."""
    client = connect(await make_gateway(Lock("3718", code=KEY)))
    body = "hash=lWcJ0%2FA1CzoySjd%2BTf13KMKgj2anwhSo5A0SoLSITt4%3D&ts=1795218242&identifier=3718"
    assert b'"code":49' in (await client.raw("POST", "/locker_status", body))[1]


@pytest.mark.parametrize(("omitted", "name"), [("identifier",) * 2, ("ts", "timestamp"), ("hash",) * 2])
@pytest.mark.parametrize("path", ["/locker_status", "/open", "/close", "/calibrate"])
async def test_missing_parameters(
    make_gateway: MakeGateway, connect: Connect, omitted: str, name: str, path: str
) -> None:
    """The documented response has the name of the parameter in `code`."""
    gateway = await make_gateway()
    client = connect(gateway)
    form = client.form()
    del form[omitted]
    assert await client.post(path, **form) == {"status": "ko", "code": 400, "cause": f"{name} missing"}
    gateway.quirks.style = Style.DOCUMENTED
    assert await client.post(path, **form) == {"status": "400", "code": name}
    assert not gateway.locks[DOOR].ble_connections


type Change = Callable[[TheKeysGateway, Lock], Any]


def _move_out_of_range_soon(gateway: TheKeysGateway, lock: Lock) -> None:
    lock.ble_latency = 50
    gateway.tasks.start(_move_out_of_range(lock))


@pytest.mark.parametrize("path", ["/locker_status", "/open", "/close", "/calibrate"])
@pytest.mark.parametrize(
    ("change", "code", "contacts"),
    [
        (lambda gateway, _: gateway.signatures.codes.clear(), 32, 0),
        (lambda gateway, _: gateway.signatures.codes.update({DOOR: {"another code"}}), 33, 0),
        (lambda gateway, _: gateway.signatures.last.update({"": 2**40}), 33, 0),
        (lambda _, lock: setattr(lock, "reachable", False), 34, 0),
        (lambda _, lock: setattr(lock, "compatible", False), 35, 0),
        (lambda _, lock: lock.accepted_codes.clear(), 36, 1),
        (_move_out_of_range_soon, 37, 1),
        (lambda gateway, _: setattr(gateway.signatures, "clock_valid", False), 38, 0),
    ],
)
async def test_errors(
    make_gateway: MakeGateway, connect: Connect, path: str, change: Change, code: int, contacts: int
) -> None:
    """The code 33 is used for invalid share codes and old timestamps; no error moves the lock."""
    gateway = await make_gateway()
    client, lock = connect(gateway), gateway.locks[DOOR]
    change(gateway, lock)
    response = await client.send(path)
    assert (response["status"], response["code"]) == ("ko", code)
    assert response["cause"]
    assert not lock.movements
    assert len(lock.ble_connections) == contacts


@pytest.mark.parametrize(
    ("change", "response"),
    [
        (lambda gateway, _: gateway.signatures.codes.clear(), {"status": "32"}),
        (lambda gateway, _: gateway.start_synchronization(), {"status": "500", "message": "busy"}),
    ],
)
async def test_documented_errors(
    make_gateway: MakeGateway, connect: Connect, change: Change, response: dict[str, str]
) -> None:
    """The documented response has the result code as a string in `status`."""
    gateway = await make_gateway(style=Style.DOCUMENTED, gateway_sync_time=50.0)
    change(gateway, gateway.locks[DOOR])
    assert await connect(gateway).send("/open") == response


async def test_invalid_timestamp(make_gateway: MakeGateway, connect: Connect) -> None:
    form = {"identifier": DOOR, "ts": "now", "hash": signature(CODE, "now")}
    assert (await connect(await make_gateway()).post("/open", **form))["code"] == 33


async def _move_out_of_range(lock: Lock) -> None:
    await lock.clock.sleep(20)
    lock.reachable = False


async def test_timestamp_is_valid_once(make_gateway: MakeGateway, connect: Connect) -> None:
    """Each timestamp must be newer than the previous one."""
    gateway = await make_gateway()
    client = connect(gateway)
    form = client.form()
    older = {**form, "ts": (ts := str(int(form["ts"]) - 1)), "hash": signature(CODE, ts)}
    assert (await client.post("/locker_status", **form))["code"] == State.CLOSED
    assert (await client.post("/open", **form))["code"] == 33
    assert (await client.post("/open", **older))["code"] == 33
    assert not gateway.locks[DOOR].movements


async def test_signature_contains_timestamp_only(make_gateway: MakeGateway, connect: Connect) -> None:
    """A signature is valid for any request."""
    gateway = await make_gateway()
    assert (await connect(gateway).send("/open"))["code"] == 0
    assert len(gateway.locks[DOOR].movements) == 1


@pytest.mark.parametrize(
    ("scope", "code"), [(TimestampScope.GATEWAY, 33), (TimestampScope.LOCK, State.CLOSED)]
)
async def test_timestamp_scope(
    make_gateway: MakeGateway, connect: Connect, scope: TimestampScope, code: int
) -> None:
    """It is not documented whether timestamps must increase per gateway or per lock."""
    gateway = await make_gateway(Lock(DOOR, code=CODE), Lock("46002", code="other"), timestamps=scope)
    client = connect(gateway)
    form = client.form()
    await client.post("/locker_status", **form)
    form |= {"identifier": "46002", "hash": signature("other", form["ts"])}
    assert (await client.post("/locker_status", **form))["code"] == code


@pytest.mark.parametrize(("window", "code"), [(None, State.CLOSED), (60.0, 33), (600.0, State.CLOSED)])
async def test_future_timestamps(
    make_gateway: MakeGateway, connect: Connect, window: float | None, code: int
) -> None:
    """A client of the vendor sends timestamps that are ten seconds old, so future ones may be rejected."""
    gateway = await make_gateway(future_window=window)
    client = connect(gateway)
    client.timestamp = int(gateway.clock.unix_time()) + 300
    assert await client.result_code("/locker_status") == code


async def test_slow_clock(make_gateway: MakeGateway, connect: Connect) -> None:
    """A synchronization sets the clock."""
    gateway = await make_gateway(future_window=10.0)
    gateway.signatures.clock_offset = -600
    client = connect(gateway)
    client.timestamp = int(gateway.clock.unix_time()) - 5
    assert await client.result_code("/locker_status") == 33
    await client.get("/synchronize")
    await client.wait_until_scanning()
    assert await client.result_code("/locker_status") == State.CLOSED


@pytest.mark.parametrize(("is_used", "code"), [(False, State.CLOSED), (True, 33)])
async def test_timestamps_of_rejected_requests(
    make_gateway: MakeGateway, connect: Connect, *, is_used: bool, code: int
) -> None:
    """It is not known whether rejected requests use their timestamp."""
    gateway = await make_gateway(rejected_requests_use_timestamp=is_used)
    client = connect(gateway)
    form = client.form()
    gateway.signatures.clock_valid = False
    assert (await client.post("/locker_status", **form))["code"] == 38
    gateway.signatures.clock_valid = True
    assert (await client.post("/locker_status", **form))["code"] == code


async def test_synchronization_sets_invalid_clock(make_gateway: MakeGateway, connect: Connect) -> None:
    gateway = await make_gateway(gateway_sync_time=50.0)
    client = connect(gateway)
    gateway.signatures.clock_valid = False
    assert await client.result_code("/open") == 38
    assert await client.get("/synchronize") == {"status": "ok", "code": 0}
    assert await client.result_code("/open") == 500
    await client.wait_until_scanning()
    assert await client.result_code("/open") == 0


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda gateway, _: gateway.remove(DOOR), 1),
        (lambda _, lock: setattr(lock, "reachable", False), 1),
        (lambda _, lock: setattr(lock, "compatible", False), 2),
        (lambda gateway, _: setattr(gateway.home, "cloud_is_up", False), 3),
        (_move_out_of_range_soon, 4),
    ],
)
@pytest.mark.parametrize("request_name", ["synchronize", "update"])
async def test_synchronization_errors(
    make_gateway: MakeGateway, connect: Connect, change: Change, code: int, request_name: str
) -> None:
    gateway = await make_gateway()
    change(gateway, gateway.locks[DOOR])
    client = connect(gateway)
    assert (await client.post(f"/locker/{request_name}", identifier=DOOR))["code"] == code
    assert (await client.post(f"/locker/{request_name}"))["code"] == 400


async def test_order_of_checks(make_gateway: MakeGateway, connect: Connect) -> None:
    """The order is parameters, busy, share, clock, timestamp, range, compatibility, accepted codes."""
    gateway = await make_gateway(gateway_sync_time=50.0)
    client, lock = connect(gateway), gateway.locks[DOOR]
    lock.accepted_codes.clear()
    lock.reachable = lock.compatible = gateway.signatures.clock_valid = False
    gateway.signatures.codes.clear()
    gateway.signatures.last[""] = 2**40
    gateway.start_synchronization()
    gateway.home.cloud_is_up = False
    assert (await client.post("/open", identifier=DOOR))["code"] == 400
    assert await client.result_code("/open") == 500
    await client.wait_until_scanning()
    assert await client.result_code("/open") == 32
    gateway.signatures.codes[DOOR] = {CODE}
    assert await client.result_code("/open") == 38
    gateway.signatures.clock_valid = True
    assert await client.result_code("/open") == 33
    gateway.signatures.last.clear()
    assert await client.result_code("/open") == 34
    lock.reachable = True
    assert await client.result_code("/open") == 35
    lock.compatible = True
    assert await client.result_code("/open") == 36
    lock.accepted_codes.add(CODE)
    assert await client.result_code("/open") == 0
    assert len(lock.movements) == 1
