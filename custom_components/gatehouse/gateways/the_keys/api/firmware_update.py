"""Firmware updates, which take minutes and are finished when the new version is reported."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

from ...errors import CommandFailedError, GatewayError, GatewayResponseError, GatewayUnconfirmedError
from .client import NOT_DONE, TheKeysClient
from .models import GatewayStatus, Key, LockStatus
from .responses import SYNC_NOT_COMPATIBLE, SYNC_NOT_DETECTED, KeysRefusedError
from .synchronization import async_until_scanning

TIMEOUT: Final = 600.0

_POLL_INTERVAL: Final = 5.0
_ASK_LOCK_AGAIN: Final = 60.0
_ASK_FORMER_VERSION: Final = 3
_NO_FIRMWARE: Final = (SYNC_NOT_DETECTED, SYNC_NOT_COMPATIBLE)


async def async_update_gateway(client: TheKeysClient) -> GatewayStatus:
    """Install the gateway's firmware; raises CommandFailedError if the version stays."""
    former = await _async_former_version(client.status)
    try:
        # It restarts, with or without a response.
        with suppress(GatewayUnconfirmedError, GatewayResponseError):
            await client.update()
    except KeysRefusedError as error:
        if error.number in _NO_FIRMWARE:
            raise CommandFailedError("the_keys_no_firmware") from error
        raise
    try:
        async with asyncio.timeout(TIMEOUT):
            while True:
                await asyncio.sleep(_POLL_INTERVAL)
                with suppress(GatewayError):
                    status = await client.status()
                    former = status.version if former is None else former
                    if status.version not in (None, former):
                        return status
    except TimeoutError:
        raise CommandFailedError("the_keys_not_updated") from None


async def async_start_lock_update(client: TheKeysClient, key: Key) -> int | None:
    """Start the firmware update of a lock; return its former version, or None if unknown.

    If it raises, nothing was done.
    """
    former = await _async_former_version(lambda: client.read(key))
    try:
        with suppress(GatewayUnconfirmedError, GatewayResponseError):
            await client.update_lock(key.identifier)
    except KeysRefusedError as error:
        if error.number in NOT_DONE:
            raise
    return former


async def async_until_updated(
    client: TheKeysClient, key: Key, former: int | None, status_fn: Callable[[LockStatus], None]
) -> None:
    """Wait until a lock reports another version; raises CommandFailedError if it stays.

    If the former version is unknown, the first one reported counts as former. `status_fn` receives each
    status.
    """
    try:
        async with asyncio.timeout(TIMEOUT):
            while True:
                await async_until_scanning(client)
                with suppress(GatewayError):
                    status = await client.read(key)
                    status_fn(status)
                    former = status.version if former is None else former
                    if status.version not in (None, former):
                        return
                await asyncio.sleep(_ASK_LOCK_AGAIN)
    except TimeoutError:
        raise CommandFailedError("the_keys_not_updated") from None


async def _async_former_version(ask: Callable[[], Awaitable[GatewayStatus | LockStatus]]) -> int | None:
    """Read the installed version, and again if it is not reported."""
    for attempt in range(_ASK_FORMER_VERSION):
        if attempt:
            await asyncio.sleep(_POLL_INTERVAL)
        if (version := (await ask()).version) is not None:
            return version
    return None
