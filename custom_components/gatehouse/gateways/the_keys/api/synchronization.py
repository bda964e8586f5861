"""Synchronization of new shares to a gateway and its locks, which takes minutes."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from typing import Final

from ...errors import GatewayConnectionError, GatewayError, GatewayResponseError, GatewayUnconfirmedError
from .client import TheKeysClient
from .models import Key
from .responses import (
    ALREADY_STARTED,
    BUSY,
    KEY_REFUSED,
    NOT_SHARED,
    KeysRefusedError,
    SignatureRefusedError,
)

TIMEOUT: Final = 300.0

_POLL_INTERVAL: Final = 5.0
_ASK_LOCK_AGAIN: Final = 30.0
_SYNCHRONIZE_AGAIN: Final = 60.0
_SYNCHRONIZATIONS: Final = 2
_MAY_PASS: Final = frozenset({NOT_SHARED, KEY_REFUSED, ALREADY_STARTED, BUSY})


async def async_synchronize(client: TheKeysClient, keys: Iterable[Key]) -> dict[Key, GatewayError]:
    """Synchronize until the locks accept the codes, for at most five minutes; return the errors left.

    Does not wait for a lock that is out of range or whose code is wrong, nor once the client is closed.
    """
    unknown_share = KeysRefusedError(NOT_SHARED, "not synchronized")
    problems: dict[Key, GatewayError] = dict.fromkeys(keys, unknown_share)
    with suppress(TimeoutError):
        async with asyncio.timeout(TIMEOUT):
            await _Synchronization(client, problems).run()
    return problems


async def async_until_scanning(client: TheKeysClient) -> None:
    """Wait until a gateway has finished synchronizing, or its client is closed."""
    while not client.closed:
        with suppress(GatewayError):
            if not (await client.status()).activity.is_synchronizing:
                return
        await asyncio.sleep(_POLL_INTERVAL)


class _Synchronization:
    """Synchronizes gateway and locks, and removes the problems that are solved."""

    def __init__(self, client: TheKeysClient, problems: dict[Key, GatewayError]) -> None:
        self._client = client
        self._problems = problems
        self._now = asyncio.get_running_loop().time
        self._times = 0
        self._again = 0.0
        self._again_lock: dict[Key, float] = {}
        self._not_before: dict[Key, float] = {}

    async def run(self) -> None:
        """Check the locks in turn until none may still succeed."""
        while waiting := self._waiting():
            await self._synchronize_gateway()
            await async_until_scanning(self._client)
            for key in waiting:
                await self._check(key)
            if self._problems:
                await asyncio.sleep(_POLL_INTERVAL)

    def _waiting(self) -> list[Key]:
        if self._client.closed:
            return []
        return [key for key, error in self._problems.items() if self._may_pass(error)]

    def _may_pass(self, error: GatewayError) -> bool:
        if isinstance(error, KeysRefusedError):
            return error.number in _MAY_PASS
        if isinstance(error, SignatureRefusedError):
            # A gateway that has another share of the lock refuses the signature of one it has not heard of.
            return self._times < _SYNCHRONIZATIONS
        return isinstance(error, GatewayConnectionError | GatewayUnconfirmedError | GatewayResponseError)

    async def _synchronize_gateway(self) -> None:
        if self._now() < self._again or not any(map(_is_unknown_to_gateway, self._problems.values())):
            return
        with suppress(GatewayError):
            await self._client.synchronize()
            self._times += 1
            self._again = self._now() + _SYNCHRONIZE_AGAIN
        await asyncio.sleep(_POLL_INTERVAL)

    async def _check(self, key: Key) -> None:
        """Read a lock; rarely one that rejects the key, because Bluetooth uses its battery."""
        if self._now() < self._not_before.get(key, 0.0):
            return
        try:
            await self._client.read(key)
        except GatewayError as error:
            self._problems[key] = error
            if not _is_unknown_to_lock(error):
                return
            if self._now() < self._again_lock.get(key, 0.0):
                self._not_before[key] = self._now() + _ASK_LOCK_AGAIN
                return
            self._again_lock[key] = self._now() + _SYNCHRONIZE_AGAIN
            with suppress(GatewayError):
                await self._client.synchronize_lock(key.identifier)
        else:
            del self._problems[key]


def _is_unknown_to_gateway(error: GatewayError) -> bool:
    """Return whether the gateway does not know a share."""
    return isinstance(error, SignatureRefusedError) or (
        isinstance(error, KeysRefusedError) and error.number == NOT_SHARED
    )


def _is_unknown_to_lock(error: GatewayError) -> bool:
    """Return whether only the lock does not know a share."""
    return isinstance(error, KeysRefusedError) and error.number == KEY_REFUSED
