"""Test the control API, the activity simulator and the command line."""

import asyncio
from collections.abc import AsyncIterator
import json
import signal
import sys
from typing import Any

import aiohttp
import pytest

from simulators.the_keys import Expired, Home, Overlap, TheKeysCloud, TheKeysGateway
from simulators.the_keys.activity import ActivitySimulator
from simulators.the_keys.control import HomeControl

from .conftest import CODE, DOOR, Connect, MakeGateway


class ControlClient:
    """A client of a control API."""

    def __init__(self, url: str) -> None:
        self.url = url

    async def post(self, path: str, /, **body: Any) -> Any:
        async with (
            aiohttp.ClientSession() as session,
            session.post(self.url + path, json=body) as response,
        ):
            assert response.status == 200, await response.text()
            return await response.json()

    async def rejects(self, path: str, /, **body: Any) -> bool:
        async with (
            aiohttp.ClientSession() as session,
            session.post(self.url + path, json=body) as response,
        ):
            return response.status == 400

    async def state(self) -> Any:
        async with aiohttp.ClientSession() as session, session.get(f"{self.url}/state") as response:
            return await response.json()


type ControlledGateway = tuple[TheKeysGateway, TheKeysCloud, ControlClient]


@pytest.fixture
async def controlled_gateway(make_gateway: MakeGateway) -> AsyncIterator[ControlledGateway]:
    gateway = await make_gateway()
    async with TheKeysCloud(gateway.home) as cloud:
        api = HomeControl(gateway, cloud).create_api()
        await api.start()
        yield gateway, cloud, ControlClient(api.url)
        await api.stop()


async def test_control_api_description(controlled_gateway: ControlledGateway) -> None:
    async with aiohttp.ClientSession() as session, session.get(controlled_gateway[2].url) as response:
        assert response.status == 200
        description = "\n".join((await response.json())["help"])
    assert "GET  /  " in description
    assert "POST /operate" in description


async def test_control_of_locks(controlled_gateway: ControlledGateway, connect: Connect) -> None:
    gateway, _, control = controlled_gateway
    client = connect(gateway)
    await control.post("/lock", identifier=DOOR, battery=6500, state=50, sync_request_delay=3600)
    assert (await client.send("/locker_status"))["code"] == 50
    await control.post("/operate", identifier=DOOR, action="close", origin="app")
    await control.post("/faults", kind="code", code=37, path="/open", executed=True)
    assert await client.result_code("/open") == 37
    (lock,) = (await control.state())["locks"]
    assert [(movement["action"], movement["origin"]) for movement in lock["movements"]] == [
        ("close", "app"),
        ("open", "gateway"),
    ]
    assert lock["reads"] == 1
    await gateway.clock.sleep(30)
    await control.post("/restart", identifier=DOOR)
    await control.post("/lock", identifier=DOOR, accepted_codes=[])
    assert await client.result_code("/locker_status") == 36
    await control.post("/lock", identifier=DOOR, accepted_codes=[CODE], codes=[])
    assert await client.result_code("/locker_status") == 32
    await control.post("/lock", identifier=DOOR, codes=[CODE])
    assert await client.result_code("/locker_status") == 48
    await control.post("/locks", add="46002", name="Back door", code="AnotherCode45678")
    assert len((await client.get("/lockers"))["devices"]) == 2
    await control.post("/locks", remove="46002")
    assert [share["code"] for share in (await control.state())["shares"]] == [CODE]


async def test_control_of_gateway(controlled_gateway: ControlledGateway, connect: Connect) -> None:
    gateway, _, control = controlled_gateway
    client = connect(gateway)
    await control.post("/gateway", clock_valid=False, version=66, ip="127.0.0.2")
    assert await client.result_code("/locker_status") == 38
    await control.post("/synchronize")
    await client.wait_until_scanning()
    await control.post("/quirks", overlap="reset", cooldown=0)
    assert gateway.quirks.overlap is Overlap.RESET
    port = gateway.port
    assert (await control.post("/address"))["port"] != port
    await control.post("/unplug", seconds=5)
    await gateway.clock.sleep(10)
    await control.post("/reboot", down_for=5)
    await gateway.clock.sleep(10)
    assert (await client.get("/status"))["version"] == 66
    state = await control.state()
    assert state["requests"] == gateway.request_count
    assert state["overlaps"] == 0
    assert (state["version"], state["phase"]) == (66, "Scanning")
    assert not any("hash" in request["form"] for request in state["latest_requests"])


async def test_control_of_cloud(controlled_gateway: ControlledGateway) -> None:
    _, cloud, control = controlled_gateway
    await control.post("/cloud", up=False)
    assert not (await control.state())["cloud"]["up"]
    await control.post("/cloud", up=True, expire_tokens=True)
    assert (await control.state())["cloud"]["up"]
    await control.post("/cloud/quirks", expired="invalid_grant", nulls=["info"])
    assert (cloud.quirks.expired, cloud.quirks.nulls) == (Expired.INVALID_GRANT, ["info"])
    await control.post("/cloud/faults", kind="server_error", path="/api/login_check")
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{cloud.url}/api/login_check") as response,
    ):
        assert response.status == 500


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/lock", {"identifier": "1", "battery": 0}),
        ("/lock", {"identifier": DOOR, "color": "red"}),
        ("/operate", {"identifier": DOOR, "action": "invalid"}),
        ("/gateway", {"color": "red"}),
        ("/quirks", {"color": "red"}),
        ("/quirks", {"style": "red"}),
        ("/faults", {"kind": "wrap"}),
        ("/faults", {"kind": "invalid"}),
    ],
)
async def test_invalid_requests(
    controlled_gateway: ControlledGateway, path: str, body: dict[str, Any]
) -> None:
    assert await controlled_gateway[2].rejects(path, **body)


async def test_activity(make_gateway: MakeGateway, connect: Connect) -> None:
    """Locks are operated, and the last one is temporarily out of range."""
    gateway = await make_gateway(*Home.generate(3).locks.values(), speed=1000)
    client = connect(gateway)
    gateway.tasks.start(ActivitySimulator(gateway, interval=20).run())
    device_counts = set()
    for _ in range(100):
        await gateway.clock.sleep(20)
        device_counts.add(len((await client.get("/lockers"))["devices"]))
    assert device_counts == {2, 3}
    assert all(lock.log for lock in gateway.locks.values())
    assert all(lock.movements for lock in gateway.locks.values())


async def test_command_line() -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "simulators", "the_keys", "--locks", "3", "--name", "Chalet"),
        *("--keypad", "Chalet"),
        *("--activity", "--realistic", "--style", "documented", "--speed", "50"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    facts = json.loads(await process.stdout.readline())
    assert [lock["name"] for lock in facts["locks"]] == ["Chalet", "Back door", "Garage"]
    assert len(facts["keypads"]) == 1
    async with aiohttp.ClientSession() as session:
        async with session.get(f"http://{facts['host']}:{facts['port']}/status") as response:
            assert json.loads(await response.text())["current_status"] == "Scanning..."
        form = {"_username": facts["user"], "_password": facts["password"]}
        async with session.post(f"{facts['cloud']}/api/login_check", data=form) as response:
            assert response.status == 200
    assert len((await ControlClient(facts["control"]).state())["locks"]) == 3
    process.send_signal(signal.SIGTERM)
    _, stderr = await process.communicate()
    assert (process.returncode, stderr) == (0, b"")
