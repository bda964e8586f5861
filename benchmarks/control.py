"""What a benchmark sees of a simulated gateway, and does to it, in the other process."""

from typing import Any

from aiohttp import ClientSession


class Control:
    """The control interface of a simulated gateway."""

    def __init__(self, session: ClientSession, url: str) -> None:
        """Speak to the interface at a URL."""
        self._session = session
        self.url = url

    async def state(self) -> dict[str, Any]:
        """Return all that can be seen."""
        async with self._session.get(f"{self.url}/state") as response:
            state: dict[str, Any] = await response.json()
        return state

    async def do(self, path: str, **body: Any) -> None:
        """Let something happen, or be different."""
        async with self._session.post(f"{self.url}{path}", json=body) as response:
            if not response.ok:
                raise RuntimeError(f"{path} {body}: {await response.text()}")
