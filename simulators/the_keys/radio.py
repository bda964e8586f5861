"""The Bluetooth radio of a gateway, and the synchronization with locks and the cloud."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING

from simulators.tasks import Tasks

from .lock import Action, Lock, Origin
from .responses import SCANNING
from .result_codes import ApiError, ResultCode

if TYPE_CHECKING:
    from .home import Accessory, Home
    from .quirks import Quirks
    from .signatures import Signatures

SCAN_INTERVAL = 1.0  # seconds
SCANS_PER_CLOUD_POLL = 5
NO_REQUEST = ""  # path of a connection that was not caused by a request


class Radio:
    """The radio, used by one task at a time; `phase` is the `current_status` in `/status`."""

    def __init__(self, home: Home, accessory: Accessory, quirks: Quirks, signatures: Signatures) -> None:
        """Initialize the radio."""
        self.phase = SCANNING
        self.is_first_read_pending = False  # no read since the last synchronization
        self.logs: dict[str, int] = {}  # newest log entry of each lock known to the gateway
        self._home = home
        self._accessory = accessory
        self._quirks = quirks
        self._signatures = signatures
        self._tasks = Tasks()
        self._in_use = asyncio.Lock()
        self._synchronized_at = 0.0

    @property
    def is_busy(self) -> bool:
        """Return whether the radio is in use."""
        return self._in_use.locked()

    @property
    def is_synchronizing(self) -> bool:
        """Return whether a synchronization or update is in progress, which makes all locks unreachable."""
        return self.phase != SCANNING

    def locks_in_range(self) -> list[Lock]:
        """Return the locks in range, shared with the gateway or not."""
        return [lock for lock in self._home.locks.values() if lock.reachable]

    def start(self) -> None:
        """Start scanning."""
        self._synchronized_at = self._home.clock.now()
        self._tasks.start(self._scan())

    async def stop(self) -> None:
        """Cancel everything in progress."""
        await self._tasks.stop()

    async def read(self, lock: Lock, path: str, code: str) -> None:
        """Read the state of a lock."""
        async with self._in_use:
            await self._connect(lock, path, code)

    async def command(self, lock: Lock, action: Action, path: str, code: str) -> None:
        """Send a command to a lock."""
        async with self._in_use:
            await self._connect(lock, path, code)
            lock.operate(action, Origin.GATEWAY, code)
            if self._quirks.waits_for_motor:
                await self._home.clock.sleep(lock.travel_time)

    async def synchronize_lock(self, lock: Lock, path: str = NO_REQUEST) -> None:
        """Upload a lock's log to the cloud, and send the valid codes to the lock."""
        async with self._session(lock, path, self._quirks.lock_sync_time):
            lock.requests_sync_at = None
            self.logs[lock.identifier] = lock.last_log
            self._require_cloud()
            lock.accepted_codes = self._home.codes(lock.identifier)
            self._home.report(lock)

    async def update_lock(self, lock: Lock, path: str) -> None:
        """Update the firmware of a lock, which then restarts."""
        async with self._session(lock, path, self._quirks.lock_update_time):
            self._require_cloud()
            lock.firmware = lock.available_firmware
            lock.restart()

    def start_synchronization(self) -> None:
        """Start a synchronization with the cloud; the phase changes immediately."""
        self._tasks.start(self._synchronize())

    async def _synchronize(self) -> None:
        """Get the time and the valid codes from the cloud."""
        async with self._in_use:
            with self._phase("gw"):
                await self._home.clock.sleep(self._quirks.gateway_sync_time)
                if self._home.cloud_is_up:
                    self._signatures.clock_valid, self._signatures.clock_offset = True, 0.0
                    self._signatures.codes = {
                        lock: self._home.codes(lock, self._accessory) for lock in self._home.locks
                    }
        self._synchronized_at = self._home.clock.now()

    async def _scan(self) -> None:
        while True:
            for _ in range(SCANS_PER_CLOUD_POLL):
                await self._home.clock.sleep(SCAN_INTERVAL)
                for lock in self.locks_in_range():
                    if lock.requests_sync and lock.compatible:
                        await self._try_synchronize_lock(lock)
            if self._home.cloud_is_up:
                await self._poll_cloud()
            every = self._quirks.synchronizes_every
            if every is not None and self._home.clock.now() >= self._synchronized_at + every:
                await self._synchronize()

    async def _poll_cloud(self) -> None:
        self._accessory.last_seen = self._home.clock.unix_time()
        if self._quirks.cloud_wakes and self._home.changed_locks:
            changed, self._home.changed_locks = self._home.changed_locks, set()
            await self._synchronize()
            for lock in changed & self._home.locks.keys():
                self._home.locks[lock].requests_sync_at = self._home.clock.now()
        while self._home.remote_commands:
            lock, action = self._home.remote_commands.pop(0)
            await self._execute_remote_command(self._home.locks[lock], action)

    async def _execute_remote_command(self, lock: Lock, action: Action) -> None:
        async with self._in_use:
            if lock.reachable and lock.compatible:
                try:
                    await lock.connect(NO_REQUEST)
                except ApiError:
                    return
                lock.operate(action, Origin.CLOUD)

    async def _try_synchronize_lock(self, lock: Lock) -> None:
        try:
            await self.synchronize_lock(lock)
        except ApiError:
            return

    async def _connect(self, lock: Lock, path: str, code: str) -> None:
        await lock.connect(path)
        if code not in lock.accepted_codes:
            raise ApiError(ResultCode.KEY_REFUSED)

    def _require_cloud(self) -> None:
        if not self._home.cloud_is_up:
            raise ApiError(ResultCode.SYNC_INVALID_DATA)

    @asynccontextmanager
    async def _session(self, lock: Lock, path: str, seconds: float) -> AsyncIterator[None]:
        async with self._in_use:
            with self._phase(lock.identifier):
                try:
                    await lock.connect(path)
                except ApiError:
                    raise ApiError(ResultCode.SYNC_FAILED) from None
                await self._home.clock.sleep(seconds)
                yield

    @contextmanager
    def _phase(self, target: str) -> Iterator[None]:
        self.phase = f"Synchronizing {target}"
        try:
            yield
        finally:
            self.phase = SCANNING
            self.is_first_read_pending = True
