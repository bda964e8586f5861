"""A minimal client of Home Assistant's REST API."""

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Self

from aiohttp import ClientConnectionError, ClientSession

FLOWS = "/api/config/config_entries/flow"
ENTRIES = "/api/config/config_entries/entry"


class HomeAssistantRest:
    """A client of one Home Assistant, signed in as the owner."""

    def __init__(self, session: ClientSession, url: str) -> None:
        """Initialize the client without an access token."""
        self._session = session
        self._url = url
        self.access_token = ""

    @classmethod
    async def sign_in(cls, session: ClientSession, url: str, name: str, password: str) -> Self:
        """Wait until Home Assistant has started and sign in; create the owner at the first start."""
        client = cls(session, url)
        await client._wait_for_server()
        client_id = f"{url}/"
        user = {"username": name, "password": password, "client_id": client_id}
        onboarding = {**user, "name": name.capitalize(), "language": "en"}
        async with session.post(f"{url}/api/onboarding/users", json=onboarding) as response:
            if response.status == HTTPStatus.OK:
                code = (await response.json())["auth_code"]
            else:
                code = await client._log_in(user)
        grant = {"grant_type": "authorization_code", "code": code, "client_id": client_id}
        async with session.post(f"{url}/auth/token", data=grant) as response:
            response.raise_for_status()
            client.access_token = (await response.json())["access_token"]
        await client.wait_until("/api/config", lambda config: config["state"] == "RUNNING")
        return client

    async def _wait_for_server(self) -> None:
        while True:
            try:
                async with self._session.get(f"{self._url}/manifest.json") as response:
                    if response.status == HTTPStatus.OK:
                        return
            except ClientConnectionError:
                pass
            await asyncio.sleep(0.1)

    async def _log_in(self, user: dict[str, str]) -> str:
        flow = {
            "client_id": user["client_id"],
            "handler": ["homeassistant", None],
            "redirect_uri": user["client_id"],
        }
        started = await self.post("/auth/login_flow", flow)
        finished = await self.post(f"/auth/login_flow/{started['flow_id']}", user)
        code: str = finished["result"]
        return code

    async def get(self, path: str) -> Any:
        """Send a GET request and return the response."""
        return await self._request("GET", path)

    async def post(self, path: str, body: Any) -> Any:
        """Send a POST request and return the response."""
        return await self._request("POST", path, body)

    async def delete(self, path: str) -> Any:
        """Send a DELETE request and return the response."""
        return await self._request("DELETE", path)

    async def _request(self, method: str, path: str, body: Any = None) -> Any:
        async with self._session.request(
            method, f"{self._url}{path}", json=body, headers={"Authorization": f"Bearer {self.access_token}"}
        ) as response:
            if not response.ok:
                raise RuntimeError(f"{method} {path}: {response.status} {await response.text()}")
            return await response.json()

    async def wait_until(self, path: str, condition: Callable[[Any], Any]) -> Any:
        """Poll a path until a condition returns a true value for it; return that value."""
        while not (result := condition(await self.get(path))):  # noqa: ASYNC110 - REST has no events
            await asyncio.sleep(0.1)
        return result

    async def set_up(self, domain: str, *user_inputs: dict[str, Any]) -> dict[str, Any]:
        """Complete a config flow with the user input of each step; return the result of the flow."""
        result: dict[str, Any] = await self.post(FLOWS, {"handler": domain})
        for user_input in user_inputs:
            if result["type"] in ("abort", "create_entry"):
                break
            result = await self.post(f"{FLOWS}/{result['flow_id']}", user_input)
            while result["type"] == "progress":
                await asyncio.sleep(0.2)
                result = await self.get(f"{FLOWS}/{result['flow_id']}")
        return result
