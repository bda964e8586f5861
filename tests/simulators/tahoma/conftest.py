"""Fixtures: a simulated box and a minimal HTTP client."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
import ssl
from typing import Any, Protocol
from urllib.parse import quote

import aiohttp
import orjson
import pytest

from simulators.certificates import FakeRoot
from simulators.clock import Clock
from simulators.tahoma import Home, TahomaBox

ROOT = "/enduser-mobile-web/1/enduserAPI"
SHUTTER = "io:RollerShutterGenericIOComponent"
OLD_SHUTTER = "rts:RollerShutterRTSComponent"


class MakeBox(Protocol):
    async def __call__(self, *controllables: str, speed: float = 100, **options: Any) -> TahomaBox: ...


@pytest.fixture(scope="session")
def root() -> Iterator[FakeRoot]:
    with FakeRoot() as root:
        yield root


@pytest.fixture
async def make_box(root: FakeRoot) -> AsyncIterator[MakeBox]:
    async with AsyncExitStack() as stack:

        async def make(*controllables: str, speed: float = 100, **options: Any) -> TahomaBox:
            home = options.pop("home", None) or Home.of(*(controllables or (SHUTTER,)))
            box = TahomaBox(home, root=root, clock=Clock(speed), **options)
            return await stack.enter_async_context(box)

        yield make


def client_context(root: FakeRoot) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=root.path)
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context


class Client:
    """A client of one box, with one event listener."""

    def __init__(self, box: TahomaBox, session: aiohttp.ClientSession) -> None:
        self.box = box
        self.session = session
        self.tls = client_context(box.root)
        self.listener = ""
        self.token: str | None = box.token

    async def raw(self, method: str, path: str, json: Any = None) -> tuple[int, bytes]:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        url = f"https://{self.box.host}:{self.box.port}{ROOT}{path}"
        async with self.session.request(
            method,
            url,
            json=json,
            headers=headers,
            ssl=self.tls,
            server_hostname=f"gateway-{self.box.pin}.local",
        ) as response:
            return response.status, await response.read()

    async def call(self, method: str, path: str, json: Any = None) -> tuple[int, Any]:
        status, body = await self.raw(method, path, json)
        return status, orjson.loads(body)

    async def get(self, path: str) -> Any:
        status, data = await self.call("GET", path)
        assert status == 200, data
        return data

    async def listen(self) -> None:
        self.listener = (await self.call("POST", "/events/register"))[1]["id"]

    async def fetch(self) -> list[Any]:
        status, events = await self.call("POST", f"/events/{self.listener}/fetch")
        assert status == 200, events
        assert isinstance(events, list)
        return events

    async def events_until(self, is_done: Callable[[list[Any]], bool], seconds: float = 120) -> list[Any]:
        """Fetch once a second until a condition is met, for at most `seconds` simulated seconds."""
        events = await self.fetch()
        end = self.box.clock.now() + seconds
        while not is_done(events) and self.box.clock.now() < end:
            await self.box.clock.sleep(1)
            events += await self.fetch()
        assert is_done(events), events
        return events

    async def apply(self, url: str, command: str, *parameters: Any) -> str:
        command_data = {"name": command, "parameters": list(parameters)}
        actions = [{"deviceURL": url, "commands": [command_data]}]
        status, data = await self.call("POST", "/exec/apply", {"label": "test", "actions": actions})
        assert status == 200, data
        return str(data["execId"])

    async def device(self, url: str) -> Any:
        return await self.get(f"/setup/devices/{quote(url, safe='')}")

    async def states(self, url: str) -> dict[str, Any]:
        return {s["name"]: s.get("value") for s in (await self.device(url))["states"]}


type Connect = Callable[[TahomaBox], Client]


@pytest.fixture
async def connect() -> AsyncIterator[Connect]:
    async with aiohttp.ClientSession() as session:
        yield lambda box: Client(box, session)


def executions(events: list[Any]) -> list[tuple[str, str]]:
    """Return the state changes of executions as (execution ID, new state)."""
    return [(e["execId"], e["newState"]) for e in events if e["name"] == "ExecutionStateChangedEvent"]


def values(events: list[Any], state: str) -> list[Any]:
    """Return the reported values of a state."""
    return [
        reported["value"]
        for event in events
        if event["name"] == "DeviceStateChangedEvent"
        for reported in event["deviceStates"]
        if reported["name"] == state
    ]


def execution_ended(execution: str, state: str = "COMPLETED") -> Callable[[list[Any]], bool]:
    return lambda events: (execution, state) in executions(events)


def stopped_moving(events: list[Any]) -> bool:
    """Return whether the last reported moving state is False."""
    return values(events, "core:MovingState")[-1:] == [False]
