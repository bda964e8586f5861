"""How dialogs speak with the vendors' clouds."""

from typing import Final

from aiohttp import ClientSession, DummyCookieJar
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.aiohttp_client import async_create_clientsession
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN

_SESSION: Final[HassKey[ClientSession]] = HassKey(f"{DOMAIN}_account_session")


@callback
def async_account_session(hass: HomeAssistant) -> ClientSession:
    """Return the session of all dialogs, without cookies: each that is made stays until Home Assistant stops.

    It is not for the clouds of entries, whose sessions Home Assistant closes when they are unloaded.
    """
    if _SESSION not in hass.data:
        hass.data[_SESSION] = async_create_clientsession(hass, cookie_jar=DummyCookieJar())
    return hass.data[_SESSION]
