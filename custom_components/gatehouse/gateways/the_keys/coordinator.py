"""Keeps what is known of a The Keys gateway and its locks.

The gateway is asked often, for it costs nothing; a lock is asked by Bluetooth, which costs it battery, only
when something was done with it.
"""

import asyncio
from collections.abc import Coroutine, Iterable
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar, Final, Self, override

from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.const import CONF_CODE, CONF_HOST, CONF_PASSWORD, CONF_PORT
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.update_coordinator import UpdateFailed

from ...const import CONF_IDENTIFIER, SUBENTRY_LOCK
from ...coordinator import (
    DeviceDetails,
    Explanation,
    GatehouseConfigEntry,
    GatewayCoordinator,
)
from ..errors import (
    CommandFailedError,
    GatewayConnectionError,
    GatewayError,
    GatewayUnconfirmedError,
)
from ..tasks import heard
from . import issues
from .account import async_create_cloud
from .client import TheKeysClient
from .cloud import TheKeysCloud
from .devices import Command, Device, GatewayDevice, LockDevice, Operated
from .insight import Firmwares, Insight
from .models import GatewayStatus, Key, Operation, Reading, Sight
from .replies import ALREADY_STARTED, BUSY, KEY_REFUSED, NOT_SHARED, KeysRefusedError, SignatureRefusedError
from .session import async_create_client
from .shares import async_leave_removed, async_withdraw_needed
from .signing import ClockError
from .tracks import Track
from .updating import async_begin_to_update_lock, async_until_updated, async_update_gateway
from .whereabouts import async_find

# The step of the flow that asks for the account anew.
ACCOUNT_REFUSED: Final = "the_keys_account_refused"

INTERVAL: Final = 5.0
STATUS_INTERVAL: Final = 300.0
SEARCH_INTERVAL: Final = 300.0
# Gateways were seen to synchronise for four minutes, and to hang in it until they were restarted.
LONGEST_SYNCHRONIZING: Final = 300.0
MISSED_POLLS: Final = 10

# A motor runs for about five seconds, and the gateway answers somewhere between.
SETTLE: Final = 2.5
SETTLE_WHEN_UNSURE: Final = 6.0
LOOKS: Final = 3
CLOSE_PATIENCE: Final = 8.0


