"""How a user writes where a gateway is."""

from ipaddress import ip_address

from homeassistant.const import CONF_HOST
from yarl import URL

from .errors import GatehouseError


def parse_address(host: str, port: int) -> tuple[str, int]:
    """Read a host name or an IP address, with or without a port, which is preferred to the other one.

    Raises GatehouseError for the field `host`.
    """
    host = host.strip()
    try:
        return str(ip_address(host.strip("[]"))), port
    except ValueError:
        pass
    try:
        url = URL(host if "://" in host else f"http://{host}")
        name, port = url.raw_host, url.explicit_port or port
    except ValueError:
        name = None
    if not name or " " in name:
        raise GatehouseError("invalid_host", CONF_HOST)
    return name, port
