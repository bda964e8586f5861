"""The control interface, the simulated life and the command line."""

import asyncio
from collections.abc import AsyncIterator
import json
import signal
import sys
from typing import Any

import aiohttp
import pytest

from simulators.the_keys import Expired, Home, Overlap, TheKeysCloud, TheKeysGateway
from simulators.the_keys.control import HomeControl
from simulators.the_keys.life import Life

from .conftest import CODE, DOOR, Connect, MakeGateway


class Remote:
    """Requests to a control interface."""

    def __init__(self, url: str) -> None:
        self.url = url

    async def post(self, path: str, /, **body: Any) -> Any:
        async with (
            aiohttp.ClientSession() as session,
            session.post(self.url + path, json=body) as response,
        ):
            assert response.status == 200, await response.text()
            return await response.json()

    async def refuses(self, path: str, /, **body: Any) -> bool:
        async with (
            aiohttp.ClientSession() as session,
            session.post(self.url + path, json=body) as response,
        ):
            return response.status == 400

    async def state(self) -> Any:
        async with aiohttp.ClientSession() as session, session.get(f"{self.url}/state") as response:
            return await response.json()


type Controlled = tuple[TheKeysGateway, TheKeysCloud, Remote]


@pytest.fixture
async def controlled(make_gateway: MakeGateway) -> AsyncIterator[Controlled]:
    gateway = await make_gateway()
    async with TheKeysCloud(gateway.home) as cloud:
        control = HomeControl(gateway, cloud).interface()
        await control.start()
        yield gateway, cloud, Remote(control.url)
        await control.stop()


async def test_control_interface_tells_what_it_can(controlled: Controlled) -> None:
    async with aiohttp.ClientSession() as session, session.get(controlled[2].url) as response:
        assert response.status == 200
        told = "\n".join((await response.json())["help"])
    assert "GET  /  " in told
    assert "POST /operate" in told


async def test_control_of_locks(controlled: Controlled, connect: Connect) -> None:
    gateway, _, remote = controlled
    client = connect(gateway)
    await remote.post("/lock", identifier=DOOR, battery=6500, state=50, announce_delay=3600)
    assert (await client.ask("/locker_status"))["code"] == 50
    await remote.post("/operate", identifier=DOOR, action="close", by="app")
    await remote.post("/faults", kind="code", code=37, path="/open", executed=True)
    assert await client.code_of("/open") == 37
    (lock,) = (await remote.state())["locks"]
    assert [(movement["asked"], movement["by"]) for movement in lock["movements"]] == [
        ("close", "app"),
        ("open", "gateway"),
    ]
    assert lock["reads"] == 1
    await gateway.clock.sleep(30)
    await remote.post("/restart", identifier=DOOR)
    await remote.post("/lock", identifier=DOOR, keys=[])
    assert await client.code_of("/locker_status") == 36
    await remote.post("/lock", identifier=DOOR, keys=[CODE], codes=[])
    assert await client.code_of("/locker_status") == 32
    await remote.post("/lock", identifier=DOOR, codes=[CODE])
    assert await client.code_of("/locker_status") == 48
    await remote.post("/locks", add="46002", name="Back door", code="AnotherCode45678")
    assert len((await client.get("/lockers"))["devices"]) == 2
    await remote.post("/locks", remove="46002")
    assert [share["code"] for share in (await remote.state())["shares"]] == [CODE]


async def test_control_of_the_gateway(controlled: Controlled, connect: Connect) -> None:
    gateway, _, remote = controlled
    client = connect(gateway)
    await remote.post("/gateway", clock_valid=False, version=66, ip="127.0.0.2")
    assert await client.code_of("/locker_status") == 38
    await remote.post("/synchronize")
    await client.until_scanning()
    await remote.post("/quirks", overlap="reset", rest=0)
    assert gateway.quirks.overlap is Overlap.RESET
    port = gateway.port
    assert (await remote.post("/move"))["port"] != port
    await remote.post("/unplug", seconds=5)
    await gateway.clock.sleep(10)
    await remote.post("/reboot", down_for=5)
    await gateway.clock.sleep(10)
    assert (await client.get("/status"))["version"] == 66
    state = await remote.state()
    assert state["requests"] == gateway.request_count
    assert state["overlaps"] == 0
    assert (state["version"], state["phase"]) == (66, "Scanning")
    assert not any("hash" in request["form"] for request in state["latest_requests"])


async def test_control_of_the_cloud(controlled: Controlled) -> None:
    _, cloud, remote = controlled
    await remote.post("/cloud", up=False)
    assert not (await remote.state())["cloud"]["up"]
    await remote.post("/cloud", up=True, expire_tokens=True)
    assert (await remote.state())["cloud"]["up"]
    await remote.post("/cloud/quirks", expired="invalid_grant", nulls=["info"])
    assert (cloud.quirks.expired, cloud.quirks.nulls) == (Expired.INVALID_GRANT, ["info"])
    await remote.post("/cloud/faults", kind="server_error", path="/api/login_check")
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{cloud.url}/api/login_check") as response,
    ):
        assert response.status == 500


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/lock", {"identifier": "1", "battery": 0}),
        ("/lock", {"identifier": DOOR, "colour": "red"}),
        ("/operate", {"identifier": DOOR, "action": "jump"}),
        ("/gateway", {"colour": "red"}),
        ("/quirks", {"colour": "red"}),
        ("/quirks", {"style": "red"}),
        ("/faults", {"kind": "wrap"}),
        ("/faults", {"kind": "earthquake"}),
    ],
)
async def test_mistakes(controlled: Controlled, path: str, body: dict[str, Any]) -> None:
    assert await controlled[2].refuses(path, **body)


async def test_life_goes_on(make_gateway: MakeGateway, connect: Connect) -> None:
    """People operate the locks, and the last lock is out of range now and then."""
    gateway = await make_gateway(*Home.generate(3).locks.values(), speed=1000)
    client = connect(gateway)
    gateway.tasks.start(Life(gateway, pause=20).live())
    seen = set()
    for _ in range(100):
        await gateway.clock.sleep(20)
        seen.add(len((await client.get("/lockers"))["devices"]))
    assert seen == {2, 3}
    assert all(lock.log for lock in gateway.locks.values())
    assert all(lock.movements for lock in gateway.locks.values())


async def test_command_line() -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "simulators", "the_keys", "--locks", "3", "--name", "Chalet"),
        *("--keypad", "Chalet"),
        *("--life", "--realistic", "--style", "kb", "--speed", "50"),
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
    assert len((await Remote(facts["control"]).state())["locks"]) == 3
    process.send_signal(signal.SIGTERM)
    _, complaints = await process.communicate()
    assert (process.returncode, complaints) == (0, b"")
