"""Test the control API, the activity simulator and the command line."""

import asyncio
import json
import signal
import sys
from typing import Any

import aiohttp

from simulators.tahoma import Home
from simulators.tahoma.activity import ActivitySimulator
from simulators.tahoma.control import BoxControl

from .conftest import SHUTTER, Connect, MakeBox, stopped_moving, values


async def post(control_url: str, path: str, /, **body: Any) -> tuple[int, Any]:
    async with aiohttp.ClientSession() as session, session.post(control_url + path, json=body) as response:
        return response.status, await response.json()


async def test_control_api_description(make_box: MakeBox) -> None:
    control = BoxControl(await make_box()).create_api()
    await control.start()
    try:
        async with aiohttp.ClientSession() as session, session.get(control.url) as response:
            description = "\n".join((await response.json())["help"])
    finally:
        await control.stop()
    assert "POST /reboot" in description


async def test_control_api(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box()
    url = box.home.first(SHUTTER).url
    client = connect(box)
    await client.listen()
    control = BoxControl(box).create_api()
    await control.start()
    try:
        await post(control.url, "/remote", url=url, action=40)
        assert values(await client.events_until(stopped_moving), "core:ClosureState")[-1] == 40
        await post(control.url, "/state", url=url, name="core:ClosureState", value=7)
        assert values(await client.fetch(), "core:ClosureState") == [7]
        await post(control.url, "/device", url=url, silent=True, priority_lock="wind")
        assert values(await client.fetch(), "io:PriorityLockOriginatorState") == ["wind"]
        await post(control.url, "/faults", kind="respond", body="nonsense", path="/setup")
        assert await client.raw("GET", "/setup") == (200, b"nonsense")
        await post(control.url, "/quirks", action_groups=False, when_full="error")
        assert (await client.call("GET", "/actionGroups"))[0] == 400
        added = (await post(control.url, "/devices", add="io:OnOffIOComponent", label="Socket"))[1]
        assert (await client.device(added["url"]))["label"] == "Socket"
        await post(control.url, "/devices", remove=added["url"])
        await post(control.url, "/rename", url=url, label="Renamed")
        await post(control.url, "/emit", malformed="null", url=url)
        assert (await client.fetch())[-1] is None
        await post(control.url, "/token", valid=False)
        assert (await client.call("GET", "/setup"))[0] == 401
        await post(control.url, "/token", valid=True)
        port = box.port
        assert (await post(control.url, "/address"))[1]["port"] != port
        assert (await post(control.url, "/faults", kind="wrap"))[0] == 400
        async with aiohttp.ClientSession() as session, session.get(f"{control.url}/state") as state:
            data = await state.json()
        assert data["devices"][0]["label"] == "Renamed"
        assert data["requests"] == len(box.requests)
        await post(control.url, "/reboot", down_for=5)
        await box.clock.sleep(10)
        assert (await client.device(url))["label"] == "Renamed"
        assert not box.listeners
    finally:
        await control.stop()


async def test_activity(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box(home=Home.generate(40), speed=1000)
    client = connect(box)
    await client.listen()
    box.tasks.start(ActivitySimulator(box, interval=5).run())
    events = await client.events_until(lambda events: len(events) > 100, seconds=3600)
    assert {event["name"] for event in events} == {"DeviceStateChangedEvent"}
    assert len({event["deviceURL"] for event in events}) > 5
    assert not box.sent_commands


async def test_command_line(tmp_path: Any) -> None:
    root = tmp_path / "root.pem"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "simulators", "tahoma", "--devices", "5", "--token", "abc"),
        *("--root", str(root), "--pin", "2001-0004-0005", "--activity", "--realistic"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    facts = json.loads(await process.stdout.readline())
    assert (facts["pin"], facts["token"], facts["root"]) == ("2001-0004-0005", "abc", str(root))
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{facts['control']}/state") as response,
    ):
        assert len((await response.json())["devices"]) == 5
        account = {"userId": facts["user"], "userPassword": facts["password"]}
        address = f"{facts['cloud'].format(server='europe')}/login"
        async with session.post(address, data=account) as login:
            assert login.status == 200
    process.send_signal(signal.SIGTERM)
    _, stderr = await process.communicate()
    assert (process.returncode, stderr) == (0, b"")
