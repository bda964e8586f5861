"""Client of the control interface of a simulator."""

from typing import Any

from aiohttp import ClientSession


class SimulatorControl:
    """Reads and changes a simulated gateway in another process."""

    def __init__(self, session: ClientSession, url: str) -> None:
        """Initialize the client with the URL of the control interface."""
        self._session = session
        self.url = url

    async def get_state(self) -> dict[str, Any]:
        """Return the state of the simulator."""
        async with self._session.get(f"{self.url}/state") as response:
            state: dict[str, Any] = await response.json()
        return state

    async def post(self, path: str, **body: Any) -> None:
        """Post a change; raise RuntimeError if the simulator rejects it."""
        async with self._session.post(f"{self.url}{path}", json=body) as response:
            if not response.ok:
                raise RuntimeError(f"{path} {body}: {await response.text()}")
