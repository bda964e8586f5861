"""The mDNS services of a box."""

import asyncio
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulators.mdns import MdnsAnnouncer

DEVELOPER_SERVICE = "_kizboxdev._tcp.local."
SERVICE = "_kizbox._tcp.local."
SERVICE_PORT = 443


class InstanceName(StrEnum):
    """The format of the instance and host name, which differs between boxes."""

    GATEWAY_PIN = "gateway-{pin}"
    PIN = "{pin}"


class BoxAnnouncer:
    """Announces the services of a box: its local API (developer mode) and `_kizbox`."""

    def __init__(
        self, announcer: MdnsAnnouncer, instance_name: InstanceName = InstanceName.GATEWAY_PIN
    ) -> None:
        """Initialize the announcer with the name format to use."""
        self._announcer = announcer
        self._instance_name = instance_name

    async def announce(self, pin: str, firmware: str, host: str, port: int) -> None:
        """Announce the box at an address."""
        properties = {"gateway_pin": pin, "api_version": "1", "fw_version": firmware}
        instance = self._instance_name.format(pin=pin)
        services = {DEVELOPER_SERVICE: port, SERVICE: SERVICE_PORT}
        register = self._announcer.register
        await asyncio.gather(
            *(
                register(service_type, instance, host, service_port, properties)
                for service_type, service_port in services.items()
            )
        )

    async def unregister(self) -> None:
        """Unregister the services, as before a change of address."""
        await self._announcer.unregister_all()

    async def close(self) -> None:
        """Unregister the services and close the sockets."""
        await self._announcer.close()
