"""Checks that the user input for a gateway and its locks is correct; raises GatehouseError for the field."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_CODE, CONF_HOST, CONF_PORT
from homeassistant.core import HomeAssistant

from ....const import CONF_KIND, DOMAIN
from ....errors import GatehouseError, translated_errors
from ...errors import GatewayError
from ..api.client import DEFAULT_PORT, TheKeysClient
from ..api.models import Key
from ..api.responses import KEY_REFUSED, NOT_SHARED, KeysRefusedError
from ..api.synchronization import async_synchronize
from ..client_factory import client_at
from ..const import CONF_IDENTIFIER, NAME, SUBENTRY_LOCK
from ..coordinator import TheKeysCoordinator
from ..error_translation import translate_gateway_error

DEFAULT_HOST: Final = "thekeys.local"

_FIND_TIMEOUT: Final = 2.0


async def async_find_gateway(hass: HomeAssistant) -> str | None:
    """Return the vendor's default host name if a gateway answers there within two seconds.

    Returns None if a gateway is already set up, since it may be the same one under another address.
    """
    if any(entry.data.get(CONF_KIND) == NAME for entry in hass.config_entries.async_entries(DOMAIN)):
        return None
    # Not canceled after the timeout: canceling a name lookup logs an error.
    task = hass.async_create_background_task(_async_answers(hass), "find a The Keys gateway")
    await asyncio.wait({task}, timeout=_FIND_TIMEOUT)
    return DEFAULT_HOST if task.done() and task.result() else None


async def _async_answers(hass: HomeAssistant) -> bool:
    try:
        await client_at(hass, DEFAULT_HOST, DEFAULT_PORT).status()
    except GatewayError:
        return False
    return True


def parse_identifier(text: str) -> str:
    """Return the number of a lock, "ID serrure" in the vendor's app; raises GatehouseError."""
    identifier = text.strip().lstrip("0")
    if not identifier.isdecimal() or not identifier.isascii():
        raise GatehouseError("the_keys_invalid_identifier", CONF_IDENTIFIER)
    return identifier


def parse_code(text: str) -> str:
    """Return the code of a share; raises GatehouseError if it is empty."""
    code = text.strip()
    if not code:
        raise GatehouseError("the_keys_code_missing", CONF_CODE)
    return code


def parse_name(text: str, field: str) -> str:
    """Return a name; raises GatehouseError if it is empty."""
    name = text.strip()
    if not name:
        raise GatehouseError("the_keys_name_missing", field)
    return name


def client_for(hass: HomeAssistant, host: str, port: int) -> TheKeysClient:
    """Return the client of a gateway, which is that of its entry if it is loaded."""
    for entry in hass.config_entries.async_entries(DOMAIN):
        if (
            entry.data.get(CONF_KIND) == NAME
            and (entry.data[CONF_HOST], entry.data[CONF_PORT]) == (host, port)
            and entry.state is ConfigEntryState.LOADED
            and isinstance(entry.runtime_data, TheKeysCoordinator)
        ):
            return entry.runtime_data.client
    return client_at(hass, host, port)


async def async_verify_connection(client: TheKeysClient, name: str) -> None:
    """Check that a gateway answers; raises GatehouseError."""
    with translated_errors(translate_gateway_error, name):
        await client.status()


async def async_verify_gateway(client: TheKeysClient, locks: Collection[str], name: str) -> None:
    """Check that the gateway does not see only locks other than these; raises GatehouseError."""
    with translated_errors(translate_gateway_error, name):
        seen = [scan.identifier for scan in await client.lockers()]
    if seen and locks and not set(seen) & set(locks):
        raise GatehouseError("the_keys_wrong_gateway", CONF_HOST, seen=", ".join(seen))


async def async_verify_lock(client: TheKeysClient, key: Key, name: str) -> bool:
    """Check that a lock is in range and accepts the code, without moving its motor.

    Returns False if the gateway or the lock does not have the share yet; raises GatehouseError.
    """
    with translated_errors(translate_gateway_error, name):
        seen = [scan.identifier for scan in await client.lockers()]
        if not seen:
            raise GatehouseError("the_keys_no_lock_in_range", CONF_IDENTIFIER)
        if key.identifier not in seen:
            raise GatehouseError("the_keys_lock_not_found", CONF_IDENTIFIER, seen=", ".join(seen))
        try:
            await client.read(key)
        except KeysRefusedError as error:
            if not _is_not_synchronized(error):
                raise
            return False
    return True


@dataclass(frozen=True, slots=True)
class SyncResult:
    """The names of the locks that do not accept their codes yet.

    `error` is set if waiting longer does not help.
    """

    names: Sequence[str]
    error: GatehouseError | None = None


async def async_synchronize_locks(client: TheKeysClient, names: Mapping[Key, str]) -> SyncResult | None:
    """Synchronize the gateway and the locks, by name, which takes minutes; return None if all succeeded."""
    errors = await async_synchronize(client, names)
    if not errors:
        return None
    translated = [
        translate_gateway_error(error, names[key])
        for key, error in errors.items()
        if not _is_not_synchronized(error)
    ]
    # A wrong code is reported last: it may only be a code that the gateway does not have yet.
    error = min(translated, key=lambda error: CONF_CODE in error.fields, default=None)
    return SyncResult([names[key] for key in errors], error)


def is_lock_configured(hass: HomeAssistant, identifier: str) -> bool:
    """Return whether a lock is already set up, with any gateway."""
    return any(
        subentry.data[CONF_IDENTIFIER] == identifier
        for entry in hass.config_entries.async_entries(DOMAIN)
        for subentry in entry.get_subentries_of_type(SUBENTRY_LOCK)
    )


def _is_not_synchronized(error: GatewayError) -> bool:
    return isinstance(error, KeysRefusedError) and error.number in (NOT_SHARED, KEY_REFUSED)
