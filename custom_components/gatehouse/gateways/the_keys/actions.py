"""The actions that only a The Keys gateway has."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Final

from homeassistant.const import ATTR_DEVICE_ID, ATTR_NAME, CONF_CODE
from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse, SupportsResponse, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.service import async_register_admin_service
from homeassistant.util.json import JsonObjectType
import voluptuous as vol

from ...const import CONF_GATEWAY, DOMAIN
from ...targets import coordinator_of, parts_of
from ..errors import (
    GatewayAuthenticationError,
    GatewayConnectionError,
    GatewayError,
    GatewayRefusedError,
    GatewayUnconfirmedError,
)
from .cloud import CloudLock, NotFoundError, Share, TheKeysCloud
from .coordinator import TheKeysCoordinator
from .devices import Command, LockDevice

ATTR_ACCESSORY: Final = "accessory"
ATTR_BEGINS: Final = "start_date"
ATTR_ENDS: Final = "end_date"
ATTR_SHARE: Final = "share_id"

_DEVICE: Final[dict[Any, Any]] = {vol.Required(ATTR_DEVICE_ID): cv.string}
_SHARE: Final[dict[Any, Any]] = {**_DEVICE, vol.Required(ATTR_SHARE): cv.positive_int}
_NEW_SHARE: Final[dict[Any, Any]] = {
    **_DEVICE,
    vol.Required(ATTR_NAME): vol.All(cv.string, vol.Length(min=1)),
    vol.Optional(ATTR_ACCESSORY): cv.string,
    vol.Optional(CONF_CODE): cv.matches_regex(r"^\d+$"),
    vol.Optional(ATTR_BEGINS): cv.date,
    vol.Optional(ATTR_ENDS): cv.date,
}

type ShareAction = Callable[[TheKeysCloud, CloudLock, ServiceCall], Awaitable[JsonObjectType]]


@callback
def async_register_actions(hass: HomeAssistant) -> None:
    """Register the actions; a share opens a door for good, so that it takes an administrator to make one."""
    hass.services.async_register(
        DOMAIN, "synchronize", partial(_async_synchronize, hass), schema=vol.Schema(_DEVICE)
    )
    for name, act, schema, response in (
        ("list_shares", _async_list, _DEVICE, SupportsResponse.ONLY),
        ("create_share", partial(_async_create, hass), _NEW_SHARE, SupportsResponse.OPTIONAL),
        ("enable_share", partial(_async_activate, active=True), _SHARE, SupportsResponse.OPTIONAL),
        ("disable_share", partial(_async_activate, active=False), _SHARE, SupportsResponse.OPTIONAL),
        ("delete_share", _async_delete, _SHARE, SupportsResponse.OPTIONAL),
    ):
        async_register_admin_service(
            hass,
            DOMAIN,
            name,
            partial(_async_with_account, hass, act),
            schema=vol.Schema(schema),
            supports_response=response,
        )


async def _async_synchronize(hass: HomeAssistant, call: ServiceCall) -> None:
    """Let a gateway, or a lock, fetch what is new."""
    coordinator = coordinator_of(hass, call.data[ATTR_DEVICE_ID], TheKeysCoordinator)
    for device in parts_of(hass, coordinator, call.data[ATTR_DEVICE_ID]):
        await coordinator.async_execute(device.id, Command.SYNCHRONIZE)


# Shares


async def _async_with_account(hass: HomeAssistant, act: ShareAction, call: ServiceCall) -> ServiceResponse:
    """Do something about the shares of a lock."""
    coordinator = coordinator_of(hass, call.data[ATTR_DEVICE_ID], TheKeysCoordinator)
    if (cloud := coordinator.cloud) is None:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="the_keys_no_account",
            translation_placeholders={"name": coordinator.name},
        )
    parts = parts_of(hass, coordinator, call.data[ATTR_DEVICE_ID])
    identifier = next((part.identifier for part in parts if isinstance(part, LockDevice)), None)
    if identifier is None:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="the_keys_no_lock")
    with _problems():
        lock = next((lock for lock in await cloud.locks() if lock.identifier == identifier), None)
        if lock is None:
            raise ServiceValidationError(translation_domain=DOMAIN, translation_key="the_keys_no_lock")
        answer = await act(cloud, lock, call)
    return answer if call.return_response else None


async def _async_list(cloud: TheKeysCloud, lock: CloudLock, _call: ServiceCall) -> JsonObjectType:
    return {
        "shares": [_told(share) for share in await cloud.shares(lock.number)],
        "accessories": [{"id": identifier, "name": name} for identifier, name in lock.accessories.items()],
    }


async def _async_create(
    hass: HomeAssistant, cloud: TheKeysCloud, lock: CloudLock, call: ServiceCall
) -> JsonObjectType:
    coordinator = coordinator_of(hass, call.data[ATTR_DEVICE_ID], TheKeysCoordinator)
    accessory = call.data.get(ATTR_ACCESSORY, coordinator.config_entry.data[CONF_GATEWAY])
    share = await cloud.create_share(
        lock.number,
        accessory,
        call.data[ATTR_NAME],
        code=call.data.get(CONF_CODE),
        begins=call.data.get(ATTR_BEGINS),
        ends=call.data.get(ATTR_ENDS),
    )
    return {**_told(share), "code": share.code}


async def _async_activate(
    cloud: TheKeysCloud, lock: CloudLock, call: ServiceCall, *, active: bool
) -> JsonObjectType:
    share = await _async_share(cloud, lock, call)
    await cloud.update_share(share, active=active)
    return {**_told(share), "active": active}


async def _async_delete(cloud: TheKeysCloud, lock: CloudLock, call: ServiceCall) -> JsonObjectType:
    share = await _async_share(cloud, lock, call)
    await cloud.delete_share(share.number)
    return _told(share)


async def _async_share(cloud: TheKeysCloud, lock: CloudLock, call: ServiceCall) -> Share:
    """Find a share of this lock: another lock's is not touched by mistake."""
    number = call.data[ATTR_SHARE]
    for share in await cloud.shares(lock.number):
        if share.number == number:
            return share
    raise ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key="the_keys_no_share",
        translation_placeholders={"share": str(number), "name": lock.name},
    )


def _told(share: Share) -> JsonObjectType:
    """Return what is told of a share; its code opens the lock, and is told when it is made only."""
    return {
        "id": share.number,
        "name": share.name,
        "accessory": share.accessory,
        "active": share.active,
        "permanent": share.permanent,
    }


@contextmanager
def _problems() -> Iterator[None]:
    """Raise HomeAssistantError with the reason where the cloud did not do what it was asked."""
    try:
        yield
    except GatewayError as error:
        message = error.message if isinstance(error, GatewayRefusedError) else ""
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key=_problem(error),
            translation_placeholders={"message": message},
        ) from error


def _problem(error: GatewayError) -> str:
    match error:
        case GatewayAuthenticationError():
            return "the_keys_account_refused"
        case GatewayConnectionError():
            return "the_keys_no_cloud"
        case GatewayUnconfirmedError():
            return "the_keys_cloud_unconfirmed"
        case NotFoundError():
            return "the_keys_not_in_cloud"
        case GatewayRefusedError():
            return "the_keys_cloud_refused"
        case _:
            return "the_keys_unexpected_cloud"
