"""The client and a gateway, over HTTP."""

import asyncio
import json
from urllib.parse import quote

import pytest

from custom_components.gatehouse.gateways.errors import (
    GatewayConnectionError,
    GatewayResponseError,
    GatewayUnconfirmedError,
)
from custom_components.gatehouse.gateways.the_keys.api.client import TheKeysClient
from custom_components.gatehouse.gateways.the_keys.api.models import (
    Activity,
    Command,
    Key,
    LockScan,
    LockState,
)
from custom_components.gatehouse.gateways.the_keys.api.responses import (
    KeysRefusedError,
    SignatureRefusedError,
)
from custom_components.gatehouse.gateways.the_keys.api.signing import signature
from simulators.the_keys import Home, Lock, LockerReply, Overlap, Quirks, State, Style, TheKeysGateway

from .conftest import CODE, DOOR, KEY, Connect

OPEN, CLOSE = Command.OPEN, Command.CLOSE


@pytest.fixture
def door(gateway: TheKeysGateway) -> Lock:
    return gateway.locks[DOOR]


STYLES = [
    Quirks(),
    Quirks(style=Style.DOCUMENTED),
    Quirks(numbers_as_strings=True),
    Quirks(waits_for_motor=True),
]


@pytest.mark.parametrize("quirks", STYLES, ids=["real", "documented", "texts", "slow"])
async def test_everything(quirks: Quirks, keys_home: Home, connect: Connect) -> None:
    async with TheKeysGateway(keys_home, quirks=quirks) as gateway:
        client, door = connect(gateway), gateway.locks[DOOR]
        status = await client.status()
        assert (status.version, status.activity) == (gateway.version, Activity.SCANNING)
        assert await client.lockers() == (LockScan(DOOR, door.rssi, round(door.battery), door.last_log),)
        await client.operate(KEY, OPEN)
        await asyncio.sleep(6)
        assert (await client.read(KEY)).state is LockState.OPEN
        await client.operate(KEY, CLOSE)
        await asyncio.sleep(6)
        reading = await client.read(KEY)
        assert (reading.state, reading.position, reading.version) == (
            LockState.CLOSED, door.position, door.firmware,
        )  # fmt: skip
        await client.operate(KEY, Command.CALIBRATE)
        await client.synchronize_lock(DOOR)
        await client.synchronize()
        assert [movement.action for movement in door.movements] == ["open", "close", "calibrate"]
        assert gateway.overlaps == 0


@pytest.mark.parametrize("reply", LockerReply)
async def test_oddities_of_synchronizing_a_lock(
    reply: LockerReply, gateway: TheKeysGateway, client: TheKeysClient
) -> None:
    """An empty body was seen from real gateways, and one that is no JSON."""
    gateway.quirks.locker_reply = reply
    if reply is LockerReply.BROKEN:
        with pytest.raises(GatewayResponseError):
            await client.synchronize_lock(DOOR)
    else:
        await client.synchronize_lock(DOOR)


async def test_one_thing_at_a_time(gateway: TheKeysGateway, client: TheKeysClient) -> None:
    """A gateway that is asked two things at once, or too soon after one another, refuses or resets."""
    gateway.quirks.overlap = Overlap.RESET
    gateway.quirks.cooldown = 0.4
    await asyncio.gather(
        *(client.lockers() for _ in range(3)), client.read(KEY), client.operate(KEY, OPEN), client.status()
    )
    assert gateway.overlaps == 0


async def test_commands_ahead_of_polls(gateway: TheKeysGateway, client: TheKeysClient) -> None:
    polls = [asyncio.create_task(client.lockers()) for _ in range(6)]
    await asyncio.sleep(0.05)
    await client.operate(KEY, OPEN)
    assert sum(poll.done() for poll in polls) <= 2
    await asyncio.gather(*polls)


async def test_cancelled_before_it_is_sent(
    gateway: TheKeysGateway, client: TheKeysClient, door: Lock
) -> None:
    """Who changes his mind while others are served has sent nothing."""
    poll = asyncio.create_task(client.read(KEY))
    await asyncio.sleep(0.5)
    command = asyncio.create_task(client.operate(KEY, OPEN))
    await asyncio.sleep(0.5)
    command.cancel()
    await poll
    await asyncio.sleep(10)
    assert door.movements == []


