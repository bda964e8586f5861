"""The first contact with a gateway and with a lock: whether what a user typed is right.

What is wrong is raised as GatehouseError, for the field it belongs to.
"""

import asyncio
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_CODE, CONF_HOST, CONF_PORT
from homeassistant.core import HomeAssistant

from ....const import CONF_KIND, DOMAIN
from ....errors import GatehouseError
from ...errors import GatewayConnectionError, GatewayError, GatewayRefusedError, GatewayUnconfirmedError
from ..api.client import DEFAULT_PORT, TheKeysClient
from ..api.models import Key
from ..api.responses import (
    ALREADY_STARTED,
    BUSY,
    KEY_REFUSED,
    NOT_COMPATIBLE,
    NOT_DETECTED,
    NOT_SHARED,
    WRONG_CLOCK,
    KeysRefusedError,
    SignatureRefusedError,
)
from ..api.signing import ClockError
from ..api.synchronization import async_synchronize
from ..client_factory import client_at
from ..const import CONF_IDENTIFIER, SUBENTRY_LOCK
from ..coordinator import TheKeysCoordinator

KIND: Final = "the_keys"
CONF_LOCKS: Final = "locks"
USUAL_NAME: Final = "thekeys.local"

_PATIENCE_WITH_THE_NAME: Final = 2.0


class NotSynchronizedError(GatehouseError):
    """The gateway or the lock has not heard of the share yet."""


async def async_find(hass: HomeAssistant) -> str | None:
    """Look for a gateway where the vendor's own programs do, for two seconds.

    Not where one is set up already: it could be that one, by another name, and busy with something else.
    """
    if any(entry.data.get(CONF_KIND) == KIND for entry in hass.config_entries.async_entries(DOMAIN)):
        return None
    # Left to itself afterwards: a look for a name that is broken off is logged as an error.
    looking = hass.async_create_background_task(_async_answers(hass), "look for a gateway")
    await asyncio.wait({looking}, timeout=_PATIENCE_WITH_THE_NAME)
    return USUAL_NAME if looking.done() and looking.result() else None


async def _async_answers(hass: HomeAssistant) -> bool:
    try:
        await client_at(hass, USUAL_NAME, DEFAULT_PORT).status()
    except GatewayError:
        return False
    return True


def parse_identifier(text: str) -> str:
    """Read the number of a lock, "ID serrure" in the vendor's app; raises GatehouseError."""
    identifier = text.strip().lstrip("0")
    if not identifier.isdecimal() or not identifier.isascii():
        raise GatehouseError("keys_invalid_identifier", CONF_IDENTIFIER)
    return identifier


def parse_code(text: str) -> str:
    """Read the code of a share; raises GatehouseError."""
    code = text.strip()
    if not code:
        raise GatehouseError("keys_code_missing", CONF_CODE)
    return code


def client_for(hass: HomeAssistant, host: str, port: int) -> TheKeysClient:
    """Return the client of a gateway: the one that is set up already, for there may be only one."""
    for entry in hass.config_entries.async_entries(DOMAIN):
        if (
            entry.data.get(CONF_KIND) == KIND
            and (entry.data[CONF_HOST], entry.data[CONF_PORT]) == (host, port)
            and entry.state is ConfigEntryState.LOADED
            and isinstance(entry.runtime_data, TheKeysCoordinator)
        ):
            return entry.runtime_data.client
    return client_at(hass, host, port)


async def async_reach(client: TheKeysClient) -> None:
    """Make sure that there is a gateway."""
    with _problems():
        await client.status()


async def async_verify_gateway(client: TheKeysClient, locks: Collection[str]) -> None:
    """Make sure that there is a gateway that does not only see other locks than these."""
    with _problems():
        seen = [sight.identifier for sight in await client.lockers()]
    if seen and locks and not set(seen) & set(locks):
        raise GatehouseError("keys_other_gateway", CONF_HOST, seen=", ".join(seen))


