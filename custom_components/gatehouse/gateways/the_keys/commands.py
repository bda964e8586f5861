"""Telling a gateway and its locks what to do, each once, and hearing what became of it."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, Final

from homeassistant.core import HomeAssistant

from ...coordinator import GatehouseConfigEntry
from ..errors import CommandFailedError, GatewayConnectionError, GatewayError, GatewayUnconfirmedError
from ..tasks import TaskCanceledError, wait_for_task
from .api.client import CommandHandle, TheKeysClient
from .api.firmware_update import async_begin_to_update_lock, async_until_updated, async_update_gateway
from .api.models import Command, GatewayStatus
from .api.replies import BUSY, KeysRefusedError
from .locks import Locks

# A motor runs for about five seconds, and the gateway answers somewhere between.
SETTLE: Final = 2.5
SETTLE_WHEN_UNSURE: Final = 6.0
LOOKS: Final = 3
LOOK_LATER: Final = 30.0


class Commands:
    """Tells the gateway and the locks of an entry what to do.

    `updated` is told what a gateway says of itself with its new firmware.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: GatehouseConfigEntry,
        client: TheKeysClient,
        locks: Locks,
        updated: Callable[[GatewayStatus], None],
    ) -> None:
        """Begin with nothing under way."""
        self._hass = hass
        self._entry = entry
        self._client = client
        self._locks = locks
        self._updated = updated
        self._updating: set[str] = set()

    async def async_tell_gateway(self, command: Command) -> None:
        """Let the gateway do something; raises GatewayError where it failed or may have failed."""
        entry_id = self._entry.entry_id
        self._check_firmware(entry_id)
        match command:
            case Command.SYNCHRONIZE:
                await self._client.synchronize()
            case Command.UPDATE:
                await self._finished(self._async_update(entry_id, self._async_update_gateway()))

    async def async_tell_lock(self, lock_id: str, command: Command) -> None:
        """Let a lock do something; raises GatewayError where it failed or may have failed."""
        self._check_firmware(lock_id)
        match command:
            case Command.SYNCHRONIZE:
                await self._client.synchronize_lock(self._locks[lock_id].identifier)
            case Command.UPDATE:
                await self._finished(self._async_update(lock_id, self._async_update_lock(lock_id)))
            case Command.REFRESH:
                await self._async_refresh(lock_id)
            case _:
                delivery = CommandHandle()
                work = self._async_operate(lock_id, command, delivery)
                await self._finished(work, delivery)

    def _check_firmware(self, device_id: str) -> None:
        """Refuse what could be done in minutes only: nobody waits so long before a door."""
        if device_id in self._updating:
            raise KeysRefusedError(BUSY, "a firmware is being installed")

    async def _finished(self, work: Coroutine[Any, Any, None], delivery: CommandHandle | None = None) -> None:
        """Wait for something that is brought to its end even if nobody waits any more, but for unloading.

        A command that nobody waits for any more is not sent, nor sent again.
        """
        task = self._entry.async_create_background_task(self._hass, work, "operate")
        try:
            await wait_for_task(task)
        except asyncio.CancelledError:
            if delivery is not None:
                delivery.abandon(task.cancel)
            raise
        except TaskCanceledError as error:
            if delivery is not None and not delivery.is_out:
                raise GatewayConnectionError("unloaded") from error
            raise GatewayUnconfirmedError("unloaded") from error

    # Firmwares

    async def _async_update(self, device_id: str, work: Coroutine[Any, Any, None]) -> None:
        self._updating.add(device_id)
        try:
            await work
        finally:
            self._updating.discard(device_id)

    async def _async_update_gateway(self) -> None:
        self._updated(await async_update_gateway(self._client))

    async def _async_update_lock(self, lock_id: str) -> None:
        track = self._locks.track(lock_id)
        async with track.busy:
            former = await async_begin_to_update_lock(self._client, track.key)
            # It starts anew, and whatever is done with it meanwhile is heard late.
            self._locks.forget(lock_id)
            await async_until_updated(
                self._client,
                track.key,
                former,
                lambda reading: self._locks.told(lock_id, self._locks[lock_id].last_log, reading),
            )

    async def _async_refresh(self, lock_id: str) -> None:
        with self._noting(lock_id):
            while not await self._locks.async_ask_unless_operated(lock_id):
                pass

    @contextmanager
    def _noting(self, lock_id: str) -> Iterator[None]:
        """Let the user hear of what only he can put right, not only who sent the command."""
        try:
            yield
        except GatewayError as error:
            self._locks.failed(lock_id, error)
            raise

    # Motors

    async def _async_operate(self, lock_id: str, operation: Command, delivery: CommandHandle) -> None:
        """Let a motor run, and look at the lock until it says what was asked for.

        Nothing is sent twice that may have been done: the lock's own word decides.
        """
        track = self._locks.track(lock_id)
        with self._locks.wishing(lock_id, operation):
            track.go_ahead()
            async with track.busy:
                with self._noting(lock_id):
                    await self._async_run_motor(lock_id, operation, delivery)

    async def _async_run_motor(self, lock_id: str, operation: Command, delivery: CommandHandle) -> None:
        doubt: GatewayError | None = None
        unseen: GatewayError | None = None
        try:
            await self._client.operate(self._locks.track(lock_id).key, operation, delivery)
        except GatewayUnconfirmedError as error:
            doubt = error
        # From now on the lock may be what it was or what it was told to become.
        self._locks.forget(lock_id)
        await asyncio.sleep(SETTLE if doubt is None else SETTLE_WHEN_UNSURE)
        for look in range(LOOKS):
            if look:
                await asyncio.sleep(SETTLE)
            try:
                reading = await self._locks.async_ask(lock_id, urgent=True)
            except GatewayError as error:
                unseen = GatewayUnconfirmedError(f"the lock could not be asked: {error}")
                continue
            unseen = None
            if operation.result is None:
                # The state tells nothing of it.
                if doubt is None:
                    return
                break
            if reading.state is operation.result:
                return
        self._locks.track(lock_id).ask_again(self._hass.loop.time() + LOOK_LATER)
        raise doubt or unseen or CommandFailedError("the_keys_not_done")
