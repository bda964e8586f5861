"""The locks of one gateway: their state, and when they are read."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from typing import Any, Final, Protocol

from homeassistant.const import CONF_CODE
from homeassistant.core import HomeAssistant, callback

from ...const import LOGGER
from ...coordinator import GatehouseConfigEntry
from ..auth_failures import AuthFailureTracker
from ..errors import GatewayConnectionError, GatewayError
from . import issues
from .api.client import TheKeysClient
from .api.models import Command, GatewayStatus, Key, LockScan, LockStatus
from .api.responses import (
    ALREADY_STARTED,
    BUSY,
    KEY_REFUSED,
    NOT_SHARED,
    KeysRefusedError,
    SignatureRefusedError,
)
from .const import CONF_IDENTIFIER, SUBENTRY_LOCK
from .devices import Device, LockDevice
from .lock_poll_state import LockPollState

MISSED_SCANS: Final = 16


class GatewayListener(Protocol):
    """Receives what the locks and the commands learn; implemented by the coordinator."""

    def async_change(self, changes: Mapping[str, Callable[[Device], Device]]) -> None:
        """Apply a change to each of some devices of the snapshot."""

    def async_status_received(self, status: GatewayStatus) -> None:
        """Apply the status of a gateway that installed its firmware."""


class Lock:
    """A lock: its snapshot, its poll state, its key, and the operations that are pending.

    It is the only owner of "an operation is under way": `in_use` is held while the lock is read or operated,
    and `device.operation` is the oldest pending operation.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: GatehouseConfigEntry,
        client: TheKeysClient,
        listener: GatewayListener,
        device: LockDevice,
        key: Key,
    ) -> None:
        """Initialize a lock whose state is unknown."""
        self._hass = hass
        self._entry = entry
        self._client = client
        self._listener = listener
        self._now = hass.loop.time
        self._auth_failures = AuthFailureTracker()
        self._reads: set[asyncio.Timeout] = set()
        self._pending: dict[object, Command] = {}
        self.device = device
        self.key = key
        self.poll_state = LockPollState()
        self.in_use = asyncio.Lock()

    @property
    def is_due(self) -> bool:
        """Whether the lock has to be read now."""
        return not self.in_use.locked() and self.poll_state.is_due(self.device.last_log, self._now())

    @callback
    def change(self, **changes: Any) -> None:
        """Change the device and notify the listener."""
        self.device = replace(self.device, **changes)
        # The present device: a change that is applied again after a read must not restore an older one.
        self._listener.async_change({self.device.id: lambda _: self.device})

    @callback
    def invalidate(self) -> None:
        """Mark the state unknown: anything may have been done with the lock."""
        self.poll_state.is_read = False
        self.change(state=None)

    @callback
    def invalidate_if_outdated(self) -> None:
        """Mark the state unknown if it has been outdated for too long."""
        if self.poll_state.is_outdated(self.device.last_log, self._now()):
            self.invalidate()

    # Operations

    @contextmanager
    def pending_operation(self, operation: Command) -> Iterator[None]:
        """Show an operation as pending, also while it waits for another one; the oldest one is shown."""
        mark = object()
        self._pending[mark] = operation
        self._show_pending()
        try:
            yield
        finally:
            del self._pending[mark]
            self._show_pending()

    @callback
    def _show_pending(self) -> None:
        self.change(operation=next(iter(self._pending.values()), None))

    def cancel_reads(self) -> None:
        """End the reads: they would delay a command, and be outdated after it."""
        while self._reads:
            self._reads.pop().reschedule(0.0)

    @asynccontextmanager
    async def _cancelable_read(self) -> AsyncIterator[None]:
        """Read until a command comes; raises TimeoutError then."""
        async with asyncio.timeout(None) as read:
            self._reads.add(read)
            try:
                yield
            finally:
                self._reads.discard(read)

    # The scan of the gateway

    def apply_scan(self, scan: LockScan | None) -> int:
        """Apply what a scan shows of the lock; return how often it was used since the scan before.

        A lock that is missing is out of range only after several scans in a row.
        """
        device = self.device
        if scan is None:
            self.poll_state.missed_scans += 1
            if self.poll_state.missed_scans >= MISSED_SCANS:
                self.poll_state.is_read = False
                self.device = replace(device, state=None, in_range=False)
            return 0
        self.poll_state.missed_scans = 0
        self.device = replace(
            device,
            in_range=True,
            rssi=scan.rssi if scan.rssi is not None else device.rssi,
            battery=scan.battery if scan.battery is not None else device.battery,
            last_log=scan.last_log,
        )
        if device.last_log is None or scan.last_log is None or scan.last_log == device.last_log:
            return 0
        return max(1, scan.last_log - device.last_log)

    # The status of the lock

    async def async_try_to_read(self) -> bool:
        """Read the status once; a failure is retried later, with a growing delay."""
        try:
            await self.async_read_unless_operated(retry=False)
        except GatewayError as error:
            LOGGER.debug("%s: %s: %s: %s", self._entry.title, self.device.name, type(error).__name__, error)
            if not (isinstance(error, KeysRefusedError) and error.number in (ALREADY_STARTED, BUSY)):
                self.poll_state.failed(error, self._now())
            self.failed(error)
            if isinstance(error, GatewayConnectionError):
                raise
            return False
        return True

    async def async_read_unless_operated(self, *, retry: bool = True) -> bool:
        """Read the status when the lock is free; return False if a command came first."""
        try:
            async with self._cancelable_read(), self.in_use:
                await self.async_read(retry=retry)
        except TimeoutError:
            return False
        return True

    async def async_read(self, *, urgent: bool = False, retry: bool = True) -> LockStatus:
        """Read the status; raises as the client does."""
        log = self.device.last_log
        status = await self._client.read(self.key, urgent=urgent, retry=retry)
        self.apply_status(status, log)
        return status

    @callback
    def apply_status(self, status: LockStatus, log: int | None) -> None:
        """Apply a status; `log` is the log counter from before the lock was read."""
        self.poll_state.succeeded(log, self._now())
        device = self.device
        if self._auth_failures.has_failures:
            self._auth_failures.succeeded()
            issues.async_abort_reauth(self._hass, self._entry, device)
        issues.async_delete_lock_issues(self._hass, device.identifier)
        self.change(
            state=status.state,
            position=status.position,
            rssi=status.rssi if status.rssi is not None else device.rssi,
            battery=status.battery if status.battery is not None else device.battery,
            version=status.version if status.version is not None else device.version,
        )

    @callback
    def failed(self, error: GatewayError) -> None:
        """Schedule the next read, and notify the user of what only they can fix."""
        if isinstance(error, SignatureRefusedError):
            self.poll_state.schedule_check(self._now())
            if self._auth_failures.failed(self._now()):
                # There is one reauthentication at a time; without the account the locks work.
                issues.async_abort_reauth(self._hass, self._entry)
                self._entry.async_start_reauth(self._hass, data={CONF_IDENTIFIER: self.device.identifier})
        elif isinstance(error, KeysRefusedError) and error.number in (NOT_SHARED, KEY_REFUSED):
            self.poll_state.schedule_check(self._now())
            issues.async_create_lock_issue(self._hass, self._entry, self.device, error.number)


