"""Test the box with an independent client, pyoverkiz."""

import asyncio
import socket
from typing import Any
import warnings

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
import pytest

from simulators.tahoma import Home

from .conftest import SHUTTER, MakeBox, client_context

DEPRECATION = "ignore:'asyncio.iscoroutinefunction':DeprecationWarning"  # raised by its dependency backoff

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from pyoverkiz.auth.credentials import LocalTokenCredentials
    from pyoverkiz.client import OverkizClient
    from pyoverkiz.models import Action, Command
    from pyoverkiz.utils import create_local_server_config


@pytest.mark.filterwarnings(DEPRECATION)
async def test_pyoverkiz(make_box: MakeBox, monkeypatch: pytest.MonkeyPatch) -> None:
    box = await make_box(home=Home.showcase(), speed=100)
    host = f"gateway-{box.pin}.local"
    monkeypatch.setattr("pyoverkiz.client.SSL_CONTEXT_LOCAL_API", client_context(box.root))

    connector = aiohttp.TCPConnector(resolver=LoopbackResolver())
    client = OverkizClient(
        server=create_local_server_config(host=f"{host}:{box.port}"),
        credentials=LocalTokenCredentials(box.token),
        session=aiohttp.ClientSession(connector=connector),
    )
    async with client:
        await client.login()
        setup = await client.get_setup()
        assert [gateway.id for gateway in setup.gateways] == [box.pin]
        url = box.home.first(SHUTTER).url
        assert url in {device.device_url for device in setup.devices}
        shutter = Action(device_url=url, commands=[Command(name="setClosure", parameters=[75])])
        execution = await client.execute_action_group(actions=[shutter])
        assert [current.id for current in await client.get_current_executions()] == [execution]
        ended: set[tuple[Any, Any]] = set()
        closures: list[Any] = []
        async with asyncio.timeout(20):
            while not ended:
                for event in await client.fetch_events():
                    if getattr(event, "new_state", None) == "COMPLETED":
                        ended.add((getattr(event, "exec_id", None), event.name))
                    closures += [
                        state.value
                        for state in getattr(event, "device_states", [])
                        if state.name == "core:ClosureState"
                    ]
                await box.clock.sleep(1)
        assert ended == {(execution, "ExecutionStateChangedEvent")}
        assert closures[-1] == 75
        execution = await client.execute_action_group(actions=[shutter])
        await client.cancel_execution(execution)
    assert [sent.command for sent in box.sent_commands] == ["setClosure", "setClosure"]
    assert not box.listeners


class LoopbackResolver(AbstractResolver):
    """Resolve every host name to the loopback interface."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [ResolveResult(hostname=host, host="127.0.0.1", port=port, family=family, proto=0, flags=0)]

    async def close(self) -> None:
        """Close the resolver."""