async def async_verify(client: TheKeysClient, key: Key, name: str) -> None:
    """Make sure that a lock is there, and that it obeys the code; its motor does not move."""
    with _problems(name):
        seen = [sight.identifier for sight in await client.lockers()]
        if not seen:
            raise GatehouseError("keys_no_lock_seen", CONF_IDENTIFIER)
        if key.identifier not in seen:
            raise GatehouseError("keys_lock_not_seen", CONF_IDENTIFIER, seen=", ".join(seen))
        await client.read(key)


@dataclass(frozen=True, slots=True)
class SyncResult:
    """The locks, by name, that do not obey their codes yet, and what is in the way."""

    names: Sequence[str]
    problem: GatehouseError

    @property
    def may_pass(self) -> bool:
        """Whether waiting may still help."""
        return isinstance(self.problem, NotSynchronizedError)


async def async_synchronize_locks(client: TheKeysClient, names: Mapping[Key, str]) -> SyncResult | None:
    """Let the gateway and locks with these names hear of their shares, which takes minutes.

    Where several things are in the way, rather what waiting does not change is told.
    """
    errors = await async_synchronize(client, names)
    problems = [_problem_of(error, names[key]) for key, error in errors.items()]
    if not problems:
        return None
    return SyncResult(
        [names[key] for key in errors], min(problems, key=lambda problem: CONF_CODE in problem.fields)
    )


def is_set_up(hass: HomeAssistant, identifier: str) -> bool:
    """Tell whether a lock is set up already, at whatever gateway."""
    return any(
        subentry.data[CONF_IDENTIFIER] == identifier
        for entry in hass.config_entries.async_entries(DOMAIN)
        for subentry in entry.get_subentries_of_type(SUBENTRY_LOCK)
    )


@contextmanager
def _problems(name: str = "") -> Iterator[None]:
    try:
        yield
    except GatewayError as error:
        raise _problem_of(error, name) from error


def _problem_of(error: GatewayError, name: str) -> GatehouseError:
    """Put into words what a gateway says, of a lock with that name."""
    match error:
        case GatewayConnectionError():
            problem = GatehouseError("keys_cannot_connect", CONF_HOST)
        case GatewayUnconfirmedError(__cause__=KeysRefusedError()):
            problem = GatehouseError("keys_lock_not_in_range", *_LOCK, name=name)
        case GatewayUnconfirmedError():
            problem = GatehouseError("keys_no_answer", CONF_HOST)
        case SignatureRefusedError():
            problem = GatehouseError("keys_code_refused", CONF_CODE)
        case ClockError():
            problem = GatehouseError("keys_clock_wrong")
        case KeysRefusedError(number=number) if number in (NOT_SHARED, KEY_REFUSED):
            problem = NotSynchronizedError("keys_not_synchronized", CONF_CODE)
        case KeysRefusedError(number=number) if number in _REFUSALS_OF_GATEWAY:
            problem = GatehouseError(_REFUSALS_OF_GATEWAY[number], CONF_HOST)
        case KeysRefusedError(number=number) if number in _REFUSALS_OF_LOCK:
            problem = GatehouseError(_REFUSALS_OF_LOCK[number], *_LOCK, name=name)
        case GatewayRefusedError():
            problem = GatehouseError("keys_refused", message=error.text)
        case _:
            problem = GatehouseError("not_the_keys", CONF_HOST)
    return problem


_LOCK: Final = (CONF_IDENTIFIER, CONF_LOCKS)
_REFUSALS_OF_LOCK: Final = {
    NOT_DETECTED: "keys_lock_not_in_range",
    NOT_COMPATIBLE: "keys_lock_not_compatible",
}
_REFUSALS_OF_GATEWAY: Final = {
    HTTPStatus.NOT_FOUND: "not_the_keys",
    WRONG_CLOCK: "keys_gateway_clock_wrong",
    ALREADY_STARTED: "keys_gateway_busy",
    BUSY: "keys_gateway_busy",
}