class Locks:
    """The locks that an entry was set up with, by their device IDs."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: GatehouseConfigEntry,
        client: TheKeysClient,
        listener: GatewayListener,
    ) -> None:
        """Initialize the locks of the entry's subentries."""
        self._uses: list[tuple[Lock, int]] = []
        self._locks: dict[str, Lock] = {}
        for subentry in entry.get_subentries_of_type(SUBENTRY_LOCK):
            identifier: str = subentry.data[CONF_IDENTIFIER]
            device = LockDevice(f"the_keys-{identifier}", identifier, subentry.title, subentry.subentry_id)
            key = Key(identifier, subentry.data[CONF_CODE])
            self._locks[device.id] = Lock(hass, entry, client, listener, device, key)

    def __iter__(self) -> Iterator[Lock]:
        """Iterate over the locks."""
        return iter(self._locks.values())

    def __getitem__(self, lock_id: str) -> Lock:
        """Return a lock."""
        return self._locks[lock_id]

    @property
    def are_all_missing(self) -> bool:
        """Whether no lock was in the last scans: the gateway may be another one."""
        return min((lock.poll_state.missed_scans for lock in self), default=0) >= MISSED_SCANS

    def apply_scans(self, scans: Iterable[LockScan]) -> dict[str, LockDevice]:
        """Apply which locks the gateway has in range; return the devices, for the snapshot."""
        found = {scan.identifier: scan for scan in scans}
        for lock in self:
            if uses := lock.apply_scan(found.get(lock.device.identifier)):
                self._uses.append((lock, uses))
        return {lock.device.id: lock.device for lock in self}

    def take_uses(self) -> list[tuple[Lock, int]]:
        """Return which locks were used how often, once."""
        uses, self._uses = self._uses, []
        return uses

    async def async_read_due(self) -> None:
        """Read the locks that are due, and mark a state that is outdated for too long unknown.

        After a lock that does not answer, which takes long, the gateway is polled before the other locks are
        read. Raises GatewayConnectionError if the gateway cannot be reached.
        """
        self._invalidate_outdated()
        try:
            for lock in sorted(self, key=lambda lock: lock.poll_state.failures):
                if lock.is_due and not await lock.async_try_to_read():
                    break
        finally:
            self._invalidate_outdated()

    @callback
    def _invalidate_outdated(self) -> None:
        for lock in self:
            lock.invalidate_if_outdated()
