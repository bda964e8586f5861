"""mDNS announcements, on the loopback interface unless told otherwise."""

from collections.abc import Mapping, Sequence
import socket

from zeroconf import ServiceInfo
from zeroconf.asyncio import AsyncZeroconf


class Announcer:
    """Announces services until it is stopped."""

    def __init__(self, interfaces: Sequence[str] = ("127.0.0.1",)) -> None:
        """Choose the addresses of the interfaces to announce on."""
        self._interfaces = list(interfaces)
        self._zeroconf: AsyncZeroconf | None = None

    async def announce(
        self, service_type: str, instance: str, host: str, port: int, properties: Mapping[str, str]
    ) -> None:
        """Announce `instance` of a type such as `_http._tcp.local.`."""
        if self._zeroconf is None:
            self._zeroconf = AsyncZeroconf(interfaces=self._interfaces)
        service = ServiceInfo(
            service_type,
            f"{instance}.{service_type}",
            addresses=[socket.inet_aton(host)],
            port=port,
            properties=dict(properties),
            server=f"{instance}.local.",
        )
        await (
            await self._zeroconf.async_register_service(service, strict=False, cooperating_responders=True)
        )

    async def withdraw(self) -> None:
        """Say goodbye for every service."""
        if self._zeroconf:
            await self._zeroconf.async_unregister_all_services()

    async def stop(self) -> None:
        """Say goodbye and close the sockets."""
        if self._zeroconf:
            await self.withdraw()
            await self._zeroconf.async_close()
            self._zeroconf = None
