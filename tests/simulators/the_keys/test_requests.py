"""Test overlapping requests, synchronization, updates, reboots and address changes."""

import asyncio

import aiohttp
import pytest

from development.processes import free_port
from simulators.the_keys import Action, Lock, Origin, Overlap, State, Style

from .conftest import DOOR, Connect, MakeGateway


@pytest.mark.parametrize(
    ("overlap", "style", "response"),
    [
        (Overlap.BUSY, Style.OBSERVED, {"status": "ko", "code": 500, "cause": "busy"}),
        (Overlap.BUSY, Style.DOCUMENTED, {"status": "500", "message": "busy"}),
        (Overlap.STARTED, Style.OBSERVED, {"status": "ko", "code": 400, "cause": "action already started"}),
        (Overlap.STARTED, Style.DOCUMENTED, {"status": "400", "message": "action already started"}),
    ],
)
@pytest.mark.parametrize("path", ["/status", "/lockers"])
async def test_overlapping_request_fails(
    make_gateway: MakeGateway,
    connect: Connect,
    overlap: Overlap,
    style: Style,
    response: dict[str, object],
    path: str,
) -> None:
    gateway = await make_gateway(overlap=overlap, style=style)
    client = connect(gateway)
    gateway.locks[DOOR].ble_latency = 50
    first = asyncio.create_task(client.send("/open"))
    await gateway.clock.sleep(10)
    assert await client.get(path) == response
    await first
    assert gateway.overlaps == 1
    assert [request.overlapping for request in gateway.requests] == [False, True]
    assert len(gateway.locks[DOOR].movements) == 1


@pytest.mark.parametrize(
    ("overlap", "error"),
    [(Overlap.RESET, "reset by peer"), (Overlap.REFUSE, "Connect call failed")],
)
async def test_overlapping_request_loses_connection(
    make_gateway: MakeGateway, connect: Connect, overlap: Overlap, error: str
) -> None:
    """Both refused and reset connections were observed for overlapping requests."""
    gateway = await make_gateway(overlap=overlap)
    client = connect(gateway)
    gateway.locks[DOOR].ble_latency = 50
    first = asyncio.create_task(client.send("/locker_status"))
    await gateway.clock.sleep(10)
    with pytest.raises(aiohttp.ClientOSError, match=error):
        await client.post("/open", **client.form())
    assert (await first)["code"] == State.CLOSED
    await gateway.clock.sleep(1)
    assert await client.result_code("/open") == 0
    assert len(gateway.locks[DOOR].movements) == 1


async def test_cooldown(make_gateway: MakeGateway, connect: Connect) -> None:
    """Half of back-to-back requests failed on a real gateway, but none with a pause after each response."""
    gateway = await make_gateway(cooldown=50.0)
    client = connect(gateway)
    await client.get("/status")
    assert (await client.get("/status"))["code"] == 500
    await gateway.clock.sleep(51)
    assert "version" in await client.get("/status")
    assert gateway.overlaps == 0


async def test_refused_connection_during_cooldown(make_gateway: MakeGateway, connect: Connect) -> None:
    gateway = await make_gateway(cooldown=50.0, overlap=Overlap.REFUSE)
    client = connect(gateway)
    await client.get("/status")
    with pytest.raises(aiohttp.ClientConnectorError):
        await client.get("/status")
    await gateway.clock.sleep(51)
    await client.get("/status")


async def test_request_continues_after_client_timeout(make_gateway: MakeGateway, connect: Connect) -> None:
    """A request without a waiting client is not counted as overlap, but the motor runs."""
    gateway = await make_gateway()
    client = connect(gateway)
    gateway.locks[DOOR].ble_latency = 50
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await client.send("/open")
    assert (await client.get("/status"))["code"] == 500
    await gateway.clock.sleep(60)
    assert len(gateway.locks[DOOR].movements) == 1
    assert gateway.overlaps == 0


@pytest.mark.parametrize("code", [33, 34, 500])
async def test_synchronization(make_gateway: MakeGateway, connect: Connect, code: int) -> None:
    """The response is immediate; locks are unreachable until the synchronization has finished."""
    gateway = await make_gateway(code_while_synchronizing=code, gateway_sync_time=100.0)
    client = connect(gateway)
    assert await client.get("/synchronize") == {"status": "ok", "code": 0}
    assert (await client.get("/status"))["current_status"] == "Synchronizing gw"
    assert await client.result_code("/open") == code
    assert (await client.get("/synchronize"))["code"] == 500
    assert (await client.get("/update"))["code"] == 500
    assert (await client.post("/locker/synchronize", identifier=DOOR))["code"] == 500
    assert (await client.get("/lockers"))["status"] == "ok"
    gateway.quirks.lockers_while_synchronizing = False
    assert (await client.get("/lockers"))["code"] == 500
    await client.wait_until_scanning()
    assert await client.result_code("/open") == 0


