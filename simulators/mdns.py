"""mDNS announcements, by default on the loopback interface only."""

from collections.abc import Mapping, Sequence
import socket

from zeroconf import ServiceInfo
from zeroconf.asyncio import AsyncZeroconf


class MdnsAnnouncer:
    """Announces mDNS services until it is closed."""

    def __init__(self, interfaces: Sequence[str] = ("127.0.0.1",)) -> None:
        """Initialize the announcer with the addresses of the interfaces to use."""
        self._interfaces = list(interfaces)
        self._zeroconf: AsyncZeroconf | None = None

    async def register(
        self, service_type: str, instance: str, host: str, port: int, properties: Mapping[str, str]
    ) -> None:
        """Register `instance` of a service type such as `_http._tcp.local.`."""
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

    async def unregister_all(self) -> None:
        """Unregister all services, which sends a goodbye packet for each."""
        if self._zeroconf:
            await self._zeroconf.async_unregister_all_services()

    async def close(self) -> None:
        """Unregister all services and close the sockets."""
        if self._zeroconf:
            await self.unregister_all()
            await self._zeroconf.async_close()
            self._zeroconf = None
