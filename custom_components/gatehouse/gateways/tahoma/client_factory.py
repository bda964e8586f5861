"""Creates the client of a box with the HTTP session of Home Assistant."""

from collections.abc import Mapping
import ssl
from typing import Any

from homeassistant.const import CONF_HOST, CONF_PORT, CONF_TOKEN
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.util.hass_dict import HassKey

from ...const import DOMAIN
from ...endpoints import endpoint_file
from .api.client import TahomaClient
from .api.tls import create_context, read_pin
from .const import CONF_GATEWAY_PIN

_CONTEXT: HassKey[ssl.SSLContext] = HassKey(f"{DOMAIN}_tahoma_context")


async def async_create_client(hass: HomeAssistant, data: Mapping[str, Any]) -> TahomaClient:
    """Create a client from an entry's data: `host`, `port`, `gateway_pin` and `token`."""
    if _CONTEXT not in hass.data:
        hass.data[_CONTEXT] = await _async_create_context(hass)
    return TahomaClient(
        async_get_clientsession(hass),
        host=data[CONF_HOST],
        port=data[CONF_PORT],
        pin=data[CONF_GATEWAY_PIN],
        token=data[CONF_TOKEN],
        context=hass.data[_CONTEXT],
    )


async def async_read_pin(hass: HomeAssistant, host: str, port: int) -> str | None:
    """Return the PIN in the certificate of a box; raises as `tls.read_pin` does."""
    return await read_pin(host, port, await _async_create_context(hass, any_name=True))


async def _async_create_context(hass: HomeAssistant, *, any_name: bool = False) -> ssl.SSLContext:
    return await hass.async_add_executor_job(
        lambda: create_context(endpoint_file("tahoma", "ca"), any_name=any_name)
    )
