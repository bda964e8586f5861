"""What every simulated gateway has as a machine on a network."""

from simulators.clock import Clock
from simulators.running import Running
from simulators.server import Server


class Machine(Running):
    """Something with an address, which may be out of the network for a while."""

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
        """Be unreachable for some seconds: connections are refused, and the open ones dropped."""
        self._server.pause()
        await self.clock.sleep(seconds)
        await self._server.resume()
