"""The actions that only a The Keys gateway has."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from homeassistant.const import ATTR_DEVICE_ID, ATTR_NAME, CONF_CODE
from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse, SupportsResponse, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.service import async_register_admin_service
from homeassistant.util import dt as dt_util
from homeassistant.util.json import JsonObjectType
import voluptuous as vol

from ...const import DOMAIN
from ...service_helpers import coordinator_of, parts_of
from ..errors import (
    GatewayAuthenticationError,
    GatewayConnectionError,
    GatewayError,
    GatewayRefusedError,
    GatewayUnconfirmedError,
)
from .api.cloud import CloudLock, NotFoundError, Share, TheKeysCloud
from .api.models import Command
from .const import CONF_GATEWAY, CONF_IDENTIFIER, SUBENTRY_LOCK
from .coordinator import TheKeysCoordinator
from .devices import LockDevice

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
    vol.Optional(CONF_CODE): cv.matches_regex(r"\A[0-9]+\Z"),
    vol.Optional(ATTR_BEGINS): cv.date,
    vol.Optional(ATTR_ENDS): cv.date,
}


@dataclass(frozen=True, slots=True)
class SharedLock:
    """A lock as its account knows it, the gateway that it was set up with, and the codes used here."""

    cloud: TheKeysCloud
    lock: CloudLock
    gateway: str
    codes: frozenset[str] = field(repr=False)

    def uses(self, share: Share) -> bool:
        """Tell whether Home Assistant operates the lock by a share."""
        return share.code in self.codes


type ShareAction = Callable[[SharedLock, ServiceCall], Awaitable[JsonObjectType]]


@callback
def async_register_services(hass: HomeAssistant) -> None:
    """Register the actions; a share opens a door for good, so that it takes an administrator to make one."""
    hass.services.async_register(
        DOMAIN, "synchronize", partial(_async_synchronize, hass), schema=vol.Schema(_DEVICE)
    )
    for name, act, schema, response in (
        ("list_shares", _async_list, _DEVICE, SupportsResponse.ONLY),
        ("create_share", _async_create, _NEW_SHARE, SupportsResponse.OPTIONAL),
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
        raise _refusal("the_keys_no_account", name=coordinator.name)
    parts = parts_of(hass, coordinator, call.data[ATTR_DEVICE_ID])
    identifier = next((part.identifier for part in parts if isinstance(part, LockDevice)), None)
    if identifier is None:
        raise _refusal("the_keys_no_lock")
    with _problems():
        lock = next((lock for lock in await cloud.locks() if lock.identifier == identifier), None)
        if lock is None:
            raise _refusal("the_keys_no_lock")
        gateway = coordinator.config_entry.data[CONF_GATEWAY]
        answer = await act(SharedLock(cloud, lock, gateway, _codes_used(hass, identifier)), call)
    return answer if call.return_response else None


@callback
def _codes_used(hass: HomeAssistant, identifier: str) -> frozenset[str]:
    """Return the codes that Home Assistant has for a lock, which may be set up with several gateways."""
    return frozenset(
        lock.data[CONF_CODE]
        for entry in hass.config_entries.async_entries(DOMAIN)
        for lock in entry.get_subentries_of_type(SUBENTRY_LOCK)
        if lock.data[CONF_IDENTIFIER] == identifier
    )


async def _async_list(of: SharedLock, _call: ServiceCall) -> JsonObjectType:
    return {
        "shares": [
            {**_told(share), "used_here": of.uses(share)} for share in await of.cloud.shares(of.lock.number)
        ],
        "accessories": [{"id": identifier, "name": name} for identifier, name in of.lock.accessories.items()],
    }


async def _async_create(of: SharedLock, call: ServiceCall) -> JsonObjectType:
    accessory = call.data.get(ATTR_ACCESSORY, of.gateway)
    code, begins, ends = (call.data.get(name) for name in (CONF_CODE, ATTR_BEGINS, ATTR_ENDS))
    if begins is not None and ends is not None and ends < begins:
        raise _refusal("the_keys_share_backwards")
    if ends is not None and ends < dt_util.now().date():
        raise _refusal("the_keys_share_over")
    if code is not None and accessory == of.gateway:
        raise _refusal("the_keys_code_for_keypads")
    if accessory not in {of.gateway, *of.lock.accessories}:
        raise _refusal("the_keys_not_paired", name=of.lock.name, accessory=accessory)
    if code is None and accessory in of.lock.keypads:
        raise _refusal("the_keys_keypad_needs_code")
    if code is not None and any(
        (share.accessory, share.code) == (accessory, code) for share in await of.cloud.shares(of.lock.number)
    ):
        raise _refusal("the_keys_code_is_taken")
    share = await of.cloud.create_share(
        of.lock.number, accessory, call.data[ATTR_NAME], code=code, begins=begins, ends=ends
    )
    return {**_told(share), "code": share.code}


async def _async_activate(of: SharedLock, call: ServiceCall, *, active: bool) -> JsonObjectType:
    share = await _async_share(of, call, is_kept=active)
    await of.cloud.update_share(share, active=active)
    return {**_told(share), "active": active}


async def _async_delete(of: SharedLock, call: ServiceCall) -> JsonObjectType:
    share = await _async_share(of, call, is_kept=False)
    await of.cloud.delete_share(share.number)
    return _told(share)


async def _async_share(of: SharedLock, call: ServiceCall, *, is_kept: bool) -> Share:
    """Find a share of this lock: another lock's is not touched by mistake.

    One that Home Assistant operates the lock by is to be kept.
    """
    number = call.data[ATTR_SHARE]
    for share in await of.cloud.shares(of.lock.number):
        if share.number == number:
            if of.uses(share) and not is_kept:
                raise _refusal("the_keys_share_used_here", name=of.lock.name, share=share.name)
            return share
    raise _refusal("the_keys_no_share", name=of.lock.name, share=str(number))


def _refusal(reason: str, **placeholders: str) -> ServiceValidationError:
    return ServiceValidationError(
        translation_domain=DOMAIN, translation_key=reason, translation_placeholders=placeholders
    )


def _told(share: Share) -> JsonObjectType:
    """Return what is told of a share; its code opens the lock, and is told when it is made only."""
    return {
        "id": share.number,
        "name": share.name,
        "accessory": share.accessory,
        "active": share.active,
        "permanent": share.permanent,
        "start_date": share.begins.isoformat() if share.begins is not None else None,
        "end_date": share.ends.isoformat() if share.ends is not None else None,
    }


@contextmanager
def _problems() -> Iterator[None]:
    """Raise HomeAssistantError with the reason where the cloud did not do what it was asked."""
    try:
        yield
    except GatewayError as error:
        message = error.text if isinstance(error, GatewayRefusedError) else ""
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
