"""Installing firmwares, which takes minutes, and is over when the new version is told."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

from ...errors import CommandFailedError, GatewayError, GatewayResponseError, GatewayUnconfirmedError
from .client import NOT_DONE, TheKeysClient
from .models import GatewayStatus, Key, LockStatus
from .replies import SYNC_NOT_COMPATIBLE, SYNC_NOT_DETECTED, KeysRefusedError
from .synchronization import async_until_scanning

PATIENCE: Final = 600.0

_LOOK_AGAIN: Final = 5.0
_ASK_LOCK_AGAIN: Final = 60.0
_ASK_FORMER_VERSION: Final = 3
_NO_FIRMWARE: Final = (SYNC_NOT_DETECTED, SYNC_NOT_COMPATIBLE)


async def async_update_gateway(client: TheKeysClient) -> GatewayStatus:
    """Install the gateway's firmware; raises GatewayError, CommandFailedError where the version stays."""
    former = await _async_former_version(client.status)
    try:
        # It starts anew, with or without an answer.
        with suppress(GatewayUnconfirmedError, GatewayResponseError):
            await client.update()
    except KeysRefusedError as error:
        if error.number in _NO_FIRMWARE:
            raise CommandFailedError("the_keys_no_firmware") from error
        raise
    try:
        async with asyncio.timeout(PATIENCE):
            while True:
                await asyncio.sleep(_LOOK_AGAIN)
                with suppress(GatewayError):
                    status = await client.status()
                    former = status.version if former is None else former
                    if status.version not in (None, former):
                        return status
    except TimeoutError:
        raise CommandFailedError("the_keys_not_updated") from None


async def async_begin_to_update_lock(client: TheKeysClient, key: Key) -> int | None:
    """Let a lock install its firmware; return its former version, if it tells it.

    Nothing was done where it raises.
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
    client: TheKeysClient, key: Key, former: int | None, heard: Callable[[LockStatus], None]
) -> None:
    """Wait until a lock tells another version; raises CommandFailedError where it stays.

    Where the former one is not known, the first that is told is taken for it. Whatever it tells meanwhile is
    passed on.
    """
    try:
        async with asyncio.timeout(PATIENCE):
            while True:
                await async_until_scanning(client)
                with suppress(GatewayError):
                    reading = await client.read(key)
                    heard(reading)
                    former = reading.version if former is None else former
                    if reading.version not in (None, former):
                        return
                await asyncio.sleep(_ASK_LOCK_AGAIN)
    except TimeoutError:
        raise CommandFailedError("the_keys_not_updated") from None


async def _async_former_version(ask: Callable[[], Awaitable[GatewayStatus | LockStatus]]) -> int | None:
    """Ask which version is installed, and again where it is not told: without it no other one is news."""
    for attempt in range(_ASK_FORMER_VERSION):
        if attempt:
            await asyncio.sleep(_LOOK_AGAIN)
        if (version := (await ask()).version) is not None:
            return version
    return None
