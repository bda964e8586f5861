"""The user's account in the vendor's cloud, which makes shares, and tells who used a lock if it is kept.

What is wrong is raised as GatehouseError, for the field it belongs to.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from aiohttp import ClientSession
from homeassistant.const import CONF_PASSWORD, CONF_USERNAME
from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import TextSelector, TextSelectorConfig, TextSelectorType
import voluptuous as vol

from ...endpoints import endpoint
from ...errors import GatehouseError
from ...flow_helpers import async_account_session
from ..errors import (
    GatewayAuthenticationError,
    GatewayConnectionError,
    GatewayError,
    GatewayRefusedError,
    GatewayUnconfirmedError,
)
from .api.cloud import NotFoundError, TheKeysCloud

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
    hass: HomeAssistant, session: ClientSession, account: Mapping[str, Any]
) -> TheKeysCloud:
    """Create the client of an account: `username` and `password`."""
    root = await hass.async_add_executor_job(endpoint, "the_keys", "cloud", CLOUD_URL)
    return TheKeysCloud(session, root, account[CONF_USERNAME], account[CONF_PASSWORD])


async def async_sign_in_again(
    hass: HomeAssistant, account: Mapping[str, Any], identifiers: Collection[str]
) -> tuple[TheKeysCloud, frozenset[str]]:
    """Return the client of the account that locks belong to, and which of them do.

    Raises GatehouseError where none does.
    """
    with account_problems():
        cloud = await async_create_cloud(hass, async_account_session(hass), account)
        owned = frozenset(lock.identifier for lock in await cloud.locks()).intersection(identifiers)
    if not owned:
        raise GatehouseError("keys_other_account", CONF_USERNAME)
    return cloud, owned


@contextmanager
def account_problems() -> Iterator[None]:
    """Put what goes wrong with the cloud into words."""
    try:
        yield
    except GatewayAuthenticationError as error:
        raise GatehouseError("keys_invalid_account", CONF_PASSWORD) from error
    except GatewayConnectionError as error:
        raise GatehouseError("keys_cannot_reach_cloud") from error
    except GatewayUnconfirmedError as error:
        raise GatehouseError("keys_cloud_unconfirmed") from error
    except NotFoundError as error:
        raise GatehouseError("keys_unexpected_cloud") from error
    except GatewayRefusedError as error:
        raise GatehouseError("keys_cloud_refused", message=error.text) from error
    except GatewayError as error:
        raise GatehouseError("keys_unexpected_cloud") from error
