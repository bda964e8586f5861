"""Test the box: tokens, certificates, listeners, quirks, reboots and address changes."""

import asyncio
from collections.abc import Callable
from typing import Any

import aiohttp
import pytest
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from simulators.certificates import Certificate, FakeRoot
from simulators.mdns import MdnsAnnouncer
from simulators.tahoma import BoxAnnouncer, Home, InstanceName, Quirks, TahomaBox, WhenFull

from .conftest import OLD_SHUTTER, SHUTTER, Client, Connect, MakeBox, client_context, values

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
    unauthorized = (401, {"error": "Not authenticated.", "errorCode": DENIED})
    assert await client.call("GET", "/setup") == unauthorized
    client.token = box.token
    assert (await client.call("GET", "/setup"))[0] == 200
    box.revoke_token()
    assert await client.call("GET", "/setup") == unauthorized
    box.restore_token()
    assert (await client.call("GET", "/setup"))[0] == 200


@pytest.mark.parametrize(
    ("certificate", "host", "trusted"),
    [
        (Certificate.GATEWAY_SAN, "gateway-{pin}.local", True),
        (Certificate.GATEWAY_SAN, "other.local", False),
        (Certificate.PIN_CN, "{pin}.local", True),
        (Certificate.PIN_CN, "gateway-{pin}.local", False),
        (Certificate.GATEWAY_CN, "gateway-{pin}.local", True),
        (Certificate.GATEWAY_CN, "{pin}.local", False),
        (Certificate.EXPIRED, "gateway-{pin}.local", False),
    ],
)
async def test_certificates(make_box: MakeBox, *, certificate: Certificate, host: str, trusted: bool) -> None:
    box = await make_box(certificate=certificate)
    address = f"https://127.0.0.1:{box.port}/enduser-mobile-web/1/enduserAPI/apiVersion"
    context = client_context(box.root)
    async with aiohttp.ClientSession() as session:
        request = session.get(address, ssl=context, server_hostname=host.format(pin=box.pin))
        if trusted:
            async with request as response:
                assert response.headers["server"] == "KizOs"
        else:
            with pytest.raises(aiohttp.ClientConnectorCertificateError):
                await request


async def test_strict_verification_fails(make_box: MakeBox) -> None:
    box = await make_box()
    context = client_context(box.root)
    context.verify_flags |= 0x20  # X509_STRICT
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.ClientConnectorCertificateError, match="Authority Key Identifier"):
            await session.get(
                f"https://127.0.0.1:{box.port}/",
                ssl=context,
                server_hostname=f"gateway-{box.pin}.local",
            )


def test_root_is_reused(tmp_path: Any) -> None:
    path = tmp_path / "certificates" / "root.pem"
    FakeRoot(path)
    first = path.read_bytes(), path.with_suffix(".key").read_bytes()
    FakeRoot(path)
    assert (path.read_bytes(), path.with_suffix(".key").read_bytes()) == first


async def test_listener_receives_events_since_registration(make_box: MakeBox, connect: Connect) -> None:
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


async def test_listener_expires_after_ten_minutes(make_box: MakeBox, connect: Connect) -> None:
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


async def test_unregister_listener(make_box: MakeBox, connect: Connect) -> None:
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
    reboot = asyncio.create_task(box.reboot(down_for=30))
    await box.clock.sleep(1)
    with pytest.raises(aiohttp.ClientConnectorError):
        await client.get("/setup")
    await reboot
    assert box.port == port
    assert (await client.device(shutter.url))["label"] == "New name"
    assert await client.get("/exec/current") == []
    assert (await client.call("POST", f"/events/{client.listener}/fetch"))[0] == 400


