"""A stand-in for the integration that the-keyspy is made for: KevinBonnoron/the_keys 0.0.1, of November 2025.

It is written from what that one does, not from its lines, and uses the real the-keyspy. What it imitates:

- each 60 s, `get_devices()` asks the cloud for all there is: a login, the user, and for each lock the gateway
  and the shares; the devices are made anew each time;
- each lock also polls itself, by `locker_status`, as often as Home Assistant polls locks: each 30 s, the
  first time 30 s after the set-up;
- `lock()` and `unlock()` take the new state for granted, whatever the gateway answered; Home Assistant reads
  each entity that polls right after its action, before it writes the state;
- all of it blocks, in Home Assistant's executor; locks are polled and told one after another, as Home
  Assistant does for entities that block;
- a lock and its battery sensor.

Where nothing is known, it does what is better for it: a lock keeps its state when its device is made anew.
"""

from datetime import timedelta
import logging
from typing import Any, override

from homeassistant.components.lock import LockEntity
from homeassistant.components.sensor import SensorDeviceClass, SensorEntity, SensorStateClass
from homeassistant.config_entries import HANDLERS, ConfigEntry, ConfigFlow
from homeassistant.const import CONF_PASSWORD, CONF_URL, CONF_USERNAME, PERCENTAGE, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.update_coordinator import CoordinatorEntity, DataUpdateCoordinator, UpdateFailed
from pytest_homeassistant_custom_component.common import (
    MockModule,
    MockPlatform,
    mock_integration,
    mock_platform,
)
import requests
from the_keyspy import TheKeysApi, TheKeysLock

DOMAIN = "the_keys"
PLATFORMS = [Platform.LOCK, Platform.SENSOR]
INTERVAL = timedelta(seconds=60)
LOGGER = logging.getLogger(__name__)


class Flow(ConfigFlow):
    """Home Assistant wants one to set an entry up."""


class Coordinator(DataUpdateCoordinator[dict[int, TheKeysLock]]):
    """Asks the cloud for all devices each time."""

    config_entry: ConfigEntry

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        """Take the entry."""
        super().__init__(hass, LOGGER, config_entry=entry, name=DOMAIN, update_interval=INTERVAL)

    @override
    async def _async_update_data(self) -> dict[int, TheKeysLock]:
        try:
            return await self.hass.async_add_executor_job(self._get_locks)
        except (requests.RequestException, RuntimeError, ValueError) as error:
            raise UpdateFailed(str(error)) from error

    def _get_locks(self) -> dict[int, TheKeysLock]:
        data = self.config_entry.data
        api = TheKeysApi(data[CONF_USERNAME], data[CONF_PASSWORD], base_url=data[CONF_URL])
        return {device.id: device for device in api.get_devices() if isinstance(device, TheKeysLock)}


class Entity(CoordinatorEntity[Coordinator]):
    """Of a lock."""

    _attr_has_entity_name = True

    def __init__(self, coordinator: Coordinator, lock: TheKeysLock, key: str) -> None:
        """Take a lock of the coordinator's."""
        super().__init__(coordinator)
        self._id = lock.id
        self._attr_unique_id = f"{lock.id}_{key}"
        self._attr_device_info = DeviceInfo(identifiers={(DOMAIN, str(lock.id))}, name=lock.name)

    @property
    def device(self) -> TheKeysLock:
        """Return the lock as it was made last."""
        return self.coordinator.data[self._id]


class Lock(Entity, LockEntity):
    """A lock."""

    _attr_name = None

    def __init__(self, coordinator: Coordinator, lock: TheKeysLock) -> None:
        """Take a lock of the coordinator's."""
        super().__init__(coordinator, lock, "lock")

    @property
    @override
    def should_poll(self) -> bool:
        """It polls though there is a coordinator."""
        return True

    @override
    async def async_update(self) -> None:
        """Read the lock."""
        await self.hass.async_add_executor_job(self.update)

    def update(self) -> None:
        """Read the lock."""
        device = self.device
        device.retrieve_infos()
        self._attr_is_locked = device.is_locked

    @override
    def lock(self, **kwargs: Any) -> None:
        """Lock, and take it for locked."""
        self.device.close()
        self._attr_is_locked = True

    @override
    def unlock(self, **kwargs: Any) -> None:
        """Unlock, and take it for unlocked."""
        self.device.open()
        self._attr_is_locked = False


class Battery(Entity, SensorEntity):
    """The battery of a lock; it is what the lock told since the device was made anew."""

    _attr_device_class = SensorDeviceClass.BATTERY
    _attr_state_class = SensorStateClass.MEASUREMENT
    _attr_native_unit_of_measurement = PERCENTAGE

    def __init__(self, coordinator: Coordinator, lock: TheKeysLock) -> None:
        """Take a lock of the coordinator's."""
        super().__init__(coordinator, lock, "battery")

    @property
    @override
    def native_value(self) -> int:
        """Per cent."""
        return self.device.battery_level


def install(hass: HomeAssistant) -> None:
    """Make Home Assistant know the integration."""
    HANDLERS[DOMAIN] = Flow
    module = MockModule(DOMAIN, async_setup_entry=_set_up, async_unload_entry=_unload)
    mock_integration(hass, module, built_in=False)
    mock_platform(hass, f"{DOMAIN}.config_flow", built_in=False)
    for platform, set_up in ((Platform.LOCK, _add_locks), (Platform.SENSOR, _add_batteries)):
        mocked = MockPlatform()
        mocked.async_setup_entry = set_up  # type: ignore[assignment]  # named by another protocol
        mock_platform(hass, f"{DOMAIN}.{platform}", mocked, built_in=False)


async def _set_up(hass: HomeAssistant, entry: ConfigEntry) -> bool:
    coordinator = Coordinator(hass, entry)
    await coordinator.async_config_entry_first_refresh()
    entry.runtime_data = coordinator
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    return True


async def _unload(hass: HomeAssistant, entry: ConfigEntry) -> bool:
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)


async def _add_locks(
    _: HomeAssistant, entry: ConfigEntry[Coordinator], add: AddConfigEntryEntitiesCallback
) -> None:
    add(Lock(entry.runtime_data, lock) for lock in entry.runtime_data.data.values())


async def _add_batteries(
    _: HomeAssistant, entry: ConfigEntry[Coordinator], add: AddConfigEntryEntitiesCallback
) -> None:
    add(Battery(entry.runtime_data, lock) for lock in entry.runtime_data.data.values())
