"""Tests of the client with a simulated box over TLS."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path
import socket
from typing import Any

from aiohttp import ClientSession, TCPConnector
from aiohttp.abc import AbstractResolver, ResolveResult
import pytest

from custom_components.gatehouse.gateways.errors import (
    CertificateProblem,
    GatewayAuthenticationError,
    GatewayCertificateError,
    GatewayConnectionError,
    GatewayError,
    GatewayRefusedError,
    GatewayResponseError,
    GatewayUnconfirmedError,
)
from custom_components.gatehouse.gateways.tahoma.api.client import TahomaClient
from custom_components.gatehouse.gateways.tahoma.api.events import DevicesChanged, StatesChanged
from custom_components.gatehouse.gateways.tahoma.api.models import Action, Command
from custom_components.gatehouse.gateways.tahoma.api.tls import create_context, read_pin
from simulators.certificates import Certificate, FakeRoot
from simulators.tahoma import Home, TahomaBox

from ..conftest import apply

SHUTTER = "io:RollerShutterGenericIOComponent"
CLOSURE = "core:ClosureState"
UNKNOWN_HOST = "unknown.example"


class Resolver(AbstractResolver):
    """Resolves every name but one to this machine."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        if host == UNKNOWN_HOST:
            raise OSError("no such name")
        return [ResolveResult(hostname=host, host="127.0.0.1", port=port, family=family, proto=0, flags=0)]

    async def close(self) -> None:
        pass


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession(connector=TCPConnector(resolver=Resolver())) as session:
        yield session


@pytest.fixture
def home() -> Home:
    return Home.of(SHUTTER, SHUTTER, "rts:RollerShutterRTSComponent")


type Connect = Callable[..., TahomaClient]


@pytest.fixture
def connect(session: ClientSession, root: FakeRoot) -> Connect:
    def connect(box: TahomaBox, **changed: Any) -> TahomaClient:
        facts: dict[str, Any] = {"host": box.host, "port": box.port, "pin": box.pin, "token": box.token}
        return TahomaClient(session, context=create_context(root.path), **(facts | changed))

    return connect


@pytest.fixture
def client(box: TahomaBox, connect: Connect) -> TahomaClient:
    return connect(box)


@pytest.fixture
def url(home: Home) -> str:
    return home.first(SHUTTER).url


# The endpoints


async def test_api_version_needs_no_token(box: TahomaBox, connect: Connect) -> None:
    assert await connect(box, token="").api_version()


async def test_gateways(client: TahomaClient, box: TahomaBox) -> None:
    (gateway,) = await client.gateways()
    assert (gateway.pin, gateway.firmware, gateway.connectivity) == (box.pin, box.firmware, "OK")


async def test_setup_and_devices(client: TahomaClient, home: Home) -> None:
    setup = await client.setup()
    devices = await client.devices()
    assert setup.devices.keys() == {device.url for device in devices} == home.devices.keys()


async def test_device_and_its_states(client: TahomaClient, box: TahomaBox, url: str) -> None:
    box.set_state(url, CLOSURE, 30)
    device = await client.device(url)
    assert (device.url, device.ui_class, device.percent(CLOSURE)) == (url, "RollerShutter", 30)
    assert (await client.states(url))[CLOSURE] == 30
    assert await client.state(url, CLOSURE) == 30


async def test_devices_of_one_type(client: TahomaClient, home: Home) -> None:
    assert set(await client.devices_of_type(SHUTTER)) == {device.url for device in home.all(SHUTTER)}


async def test_events(client: TahomaClient, box: TahomaBox, url: str) -> None:
    listener = await client.register()
    box.set_state(url, CLOSURE, 30)
    box.emit({"name": "SomethingNewEvent"})
    box.rename(url, "Kitchen")
    states, renamed = await client.fetch(listener)
    assert states == StatesChanged(url, {CLOSURE: 30})
    assert renamed == DevicesChanged()
    assert await client.fetch(listener) == []
    await client.unregister(listener)
    with pytest.raises(GatewayRefusedError, match="No registered event listener"):
        await client.fetch(listener)


