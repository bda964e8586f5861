"""Keeps what is known of a The Keys gateway and its locks.

The gateway is asked often, for it costs nothing; a lock is asked by Bluetooth, which costs it battery, only
when something was done with it.
"""

import asyncio
from functools import partial
from typing import ClassVar, Final, Self, override

from aiohttp import DummyCookieJar
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.aiohttp_client import async_create_clientsession
from homeassistant.helpers.update_coordinator import UpdateFailed

from ...coordinator import GatehouseConfigEntry, GatewayCoordinator
from ...device_registrar import DeviceDetails
from ...errors import GatehouseError
from ..errors import GatewayConnectionError, GatewayError
from .account import async_create_cloud
from .account_data import AccountData, Firmwares
from .address import async_locate
from .api.client import TheKeysClient
from .api.cloud import TheKeysCloud
from .api.models import GatewayStatus, Key
from .api.replies import (
    KeysRefusedError,
)
from .client_factory import async_create_client
from .commands import Commands
from .devices import Command, Device, GatewayDevice, LockDevice, Operated
from .error_translation import translate_gateway_error
from .locks import Locks
from .unused_shares import async_delete_obsolete_offers, async_offer_removed_locks

INTERVAL: Final = 3.0
STATUS_INTERVAL: Final = 300.0
SEARCH_INTERVAL: Final = 300.0
# Gateways were seen to synchronise for four minutes, and to hang in it until they were restarted.
LONGEST_SYNCHRONIZING: Final = 300.0
CLOSE_PATIENCE: Final = 8.0


class TheKeysCoordinator(GatewayCoordinator[Device, Command, Operated]):
    """Looks at the gateway every three seconds, and at a lock when its log has grown."""

    unavailable_after: ClassVar[float] = 60.0

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
        self._insight = AccountData(hass, entry, cloud) if cloud is not None else None
        self._firmwares = Firmwares()
        self.gateway_id = entry.unique_id or entry.entry_id
        self._now = hass.loop.time
        self._status: GatewayStatus | None = None
        self._next_status = 0.0
        self._next_search = 0.0
        self._last_sight = self._now()
        self._awake = asyncio.Event()
        self._locks = Locks(hass, entry, client, self.data, self._take_lock)
        self._commands = Commands(hass, entry, client, self._locks, self._take_new_firmware)

    @classmethod
    @override
    async def async_create(cls, hass: HomeAssistant, entry: GatehouseConfigEntry) -> Self:
        """Begin with the clients of the entry's."""
        async_offer_removed_locks(hass, entry)
        async_delete_obsolete_offers(hass)
        cloud = None
        if CONF_PASSWORD in entry.data:
            session = async_create_clientsession(hass, cookie_jar=DummyCookieJar())
            cloud = await async_create_cloud(hass, session, entry.data)
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
    def translate_error(self, error: GatewayError, name: str) -> GatehouseError:
        """Translate an error of the gateway."""
        return translate_gateway_error(error, name)

    def key(self, lock_id: str) -> Key:
        """Return the share by which a lock obeys."""
        return self._locks.track(lock_id).key

    # LockStatus

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
        return {**self._locks.seen(await self.client.lockers())}

    async def _async_read_status(self) -> None:
        self._next_status = self._now() + STATUS_INTERVAL
        self._take_status(await self.client.status())

    @callback
    def _take_new_firmware(self, status: GatewayStatus) -> None:
        self._take_status(status)
        self.async_succeeded()

    @callback
    def _take_status(self, status: GatewayStatus) -> None:
        self._status = status
        if status.activity.is_synchronizing:
            self._next_status = self._now()
        self._registrar.async_update(self.hub)

    @callback
    def _take_lock(self, lock: LockDevice) -> None:
        self.async_apply({lock.id: lock})

    @override
    def hub_device(self) -> GatewayDevice:
        """Return the gateway as a device."""
        status = self._status
        return GatewayDevice(
            self.gateway_id,
            connected=self.last_update_success,
            activity=status.activity if status is not None and self.last_update_success else None,
            version=status.version if status is not None else None,
            newest_version=self._firmwares.gateway,
        )

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
            async with self.read_lock:
                if self._now() >= self._next_status:
                    await self._async_read_status()
                locks = self._locks.seen(await self.client.lockers())
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
        self.async_apply(locks)
        await self._async_look_at_locks()
        if self._locks.are_all_missed:
            await self._async_look_elsewhere()

    async def _async_look_at_locks(self) -> None:
        try:
            await self._locks.async_look()
        except GatewayConnectionError as error:
            self.async_failed(error)

    @override
    async def _async_refresh_again(self) -> None:
        await super()._async_refresh_again()
        await self._async_look_at_locks()

    async def _async_look_elsewhere(self) -> None:
        """Turn to where the account says that the gateway is, where it is kept."""
        if self.cloud is None or self._now() < self._next_search:
            return
        self._next_search = self._now() + SEARCH_INTERVAL
        if (address := await async_locate(self.hass, self.config_entry, self.cloud)) is not None:
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

    @callback
    @override
    def async_succeeded(self) -> None:
        """Note that the gateway answered."""
        super().async_succeeded()
        for lock_id, uses in self._locks.untold_uses():
            self._tell(lock_id, uses)

    @callback
    @override
    def async_failed(self, error: GatewayError) -> None:
        """Note that the gateway did not answer, and ask soon what it is about."""
        super().async_failed(error)
        self._next_status = 0.0

    @callback
    @override
    def _async_mark_unavailable(self) -> None:
        """Take what is known for unknown, but for that the gateway is lost."""
        super()._async_mark_unavailable()
        for lock in self._locks:
            self._locks.forget(lock.id)

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
        if self._insight is not None:
            self._insight.async_start([lock.identifier for lock in self._locks], self._take_firmwares)

    @callback
    def _take_firmwares(self, firmwares: Firmwares) -> None:
        self._firmwares = firmwares
        for lock in self._locks:
            self._locks.change(lock.id, newest_version=firmwares.locks.get(lock.identifier))
        self._async_update_hub()

    @callback
    def _tell(self, lock_id: str, uses: int) -> None:
        """Tell that a lock was used, and by whom if the account is kept."""
        if self._insight is None:
            self.async_fire(lock_id, Operated())
            return
        identifier = self._locks[lock_id].identifier
        self._insight.async_tell(identifier, uses, partial(self.async_fire, lock_id))

    @override
    async def async_send(self, device_id: str, commands: tuple[Command, ...]) -> None:
        """Carry out commands, and look how it went."""
        for command in commands:
            if device_id != self.gateway_id:
                await self._commands.async_tell_lock(device_id, command)
            else:
                await self._commands.async_tell_gateway(command)
                self._next_status = 0.0
                self._awake.set()


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)