async def test_unplugged_box_keeps_listeners(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box()
    client = connect(box)
    await client.listen()
    unplugged = asyncio.create_task(box.unplug(30))
    await box.clock.sleep(1)
    box.set_state(box.home.first(SHUTTER).url, "core:ClosureState", 77)
    with pytest.raises(aiohttp.ClientConnectorError):
        await client.fetch()
    await unplugged
    assert values(await client.fetch(), "core:ClosureState") == [77]


async def test_add_and_remove_devices(make_box: MakeBox, connect: Connect) -> None:
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


async def test_random_order(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box(home=Home.generate(30))
    client = connect(box)
    first, second = [(await client.get("/setup"))["devices"] for _ in range(2)]
    assert [d["deviceURL"] for d in first] != [d["deviceURL"] for d in second]
    assert len({tuple(device) for device in first + second}) > 10
    box.quirks.random_order = False
    assert await client.raw("GET", "/setup") == await client.raw("GET", "/setup")


async def test_realistic_data_types(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box(SHUTTER, "io:TemperatureIOSystemSensor", quirks=Quirks.realistic())
    states = [
        (state["type"], type(state["value"]))
        for device in await connect(box).get("/setup/devices")
        for state in device["states"]
    ]
    assert {(11, list), (1, float), (2, int)} <= set(states)
    assert await connect(box).call("GET", "/exec/current/x") == (200, [])


async def test_device_without_definition_and_state_without_value(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box("ogp", "io:ThreeWayHandleIOSystemDeviceSensor")
    incomplete = next(d for d in await connect(box).get("/setup/devices") if "definition" not in d)
    assert not {"controllableName", "type", "subsystemId"} & incomplete.keys()
    assert {"name": "core:StatusState", "type": 6, "value": True} in incomplete["states"]
    handle = await connect(box).device(box.home.first("io:ThreeWayHandleIOSystemDeviceSensor").url)
    assert {"name": "core:BatteryLevelState"} in handle["states"]


async def test_all_unavailable_quirk(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box(quirks=Quirks(all_unavailable=True))
    device = await connect(box).device(box.home.first(SHUTTER).url)
    assert device["available"] is False
    assert {"name": "core:StatusState", "type": 3, "value": "available"} in device["states"]


async def test_doubly_quoted_errors(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box(quirks=Quirks(doubly_quoted_errors=True))
    assert (await connect(box).call("GET", "/nothing"))[1]["error"] == '"Unknown object."'


@pytest.mark.parametrize(("connection_close", "connections"), [(False, 1), (True, 3)])
async def test_keep_alive(
    make_box: MakeBox, connect: Connect, *, connection_close: bool, connections: int
) -> None:
    box = await make_box(quirks=Quirks(connection_close=connection_close))
    client = connect(box)
    for _ in range(3):
        await client.get("/setup")
    assert box.connections.accepted == connections


async def test_scenarios_are_listed_but_not_executed(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box(home=Home.generate(20))
    client = connect(box)
    scenario = (await client.get("/actionGroups"))[0]
    assert {action["deviceURL"] for action in scenario["actions"]} <= set(box.home.devices)
    status, data = await client.call("POST", f"/exec/{scenario['oid']}")
    assert (status, list(data)) == (200, ["execId"])
    await box.clock.sleep(5)
    assert not box.sent_commands
    box.quirks.action_groups = False
    assert (await client.call("GET", "/actionGroups"))[1]["error"] == "Unknown object."


async def apply_all(client: Client, box: TahomaBox) -> list[int]:
    statuses = []
    for device in box.home.all(SHUTTER):
        group = {"actions": [{"deviceURL": device.url, "commands": [{"name": "close"}]}]}
        statuses.append((await client.call("POST", "/exec/apply", group))[0])
    return statuses


async def test_execution_beyond_limit_fails(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box(*[SHUTTER] * 11, quirks=Quirks(when_full=WhenFull.ERROR))
    assert await apply_all(connect(box), box) == [200] * 10 + [400]
    assert len(box.sent_commands) == 10


async def test_execution_beyond_limit_waits(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box(*[SHUTTER] * 11, quirks=Quirks(when_full=WhenFull.SLOW))
    assert await apply_all(connect(box), box) == [200] * 11
    assert box.sent_commands[10].time - box.sent_commands[0].time > 10


async def test_unknown_execution_error(make_box: MakeBox, connect: Connect) -> None:
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
    ui_classes = {device.model.ui_class for device in home.devices.values() if device.model}
    assert len(ui_classes) > 15


async def wait_for(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(15):
        while not condition():  # zeroconf invokes the callbacks
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("instance_name", InstanceName)
async def test_mdns_announcement(root: FakeRoot, instance_name: InstanceName) -> None:
    box = TahomaBox(Home.of(SHUTTER), root=root, announcer=BoxAnnouncer(MdnsAnnouncer(), instance_name))
    zeroconf = AsyncZeroconf(interfaces=["127.0.0.1"])
    seen: list[tuple[str, str]] = []
    service = "_kizboxdev._tcp.local."

    def on_change(**change: Any) -> None:
        seen.append((change["name"], change["state_change"].name))

    async def service_info() -> AsyncServiceInfo:
        info = AsyncServiceInfo(service, seen[0][0])
        await info.async_request(zeroconf.zeroconf, 3000)
        return info

    browser = AsyncServiceBrowser(zeroconf.zeroconf, [service], handlers=[on_change])
    try:
        async with box:
            name = f"{instance_name.format(pin=box.pin)}.{service}"
            await wait_for(lambda: (name, "Added") in seen)
            info = await service_info()
            assert (info.parsed_addresses(), info.port) == (["127.0.0.1"], box.port)
            assert info.decoded_properties == {
                "gateway_pin": box.pin,
                "api_version": "1",
                "fw_version": box.firmware,
            }
            port = box.port
            await box.change_address()
            assert box.port != port
            await wait_for(lambda: seen[-1] == (name, "Added") and len(seen) > 1)
            assert (await service_info()).port == box.port
        await wait_for(lambda: seen[-1] == (name, "Removed"))
    finally:
        await browser.async_cancel()
        await zeroconf.async_close()
