"""Installing firmwares, which takes minutes, and is over when the new version is told."""

import asyncio
from contextlib import suppress
from typing import Final

from ..errors import CommandFailedError, GatewayError, GatewayUnconfirmedError
from .client import TheKeysClient
from .models import Key
from .replies import KeysRefusedError
from .synchronizing import async_until_scanning

PATIENCE: Final = 600.0

_LOOK_AGAIN: Final = 5.0
_ASK_LOCK_AGAIN: Final = 60.0
_NO_FIRMWARE: Final = (1, 2)


async def async_update_gateway(client: TheKeysClient) -> None:
    """Install the gateway's firmware; raises GatewayError, CommandFailedError where the version stays."""
    former = (await client.status()).version
    try:
        await client.update()
    except KeysRefusedError as error:
        if error.number in _NO_FIRMWARE:
            raise CommandFailedError("the_keys_no_firmware") from error
        raise
    except GatewayUnconfirmedError:
        pass  # It starts anew, with or without an answer.
    try:
        async with asyncio.timeout(PATIENCE):
            while True:
                await asyncio.sleep(_LOOK_AGAIN)
                with suppress(GatewayError):
                    if (await client.status()).version != former:
                        return
    except TimeoutError:
        raise CommandFailedError("the_keys_not_updated") from None


async def async_update_lock(client: TheKeysClient, key: Key) -> None:
    """Install a lock's firmware; raises GatewayError, CommandFailedError where the version stays."""
    former = (await client.read(key)).version
    with suppress(GatewayUnconfirmedError):
        await client.update_lock(key.identifier)
    try:
        async with asyncio.timeout(PATIENCE):
            while True:
                await async_until_scanning(client)
                with suppress(GatewayError):
                    if (await client.read(key)).version != former:
                        return
                await asyncio.sleep(_ASK_LOCK_AGAIN)
    except TimeoutError:
        raise CommandFailedError("the_keys_not_updated") from None
