"""A replica of the integration that the-keyspy is made for: KevinBonnoron/the_keys 0.0.1, November 2025.

It is written from the behavior of that integration, not from its code, and uses the real the-keyspy:

- Every 60 s, `get_devices()` requests everything from the cloud: a login, the user, and for each lock the
  gateway and the shares. All device objects are created again each time.
- Each lock entity also polls itself with `locker_status` at the scan interval of the lock platform: every
  30 s, for the first time 30 s after the setup.
- `lock()` and `unlock()` assume the new state, whatever the gateway responded. Home Assistant updates each
  polling entity right after its action, before it writes the state.
- All of it blocks, in Home Assistant's executor. Locks are polled and operated one after another, as Home
  Assistant does for entities with blocking methods.
- Each lock has a lock entity and a battery sensor.

Where the behavior is not known, the replica does what is better for the-keyspy: a lock entity keeps its state
when its device object is created again.
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
UPDATE_INTERVAL = timedelta(seconds=60)
LOGGER = logging.getLogger(__name__)


class KeyspyConfigFlow(ConfigFlow):
    """Config flow without steps; Home Assistant requires one to set up a config entry."""


class KeyspyCoordinator(DataUpdateCoordinator[dict[int, TheKeysLock]]):
    """Coordinator that requests all devices from the cloud."""

    config_entry: ConfigEntry

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        """Initialize the coordinator."""
        super().__init__(hass, LOGGER, config_entry=entry, name=DOMAIN, update_interval=UPDATE_INTERVAL)

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


class KeyspyEntity(CoordinatorEntity[KeyspyCoordinator]):
    """Base class of the entities of a lock."""

    _attr_has_entity_name = True

    def __init__(self, coordinator: KeyspyCoordinator, lock: TheKeysLock, key: str) -> None:
        """Initialize the entity."""
        super().__init__(coordinator)
        self._id = lock.id
        self._attr_unique_id = f"{lock.id}_{key}"
        self._attr_device_info = DeviceInfo(identifiers={(DOMAIN, str(lock.id))}, name=lock.name)

    @property
    def device(self) -> TheKeysLock:
        """Return the current device object of the lock."""
        return self.coordinator.data[self._id]


class KeyspyLock(KeyspyEntity, LockEntity):
    """A lock entity."""

    _attr_name = None

    def __init__(self, coordinator: KeyspyCoordinator, lock: TheKeysLock) -> None:
        """Initialize the entity."""
        super().__init__(coordinator, lock, "lock")

    @property
    @override
    def should_poll(self) -> bool:
        """Return True: the entity polls in addition to the coordinator."""
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
        """Lock the lock and assume that it is locked."""
        self.device.close()
        self._attr_is_locked = True

    @override
    def unlock(self, **kwargs: Any) -> None:
        """Unlock the lock and assume that it is unlocked."""
        self.device.open()
        self._attr_is_locked = False


class KeyspyBatterySensor(KeyspyEntity, SensorEntity):
    """A battery sensor, with the level that was read since the device object was created."""

    _attr_device_class = SensorDeviceClass.BATTERY
    _attr_state_class = SensorStateClass.MEASUREMENT
    _attr_native_unit_of_measurement = PERCENTAGE

    def __init__(self, coordinator: KeyspyCoordinator, lock: TheKeysLock) -> None:
        """Initialize the entity."""
        super().__init__(coordinator, lock, "battery")

    @property
    @override
    def native_value(self) -> int:
        """Return the battery level in percent."""
        return self.device.battery_level


def install(hass: HomeAssistant) -> None:
    """Install the integration in Home Assistant."""
    HANDLERS[DOMAIN] = KeyspyConfigFlow
    integration = MockModule(
        DOMAIN, async_setup_entry=_async_setup_entry, async_unload_entry=_async_unload_entry
    )
    mock_integration(hass, integration, built_in=False)
    mock_platform(hass, f"{DOMAIN}.config_flow", built_in=False)
    platforms = ((Platform.LOCK, _async_add_locks), (Platform.SENSOR, _async_add_battery_sensors))
    for platform, async_add_entities in platforms:
        module = MockPlatform()
        module.async_setup_entry = async_add_entities  # type: ignore[assignment]  # typed as a YAML platform setup
        mock_platform(hass, f"{DOMAIN}.{platform}", module, built_in=False)


async def _async_setup_entry(hass: HomeAssistant, entry: ConfigEntry) -> bool:
    coordinator = KeyspyCoordinator(hass, entry)
    await coordinator.async_config_entry_first_refresh()
    entry.runtime_data = coordinator
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    return True


async def _async_unload_entry(hass: HomeAssistant, entry: ConfigEntry) -> bool:
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)


async def _async_add_locks(
    _: HomeAssistant,
    entry: ConfigEntry[KeyspyCoordinator],
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    async_add_entities(KeyspyLock(entry.runtime_data, lock) for lock in entry.runtime_data.data.values())


async def _async_add_battery_sensors(
    _: HomeAssistant,
    entry: ConfigEntry[KeyspyCoordinator],
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    async_add_entities(
        KeyspyBatterySensor(entry.runtime_data, lock) for lock in entry.runtime_data.data.values()
    )
