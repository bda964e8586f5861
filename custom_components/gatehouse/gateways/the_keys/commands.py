"""Commands to a gateway and its locks: each is sent once, and its result is verified."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, Final

from homeassistant.core import HomeAssistant

from ...coordinator import GatehouseConfigEntry
from ..errors import CommandFailedError, GatewayConnectionError, GatewayError, GatewayUnconfirmedError
from ..tasks import TaskCanceledError, wait_for_task
from .api.client import CommandHandle, TheKeysClient
from .api.firmware_update import async_start_lock_update, async_until_updated, async_update_gateway
from .api.models import Command
from .api.responses import BUSY, KeysRefusedError
from .locks import GatewayListener, Lock, Locks

# A motor runs for about five seconds, and the gateway answers somewhere between.
SETTLE: Final = 2.5
SETTLE_WHEN_UNCONFIRMED: Final = 6.0
READ_ATTEMPTS: Final = 3
CHECK_DELAY: Final = 30.0


class Commands:
    """Executes the commands to the gateway and the locks of an entry."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: GatehouseConfigEntry,
        client: TheKeysClient,
        locks: Locks,
        listener: GatewayListener,
    ) -> None:
        """Initialize without an update in progress."""
        self._hass = hass
        self._entry = entry
        self._client = client
        self._locks = locks
        self._listener = listener
        self._updating: set[str] = set()

    async def async_send_to_gateway(self, command: Command) -> None:
        """Execute a command to the gateway; raises GatewayError if it failed or may have failed."""
        entry_id = self._entry.entry_id
        self._check_firmware(entry_id)
        match command:
            case Command.SYNCHRONIZE:
                await self._client.synchronize()
            case Command.UPDATE:
                await self._wait_for(self._async_update(entry_id, self._async_update_gateway()))

    async def async_send_to_lock(self, lock_id: str, command: Command) -> None:
        """Execute a command to a lock; raises GatewayError if it failed or may have failed."""
        self._check_firmware(lock_id)
        match command:
            case Command.SYNCHRONIZE:
                await self._client.synchronize_lock(self._locks[lock_id].device.identifier)
            case Command.UPDATE:
                await self._wait_for(self._async_update(lock_id, self._async_update_lock(lock_id)))
            case Command.REFRESH:
                await self._async_refresh(lock_id)
            case _:
                handle = CommandHandle()
                work = self._async_operate(lock_id, command, handle)
                await self._wait_for(work, handle)

    def _check_firmware(self, device_id: str) -> None:
        """Refuse a command while a firmware is being installed, which takes minutes."""
        if device_id in self._updating:
            raise KeysRefusedError(BUSY, "a firmware is being installed")

    async def _wait_for(self, work: Coroutine[Any, Any, None], handle: CommandHandle | None = None) -> None:
        """Wait for work that continues if the caller is canceled, until the entry is unloaded.

        A command whose caller is canceled is not sent, nor sent again.
        """
        task = self._entry.async_create_background_task(self._hass, work, "operate")
        try:
            await wait_for_task(task)
        except asyncio.CancelledError:
            if handle is not None:
                handle.abandon(task.cancel)
            raise
        except TaskCanceledError as error:
            if handle is not None and not handle.is_sent:
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
        self._listener.async_status_received(await async_update_gateway(self._client))

    async def _async_update_lock(self, lock_id: str) -> None:
        lock = self._locks[lock_id]
        async with lock.in_use:
            former = await async_start_lock_update(self._client, lock.key)
            # It restarts, and what is done with it until then is reported late.
            lock.invalidate()
            await async_until_updated(
                self._client,
                lock.key,
                former,
                lambda status: lock.apply_status(status, lock.device.last_log),
            )

    async def _async_refresh(self, lock_id: str) -> None:
        lock = self._locks[lock_id]
        with self._reported_errors(lock):
            while not await lock.async_read_unless_operated():
                pass

    @contextmanager
    def _reported_errors(self, lock: Lock) -> Iterator[None]:
        """Report what the user has to fix, in addition to raising the error."""
        try:
            yield
        except GatewayError as error:
            lock.failed(error)
            raise

    # Motors

    async def _async_operate(self, lock_id: str, operation: Command, handle: CommandHandle) -> None:
        """Run a motor, and read the lock until it has the expected state.

        A command that may have been executed is not sent again: the state of the lock decides.
        """
        lock = self._locks[lock_id]
        with lock.pending_operation(operation):
            lock.cancel_reads()
            async with lock.in_use:
                with self._reported_errors(lock):
                    await self._async_run_motor(lock, operation, handle)

    async def _async_run_motor(self, lock: Lock, operation: Command, handle: CommandHandle) -> None:
        unconfirmed: GatewayError | None = None
        unread: GatewayError | None = None
        try:
            await self._client.operate(lock.key, operation, handle)
        except GatewayUnconfirmedError as error:
            unconfirmed = error
        # Until it is read, the lock may have the former or the new state.
        lock.invalidate()
        await asyncio.sleep(SETTLE if unconfirmed is None else SETTLE_WHEN_UNCONFIRMED)
        for attempt in range(READ_ATTEMPTS):
            if attempt:
                await asyncio.sleep(SETTLE)
            try:
                status = await lock.async_read(urgent=True)
            except GatewayError as error:
                unread = GatewayUnconfirmedError(f"the lock could not be read: {error}")
                continue
            unread = None
            if operation.result is None:
                # The state does not show whether it succeeded.
                if unconfirmed is None:
                    return
                break
            if status.state is operation.result:
                return
        lock.poll_state.schedule_check(self._hass.loop.time() + CHECK_DELAY)
        raise unconfirmed or unread or CommandFailedError("the_keys_not_done")