async def test_periodic_synchronization(make_gateway: MakeGateway, connect: Connect) -> None:
    gateway = await make_gateway(synchronizes_every=30.0, gateway_sync_time=100.0)
    client = connect(gateway)
    assert (await client.get("/status"))["current_status"] == "Scanning"
    await gateway.clock.sleep(40)
    assert (await client.get("/status"))["current_status"] == "Synchronizing gw"


async def test_reset_after_synchronization(make_gateway: MakeGateway, connect: Connect) -> None:
    """The first /locker_status after a synchronization was observed to fail with ECONNRESET."""
    gateway = await make_gateway(reset_after_synchronizing=True)
    client = connect(gateway)
    await client.get("/synchronize")
    await client.wait_until_scanning()
    with pytest.raises(aiohttp.ClientOSError, match="reset by peer"):
        await client.send("/locker_status")
    assert await client.result_code("/locker_status") == State.CLOSED
    assert len(gateway.locks[DOOR].reads) == 1


async def test_lock_out_of_range_is_synchronized_later(make_gateway: MakeGateway, connect: Connect) -> None:
    gateway = await make_gateway()
    lock, client = gateway.locks[DOOR], connect(gateway)
    lock.operate(Action.OPEN, Origin.KEY)
    lock.reachable = False
    await gateway.clock.sleep(20)
    assert (await client.get("/lockers"))["devices"] == []
    lock.reachable = True
    await gateway.clock.sleep(30)
    assert (await client.get("/lockers"))["devices"][0]["last_log"] == 101


async def test_update_gateway(make_gateway: MakeGateway, connect: Connect) -> None:
    """The gateway installs the firmware, even if it is up to date, and reboots."""
    gateway = await make_gateway(reboot_time=50.0)
    gateway.accessory.available_version = 66
    client = connect(gateway)
    assert (await client.get("/update"))["status"] == "ok"
    await gateway.clock.sleep(10)
    with pytest.raises(aiohttp.ClientConnectorError):
        await client.get("/status")
    await gateway.clock.sleep(60)
    assert (await client.get("/status"))["version"] == 66


async def test_update_without_cloud(make_gateway: MakeGateway, connect: Connect) -> None:
    """The code 2 means that the cloud does not provide the firmware."""
    gateway = await make_gateway()
    gateway.home.cloud_is_up = False
    assert (await connect(gateway).post("/update", fake="True"))["code"] == 2


@pytest.mark.parametrize(("cloud", "code"), [(True, 0), (False, 38)])
async def test_reboot(make_gateway: MakeGateway, connect: Connect, *, cloud: bool, code: int) -> None:
    """A reboot resets the last timestamp; the time comes from the cloud."""
    gateway = await make_gateway(gateway_sync_time=1e6)
    gateway.home.cloud_is_up = cloud
    client = connect(gateway)
    gateway.signatures.last[""] = 2**40
    assert await client.result_code("/open") == 33
    gateway.start_synchronization()
    await gateway.reboot()
    assert gateway.radio.phase == "Scanning"
    assert await client.result_code("/open") == code


async def test_reboot_cancels_command(make_gateway: MakeGateway, connect: Connect) -> None:
    gateway = await make_gateway()
    client = connect(gateway)
    gateway.locks[DOOR].ble_latency = 50
    command = asyncio.create_task(client.send("/open"))
    await gateway.clock.sleep(10)
    await gateway.reboot()
    with pytest.raises(aiohttp.ClientError):
        await command
    assert not gateway.locks[DOOR].movements
    assert await client.result_code("/open") == 0


@pytest.mark.parametrize("overlap", Overlap)
async def test_unplug(make_gateway: MakeGateway, connect: Connect, overlap: Overlap) -> None:
    gateway = await make_gateway(overlap=overlap)
    client = connect(gateway)
    await client.get("/status")
    unplugged = asyncio.create_task(gateway.unplug(50))
    await gateway.clock.sleep(5)
    with pytest.raises(aiohttp.ClientConnectorError):
        await client.get("/status")
    await unplugged
    assert await client.result_code("/locker_status") == State.CLOSED


async def test_unplug_while_connections_are_refused(make_gateway: MakeGateway, connect: Connect) -> None:
    """The request in progress loses its connection, but the motor runs."""
    gateway = await make_gateway(overlap=Overlap.REFUSE)
    gateway.locks[DOOR].ble_latency = 50
    command = asyncio.create_task(connect(gateway).send("/open"))
    await gateway.clock.sleep(10)
    await gateway.unplug(60)
    with pytest.raises(aiohttp.ClientConnectionError):
        await command
    assert len(gateway.locks[DOOR].movements) == 1


async def test_change_address(make_gateway: MakeGateway, connect: Connect) -> None:
    gateway = await make_gateway(Lock(DOOR))
    client, port = connect(gateway), gateway.port
    await gateway.change_address(port=free_port())
    assert gateway.port != port
    assert (await client.get("/status"))["version"] == 65
