"""Letting a gateway and its locks hear of new shares, which takes minutes."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from typing import Final

from ..errors import GatewayError
from .client import TheKeysClient
from .models import Key
from .replies import KEY_REFUSED, NOT_SHARED, KeysRefusedError

PATIENCE: Final = 300.0

_LOOK_AGAIN: Final = 5.0
_LOCK_AGAIN: Final = 60.0


async def async_synchronize(client: TheKeysClient, keys: Iterable[Key]) -> bool:
    """Synchronise until the locks obey the codes, for five minutes at most; tell whether they all do.

    A lock that is out of range, or whose code is wrong, is not waited for.
    """
    try:
        async with asyncio.timeout(PATIENCE):
            with suppress(GatewayError):
                await client.synchronize()
            for key in keys:
                await _until_obeyed(client, key)
    except TimeoutError:
        return False
    return True


async def _until_obeyed(client: TheKeysClient, key: Key) -> None:
    loop = asyncio.get_running_loop()
    next_lock = loop.time()
    while True:
        await async_until_scanning(client)
        try:
            await client.read(key)
        except KeysRefusedError as error:
            if error.number == KEY_REFUSED and loop.time() >= next_lock:
                next_lock = loop.time() + _LOCK_AGAIN
                with suppress(GatewayError):
                    await client.synchronize_lock(key.identifier)
            elif error.number not in (KEY_REFUSED, NOT_SHARED):
                raise
        else:
            return
        await asyncio.sleep(_LOOK_AGAIN)


async def async_until_scanning(client: TheKeysClient) -> None:
    """Wait until a gateway can reach its locks."""
    while True:
        with suppress(GatewayError):
            if not (await client.status()).activity.is_synchronizing:
                return
        await asyncio.sleep(_LOOK_AGAIN)
