"""The locks of one gateway: what is known of them, and asking them when there is reason to."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

from homeassistant.const import CONF_CODE
from homeassistant.core import HomeAssistant, callback

from ...const import CONF_IDENTIFIER, LOGGER, SUBENTRY_LOCK
from ...coordinator import GatehouseConfigEntry
from ..errors import GatewayConnectionError, GatewayError
from . import issues
from .api.client import TheKeysClient
from .api.models import Key, LockScan, LockStatus, Operation
from .api.replies import (
    ALREADY_STARTED,
    BUSY,
    KEY_REFUSED,
    NOT_SHARED,
    KeysRefusedError,
    SignatureRefusedError,
)
from .devices import Device, LockDevice
from .lock_poll_state import LockPollState

MISSED_POLLS: Final = 16


class Locks:
    """The locks that an entry was set up with, by their ids.

    `devices` is the snapshot as it is at any time; `changed` takes a lock into it.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: GatehouseConfigEntry,
        client: TheKeysClient,
        devices: Mapping[str, Device],
        changed: Callable[[LockDevice], None],
    ) -> None:
        """Know which locks there are, and nothing of them."""
        self._hass = hass
        self._entry = entry
        self._client = client
        self._devices = devices
        self._changed = changed
        self._now = hass.loop.time
        self._uses: list[tuple[str, int]] = []
        self._tracks: dict[str, LockPollState] = {}
        self._set_up: dict[str, LockDevice] = {}
        for subentry in entry.get_subentries_of_type(SUBENTRY_LOCK):
            identifier: str = subentry.data[CONF_IDENTIFIER]
            lock = LockDevice(f"the_keys-{identifier}", identifier, subentry.title, subentry.subentry_id)
            self._set_up[lock.id] = lock
            self._tracks[lock.id] = LockPollState(Key(identifier, subentry.data[CONF_CODE]))

    def __iter__(self) -> Iterator[LockDevice]:
        """Go through the locks as they are known now."""
        return map(self.__getitem__, self._tracks)

    def __getitem__(self, lock_id: str) -> LockDevice:
        """Return a lock as it is known now."""
        known = self._devices.get(lock_id)
        return known if isinstance(known, LockDevice) else self._set_up[lock_id]

    def track(self, lock_id: str) -> LockPollState:
        """Return what is remembered of a lock besides."""
        return self._tracks[lock_id]

    @callback
    def change(self, lock_id: str, **changes: Any) -> None:
        """Take note of something about a lock."""
        self._changed(replace(self[lock_id], **changes))

    @callback
    def forget(self, lock_id: str) -> None:
        """Forget what a lock is: anything may have been done with it."""
        self._tracks[lock_id].is_read = False
        self.change(lock_id, state=None)

    @contextmanager
    def wishing(self, lock_id: str, operation: Operation) -> Iterator[None]:
        """Show what a lock is told, also while that waits for something else; what waits longest counts."""
        wishes = self._tracks[lock_id].wishes
        wish = object()
        wishes[wish] = operation
        self._show_first_wish(lock_id)
        try:
            yield
        finally:
            del wishes[wish]
            self._show_first_wish(lock_id)

    @callback
    def _show_first_wish(self, lock_id: str) -> None:
        wishes = self._tracks[lock_id].wishes
        self.change(lock_id, operation=next(iter(wishes.values()), None))

    # What the gateway tells

    @property
    def are_all_missed(self) -> bool:
        """Whether the gateway sees none of them for a while: it may be another one."""
        return min((track.missed for track in self._tracks.values()), default=0) >= MISSED_POLLS

    def seen(self, sights: Iterable[LockScan]) -> dict[str, LockDevice]:
        """Take in which locks the gateway sees; one that it misses is out of range after a while only."""
        seen = {sight.identifier: sight for sight in sights}
        return {
            lock.id: self._seen(lock, sight)
            if (sight := seen.get(lock.identifier)) is not None
            else self._missed(lock)
            for lock in self
        }

    def _seen(self, lock: LockDevice, sight: LockScan) -> LockDevice:
        self._tracks[lock.id].missed = 0
        if lock.last_log is not None and sight.last_log is not None and sight.last_log != lock.last_log:
            self._uses.append((lock.id, max(1, sight.last_log - lock.last_log)))
        return replace(
            lock,
            in_range=True,
            rssi=sight.rssi if sight.rssi is not None else lock.rssi,
            battery=sight.battery if sight.battery is not None else lock.battery,
            last_log=sight.last_log,
        )

    def _missed(self, lock: LockDevice) -> LockDevice:
        track = self._tracks[lock.id]
        track.missed += 1
        if track.missed < MISSED_POLLS:
            return lock
        track.is_read = False
        return replace(lock, state=None, in_range=False)

    def untold_uses(self) -> list[tuple[str, int]]:
        """Return how often which locks were used, once."""
        uses, self._uses = self._uses, []
        return uses

    # What the locks tell

    async def async_look(self) -> None:
        """Ask the locks that have to be asked, and forget what they were where that takes too long.

        After one that does not answer, which takes its time, the gateway is looked at before the others are
        asked. Raises GatewayConnectionError where the gateway is not reached.
        """
        self._forget_outdated()
        try:
            for lock_id in sorted(self._tracks, key=lambda lock_id: self._tracks[lock_id].failures):
                if self._is_due(lock_id) and not await self._async_try_to_ask(lock_id):
                    break
        finally:
            self._forget_outdated()

    def _is_due(self, lock_id: str) -> bool:
        return self._tracks[lock_id].is_due(self[lock_id].last_log, self._now())

    @callback
    def _forget_outdated(self) -> None:
        for lock_id, track in self._tracks.items():
            if track.is_outdated(self[lock_id].last_log, self._now()):
                self.forget(lock_id)

    async def _async_try_to_ask(self, lock_id: str) -> bool:
        """Ask a lock what it is like; what goes wrong is tried again later, and later each time."""
        track = self._tracks[lock_id]
        try:
            await self.async_ask_unless_operated(lock_id, patient=False)
        except GatewayError as error:
            LOGGER.debug("%s: %s: %s: %s", self._entry.title, self[lock_id].name, type(error).__name__, error)
            if not (isinstance(error, KeysRefusedError) and error.number in (ALREADY_STARTED, BUSY)):
                track.failed(error, self._now())
            self.failed(lock_id, error)
            if isinstance(error, GatewayConnectionError):
                raise
            return False
        return True

    async def async_ask_unless_operated(self, lock_id: str, *, patient: bool = True) -> bool:
        """Ask a lock when nothing else is done with it; tell whether it answered before a command came."""
        track = self._tracks[lock_id]
        try:
            async with track.giving_way(), track.busy:
                await self.async_ask(lock_id, patient=patient)
        except TimeoutError:
            return False
        return True

    async def async_ask(self, lock_id: str, *, urgent: bool = False, patient: bool = True) -> LockStatus:
        """Ask a lock what it is like; raises as the client does."""
        log = self[lock_id].last_log
        reading = await self._client.read(self._tracks[lock_id].key, urgent=urgent, patient=patient)
        self.told(lock_id, log, reading)
        return reading

    @callback
    def told(self, lock_id: str, log: int | None, reading: LockStatus) -> None:
        """Take in what a lock told; the counter of its uses is that of before it was asked."""
        track = self._tracks[lock_id]
        track.succeeded(log, self._now())
        lock = self[lock_id]
        if track.doubt.has_failures:
            track.doubt.succeeded()
            issues.async_abort_reauth(self._hass, self._entry, lock)
        issues.async_delete_lock_issues(self._hass, lock.identifier)
        self.change(
            lock_id,
            state=reading.state,
            position=reading.position,
            rssi=reading.rssi if reading.rssi is not None else lock.rssi,
            battery=reading.battery if reading.battery is not None else lock.battery,
            version=reading.version if reading.version is not None else lock.version,
        )

    @callback
    def failed(self, lock_id: str, error: GatewayError) -> None:
        """Put off the next question, and tell the user what only he can put right."""
        lock = self[lock_id]
        track = self._tracks[lock_id]
        if isinstance(error, SignatureRefusedError):
            track.ask_again(self._now())
            if track.doubt.failed(self._now()):
                # There is one question at a time; without the account the locks work.
                issues.async_abort_reauth(self._hass, self._entry)
                self._entry.async_start_reauth(self._hass, data={CONF_IDENTIFIER: lock.identifier})
        elif isinstance(error, KeysRefusedError) and error.number in (NOT_SHARED, KEY_REFUSED):
            track.ask_again(self._now())
            issues.async_create_lock_issue(self._hass, self._entry, lock, error.number)
