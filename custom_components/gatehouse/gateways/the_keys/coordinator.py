"""The coordinator of a The Keys gateway and its locks.

The gateway is polled often, which costs nothing; a lock is read by Bluetooth, which uses its battery, only
when it was used.
"""

import asyncio
from collections.abc import Hashable
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
from .api.models import Command, GatewayStatus, Key
from .api.responses import (
    KeysRefusedError,
)
from .client_factory import async_create_client
from .commands import Commands
from .devices import Device, GatewayDevice, LockDevice, Operated
from .error_translation import translate_gateway_error
from .locks import Locks
from .unused_shares import async_delete_obsolete_offers, async_offer_removed_locks

INTERVAL: Final = 3.0
STATUS_INTERVAL: Final = 300.0
SEARCH_INTERVAL: Final = 300.0
# Observed: gateways synchronize for up to four minutes, or hang in it until they are restarted.
MAX_SYNCHRONIZATION: Final = 300.0
CLOSE_TIMEOUT: Final = 8.0


class TheKeysCoordinator(GatewayCoordinator[Device, Command, Operated]):
    """Polls the gateway every three seconds, and reads a lock when its log has grown."""

    unavailable_after: ClassVar[float] = 60.0

    def __init__(
        self,
        hass: HomeAssistant,
        entry: GatehouseConfigEntry,
        client: TheKeysClient,
        cloud: TheKeysCloud | None = None,
    ) -> None:
        """Initialize the coordinator; `cloud` is None if no account is stored."""
        super().__init__(hass, entry)
        self.client = client
        self.cloud = cloud
        self._account_data = AccountData(hass, entry, cloud) if cloud is not None else None
        self._firmwares = Firmwares()
        self.gateway_id = entry.unique_id or entry.entry_id
        self._now = hass.loop.time
        self._status: GatewayStatus | None = None
        self._next_status = 0.0
        self._next_search = 0.0
        self._last_scan = self._now()
        self._awake = asyncio.Event()
        self._locks = Locks(hass, entry, client, self)
        self._commands = Commands(hass, entry, client, self._locks, self)

    @classmethod
    @override
    async def async_create(cls, hass: HomeAssistant, entry: GatehouseConfigEntry) -> Self:
        """Create the coordinator with its clients."""
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
        """Return what the device registry shows of a device."""
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
        """Return whether the state of a device is known now; the gateway itself is always available."""
        return isinstance(device, GatewayDevice) or self.last_update_success

    @override
    def structure(self, device: Device) -> Hashable:
        """Return the type of a device, and whether its newest firmware is known."""
        return type(device), device.newest_version is None

    @override
    def translate_error(self, error: GatewayError, name: str) -> GatehouseError:
        """Translate an error of the gateway."""
        return translate_gateway_error(error, name)

    def key(self, lock_id: str) -> Key:
        """Return the key of a lock."""
        return self._locks[lock_id].key

    # The snapshot

    @override
    async def _async_update_data(self) -> dict[str, Device]:
        """Read for the first time; on failure, look up the address of the gateway."""
        try:
            return await super()._async_update_data()
        except UpdateFailed:
            await self._async_find_gateway()
            raise

    @override
    async def async_read(self) -> dict[str, Device]:
        """Read the gateway; the locks are read afterwards, one at a time."""
        await self._async_read_status()
        return {**self._locks.apply_scans(await self.client.lockers())}

    async def _async_read_status(self) -> None:
        self._next_status = self._now() + STATUS_INTERVAL
        self._apply_status(await self.client.status())

    @callback
    def async_status_received(self, status: GatewayStatus) -> None:
        """Apply the status of a gateway that installed its firmware."""
        self._apply_status(status)
        self.async_succeeded()

    @callback
    def _apply_status(self, status: GatewayStatus) -> None:
        self._status = status
        if status.activity.is_synchronizing:
            self._next_status = self._now()
        self._registrar.async_update(self.hub)

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
        """Poll the gateway, and read the locks that are due."""
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
                locks = self._locks.apply_scans(await self.client.lockers())
        except GatewayError as error:
            hangs = self._now() >= self._last_scan + MAX_SYNCHRONIZATION
            if not await self._async_is_busy(error) or hangs:
                self.async_failed(error)
                if not self.last_update_success:
                    await self._async_find_gateway()
                return
            locks = {}
        else:
            self._last_scan = self._now()
        self.async_succeeded()
        self.async_apply(locks)
        await self._async_read_locks()
        if self._locks.are_all_missing:
            await self._async_find_gateway()

    async def _async_read_locks(self) -> None:
        try:
            await self._locks.async_read_due()
        except GatewayConnectionError as error:
            self.async_failed(error)

    @override
    async def _async_refresh_again(self) -> None:
        await super()._async_refresh_again()
        await self._async_read_locks()

    async def _async_find_gateway(self) -> None:
        """Look up the address of the gateway in the account, if one is stored."""
        if self.cloud is None or self._now() < self._next_search:
            return
        self._next_search = self._now() + SEARCH_INTERVAL
        if (address := await async_locate(self.hass, self.config_entry, self.cloud)) is not None:
            host, port = address
            data = {**self.config_entry.data, CONF_HOST: host, CONF_PORT: port}
            self.hass.config_entries.async_update_entry(self.config_entry, data=data)

    async def _async_is_busy(self, error: GatewayError) -> bool:
        """Return whether a gateway that rejects requests is only busy."""
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
        for lock, uses in self._locks.take_uses():
            self._fire_uses(lock.device, uses)

    @callback
    @override
    def async_failed(self, error: GatewayError) -> None:
        """Note that the gateway did not answer, and read its status in the next poll."""
        super().async_failed(error)
        self._next_status = 0.0

    @callback
    @override
    def _async_mark_unavailable(self) -> None:
        """Mark all entities unavailable, and the states of the locks unknown."""
        super()._async_mark_unavailable()
        for lock in self._locks:
            lock.invalidate()

    @override
    async def async_close(self) -> None:
        """Close the client, after the request in progress."""
        await self.client.close(CLOSE_TIMEOUT)

    # The entry, and its account

    @callback
    @override
    def async_start(self) -> None:
        """Start polling the gateway, and the account if one is stored."""
        super().async_start()
        if self._account_data is not None:
            self._account_data.async_start(
                [lock.device.identifier for lock in self._locks], self._apply_firmwares
            )

    @callback
    def _apply_firmwares(self, firmwares: Firmwares) -> None:
        self._firmwares = firmwares
        for lock in self._locks:
            lock.change(newest_version=firmwares.locks.get(lock.device.identifier))
        self._async_update_hub()

    @callback
    def _fire_uses(self, lock: LockDevice, uses: int) -> None:
        """Fire an event for each use of a lock, with the user if the account is stored."""
        if self._account_data is None:
            self.async_fire(lock.id, Operated())
            return
        self._account_data.async_report_uses(lock.identifier, uses, partial(self.async_fire, lock.id))

    @override
    async def async_send(self, device_id: str, commands: tuple[Command, ...]) -> None:
        """Execute commands, and verify their results."""
        for command in commands:
            if device_id != self.gateway_id:
                await self._commands.async_send_to_lock(device_id, command)
            else:
                await self._commands.async_send_to_gateway(command)
                self._next_status = 0.0
                self._awake.set()


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)