class TheKeysCoordinator(GatewayCoordinator[Device, Command, Operated]):
    """Looks at the gateway every five seconds, and at a lock when its log has grown."""

    patience: ClassVar[float] = 60.0

    def __init__(
        self,
        hass: HomeAssistant,
        entry: GatehouseConfigEntry,
        client: TheKeysClient,
        cloud: TheKeysCloud | None = None,
    ) -> None:
        """Know which locks there are; the cloud is that of the account, if it is kept."""
        super().__init__(hass, entry)
        self.client = client
        self.cloud = cloud
        self._insight = Insight(hass, entry, cloud) if cloud is not None else None
        self._firmwares = Firmwares()
        self.gateway_id = entry.unique_id or entry.entry_id
        self._now = hass.loop.time
        self._status: GatewayStatus | None = None
        self._uses: list[tuple[str, int]] = []
        self._updating: set[str] = set()
        self._next_status = 0.0
        self._next_search = 0.0
        self._last_sight = self._now()
        self._awake = asyncio.Event()
        self._tracks: dict[str, Track] = {}
        self._set_up: dict[str, LockDevice] = {}
        for subentry in entry.get_subentries_of_type(SUBENTRY_LOCK):
            identifier: str = subentry.data[CONF_IDENTIFIER]
            lock = LockDevice(f"the_keys-{identifier}", identifier, subentry.title, subentry.subentry_id)
            self._set_up[lock.id] = lock
            self._tracks[lock.id] = Track(Key(identifier, subentry.data[CONF_CODE]))

    @classmethod
    @override
    async def async_create(cls, hass: HomeAssistant, entry: GatehouseConfigEntry) -> Self:
        """Begin with the clients of the entry's."""
        async_leave_removed(hass, entry)
        async_withdraw_needed(hass)
        cloud = await async_create_cloud(hass, entry.data) if CONF_PASSWORD in entry.data else None
        return cls(hass, entry, await async_create_client(hass, entry), cloud)

    # The gateway and its locks

    @property
    @override
    def hub(self) -> DeviceDetails:
        """What the device registry shows of the gateway."""
        return DeviceDetails(
            identifier=self.gateway_id,
            name=self.config_entry.title,
            manufacturer="The Keys",
            model="TK Gateway",
            sw_version=_text(self._status.version) if self._status is not None else None,
        )

    @override
    def details(self, device: Device) -> DeviceDetails:
        """Tell what the device registry shows of a device."""
        if isinstance(device, GatewayDevice):
            return self.hub
        return DeviceDetails(
            identifier=device.id,
            name=device.name,
            manufacturer="The Keys",
            model="Smart lock",
            serial_number=device.identifier,
            sw_version=_text(device.version),
        )

    @override
    def subentry_id(self, device: Device) -> str | None:
        """Return the subentry that a lock was set up by."""
        return device.subentry_id if isinstance(device, LockDevice) else None

    @override
    def is_available(self, device: Device) -> bool:
        """Tell whether what is known of a device holds now; of the gateway itself it always does."""
        return isinstance(device, GatewayDevice) or self.last_update_success

    @override
    def explain(self, error: GatewayError, name: str | None = None) -> Explanation:
        """Put a client's error into Home Assistant's terms."""
        explanation = super().explain(error, name)
        match error:
            case KeysRefusedError(number=number) if number in _REFUSALS:
                explanation["translation_key"] = _REFUSALS[number]
            case SignatureRefusedError():
                explanation["translation_key"] = "the_keys_code_refused"
            case ClockError():
                explanation["translation_key"] = "the_keys_clock_wrong"
        return explanation

    def key(self, lock_id: str) -> Key:
        """Return the share by which a lock obeys."""
        return self._tracks[lock_id].key

    # Reading

    @override
    async def _async_update_data(self) -> dict[str, Device]:
        """Read for the first time; where nobody answers, look elsewhere before the next."""
        try:
            return await super()._async_update_data()
        except UpdateFailed:
            await self._async_look_elsewhere()
            raise

    @override
    async def async_read(self) -> dict[str, Device]:
        """Read what the gateway tells; the locks are asked afterwards, one after the other."""
        await self._async_read_status()
        return {self.gateway_id: self._gateway(), **self._seen(await self.client.lockers())}

    async def _async_read_status(self) -> None:
        self._next_status = self._now() + STATUS_INTERVAL
        self._take_status(await self.client.status())

    @callback
    def _take_status(self, status: GatewayStatus) -> None:
        self._status = status
        self._async_update_registered(self.hub)

    def _gateway(self) -> GatewayDevice:
        status = self._status
        return GatewayDevice(
            self.gateway_id,
            connected=self.last_update_success,
            activity=status.activity if status is not None and self.last_update_success else None,
            version=status.version if status is not None else None,
            newest_version=self._firmwares.gateway,
        )

    def _seen(self, sights: Iterable[Sight]) -> dict[str, LockDevice]:
        """Take in which locks the gateway sees; one that it misses is out of range after a while only."""
        seen = {sight.identifier: sight for sight in sights}
        locks: dict[str, LockDevice] = {}
        for lock_id, track in self._tracks.items():
            lock = self._lock(lock_id)
            sight = seen.get(lock.identifier)
            if sight is None:
                track.missed += 1
                locks[lock_id] = (
                    lock if track.missed < MISSED_POLLS else self._unknown(lock_id, in_range=False)
                )
                continue
            track.missed = 0
            if lock.last_log is not None and sight.last_log is not None and sight.last_log != lock.last_log:
                self._uses.append((lock_id, sight.last_log - lock.last_log))
            locks[lock_id] = replace(
                lock,
                in_range=True,
                rssi=sight.rssi if sight.rssi is not None else lock.rssi,
                battery=sight.battery if sight.battery is not None else lock.battery,
                last_log=sight.last_log,
            )
        return locks

    def _unknown(self, lock_id: str, **changes: Any) -> LockDevice:
        """Forget what a lock is: it was not heard of for so long that anything may have been done with it."""
        self._tracks[lock_id].is_read = False
        return replace(self._lock(lock_id), state=None, **changes)

    def _lock(self, lock_id: str) -> LockDevice:
        known = self.data.get(lock_id)
        return known if isinstance(known, LockDevice) else self._set_up[lock_id]

    # Running

    @override
    async def async_run(self) -> None:
        """Look at the gateway for ever, and at its locks when there is reason to."""
        while not self._closed:
            begun = self._now()
            await self._async_poll()
            try:
                async with asyncio.timeout_at(begun + INTERVAL):
                    await self._awake.wait()
            except TimeoutError:
                continue
            self._awake.clear()

    async def _async_poll(self) -> None:
        try:
            async with self.reading:
                if self._now() >= self._next_status:
                    await self._async_read_status()
                locks = self._seen(await self.client.lockers())
        except GatewayError as error:
            hangs = self._now() >= self._last_sight + LONGEST_SYNCHRONIZING
            if not await self._async_is_only_busy(error) or hangs:
                self.async_failed(error)
                if not self.last_update_success:
                    await self._async_look_elsewhere()
                return
            locks = {}
        else:
            self._last_sight = self._now()
        self.async_succeeded()
        self.async_apply({self.gateway_id: self._gateway(), **locks})
        await self._async_look_at_locks()

    async def _async_look_at_locks(self) -> None:
        """Ask the locks that have to be asked, and forget what they were where that takes too long."""
        for lock_id, track in self._tracks.items():
            if track.is_due(self._lock(lock_id).last_log, self._now()):
                await self._async_look(lock_id, track)
            if track.is_outdated(self._lock(lock_id).last_log, self._now()):
                self.async_apply({lock_id: self._unknown(lock_id)})

    @override
    async def _async_refresh_again(self) -> None:
        await super()._async_refresh_again()
        await self._async_look_at_locks()

    async def _async_look_elsewhere(self) -> None:
        """Turn to where the account says that the gateway is, where it is kept."""
        if self.cloud is None or self._now() < self._next_search:
            return
        self._next_search = self._now() + SEARCH_INTERVAL
        if (address := await async_find(self.hass, self.config_entry, self.cloud)) is not None:
            host, port = address
            data = {**self.config_entry.data, CONF_HOST: host, CONF_PORT: port}
            self.hass.config_entries.async_update_entry(self.config_entry, data=data)

    async def _async_is_only_busy(self, error: GatewayError) -> bool:
        """Tell whether a gateway that does not answer as it should is there, and about something else."""
        if isinstance(error, GatewayConnectionError):
            return False
        try:
            await self._async_read_status()
        except GatewayError as other:
            return isinstance(other, KeysRefusedError)
        return isinstance(error, KeysRefusedError) or (
            self._status is not None and self._status.activity.is_synchronizing
        )

    async def _async_look(self, lock_id: str, track: Track) -> None:
        """Ask a lock what it is like; what goes wrong is tried again later, and later each time."""
        try:
            async with track.busy:
                await self._async_ask(lock_id, track, patient=False)
        except GatewayError as error:
            self.logger.debug("%s: %s: %s: %s", self.name, lock_id, type(error).__name__, error)
            if not _is_busy(error):
                track.failed(error, self._now())
            self._note(lock_id, track, error)
            if isinstance(error, GatewayConnectionError):
                self.async_failed(error)

    async def _async_ask(
        self, lock_id: str, track: Track, *, urgent: bool = False, patient: bool = True
    ) -> Reading:
        log = self._lock(lock_id).last_log
        reading = await self.client.read(track.key, urgent=urgent, patient=patient)
        self._take_reading(lock_id, track, log, reading)
        return reading

    @callback
    def _take_reading(self, lock_id: str, track: Track, log: int | None, reading: Reading) -> None:
        """Take in what a lock told; the log is that of before it was asked."""
        track.succeeded(log, self._now())
        self._note(lock_id, track, None)
        lock = self._lock(lock_id)
        self.async_apply(
            {
                lock_id: replace(
                    lock,
                    state=reading.state,
                    position=reading.position,
                    rssi=reading.rssi if reading.rssi is not None else lock.rssi,
                    battery=reading.battery if reading.battery is not None else lock.battery,
                    version=reading.version if reading.version is not None else lock.version,
                )
            }
        )
        self._async_update_registered(self.details(self._lock(lock_id)))

    @callback
    def _note(self, lock_id: str, track: Track, error: GatewayError | None) -> None:
        """Tell the user what only he can put right, and take it back when it is."""
        if isinstance(error, SignatureRefusedError):
            if track.doubt.refused(self._now()):
                self.config_entry.async_start_reauth(self.hass, data={CONF_IDENTIFIER: track.key.identifier})
            return
        if error is None:
            if track.doubt.exists:
                track.doubt.accepted()
                self._async_withdraw_reauth()
            issues.async_withdraw(self.hass, track.key.identifier)
        elif isinstance(error, KeysRefusedError) and error.number in (NOT_SHARED, KEY_REFUSED):
            issues.async_report(self.hass, self.config_entry, self._lock(lock_id), error.number)

    @callback
    @override
    def async_succeeded(self) -> None:
        """Note that the gateway answered."""
        super().async_succeeded()
        self.async_apply({self.gateway_id: self._gateway()})
        uses, self._uses = self._uses, []
        for lock_id, count in uses:
            self._tell(lock_id, max(1, count))

    @callback
    @override
    def _async_withdraw_reauth(self) -> None:
        """Take back the question for a code; the account is another matter."""
        for flow in list(self.config_entry.async_get_active_flows(self.hass, {SOURCE_REAUTH})):
            if flow.get("step_id") != ACCOUNT_REFUSED:
                self.hass.config_entries.flow.async_abort(flow["flow_id"])

    @callback
    @override
    def async_failed(self, error: GatewayError) -> None:
        """Note that the gateway did not answer, and ask soon what it is about."""
        super().async_failed(error)
        self._next_status = 0.0

    @callback
    @override
    def _async_lost(self) -> None:
        """Take what is known for unknown, but for that the gateway is lost."""
        super()._async_lost()
        locks = {lock_id: self._unknown(lock_id) for lock_id in self._tracks}
        self.async_apply({self.gateway_id: self._gateway(), **locks})

    @override
    async def async_close(self) -> None:
        """Wait for what the gateway is about for us: it cannot be taken back."""
        await self.client.close(CLOSE_PATIENCE)

    # The entry, and its account

    @callback
    @override
    def async_start(self) -> None:
        """Begin to look at the gateway, and to ask the account where it is kept."""
        super().async_start()
        self.config_entry.async_on_unload(self.config_entry.add_update_listener(self._async_begin_anew))
        if self._insight is not None:
            identifiers = (track.key.identifier for track in self._tracks.values())
            self._insight.async_start(identifiers, self._take_firmwares)

    async def _async_begin_anew(self, hass: HomeAssistant, entry: GatehouseConfigEntry) -> None:
        """Begin anew, for a lock was added, changed or removed, or the address changed."""
        hass.config_entries.async_schedule_reload(entry.entry_id)

    @callback
    def _take_firmwares(self, firmwares: Firmwares) -> None:
        self._firmwares = firmwares
        locks = {
            lock_id: replace(lock, newest_version=firmwares.locks.get(lock.identifier))
            for lock_id in self._tracks
            for lock in (self._lock(lock_id),)
        }
        self.async_apply({self.gateway_id: self._gateway(), **locks})
        self._async_introduce(list(self.data))

    @callback
    def _tell(self, lock_id: str, uses: int) -> None:
        """Tell that a lock was used, and by whom if the account is kept."""
        if self._insight is None:
            self.async_happened(lock_id, Operated())
            return
        self._insight.async_tell(
            self._tracks[lock_id].key.identifier, uses, partial(self.async_happened, lock_id)
        )

    # Commands

    @override
    async def async_send(self, device_id: str, commands: tuple[Command, ...]) -> None:
        """Carry out commands, and look how it went."""
        for command in commands:
            if device_id in self._updating:
                # It may take minutes yet: nobody waits so long before a door.
                raise KeysRefusedError(BUSY, "a firmware is being installed")
            if device_id == self.gateway_id:
                await self._async_tell_gateway(command)
            else:
                await self._async_tell_lock(device_id, command)

    async def _async_tell_gateway(self, command: Command) -> None:
        match command:
            case Command.SYNCHRONIZE:
                await self.client.synchronize()
            case Command.UPDATE:
                await self._finished(self._async_update(self.gateway_id, self._async_update_gateway()))
        self._next_status = 0.0
        self._awake.set()

    async def _async_tell_lock(self, lock_id: str, command: Command) -> None:
        track = self._tracks[lock_id]
        match command:
            case Command.SYNCHRONIZE:
                await self.client.synchronize_lock(track.key.identifier)
            case Command.UPDATE:
                await self._finished(self._async_update(lock_id, self._async_update_lock(lock_id, track)))
            case Command.REFRESH:
                async with track.busy:
                    await self._async_ask(lock_id, track)
            case _:
                sent = asyncio.Event()
                await self._finished(self._async_operate(lock_id, track, Operation(command), sent), sent)

    async def _finished(self, work: Coroutine[Any, Any, None], sent: asyncio.Event | None = None) -> None:
        """Wait for something that is brought to its end even if nobody waits any more, but for unloading.

        What is not `sent` yet when nobody waits any more is not sent.
        """
        task = self.config_entry.async_create_background_task(self.hass, work, f"{self.name} - operate")
        task.add_done_callback(heard)
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError:
            if sent is not None and not sent.is_set():
                task.cancel()
            raise
        if task.cancelled():
            raise GatewayUnconfirmedError("unloaded")
        task.result()

    async def _async_update(self, device_id: str, work: Coroutine[Any, Any, None]) -> None:
        self._updating.add(device_id)
        try:
            await work
        finally:
            self._updating.discard(device_id)

    async def _async_update_gateway(self) -> None:
        self._take_status(await async_update_gateway(self.client))
        self.async_succeeded()

    async def _async_update_lock(self, lock_id: str, track: Track) -> None:
        async with track.busy:
            former = await async_begin_to_update_lock(self.client, track.key)
            # It starts anew, and whatever is done with it meanwhile is heard late.
            self.async_apply({lock_id: self._unknown(lock_id)})

            def heard(reading: Reading) -> None:
                self._take_reading(lock_id, track, self._lock(lock_id).last_log, reading)

            try:
                await async_until_updated(self.client, track.key, former, heard)
            finally:
                self._awake.set()

    async def _async_operate(
        self, lock_id: str, track: Track, operation: Operation, sent: asyncio.Event
    ) -> None:
        """Let a motor run, and look at the lock until it says what was asked for.

        Nothing is sent twice that may have been done: the lock's own word decides.
        """
        async with track.busy:
            self.async_apply({lock_id: replace(self._lock(lock_id), operation=operation)})
            try:
                await self._async_run_motor(lock_id, track, operation, sent)
            except GatewayError as error:
                self._note(lock_id, track, error)
                raise
            finally:
                self.async_apply({lock_id: replace(self._lock(lock_id), operation=None)})

    async def _async_run_motor(
        self, lock_id: str, track: Track, operation: Operation, sent: asyncio.Event
    ) -> None:
        doubt: GatewayError | None = None
        try:
            await self.client.operate(track.key, operation, sent)
        except GatewayUnconfirmedError as error:
            doubt = error
        # From now on the lock may be what it was or what it was told to become.
        self.async_apply({lock_id: self._unknown(lock_id)})
        await asyncio.sleep(SETTLE if doubt is None else SETTLE_WHEN_UNSURE)
        for look in range(LOOKS):
            if look:
                await asyncio.sleep(SETTLE)
            try:
                reading = await self._async_ask(lock_id, track, urgent=True)
            except GatewayError as error:
                doubt = doubt or GatewayUnconfirmedError(f"the lock could not be asked: {error}")
                continue
            if operation.result is None and doubt is None:
                return
            if reading.state is operation.result:
                return
        raise doubt or CommandFailedError("the_keys_not_done")


_REFUSALS: Final = {
    1: "the_keys_out_of_range",
    2: "the_keys_not_compatible",
    NOT_SHARED: "the_keys_not_shared",
    34: "the_keys_out_of_range",
    35: "the_keys_not_compatible",
    KEY_REFUSED: "the_keys_key_refused",
    38: "the_keys_gateway_clock",
    ALREADY_STARTED: "the_keys_busy",
    BUSY: "the_keys_busy",
}


def _is_busy(error: GatewayError) -> bool:
    return isinstance(error, KeysRefusedError) and error.number in (ALREADY_STARTED, BUSY)


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)
