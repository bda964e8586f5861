"""A client that speaks through Home Assistant, and remembers the last timestamp that it signed."""

from time import time
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_HOST, CONF_PORT
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.storage import Store

from ...const import DOMAIN
from .client import TheKeysClient
from .signing import Timestamps

_LAST: Final = "last"


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
    """Create a client of a gateway that is not set up yet."""
    return _client(hass, host, port, Timestamps(clock=time))


def _client(hass: HomeAssistant, host: str, port: int, timestamps: Timestamps) -> TheKeysClient:
    return TheKeysClient(async_get_clientsession(hass), host, port, timestamps)
