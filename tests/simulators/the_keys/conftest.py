"""Fixtures: a simulated gateway and minimal HTTP clients."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import Any, Protocol
from urllib.parse import urlencode

import aiohttp
import orjson
import pytest

from simulators.clock import Clock
from simulators.the_keys import Home, Lock, Quirks, TheKeysCloud, TheKeysGateway, signature

DOOR, CODE = "46001", "0Ge3uGsPVYwVxLZM"


class MakeGateway(Protocol):
    async def __call__(self, *locks: Lock, speed: float = 100, **quirks: Any) -> TheKeysGateway: ...


@pytest.fixture
async def make_gateway() -> AsyncIterator[MakeGateway]:
    """Return a factory of gateways, by default with one lock that is shared with the gateway."""
    async with AsyncExitStack() as stack:

        async def make(*locks: Lock, speed: float = 100, **quirks: Any) -> TheKeysGateway:
            home = Home(*(locks or (Lock(DOOR, "Front door", CODE),)), clock=Clock(speed))
            return await stack.enter_async_context(TheKeysGateway(home, quirks=Quirks(**quirks)))

        yield make


class Client:
    """A client of one gateway, which signs requests with increasing timestamps."""

    def __init__(self, gateway: TheKeysGateway, session: aiohttp.ClientSession) -> None:
        self.gateway = gateway
        self.session = session
        self.timestamp = int(gateway.clock.unix_time()) - 1000
        self.code = CODE

    async def raw(self, method: str, path: str, body: str = "") -> tuple[int, bytes]:
        url = f"http://{self.gateway.host}:{self.gateway.port}{path}"
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        async with self.session.request(method, url, data=body or None, headers=headers) as response:
            return response.status, await response.read()

    async def get(self, path: str) -> Any:
        status, body = await self.raw("GET", path)
        assert status == 200
        return orjson.loads(body)

    async def post(self, path: str, **form: Any) -> Any:
        status, body = await self.raw("POST", path, urlencode(form))
        assert status == 200
        return orjson.loads(body)

    def form(self, identifier: str = DOOR) -> dict[str, str]:
        self.timestamp += 1
        timestamp = str(self.timestamp)
        return {"identifier": identifier, "ts": timestamp, "hash": signature(self.code, timestamp)}

    async def send(self, path: str, identifier: str = DOOR) -> Any:
        """Send a signed request and return the response."""
        return await self.post(path, **self.form(identifier))

    async def result_code(self, path: str, identifier: str = DOOR) -> int:
        """Send a signed request and return the result code."""
        return int((await self.send(path, identifier))["code"])

    async def wait_until_scanning(self) -> None:
        while (await self.get("/status"))["current_status"] != "Scanning":
            await self.gateway.clock.sleep(1)


type Connect = Callable[[TheKeysGateway], Client]


@pytest.fixture
async def connect() -> AsyncIterator[Connect]:
    connector = aiohttp.TCPConnector(force_close=True)
    async with aiohttp.ClientSession(connector=connector) as session:
        yield lambda gateway: Client(gateway, session)


class CloudClient:
    """A client of the cloud, authenticated by the token of a login."""

    def __init__(self, cloud: TheKeysCloud, session: aiohttp.ClientSession) -> None:
        self.cloud = cloud
        self.session = session
        self.token = ""

    async def log_in(self, **changes: str) -> tuple[int, Any]:
        account = self.cloud.account
        form = {"_username": account.username, "_password": account.password, **changes}
        status, data = await self._call("POST", "/api/login_check", form)
        self.token = data.get("access_token", "")
        return status, data

    async def call(self, method: str, path: str, **form: str) -> tuple[int, Any]:
        return await self._call(method, f"/fr/api/v2/{path}", form)

    async def data(self, method: str, path: str, form: dict[str, str] | None = None) -> Any:
        status, response = await self._call(method, f"/fr/api/v2/{path}", form or {})
        assert (status, response["status"]) == (200, 200)
        assert response["message"] == {"global": [], "form": []}
        return response["data"]

    async def _call(self, method: str, path: str, form: dict[str, str]) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        request = self.session.request(method, self.cloud.url + path, data=form or None, headers=headers)
        async with request as response:
            return response.status, await response.json()


@pytest.fixture
async def connect_cloud() -> AsyncIterator[Callable[[TheKeysGateway], Any]]:
    """Return a function that starts the cloud of a gateway's home and returns a logged-in client."""
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession())

        async def connect(gateway: TheKeysGateway) -> CloudClient:
            client = CloudClient(await stack.enter_async_context(TheKeysCloud(gateway.home)), session)
            await client.log_in()
            return client

        yield connect