async def test_executions(client: TahomaClient, box: TahomaBox, url: str) -> None:
    execution_id = await apply(client, [Action(url, (Command("close"),))])
    execution = await client.execution(execution_id)
    assert execution is not None
    assert execution.actions[0].device_url == url
    assert [current.id for current in await client.executions()] == [execution_id]
    await client.cancel(execution_id)
    assert await client.execution(execution_id) is None
    await apply(client, [Action(url, (Command("close"),))])
    await client.cancel_all()
    assert await client.executions() == ()


async def test_scenarios(client: TahomaClient, box: TahomaBox) -> None:
    groups = await client.action_groups()
    assert [(group.id, group.label) for group in groups] == [
        (scenario["oid"], scenario["label"]) for scenario in box.home.scenarios
    ]


async def test_devices_of_another_box(client: TahomaClient, home: Home, url: str) -> None:
    """They are left out; a URL without a PIN does not indicate another box."""
    own, other = home.devices[url], home.pin.replace("2", "3")
    for foreign in (url.replace(home.pin, other), url.replace(home.pin, "ELIOT-000000000000")):
        home.devices[foreign] = replace(own, url=foreign)
    home.refresh_labels()
    expected = {known for known in home.devices if other not in known}
    assert (await client.setup()).devices.keys() == expected
    assert {device.url for device in await client.devices()} == expected


async def test_another_address(client: TahomaClient, box: TahomaBox) -> None:
    """A probe of another address does not send the token."""
    probe = client.create_probe(box.host, box.port)
    assert await probe.api_version()
    with pytest.raises(GatewayAuthenticationError):
        await probe.gateways()


# The certificate


@pytest.mark.parametrize("certificate", [Certificate.GATEWAY_SAN, Certificate.PIN_CN, Certificate.GATEWAY_CN])
@pytest.mark.parametrize("by_name", [False, True])
async def test_certificate_by_name_and_by_address(
    certificate: Certificate, by_name: bool, home: Home, root: FakeRoot, connect: Connect
) -> None:
    """The name in the certificate is verified, regardless of the address."""
    async with TahomaBox(home=home, root=root, certificate=certificate) as box:
        client = connect(box, **({"host": f"gateway-{box.pin}.local"} if by_name else {}))
        assert await client.gateways()
        handshakes = box.connections.accepted
        assert await client.gateways()
        # The matching name is tried first from now on.
        assert box.connections.accepted - handshakes <= 1


async def test_expired_certificate(home: Home, root: FakeRoot, connect: Connect) -> None:
    async with TahomaBox(home=home, root=root, certificate=Certificate.EXPIRED) as box:
        with pytest.raises(GatewayCertificateError) as raised:
            await connect(box).gateways()
        assert raised.value.problem is CertificateProblem.EXPIRED
        assert not box.requests


async def test_certificate_of_another_box(box: TahomaBox, connect: Connect) -> None:
    """The error message does not contain the PIN."""
    with pytest.raises(GatewayCertificateError) as raised:
        await connect(box, pin="2009-0009-0009").gateways()
    assert raised.value.problem is CertificateProblem.WRONG_NAME
    assert "2009" not in str(raised.value)
    assert not box.requests


async def test_certificate_of_another_root(home: Home, connect: Connect, tmp_path: Path) -> None:
    """Nothing is sent to a server with an untrusted certificate."""
    async with TahomaBox(home=home, root=FakeRoot(tmp_path / "other.pem")) as box:
        with pytest.raises(GatewayCertificateError) as raised:
            await connect(box).gateways()
        assert raised.value.problem is CertificateProblem.UNTRUSTED
        assert not box.requests


