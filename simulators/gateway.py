"""Base class of the simulated gateways."""

from simulators.clock import Clock
from simulators.server import Server
from simulators.service import Service


class Gateway(Service):
    """A gateway with an address that can disappear from the network temporarily."""

    clock: Clock
    _server: Server

    @property
    def host(self) -> str:
        """Return the address that it listens on."""
        return self._server.host

    @property
    def port(self) -> int:
        """Return the port that it listens on."""
        return self._server.port

    async def unplug(self, seconds: float = 60.0) -> None:
        """Close all connections and refuse new ones for a number of seconds."""
        self._server.pause()
        await self.clock.sleep(seconds)
        await self._server.resume()
