"""The user's account in the cloud of The Keys."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from aiohttp import ClientSession
from homeassistant.const import CONF_PASSWORD, CONF_USERNAME
from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import TextSelector, TextSelectorConfig, TextSelectorType
import voluptuous as vol

from ...endpoints import endpoint
from ...errors import GatehouseError, translated_errors
from ...flow_helpers import async_account_session
from .api.cloud import TheKeysCloud
from .const import NAME
from .error_translation import translate_cloud_error

CLOUD_URL: Final = "https://api.the-keys.fr"

CREDENTIALS: Final[dict[vol.Marker, Any]] = {
    vol.Required(CONF_USERNAME): TextSelector(
        TextSelectorConfig(type=TextSelectorType.TEL, autocomplete="username")
    ),
    vol.Required(CONF_PASSWORD): TextSelector(
        TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="current-password")
    ),
}
CREDENTIALS_SCHEMA: Final = vol.Schema(CREDENTIALS)


async def async_create_cloud(
    hass: HomeAssistant, session: ClientSession, credentials: Mapping[str, Any]
) -> TheKeysCloud:
    """Create the client of the account with these credentials."""
    root = await hass.async_add_executor_job(endpoint, NAME, "cloud", CLOUD_URL)
    return TheKeysCloud(session, root, credentials[CONF_USERNAME], credentials[CONF_PASSWORD])


async def async_sign_in(
    hass: HomeAssistant, credentials: Mapping[str, Any], identifiers: Collection[str], name: str
) -> tuple[TheKeysCloud, frozenset[str]]:
    """Return the client of the account, and which of the locks belong to it.

    Raises GatehouseError if none does; `name` is what the user calls the gateway.
    """
    with translated_errors(translate_cloud_error, name):
        cloud = await async_create_cloud(hass, async_account_session(hass), credentials)
        owned = frozenset(lock.identifier for lock in await cloud.locks()).intersection(identifiers)
    if not owned:
        raise GatehouseError("the_keys_wrong_account", CONF_USERNAME)
    return cloud, owned
