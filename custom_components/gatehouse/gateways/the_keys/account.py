"""The user's account in the vendor's cloud, which makes shares, and tells who used a lock if it is kept.

What is wrong is raised as FormError, for the field it belongs to.
"""

import asyncio
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

from aiohttp import DummyCookieJar
from homeassistant.const import CONF_PASSWORD, CONF_USERNAME
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_create_clientsession
from homeassistant.helpers.selector import TextSelector, TextSelectorConfig, TextSelectorType
from homeassistant.util.hass_dict import HassKey
import voluptuous as vol

from ...const import DOMAIN
from ...endpoints import endpoint
from ...forms import FormError
from ..errors import (
    GatewayAuthenticationError,
    GatewayConnectionError,
    GatewayError,
    GatewayRefusedError,
    GatewayResponseError,
    GatewayUnconfirmedError,
)
from .cloud import CloudLock, NotFoundError, Share, TheKeysCloud

_SHARING: Final = HassKey[asyncio.Lock](f"{DOMAIN}.the_keys.sharing")

CREDENTIALS: Final[dict[vol.Marker, Any]] = {
    vol.Required(CONF_USERNAME): TextSelector(
        TextSelectorConfig(type=TextSelectorType.TEL, autocomplete="username")
    ),
    vol.Required(CONF_PASSWORD): TextSelector(
        TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="current-password")
    ),
}
CREDENTIALS_SCHEMA: Final = vol.Schema(CREDENTIALS)


async def async_create_cloud(hass: HomeAssistant, account: Mapping[str, Any]) -> TheKeysCloud:
    """Create the client of an account: `username` and `password`."""
    root = await hass.async_add_executor_job(endpoint, "the_keys", "cloud")
    assert root is not None  # noqa: S101 - it has a default
    session = async_create_clientsession(hass, cookie_jar=DummyCookieJar())
    return TheKeysCloud(session, root, account[CONF_USERNAME], account[CONF_PASSWORD])


async def async_sign_in_again(
    hass: HomeAssistant, account: Mapping[str, Any], identifiers: Collection[str]
) -> TheKeysCloud:
    """Return the client of the account that locks belong to; raises FormError where it is another one."""
    with account_problems():
        cloud = await async_create_cloud(hass, account)
        owned = {lock.identifier for lock in await cloud.locks()}
    if owned.isdisjoint(identifiers):
        raise FormError("keys_other_account", CONF_USERNAME)
    return cloud


def sharing(hass: HomeAssistant) -> asyncio.Lock:
    """Return what lets only one flow at a time make shares: the other one finds them then."""
    return hass.data.setdefault(_SHARING, asyncio.Lock())


async def async_share(
    cloud: TheKeysCloud, lock: CloudLock, gateway: str, name: str, asked: dict[int, str]
) -> Share:
    """Share a lock with a gateway under a name, or use the share of that name that is there already.

    `asked` remembers under which names shares were made, or may have been, by the cloud's number of the lock:
    such a one gets another name rather than a second one beside it.
    """
    shares = {
        share.name: share
        for share in await cloud.shares(lock.number)
        if share.accessory == gateway and share.permanent
    }
    share = shares.get(name) or shares.get(asked.get(lock.number, name))
    if share is None:
        asked[lock.number] = name
        return await cloud.create_share(lock.number, gateway, name)
    if not share.code:
        raise GatewayResponseError("a share without a code")
    if share.name != name:
        asked[lock.number] = name
    if share.name != name or not share.active:
        share = replace(share, name=name, active=True)
        await cloud.update_share(share, active=True)
    return share


@contextmanager
def account_problems() -> Iterator[None]:
    """Put what goes wrong with the cloud into words."""
    try:
        yield
    except GatewayAuthenticationError as error:
        raise FormError("keys_invalid_account", CONF_PASSWORD) from error
    except GatewayConnectionError as error:
        raise FormError("keys_cannot_reach_cloud") from error
    except GatewayUnconfirmedError as error:
        raise FormError("keys_cloud_unconfirmed") from error
    except NotFoundError as error:
        raise FormError("keys_unexpected_cloud") from error
    except GatewayRefusedError as error:
        raise FormError("keys_cloud_refused", message=error.message or error.code) from error
    except GatewayError as error:
        raise FormError("keys_unexpected_cloud") from error
