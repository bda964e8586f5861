"""Finding a gateway that got another address.

Only what the account says of it is believed: whoever poses as the gateway gets signed requests, and could use
one to open.
"""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final

from homeassistant.const import CONF_HOST, CONF_PORT
from homeassistant.core import HomeAssistant

from ...coordinator import GatehouseConfigEntry
from ...errors import GatehouseError
from ...flow_helpers import parse_address
from ..errors import GatewayError
from .api.cloud import TheKeysCloud
from .client_factory import client_at
from .const import CONF_GATEWAY


async def async_locate(
    hass: HomeAssistant, entry: GatehouseConfigEntry, cloud: TheKeysCloud
) -> tuple[str, int] | None:
    """Return where a gateway is now; None where that is where it was, is not known, or does not answer.

    It is on a network of the home: no other address is tried.
    """
    known = entry.data[CONF_HOST], entry.data[CONF_PORT]
    try:
        host = await _host(cloud, entry.data[CONF_GATEWAY])
        if host is None or (address := parse_address(host, entry.data[CONF_PORT])) == known:
            return None
        if not _is_at_home(ip_address(address[0]), known[0]):
            return None
        await client_at(hass, *address).status()
    except GatehouseError, GatewayError, ValueError:
        return None
    return address


def _is_at_home(address: IPv4Address | IPv6Address, known: str) -> bool:
    """Tell a network of a home; this machine is one only where the gateway was there before."""
    return any(address in network for network in _HOMES) or (
        address.is_loopback and ip_address(known).is_loopback
    )


_HOMES: Final = tuple(map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")))


async def _host(cloud: TheKeysCloud, identifier: str) -> str | None:
    for lock in await cloud.locks():
        for gateway in lock.gateways:
            if gateway.identifier == identifier and gateway.number is not None:
                return (await cloud.gateway(gateway.number)).host or gateway.host
    return None
