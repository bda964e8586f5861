"""How a box makes itself known by mDNS."""

import asyncio
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulators.announcer import Announcer

DEVELOPER_SERVICE = "_kizboxdev._tcp.local."
SERVICE = "_kizbox._tcp.local."
SERVICE_PORT = 443


class InstanceName(StrEnum):
    """How the instance and host are named, which depends on the box."""

    GATEWAY_PIN = "gateway-{pin}"
    PIN = "{pin}"


class Announcement:
    """Announces the developer API and the box's own service."""

    def __init__(self, announcer: Announcer, style: InstanceName = InstanceName.GATEWAY_PIN) -> None:
        """Choose where to announce, and under which kind of name."""
        self._announcer = announcer
        self._style = style

    async def make(self, pin: str, firmware: str, host: str, port: int) -> None:
        """Announce the box at an address."""
        properties = {"gateway_pin": pin, "api_version": "1", "fw_version": firmware}
        instance = self._style.format(pin=pin)
        services = {DEVELOPER_SERVICE: port, SERVICE: SERVICE_PORT}
        announce = self._announcer.announce
        await asyncio.gather(
            *(announce(kind, instance, host, at, properties) for kind, at in services.items())
        )

    async def withdraw(self) -> None:
        """Say goodbye, before the address changes."""
        await self._announcer.withdraw()

    async def stop(self) -> None:
        """Say goodbye for good."""
        await self._announcer.stop()
