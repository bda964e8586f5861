"""Finding a gateway that got another address.

Only what the account says of it is believed: whoever poses as the gateway gets signed requests, and could use
one to open.
"""

from ipaddress import ip_address

from homeassistant.const import CONF_HOST, CONF_PORT
from homeassistant.core import HomeAssistant

from ...addresses import parse_address
from ...const import CONF_GATEWAY
from ...coordinator import GatehouseConfigEntry
from ...forms import FormError
from ..errors import GatewayError
from .cloud import TheKeysCloud
from .session import client_at


async def async_find(
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
        if not ip_address(address[0]).is_private:
            return None
        await client_at(hass, *address).status()
    except FormError, GatewayError, ValueError:
        return None
    return address


async def _host(cloud: TheKeysCloud, identifier: str) -> str | None:
    for lock in await cloud.locks():
        for gateway in lock.gateways:
            if gateway.identifier == identifier and gateway.number is not None:
                return (await cloud.gateway(gateway.number)).host or gateway.host
    return None