async def test_another_box_at_the_same_address(
    home: Home, root: FakeRoot, connect: Connect, tmp_path: Path
) -> None:
    """Another server at the address of a box is not trusted."""
    box = TahomaBox(home=home, root=root)
    await box.start()
    client, port = connect(box), box.port
    await client.gateways()
    await box.stop()
    other = TahomaBox(home=home, root=FakeRoot(tmp_path / "other.pem"), token=box.token)
    await other.start(port=port)
    with pytest.raises(GatewayCertificateError) as raised:
        await client.gateways()
    assert raised.value.problem is CertificateProblem.UNTRUSTED
    assert not other.request_count
    await other.stop()
    await box.start(port=port)
    assert await client.gateways()
    await box.stop()


@pytest.mark.parametrize("certificate", [Certificate.GATEWAY_SAN, Certificate.PIN_CN, Certificate.GATEWAY_CN])
async def test_pin_of_an_unknown_box(certificate: Certificate, home: Home, root: FakeRoot) -> None:
    async with TahomaBox(home=home, root=root, certificate=certificate) as box:
        context = create_context(root.path, any_name=True)
        assert await read_pin(box.host, box.port, context) == box.pin
        assert not box.requests


async def test_pin_is_not_read_from_an_untrusted_certificate(box: TahomaBox) -> None:
    with pytest.raises(GatewayCertificateError):
        await read_pin(box.host, box.port, create_context(any_name=True))


# Errors


async def test_wrong_token(box: TahomaBox, connect: Connect) -> None:
    with pytest.raises(GatewayAuthenticationError):
        await connect(box, token="wrong").gateways()


async def test_connection_refused(box: TahomaBox, connect: Connect) -> None:
    client = connect(box)
    await box.stop()
    with pytest.raises(GatewayConnectionError):
        await client.gateways()


async def test_unknown_host(box: TahomaBox, connect: Connect) -> None:
    with pytest.raises(GatewayConnectionError):
        await connect(box, host=UNKNOWN_HOST).gateways()


async def test_server_without_tls(connect: Connect, box: TahomaBox) -> None:
    """Nothing is sent, so a command can be retried."""

    async def greet(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example ESMTP\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(greet, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(GatewayResponseError):
            await connect(box, port=port).gateways()
        with pytest.raises(GatewayConnectionError):
            await apply(connect(box, port=port), [Action("io://x/1", (Command("open"),))])


type Fault = Callable[[TahomaBox], object]


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (lambda box: box.faults.hang(), GatewayUnconfirmedError),
        (lambda box: box.faults.drop(times=None), GatewayUnconfirmedError),
        (lambda box: box.faults.truncated(), GatewayError),
        (lambda box: box.faults.html(), GatewayResponseError),
        (lambda box: box.faults.garbage(), GatewayResponseError),
        (lambda box: box.faults.server_error(), GatewayResponseError),
        (lambda box: box.faults.huge(size=40_000_000), GatewayResponseError),
        (lambda box: box.faults.respond("[" * 100_000), GatewayResponseError),
        (lambda box: box.faults.respond("null"), GatewayResponseError),
        (lambda box: box.faults.unknown_object(), GatewayRefusedError),
        (lambda box: box.faults.bus_error(), GatewayRefusedError),
    ],
)
@pytest.mark.parametrize(
    "ask",
    [
        TahomaClient.setup,
        TahomaClient.register,
        lambda client: client.fetch("00000000-0000-0000-0000-000000000000"),
    ],
)
async def test_invalid_responses(
    fault: Fault,
    error: type[GatewayError],
    ask: Callable[[TahomaClient], Awaitable[object]],
    client: TahomaClient,
    box: TahomaBox,
) -> None:
    """Every invalid response raises an error of the client."""
    fault(box)
    with pytest.raises(error):
        await ask(client)


@pytest.mark.parametrize(
    ("path", "answer", "ask"),
    [
        ("/events/*/fetch", "[{}]", lambda client: client.fetch("x")),
        ("/setup", '{"devices": [{}]}', TahomaClient.setup),
        ("/setup/devices", "[{}]", TahomaClient.devices),
        ("/actionGroups", "[{}]", TahomaClient.action_groups),
        ("/exec/current", "[{}]", TahomaClient.executions),
    ],
)
async def test_too_many_items(
    path: str,
    answer: str,
    ask: Callable[[TahomaClient], Awaitable[object]],
    client: TahomaClient,
    box: TahomaBox,
) -> None:
    """A response that would block Home Assistant is rejected."""
    box.faults.respond(answer.replace("{}]", "{}," * 10_000 + "{}]"), path=path)
    with pytest.raises(GatewayResponseError):
        await ask(client)
    box.faults.respond(answer.replace("{}]", "{}," * 9_999 + "{}]"), path=path)
    await ask(client)


