"""One request at a time, the phases of synchronising, reboots and moves."""

import asyncio

import aiohttp
import pytest

from development.processes import free_port
from simulators.the_keys import Action, Lock, Origin, Overlap, State, Style

from .conftest import DOOR, Connect, MakeGateway


@pytest.mark.parametrize(
    ("overlap", "style", "answer"),
    [
        (Overlap.BUSY, Style.REAL, {"status": "ko", "code": 500, "cause": "busy"}),
        (Overlap.BUSY, Style.KB, {"status": "500", "message": "busy"}),
        (Overlap.STARTED, Style.REAL, {"status": "ko", "code": 400, "cause": "action already started"}),
        (Overlap.STARTED, Style.KB, {"status": "400", "message": "action already started"}),
    ],
)
@pytest.mark.parametrize("path", ["/status", "/lockers"])
async def test_a_second_request_is_answered(
    make_gateway: MakeGateway,
    connect: Connect,
    overlap: Overlap,
    style: Style,
    answer: dict[str, object],
    path: str,
) -> None:
    gateway = await make_gateway(overlap=overlap, style=style)
    client = connect(gateway)
    gateway.locks[DOOR].ble_latency = 50
    first = asyncio.create_task(client.ask("/open"))
    await gateway.clock.sleep(10)
    assert await client.get(path) == answer
    await first
    assert gateway.overlaps == 1
    assert [request.overlapping for request in gateway.requests] == [False, True]
    assert len(gateway.locks[DOOR].movements) == 1


@pytest.mark.parametrize(
    ("overlap", "error"),
    [(Overlap.RESET, "reset by peer"), (Overlap.REFUSE, "Connect call failed")],
)
async def test_a_second_request_is_cut(
    make_gateway: MakeGateway, connect: Connect, overlap: Overlap, error: str
) -> None:
    """Refused and reset connections were both seen when requests met."""
    gateway = await make_gateway(overlap=overlap)
    client = connect(gateway)
    gateway.locks[DOOR].ble_latency = 50
    first = asyncio.create_task(client.ask("/locker_status"))
    await gateway.clock.sleep(10)
    with pytest.raises(aiohttp.ClientOSError, match=error):
        await client.post("/open", **client.form())
    assert (await first)["code"] == State.CLOSED
    await gateway.clock.sleep(1)
    assert await client.code_of("/open") == 0
    assert len(gateway.locks[DOOR].movements) == 1


async def test_a_gateway_may_need_a_rest(make_gateway: MakeGateway, connect: Connect) -> None:
    """Half of the requests that came back-to-back failed; with a gap after each answer, none."""
    gateway = await make_gateway(rest=50.0)
    client = connect(gateway)
    await client.get("/status")
    assert (await client.get("/status"))["code"] == 500
    await gateway.clock.sleep(51)
    assert "version" in await client.get("/status")
    assert gateway.overlaps == 0


async def test_refused_while_it_rests(make_gateway: MakeGateway, connect: Connect) -> None:
    gateway = await make_gateway(rest=50.0, overlap=Overlap.REFUSE)
    client = connect(gateway)
    await client.get("/status")
    with pytest.raises(aiohttp.ClientConnectorError):
        await client.get("/status")
    await gateway.clock.sleep(51)
    await client.get("/status")


async def test_an_abandoned_request_goes_on(make_gateway: MakeGateway, connect: Connect) -> None:
    """A client that gave up overlaps with nobody, but the gateway is busy still, and the motor will run."""
    gateway = await make_gateway()
    client = connect(gateway)
    gateway.locks[DOOR].ble_latency = 50
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await client.ask("/open")
    assert (await client.get("/status"))["code"] == 500
    await gateway.clock.sleep(60)
    assert len(gateway.locks[DOOR].movements) == 1
    assert gateway.overlaps == 0


@pytest.mark.parametrize("code", [33, 34, 500])
async def test_synchronising(make_gateway: MakeGateway, connect: Connect, code: int) -> None:
    """It answers fast, and lasts; meanwhile locks cannot be reached, which is told in several ways."""
    gateway = await make_gateway(code_while_synchronizing=code, gateway_sync_time=100.0)
    client = connect(gateway)
    assert await client.get("/synchronize") == {"status": "ok", "code": 0}
    assert (await client.get("/status"))["current_status"] == "Synchronizing gw"
    assert await client.code_of("/open") == code
    assert (await client.get("/synchronize"))["code"] == 500
    assert (await client.get("/update"))["code"] == 500
    assert (await client.post("/locker/synchronize", identifier=DOOR))["code"] == 500
    assert (await client.get("/lockers"))["status"] == "ok"
    gateway.quirks.lockers_while_synchronizing = False
    assert (await client.get("/lockers"))["code"] == 500
    await client.until_scanning()
    assert await client.code_of("/open") == 0


