"""The box itself: tokens, listeners, its habits, reboots and moves."""

import asyncio
from collections.abc import Callable
from typing import Any

import aiohttp
import pytest
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from simulators.announcer import Announcer
from simulators.certificates import Certificate, FakeRoot
from simulators.tahoma import Announcement, Home, InstanceName, Quirks, TahomaBox, WhenFull

from .conftest import OLD_SHUTTER, SHUTTER, Client, Connect, MakeBox, trusting, values

DENIED = "RESOURCE_ACCESS_DENIED"


async def test_tokens(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box()
    client = connect(box)
    client.token = None
    assert (await client.call("GET", "/apiVersion"))[0] == 200
    assert await client.call("GET", "/setup") == (
        401,
        {"error": "Missing authorization token.", "errorCode": DENIED},
    )
    client.token = "wrong"
    refused = (401, {"error": "Not authenticated.", "errorCode": DENIED})
    assert await client.call("GET", "/setup") == refused
    client.token = box.token
    assert (await client.call("GET", "/setup"))[0] == 200
    box.revoke_token()
    assert await client.call("GET", "/setup") == refused
    box.restore_token()
    assert (await client.call("GET", "/setup"))[0] == 200


@pytest.mark.parametrize(
    ("certificate", "host", "trusted"),
    [
        (Certificate.A, "gateway-{pin}.local", True),
        (Certificate.A, "somebody.local", False),
        (Certificate.B, "{pin}.local", True),
        (Certificate.B, "gateway-{pin}.local", False),
        (Certificate.C, "gateway-{pin}.local", True),
        (Certificate.C, "{pin}.local", False),
        (Certificate.D, "gateway-{pin}.local", False),
    ],
)
async def test_certificates(make_box: MakeBox, *, certificate: Certificate, host: str, trusted: bool) -> None:
    box = await make_box(certificate=certificate)
    address = f"https://127.0.0.1:{box.port}/enduser-mobile-web/1/enduserAPI/apiVersion"
    context = trusting(box.root)
    async with aiohttp.ClientSession() as session:
        request = session.get(address, ssl=context, server_hostname=host.format(pin=box.pin))
        if trusted:
            async with request as response:
                assert response.headers["server"] == "KizOs"
        else:
            with pytest.raises(aiohttp.ClientConnectorCertificateError):
                await request


async def test_strict_verification_fails_as_with_the_real_root(make_box: MakeBox) -> None:
    box = await make_box()
    context = trusting(box.root)
    context.verify_flags |= 0x20  # X509_STRICT
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.ClientConnectorCertificateError, match="Authority Key Identifier"):
            await session.get(
                f"https://127.0.0.1:{box.port}/",
                ssl=context,
                server_hostname=f"gateway-{box.pin}.local",
            )


def test_a_root_is_kept_for_the_next_run(tmp_path: Any) -> None:
    path = tmp_path / "certificates" / "root.pem"
    FakeRoot(path)
    first = path.read_bytes(), path.with_suffix(".key").read_bytes()
    FakeRoot(path)
    assert (path.read_bytes(), path.with_suffix(".key").read_bytes()) == first