async def test_cancelled_while_it_is_under_way(
    gateway: TheKeysGateway, client: TheKeysClient, door: Lock
) -> None:
    """The gateway is left alone until it has answered: what was sent cannot be taken back."""
    await asyncio.sleep(1.2)
    command = asyncio.create_task(client.operate(KEY, OPEN))
    await asyncio.sleep(1.0)
    command.cancel()
    await client.lockers()
    assert gateway.overlaps == 0
    assert len(door.movements) == 1


REFUSED = [(1, 1), (2, 2), (3, 3), (32, 32), (34, 34), (35, 35), (36, 36)]


@pytest.mark.parametrize(("code", "number"), REFUSED)
async def test_refusals_are_final(
    code: int, number: int, gateway: TheKeysGateway, client: TheKeysClient, door: Lock
) -> None:
    """Nothing was done, and asking again would not help."""
    gateway.faults.code(code, "/open", times=None)
    with pytest.raises(KeysRefusedError) as raised:
        await client.operate(KEY, OPEN)
    assert raised.value.number == number
    assert len([request for request in gateway.requests if request.path == "/open"]) == 1
    assert door.movements == []


@pytest.mark.parametrize("code", [37, 4, 5, 99])
@pytest.mark.parametrize("executed", [False, True])
async def test_what_may_have_been_done_is_not_done_again(
    code: int, executed: bool, gateway: TheKeysGateway, client: TheKeysClient, door: Lock
) -> None:
    """The connection to the lock failed somewhere; whatever code that is not known may mean the same."""
    gateway.faults.code(code, "/open", times=None, executed=executed)
    with pytest.raises(GatewayUnconfirmedError):
        await client.operate(KEY, OPEN)
    assert len([request for request in gateway.requests if request.path == "/open"]) == 1
    assert len(door.movements) == executed


@pytest.mark.parametrize("path", ["/open", "/locker_status"])
@pytest.mark.parametrize("code", [400, 500])
async def test_busy_passes(
    path: str, code: int, gateway: TheKeysGateway, client: TheKeysClient, door: Lock
) -> None:
    gateway.faults.code(code, path, times=2)
    if path == "/open":
        await client.operate(KEY, OPEN)
        assert len(door.movements) == 1
    else:
        assert (await client.read(KEY)).state is LockState.CLOSED


async def test_busy_for_too_long(gateway: TheKeysGateway, client: TheKeysClient, door: Lock) -> None:
    gateway.faults.code(500, "/open", times=None)
    loop = asyncio.get_running_loop()
    begun = loop.time()
    with pytest.raises(KeysRefusedError):
        await client.operate(KEY, OPEN)
    assert 15 <= loop.time() - begun <= 30
    assert door.movements == []


async def test_wrong_code(gateway: TheKeysGateway, client: TheKeysClient, door: Lock) -> None:
    """33 may be about the timestamp: once more with a new one, and no more."""
    with pytest.raises(SignatureRefusedError):
        await client.operate(Key(DOOR, "wrong"), OPEN)
    assert len([request for request in gateway.requests if request.path == "/open"]) == 2
    assert door.movements == []


async def test_timestamp_of_somebody_else(gateway: TheKeysGateway, client: TheKeysClient, door: Lock) -> None:
    gateway.faults.code(33, "/open", times=1)
    await client.operate(KEY, OPEN)
    assert len(door.movements) == 1


async def test_wrong_clock_of_the_gateway(gateway: TheKeysGateway, client: TheKeysClient, door: Lock) -> None:
    """A gateway that does not know the time asks the cloud for it when it synchronises."""
    gateway.signatures.clock_valid = False
    await client.operate(KEY, OPEN)
    assert len(door.movements) == 1
    gateway.faults.code(38, "/open", times=None)
    with pytest.raises(KeysRefusedError):
        await client.operate(KEY, OPEN)
    assert len(door.movements) == 1


