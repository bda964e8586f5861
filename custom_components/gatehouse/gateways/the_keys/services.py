"""The actions of the The Keys kind."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from homeassistant.const import ATTR_DEVICE_ID, ATTR_NAME, CONF_CODE
from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse, SupportsResponse, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.service import async_register_admin_service
from homeassistant.util import dt as dt_util
from homeassistant.util.json import JsonObjectType
import voluptuous as vol

from ...const import DOMAIN
from ...errors import translated_errors
from ...service_helpers import coordinator_of, parts_of
from .api.cloud import CloudLock, Share, TheKeysCloud
from .api.models import Command
from .const import CONF_GATEWAY, CONF_IDENTIFIER, SUBENTRY_LOCK
from .coordinator import TheKeysCoordinator
from .devices import LockDevice
from .error_translation import translate_cloud_error

ATTR_ACCESSORY: Final = "accessory"
ATTR_END_DATE: Final = "end_date"
ATTR_SHARE_ID: Final = "share_id"
ATTR_START_DATE: Final = "start_date"

_DEVICE_FIELDS: Final[dict[Any, Any]] = {vol.Required(ATTR_DEVICE_ID): cv.string}
_SHARE_FIELDS: Final[dict[Any, Any]] = {**_DEVICE_FIELDS, vol.Required(ATTR_SHARE_ID): cv.positive_int}
_NEW_SHARE_FIELDS: Final[dict[Any, Any]] = {
    **_DEVICE_FIELDS,
    vol.Required(ATTR_NAME): vol.All(cv.string, vol.Length(min=1)),
    vol.Optional(ATTR_ACCESSORY): cv.string,
    vol.Optional(CONF_CODE): cv.matches_regex(r"\A[0-9]+\Z"),
    vol.Optional(ATTR_START_DATE): cv.date,
    vol.Optional(ATTR_END_DATE): cv.date,
}


@dataclass(frozen=True, slots=True)
class AccountLock:
    """A lock of the account, the identifier of its gateway, and its codes in Home Assistant."""

    cloud: TheKeysCloud
    lock: CloudLock
    gateway: str
    codes: frozenset[str] = field(repr=False)

    def uses(self, share: Share) -> bool:
        """Return whether Home Assistant uses a share."""
        return share.code in self.codes


type ShareAction = Callable[[AccountLock, ServiceCall], Awaitable[JsonObjectType]]


@callback
def async_register_services(hass: HomeAssistant) -> None:
    """Register the actions; those of shares are for administrators, because a share opens a door."""
    hass.services.async_register(
        DOMAIN, "synchronize", partial(_async_synchronize, hass), schema=vol.Schema(_DEVICE_FIELDS)
    )
    for name, action, schema, supports_response in (
        ("list_shares", _async_list_shares, _DEVICE_FIELDS, SupportsResponse.ONLY),
        ("create_share", _async_create_share, _NEW_SHARE_FIELDS, SupportsResponse.OPTIONAL),
        ("enable_share", _async_enable_share, _SHARE_FIELDS, SupportsResponse.OPTIONAL),
        ("disable_share", _async_disable_share, _SHARE_FIELDS, SupportsResponse.OPTIONAL),
        ("delete_share", _async_delete_share, _SHARE_FIELDS, SupportsResponse.OPTIONAL),
    ):
        async_register_admin_service(
            hass,
            DOMAIN,
            name,
            partial(_async_handle_share_action, hass, action),
            schema=vol.Schema(schema),
            supports_response=supports_response,
        )


async def _async_synchronize(hass: HomeAssistant, call: ServiceCall) -> None:
    """Synchronize a gateway or a lock."""
    coordinator = coordinator_of(hass, call.data[ATTR_DEVICE_ID], TheKeysCoordinator)
    for device in parts_of(hass, coordinator, call.data[ATTR_DEVICE_ID]):
        await coordinator.async_execute(device.id, Command.SYNCHRONIZE)


async def _async_handle_share_action(
    hass: HomeAssistant, action: ShareAction, call: ServiceCall
) -> ServiceResponse:
    """Find the lock in the account, and execute an action on its shares."""
    coordinator = coordinator_of(hass, call.data[ATTR_DEVICE_ID], TheKeysCoordinator)
    if (cloud := coordinator.cloud) is None:
        raise _validation_error("the_keys_no_account", name=coordinator.name)
    devices = parts_of(hass, coordinator, call.data[ATTR_DEVICE_ID])
    identifier = next((device.identifier for device in devices if isinstance(device, LockDevice)), None)
    if identifier is None:
        raise _validation_error("the_keys_unknown_lock")
    with translated_errors(translate_cloud_error, coordinator.name):
        lock = next((lock for lock in await cloud.locks() if lock.identifier == identifier), None)
        if lock is None:
            raise _validation_error("the_keys_unknown_lock")
        gateway = coordinator.config_entry.data[CONF_GATEWAY]
        response = await action(AccountLock(cloud, lock, gateway, _codes_of(hass, identifier)), call)
    return response if call.return_response else None


@callback
def _codes_of(hass: HomeAssistant, identifier: str) -> frozenset[str]:
    """Return the codes of a lock in all entries: it may be set up with several gateways."""
    return frozenset(
        lock.data[CONF_CODE]
        for entry in hass.config_entries.async_entries(DOMAIN)
        for lock in entry.get_subentries_of_type(SUBENTRY_LOCK)
        if lock.data[CONF_IDENTIFIER] == identifier
    )


async def _async_list_shares(lock: AccountLock, _call: ServiceCall) -> JsonObjectType:
    return {
        "shares": [
            {**_share_response(share), "used_here": lock.uses(share)}
            for share in await lock.cloud.shares(lock.lock.number)
        ],
        "accessories": [
            {"id": identifier, "name": name} for identifier, name in lock.lock.accessories.items()
        ],
    }


async def _async_create_share(lock: AccountLock, call: ServiceCall) -> JsonObjectType:
    cloud_lock = lock.lock
    accessory = call.data.get(ATTR_ACCESSORY, lock.gateway)
    code, start, end = (call.data.get(name) for name in (CONF_CODE, ATTR_START_DATE, ATTR_END_DATE))
    if start is not None and end is not None and end < start:
        raise _validation_error("the_keys_end_before_start")
    if end is not None and end < dt_util.now().date():
        raise _validation_error("the_keys_end_in_past")
    if code is not None and accessory == lock.gateway:
        raise _validation_error("the_keys_code_not_supported")
    if accessory not in {lock.gateway, *cloud_lock.accessories}:
        raise _validation_error("the_keys_not_paired", name=cloud_lock.name, accessory=accessory)
    if code is None and accessory in cloud_lock.keypads:
        raise _validation_error("the_keys_code_required")
    if code is not None and any(
        (share.accessory, share.code) == (accessory, code)
        for share in await lock.cloud.shares(cloud_lock.number)
    ):
        raise _validation_error("the_keys_code_in_use")
    share = await lock.cloud.create_share(
        cloud_lock.number, accessory, call.data[ATTR_NAME], code=code, begins=start, ends=end
    )
    return {**_share_response(share), "code": share.code}


async def _async_enable_share(lock: AccountLock, call: ServiceCall) -> JsonObjectType:
    share = await _async_find_share(lock, call)
    await lock.cloud.update_share(share, active=True)
    return {**_share_response(share), "active": True}


async def _async_disable_share(lock: AccountLock, call: ServiceCall) -> JsonObjectType:
    share = await _async_find_unused_share(lock, call)
    await lock.cloud.update_share(share, active=False)
    return {**_share_response(share), "active": False}


async def _async_delete_share(lock: AccountLock, call: ServiceCall) -> JsonObjectType:
    share = await _async_find_unused_share(lock, call)
    await lock.cloud.delete_share(share.number)
    return _share_response(share)


async def _async_find_share(lock: AccountLock, call: ServiceCall) -> Share:
    """Return a share of this lock; raises ServiceValidationError if it has no such share."""
    number = call.data[ATTR_SHARE_ID]
    for share in await lock.cloud.shares(lock.lock.number):
        if share.number == number:
            return share
    raise _validation_error("the_keys_unknown_share", name=lock.lock.name, share=str(number))


async def _async_find_unused_share(lock: AccountLock, call: ServiceCall) -> Share:
    """Return a share of this lock; raises ServiceValidationError if Home Assistant uses it."""
    share = await _async_find_share(lock, call)
    if lock.uses(share):
        raise _validation_error("the_keys_share_in_use", name=lock.lock.name, share=share.name)
    return share


def _validation_error(key: str, **placeholders: str) -> ServiceValidationError:
    return ServiceValidationError(
        translation_domain=DOMAIN, translation_key=key, translation_placeholders=placeholders
    )


def _share_response(share: Share) -> JsonObjectType:
    """Return the response fields of a share, without its code, which opens the lock."""
    return {
        "id": share.number,
        "name": share.name,
        "accessory": share.accessory,
        "active": share.active,
        "permanent": share.permanent,
        "start_date": share.begins.isoformat() if share.begins is not None else None,
        "end_date": share.ends.isoformat() if share.ends is not None else None,
    }