async def test_listeners_hear_from_registration_to_fetch(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box()
    url = box.home.first(SHUTTER).url
    client, other = connect(box), connect(box)
    box.set_state(url, "core:ClosureState", 11)
    await client.listen()
    box.set_state(url, "core:ClosureState", 12)
    await other.listen()
    box.set_state(url, "core:ClosureState", 13)
    assert values(await client.fetch(), "core:ClosureState") == [12, 13]
    assert values(await other.fetch(), "core:ClosureState") == [13]
    assert await client.fetch() == []


async def test_listeners_live_ten_minutes_without_fetch(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box(speed=2000)
    client = connect(box)
    await client.listen()
    await box.clock.sleep(400)
    await client.fetch()
    await box.clock.sleep(400)
    await client.fetch()
    await box.clock.sleep(601)
    status, data = await client.call("POST", f"/events/{client.listener}/fetch")
    assert (status, data["error"]) == (400, '"No registered event listener."')


async def test_unregistering_ends_a_listener(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box()
    client = connect(box)
    await client.listen()
    for _ in range(2):
        assert await client.call("POST", f"/events/{client.listener}/unregister") == (200, [])
    assert (await client.call("POST", f"/events/{client.listener}/fetch"))[0] == 400


async def test_reboot(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box(SHUTTER, OLD_SHUTTER)
    shutter = box.home.first(SHUTTER)
    client = connect(box)
    await client.listen()
    box.rename(shutter.url, "New name")
    assert [event["name"] for event in await client.fetch()] == ["DeviceUpdatedEvent"]
    assert (await client.device(shutter.url))["label"] != "New name"
    await client.apply(box.home.first(OLD_SHUTTER).url, "close")
    port = box.port
    booting = asyncio.create_task(box.reboot(down_for=30))
    await box.clock.sleep(1)
    with pytest.raises(aiohttp.ClientConnectorError):
        await client.get("/setup")
    await booting
    assert box.port == port
    assert (await client.device(shutter.url))["label"] == "New name"
    assert await client.get("/exec/current") == []
    assert (await client.call("POST", f"/events/{client.listener}/fetch"))[0] == 400


async def test_unplugged_box_forgets_nothing(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box()
    client = connect(box)
    await client.listen()
    gone = asyncio.create_task(box.unplug(30))
    await box.clock.sleep(1)
    box.set_state(box.home.first(SHUTTER).url, "core:ClosureState", 77)
    with pytest.raises(aiohttp.ClientConnectorError):
        await client.fetch()
    await gone
    assert values(await client.fetch(), "core:ClosureState") == [77]


async def test_devices_come_and_go(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box()
    client = connect(box)
    await client.listen()
    valve = box.add_device("io:HeatingValveIOComponent", "Radiator")
    assert sorted((e["name"], e["deviceURL"]) for e in await client.fetch()) == [
        ("DeviceCreatedEvent", valve.url),
        ("DeviceCreatedEvent", valve.url.replace("#1", "#2")),
    ]
    assert (await client.device(valve.url))["label"] == "Radiator"
    box.remove_device(valve.url)
    assert await client.fetch() == [{"name": "DeviceRemovedEvent", "deviceURL": valve.url}]
    assert valve.url not in {d["deviceURL"] for d in await client.get("/setup/devices")}
    url = box.home.first(SHUTTER).url
    box.set_available(url, available=False)
    events = await client.fetch()
    assert {"name": "DeviceUnavailableEvent", "deviceURL": url} in events
    assert (await client.device(url))["available"] is False


async def test_order_is_random(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box(home=Home.generate(30))
    client = connect(box)
    first, second = [(await client.get("/setup"))["devices"] for _ in range(2)]
    assert [d["deviceURL"] for d in first] != [d["deviceURL"] for d in second]
    assert len({tuple(device) for device in first + second}) > 10
    box.quirks.random_order = False
    assert await client.raw("GET", "/setup") == await client.raw("GET", "/setup")


async def test_realistic_typing(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box(SHUTTER, "io:TemperatureIOSystemSensor", quirks=Quirks.realistic())
    states = [
        (state["type"], type(state["value"]))
        for device in await connect(box).get("/setup/devices")
        for state in device["states"]
    ]
    assert {(11, list), (1, float), (2, int)} <= set(states)
    assert await connect(box).call("GET", "/exec/current/x") == (200, [])


async def test_incomplete_devices_and_states_without_value(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box("ogp", "io:ThreeWayHandleIOSystemDeviceSensor")
    incomplete = next(d for d in await connect(box).get("/setup/devices") if "definition" not in d)
    assert not {"controllableName", "type", "subsystemId"} & incomplete.keys()
    assert {"name": "core:StatusState", "type": 6, "value": True} in incomplete["states"]
    handle = await connect(box).device(box.home.first("io:ThreeWayHandleIOSystemDeviceSensor").url)
    assert {"name": "core:BatteryLevelState"} in handle["states"]


async def test_available_may_lie(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box(quirks=Quirks(all_unavailable=True))
    device = await connect(box).device(box.home.first(SHUTTER).url)
    assert device["available"] is False
    assert {"name": "core:StatusState", "type": 3, "value": "available"} in device["states"]


async def test_errors_may_be_quoted_twice(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box(quirks=Quirks(doubly_quoted_errors=True))
    assert (await connect(box).call("GET", "/nothing"))[1]["error"] == '"Unknown object."'


@pytest.mark.parametrize(("closing", "connections"), [(False, 1), (True, 3)])
async def test_keep_alive(make_box: MakeBox, connect: Connect, *, closing: bool, connections: int) -> None:
    box = await make_box(quirks=Quirks(connection_close=closing))
    client = connect(box)
    for _ in range(3):
        await client.get("/setup")
    assert box.connections.accepted == connections


async def test_scenarios_are_told_but_do_nothing(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box(home=Home.generate(20))
    client = connect(box)
    scenario = (await client.get("/actionGroups"))[0]
    assert {action["deviceURL"] for action in scenario["actions"]} <= set(box.home.devices)
    status, data = await client.call("POST", f"/exec/{scenario['oid']}")
    assert (status, list(data)) == (200, ["execId"])
    await box.clock.sleep(5)
    assert not box.radio
    box.quirks.action_groups = False
    assert (await client.call("GET", "/actionGroups"))[1]["error"] == "Unknown object."


async def apply_all(client: Client, box: TahomaBox) -> list[int]:
    statuses = []
    for device in box.home.all(SHUTTER):
        group = {"actions": [{"deviceURL": device.url, "commands": [{"name": "close"}]}]}
        statuses.append((await client.call("POST", "/exec/apply", group))[0])
    return statuses


async def test_eleventh_execution_is_refused(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box(*[SHUTTER] * 11, quirks=Quirks(when_full=WhenFull.ERROR))
    assert await apply_all(connect(box), box) == [200] * 10 + [400]
    assert len(box.radio) == 10


async def test_eleventh_execution_waits(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box(*[SHUTTER] * 11, quirks=Quirks(when_full=WhenFull.SLOW))
    assert await apply_all(connect(box), box) == [200] * 11
    assert box.radio[10].time - box.radio[0].time > 10


async def test_unknown_execution_may_be_an_error(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box(quirks=Quirks(unknown_execution_is_error=True))
    status, data = await connect(box).call("DELETE", "/exec/current/setup/c6f83624")
    assert (status, data["error"]) == (400, '"No corresponding execId c6f83624"')


def test_generated_homes() -> None:
    for size in (1, 5, 30, 200, 1000):
        home = Home.generate(size, seed=7)
        assert len(home.devices) == size
        assert list(home.devices) == list(Home.generate(size, seed=7).devices)
        labels = [device.label for device in home.devices.values()]
        assert len(set(labels)) == size
    kinds = {device.model.ui_class for device in home.devices.values() if device.model}
    assert len(kinds) > 15


async def eventually(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(15):
        while not condition():  # zeroconf calls back outside of our control
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("style", InstanceName)
async def test_announcement_follows_the_box(root: FakeRoot, style: InstanceName) -> None:
    box = TahomaBox(Home.of(SHUTTER), root=root, announcement=Announcement(Announcer(), style))
    zeroconf = AsyncZeroconf(interfaces=["127.0.0.1"])
    seen: list[tuple[str, str]] = []
    service = "_kizboxdev._tcp.local."

    def note(**change: Any) -> None:
        seen.append((change["name"], change["state_change"].name))

    async def found() -> AsyncServiceInfo:
        info = AsyncServiceInfo(service, seen[0][0])
        await info.async_request(zeroconf.zeroconf, 3000)
        return info

    browser = AsyncServiceBrowser(zeroconf.zeroconf, [service], handlers=[note])
    try:
        async with box:
            name = f"{style.format(pin=box.pin)}.{service}"
            await eventually(lambda: (name, "Added") in seen)
            info = await found()
            assert (info.parsed_addresses(), info.port) == (["127.0.0.1"], box.port)
            assert info.decoded_properties == {
                "gateway_pin": box.pin,
                "api_version": "1",
                "fw_version": box.firmware,
            }
            before = box.port
            await box.move_to()
            assert box.port != before
            await eventually(lambda: seen[-1] == (name, "Added") and len(seen) > 1)
            assert (await found()).port == box.port
        await eventually(lambda: seen[-1] == (name, "Removed"))
    finally:
        await browser.async_cancel()
        await zeroconf.async_close()