@pytest.mark.parametrize("trouble", ["hang", "drop", "html", "busy"])
async def test_clock_that_cannot_be_set(
    trouble: str, gateway: TheKeysGateway, client: TheKeysClient, door: Lock
) -> None:
    """The command was refused, whatever became of the clock: nobody is told that it may have been done."""
    gateway.signatures.clock_valid = False
    getattr(gateway.faults, trouble)("/synchronize", times=None)
    with pytest.raises(KeysRefusedError) as raised:
        await client.operate(KEY, OPEN)
    assert raised.value.number == 38
    assert door.movements == []


@pytest.mark.parametrize("executed", [False, True])
async def test_lost_answer(
    executed: bool, gateway: TheKeysGateway, client: TheKeysClient, door: Lock
) -> None:
    gateway.faults.drop("/open", executed=executed)
    with pytest.raises(GatewayUnconfirmedError):
        await client.operate(KEY, OPEN)
    assert len(door.movements) == executed


@pytest.mark.parametrize("trouble", ["empty", "html", "garbage", "truncated", "huge", "hang"])
async def test_odd_answers_to_a_command(
    trouble: str, gateway: TheKeysGateway, client: TheKeysClient, door: Lock
) -> None:
    getattr(gateway.faults, trouble)("/open")
    with pytest.raises(GatewayUnconfirmedError):
        await client.operate(KEY, OPEN)
    assert len([request for request in gateway.requests if request.path == "/open"]) <= 1


async def test_unreachable(gateway: TheKeysGateway, client: TheKeysClient, door: Lock) -> None:
    """Nothing is sent where nobody is; a gateway that is back within seconds gets the command."""
    task = asyncio.create_task(client.operate(KEY, OPEN))
    await gateway.unplug(3)
    await task
    assert len(door.movements) == 1
    await gateway.stop()
    with pytest.raises(GatewayConnectionError):
        await client.operate(KEY, OPEN)


@pytest.mark.parametrize("trouble", ["empty", "html", "garbage"])
async def test_another_device(trouble: str, gateway: TheKeysGateway, client: TheKeysClient) -> None:
    getattr(gateway.faults, trouble)("/status")
    with pytest.raises(GatewayResponseError):
        await client.status()


async def test_unknown_state(client: TheKeysClient, door: Lock) -> None:
    """A lock that has just started does not know where its bolt is."""
    door.state = State.UNKNOWN
    assert (await client.read(KEY)).state is LockState.UNKNOWN


async def test_an_old_lock(client: TheKeysClient, door: Lock) -> None:
    door.firmware = 50
    assert [sight.last_log for sight in await client.lockers()] == [None]


async def test_nothing_secret_is_told(gateway: TheKeysGateway, client: TheKeysClient) -> None:
    body = f'{{"status": "ko", "code": 34, "cause": "no {CODE}"}}'
    gateway.faults.respond(body, path="/open", times=None)
    with pytest.raises(KeysRefusedError) as raised:
        await client.operate(KEY, OPEN)
    assert CODE not in str(raised.value)
    assert CODE not in repr(KEY)


async def test_no_signature_is_told(gateway: TheKeysGateway, client: TheKeysClient) -> None:
    """Neither as it is, nor as it was written in the request."""
    signed = signature(CODE, 1_795_218_242)
    for written in (signed, quote(signed, safe="")):
        body = json.dumps({"status": "ko", "code": 34, "cause": f"bad request: hash={written}"})
        gateway.faults.respond(body, path="/open", times=None)
        with pytest.raises(KeysRefusedError) as raised:
            await client.operate(KEY, OPEN)
        assert written not in str(raised.value)
        gateway.faults.clear()


async def test_refused_without_a_number(gateway: TheKeysGateway, client: TheKeysClient) -> None:
    gateway.faults.respond('{"status": "ko", "code": 0}', path="/synchronize", times=None)
    with pytest.raises(KeysRefusedError):
        await client.synchronize()


@pytest.mark.parametrize(("told", "refused"), [('"46001"', False), ("null", False), ("46002", True)])
async def test_whose_answer(gateway: TheKeysGateway, client: TheKeysClient, told: str, refused: bool) -> None:
    """An answer that names another lock is none; one that names nobody is believed."""
    gateway.faults.respond(f'{{"status": "Door open", "code": 50, "id": {told}}}', path="/locker_status")
    if refused:
        with pytest.raises(GatewayResponseError):
            await client.read(KEY)
    else:
        assert (await client.read(KEY)).state is LockState.OPEN