async def test_scenarios_not_a_list(client: TahomaClient, box: TahomaBox) -> None:
    """An error is raised, because the scenarios are unknown."""
    box.faults.respond('{"oops": 1}', path="/actionGroups")
    with pytest.raises(GatewayResponseError):
        await client.action_groups()


async def test_error_contains_no_secrets(client: TahomaClient, box: TahomaBox) -> None:
    """Secrets are redacted in every part and at any length."""
    text = f'\\"{box.token.upper()} of {box.pin} {"x" * 1000}\\"'
    box.faults.respond(f'{{"errorCode": "{text}", "error": "{text}"}}', status=400)
    with pytest.raises(GatewayRefusedError) as raised:
        await client.gateways()
    for part in (raised.value.code, raised.value.message):
        assert part.startswith("… of … x")
        assert len(part) == 200


@pytest.mark.parametrize(
    "fault",
    [
        lambda box: box.faults.html("/exec/apply"),
        lambda box: box.faults.respond("{}", path="/exec/apply"),
        lambda box: box.faults.drop("/exec/apply", executed=True),
    ],
)
async def test_invalid_response_to_commands(
    fault: Fault, client: TahomaClient, box: TahomaBox, url: str
) -> None:
    """The commands may have been executed."""
    fault(box)
    with pytest.raises(GatewayUnconfirmedError):
        await apply(client, [Action(url, (Command("close"),))])


# Request queue


async def test_one_request_at_a_time(client: TahomaClient, box: TahomaBox) -> None:
    box.faults.delay(1)
    loop, begin = asyncio.get_running_loop(), asyncio.get_running_loop().time()
    await asyncio.gather(*(client.gateways() for _ in range(3)))
    assert loop.time() - begin >= 3


async def test_commands_before_polls(client: TahomaClient, box: TahomaBox, url: str) -> None:
    box.faults.delay(1, times=1)
    polls = [asyncio.create_task(client.gateways()) for _ in range(3)]
    await asyncio.sleep(0.5)
    await apply(client, [Action(url, (Command("close"),))])
    await asyncio.gather(*polls)
    assert [request.path for request in box.requests][1] == "/exec/apply"


async def test_canceled_commands(client: TahomaClient, box: TahomaBox, url: str) -> None:
    """Canceled actions are left out of a waiting request; without actions it is not sent."""
    box.faults.delay(1, times=1)
    poll = asyncio.create_task(client.gateways())
    await asyncio.sleep(0.5)
    actions = [Action(url, (Command("close"),))]
    command = asyncio.create_task(apply(client, actions))
    await asyncio.sleep(0.1)
    actions.clear()
    with pytest.raises(GatewayConnectionError):
        await command
    await poll
    assert await client.gateways()
    assert not box.sent_commands


async def test_slow_response_does_not_delay_a_stop(client: TahomaClient, box: TahomaBox, url: str) -> None:
    """A hanging request must not prevent a cover from being stopped."""
    box.faults.hang("/setup/gateways")
    hanging = asyncio.create_task(client.gateways())
    loop, begin = asyncio.get_running_loop(), asyncio.get_running_loop().time()
    await asyncio.sleep(0.1)
    await apply(client, [Action(url, (Command("stop"),))])
    assert loop.time() - begin < 7
    hanging.cancel()


async def test_canceled_request_releases_the_slot(client: TahomaClient, box: TahomaBox) -> None:
    box.faults.delay(2, times=1)
    first, second, third = (asyncio.create_task(client.gateways()) for _ in range(3))
    await asyncio.sleep(0.5)
    second.cancel()
    first.cancel()
    assert await third
