"""What a gateway does by Bluetooth, one thing at a time, and its synchronising with the cloud."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING

from simulators.tasks import Tasks

from .answers import SCANNING
from .codes import Code, RefusedError
from .lock import Action, Lock, Origin

if TYPE_CHECKING:
    from .home import Accessory, Home
    from .quirks import Quirks
    from .signatures import Signatures

SCAN_PERIOD = 1.0  # seconds between two looks at what locks announce
SCANS_A_QUESTION = 5  # to the cloud: what there is to do
OF_ITS_OWN_ACCORD = ""  # the path of a contact that no request is behind


class Radio:
    """The radio of a gateway; `phase` is what `/status` calls `current_status`."""

    def __init__(self, home: Home, accessory: Accessory, quirks: Quirks, signatures: Signatures) -> None:
        """Begin switched off."""
        self.phase = SCANNING
        self.fresh = False  # since a synchronising, nothing was read
        self.logs: dict[str, int] = {}  # the newest log entry known of each lock
        self._home = home
        self._accessory = accessory
        self._quirks = quirks
        self._signatures = signatures
        self._tasks = Tasks()
        self._in_use = asyncio.Lock()
        self._synchronized_at = 0.0

    @property
    def busy(self) -> bool:
        """Whether it does something other than scanning."""
        return self._in_use.locked()

    @property
    def synchronizing(self) -> bool:
        """Whether it is in one of the phases in which locks cannot be reached."""
        return self.phase != SCANNING

    def heard(self) -> list[Lock]:
        """Return the locks that are in reach, shared with the gateway or not."""
        return [lock for lock in self._home.locks.values() if lock.reachable]

    def switch_on(self) -> None:
        """Begin to scan."""
        self._synchronized_at = self._home.clock.now()
        self._tasks.start(self._scan())

    async def switch_off(self) -> None:
        """Break off whatever it does."""
        await self._tasks.stop()

    async def read(self, lock: Lock, path: str, code: str) -> None:
        """Let a lock tell its state."""
        async with self._in_use:
            await self._connect(lock, path, code)

    async def command(self, lock: Lock, action: Action, path: str, code: str) -> None:
        """Let a lock do something."""
        async with self._in_use:
            await self._connect(lock, path, code)
            lock.operate(action, Origin.GATEWAY, code)
            if self._quirks.waits_for_motor:
                await self._home.clock.sleep(lock.travel)

    async def synchronize_lock(self, lock: Lock, path: str = OF_ITS_OWN_ACCORD) -> None:
        """Bring a lock's log to the cloud, and the codes that count to the lock."""
        async with self._session(lock, path, self._quirks.lock_sync_time):
            lock.announces_at = None
            self.logs[lock.identifier] = lock.last_log
            self._need_cloud()
            lock.keys = self._home.codes(lock.identifier)
            self._home.report(lock)

    async def update_lock(self, lock: Lock, path: str) -> None:
        """Bring a new firmware to a lock, which then restarts."""
        async with self._session(lock, path, self._quirks.lock_update_time):
            self._need_cloud()
            lock.firmware = lock.available_firmware
            lock.restart()

    def begin_to_synchronize(self) -> None:
        """Synchronise the gateway with the cloud; the phase begins at once."""
        self._tasks.start(self._synchronize())

    async def _synchronize(self) -> None:
        """Learn the time, and the codes that count."""
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
            for _ in range(SCANS_A_QUESTION):
                await self._home.clock.sleep(SCAN_PERIOD)
                for lock in self.heard():
                    if lock.announcing and lock.compatible:
                        await self._try_to_synchronize(lock)
            if self._home.cloud_is_up:
                await self._ask_cloud()
            every = self._quirks.synchronizes_every
            if every is not None and self._home.clock.now() >= self._synchronized_at + every:
                await self._synchronize()

    async def _ask_cloud(self) -> None:
        self._accessory.last_seen = self._home.clock.unix_time()
        if self._quirks.cloud_wakes and self._home.changed:
            changed, self._home.changed = self._home.changed, set()
            await self._synchronize()
            for lock in changed & self._home.locks.keys():
                self._home.locks[lock].announces_at = self._home.clock.now()
        while self._home.orders:
            lock, action = self._home.orders.pop(0)
            await self._obey_cloud(self._home.locks[lock], action)

    async def _obey_cloud(self, lock: Lock, action: Action) -> None:
        async with self._in_use:
            if lock.reachable and lock.compatible:
                try:
                    await lock.contact(OF_ITS_OWN_ACCORD)
                except RefusedError:
                    return
                lock.operate(action, Origin.CLOUD)

    async def _try_to_synchronize(self, lock: Lock) -> None:
        try:
            await self.synchronize_lock(lock)
        except RefusedError:
            return

    async def _connect(self, lock: Lock, path: str, code: str) -> None:
        await lock.contact(path)
        if code not in lock.keys:
            raise RefusedError(Code.KEY_REFUSED)

    def _need_cloud(self) -> None:
        if not self._home.cloud_is_up:
            raise RefusedError(Code.SYNC_INVALID_DATA)

    @asynccontextmanager
    async def _session(self, lock: Lock, path: str, seconds: float) -> AsyncIterator[None]:
        async with self._in_use:
            with self._phase(lock.identifier):
                try:
                    await lock.contact(path)
                except RefusedError:
                    raise RefusedError(Code.SYNC_FAILED) from None
                await self._home.clock.sleep(seconds)
                yield

    @contextmanager
    def _phase(self, what: str) -> Iterator[None]:
        self.phase = f"Synchronizing {what}"
        try:
            yield
        finally:
            self.phase = SCANNING
            self.fresh = True