async def test_synchronising_by_itself(make_gateway: MakeGateway, connect: Connect) -> None:
    gateway = await make_gateway(synchronizes_every=30.0, gateway_sync_time=100.0)
    client = connect(gateway)
    assert (await client.get("/status"))["current_status"] == "Scanning"
    await gateway.clock.sleep(40)
    assert (await client.get("/status"))["current_status"] == "Synchronizing gw"


async def test_reset_after_synchronising(make_gateway: MakeGateway, connect: Connect) -> None:
    """The first /locker_status after the return to Scanning met ECONNRESET."""
    gateway = await make_gateway(reset_after_synchronizing=True)
    client = connect(gateway)
    await client.get("/synchronize")
    await client.until_scanning()
    with pytest.raises(aiohttp.ClientOSError, match="reset by peer"):
        await client.ask("/locker_status")
    assert await client.code_of("/locker_status") == State.CLOSED
    assert len(gateway.locks[DOOR].reads) == 1


async def test_a_lock_out_of_reach_is_synchronised_later(make_gateway: MakeGateway, connect: Connect) -> None:
    gateway = await make_gateway()
    lock, client = gateway.locks[DOOR], connect(gateway)
    lock.operate(Action.OPEN, Origin.KEY)
    lock.reachable = False
    await gateway.clock.sleep(20)
    assert (await client.get("/lockers"))["devices"] == []
    lock.reachable = True
    await gateway.clock.sleep(30)
    assert (await client.get("/lockers"))["devices"][0]["last_log"] == 101


async def test_update_of_the_gateway(make_gateway: MakeGateway, connect: Connect) -> None:
    """It is updated even if its firmware is up to date, and reboots, for about eight seconds."""
    gateway = await make_gateway(reboot_time=50.0)
    gateway.accessory.available_version = 66
    client = connect(gateway)
    assert (await client.get("/update"))["status"] == "ok"
    await gateway.clock.sleep(10)
    with pytest.raises(aiohttp.ClientConnectorError):
        await client.get("/status")
    await gateway.clock.sleep(60)
    assert (await client.get("/status"))["version"] == 66


async def test_an_update_needs_the_cloud(make_gateway: MakeGateway, connect: Connect) -> None:
    """2: the server does not deliver the firmware."""
    gateway = await make_gateway()
    gateway.home.cloud_is_up = False
    assert (await connect(gateway).post("/update", fake="True"))["code"] == 2


@pytest.mark.parametrize(("cloud", "code"), [(True, 0), (False, 38)])
async def test_reboot(make_gateway: MakeGateway, connect: Connect, *, cloud: bool, code: int) -> None:
    """A reboot heals a timestamp that is ahead; the time comes from the cloud."""
    gateway = await make_gateway(gateway_sync_time=1e6)
    gateway.home.cloud_is_up = cloud
    client = connect(gateway)
    gateway.signatures.last[""] = 2**40
    assert await client.code_of("/open") == 33
    gateway.begin_to_synchronize()
    await gateway.reboot()
    assert gateway.radio.phase == "Scanning"
    assert await client.code_of("/open") == code


async def test_a_reboot_breaks_a_command_off(make_gateway: MakeGateway, connect: Connect) -> None:
    gateway = await make_gateway()
    client = connect(gateway)
    gateway.locks[DOOR].ble_latency = 50
    command = asyncio.create_task(client.ask("/open"))
    await gateway.clock.sleep(10)
    await gateway.reboot()
    with pytest.raises(aiohttp.ClientError):
        await command
    assert not gateway.locks[DOOR].movements
    assert await client.code_of("/open") == 0


@pytest.mark.parametrize("overlap", Overlap)
async def test_unplugged(make_gateway: MakeGateway, connect: Connect, overlap: Overlap) -> None:
    gateway = await make_gateway(overlap=overlap)
    client = connect(gateway)
    await client.get("/status")
    unplugged = asyncio.create_task(gateway.unplug(50))
    await gateway.clock.sleep(5)
    with pytest.raises(aiohttp.ClientConnectorError):
        await client.get("/status")
    await unplugged
    assert await client.code_of("/locker_status") == State.CLOSED


async def test_unplugged_while_others_are_refused(make_gateway: MakeGateway, connect: Connect) -> None:
    """The connection of the request under way is lost, too; the motor runs all the same."""
    gateway = await make_gateway(overlap=Overlap.REFUSE)
    gateway.locks[DOOR].ble_latency = 50
    command = asyncio.create_task(connect(gateway).ask("/open"))
    await gateway.clock.sleep(10)
    await gateway.unplug(60)
    with pytest.raises(aiohttp.ClientConnectionError):
        await command
    assert len(gateway.locks[DOOR].movements) == 1


async def test_a_move(make_gateway: MakeGateway, connect: Connect) -> None:
    gateway = await make_gateway(Lock(DOOR))
    client, port = connect(gateway), gateway.port
    await gateway.move_to(port=free_port())
    assert gateway.port != port
    assert (await client.get("/status"))["version"] == 65
