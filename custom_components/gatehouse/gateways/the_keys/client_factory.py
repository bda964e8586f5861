"""A client that speaks through Home Assistant, and remembers the last timestamp that it signed.

Whoever speaks with a gateway, and whenever: there is one request at a time, and a rest after each.
"""

from time import time
from typing import Any, Final
from weakref import WeakValueDictionary

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_HOST, CONF_PORT
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.storage import Store
from homeassistant.util.hass_dict import HassKey

from ...const import DOMAIN
from ..request_queue import RequestQueue
from .api.client import TheKeysClient
from .api.signing import Timestamps

_LAST: Final = "last"
_LANES: Final = HassKey[dict[tuple[str, int], RequestQueue]](f"{DOMAIN}_the_keys_lanes")
_CLIENTS: Final = HassKey[WeakValueDictionary[tuple[str, int], TheKeysClient]](f"{DOMAIN}_the_keys_clients")


def timestamp_store(hass: HomeAssistant, entry: ConfigEntry[Any]) -> Store[dict[str, int]]:
    """Return where the last timestamp that was signed for a gateway is kept."""
    return Store(hass, 1, f"{DOMAIN}.timestamp.{entry.entry_id}")


async def async_create_client(hass: HomeAssistant, entry: ConfigEntry[Any]) -> TheKeysClient:
    """Create the client of an entry."""
    store = timestamp_store(hass, entry)

    async def remember(timestamp: int) -> None:
        await store.async_save({_LAST: timestamp})

    kept = await store.async_load() or {}
    timestamps = Timestamps(kept.get(_LAST, 0), remember, clock=time)
    return _client(hass, entry.data[CONF_HOST], entry.data[CONF_PORT], timestamps)


def client_at(hass: HomeAssistant, host: str, port: int) -> TheKeysClient:
    """Return a client of a gateway that is not set up yet, one for all that speak with it at the moment."""
    clients = hass.data.setdefault(_CLIENTS, WeakValueDictionary())
    client = clients.get((host, port))
    if client is None:
        clients[host, port] = client = _client(hass, host, port, Timestamps(clock=time))
    return client


def _client(hass: HomeAssistant, host: str, port: int, timestamps: Timestamps) -> TheKeysClient:
    queue = hass.data.setdefault(_LANES, {}).setdefault((host, port), RequestQueue())
    return TheKeysClient(async_get_clientsession(hass), host, port, timestamps, queue)
