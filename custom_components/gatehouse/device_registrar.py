"""What one entry has in the device and entity registries."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er

from .const import DOMAIN


@dataclass(frozen=True, kw_only=True, slots=True)
class DeviceDetails:
    """What the device registry shows of a device, or of a part of one.

    Devices with the same identifier are parts of one Home Assistant device. A device with a `parent` is shown
    as a child of it, of which the device registry keeps only the name.
    """

    identifier: str
    name: str
    manufacturer: str | None = None
    model: str | None = None
    model_id: str | None = None
    serial_number: str | None = None
    sw_version: str | None = None
    parent: DeviceDetails | None = None

    @property
    def registry_fields(self) -> dict[str, Any]:
        """The fields of the registry's device, or the name alone for a child."""
        names = ("name",) if self.parent is not None else _REGISTRY_FIELDS
        return {name: getattr(self, name) for name in names}


_REGISTRY_FIELDS = ("name", "manufacturer", "model", "model_id", "serial_number", "sw_version")


class DeviceRegistrar:
    """Registers, updates and removes the devices and entities of one entry."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
        """Initialize the registrar."""
        self._entry_id = entry.entry_id
        self._devices = dr.async_get(hass)
        self._entities = er.async_get(hass)

    def find(self, details: DeviceDetails) -> dr.AnyDeviceEntry | None:
        """Return the registered device with these details' identifier."""
        identifier = (DOMAIN, details.identifier)
        if details.parent is not None:
            return self._devices.async_get_child_device_by_identifier(identifier, self._entry_id)
        return self._devices.async_get_device_by_identifier(identifier, self._entry_id)

    @callback
    def async_get_or_register(
        self, details: DeviceDetails, hub: DeviceDetails | None = None, subentry_id: str | None = None
    ) -> dr.AnyDeviceEntry:
        """Return the registered device, registering it and its parent if needed, as reached via the hub."""
        if (registered := self.find(details)) is not None:
            return registered
        identity: dict[str, Any] = {
            "config_entry_id": self._entry_id,
            "config_subentry_id": subentry_id,
            "identifiers": {(DOMAIN, details.identifier)},
            **details.registry_fields,
        }
        if details.parent is not None:
            parent = self.async_get_or_register(details.parent, hub, subentry_id)
            return self._devices.async_get_or_create_child(parent_device_id=parent.id, **identity)
        via = self.find(hub) if hub is not None else None
        return self._devices.async_get_or_create(via_device_id=None if via is None else via.id, **identity)

    @callback
    def async_register_hub(self, hub: DeviceDetails) -> None:
        """Register the gateway, and connect the devices registered before it to it."""
        self.async_update(hub)
        registered = self.async_get_or_register(hub)
        for device in dr.async_entries_for_config_entry(self._devices, self._entry_id):
            if device.via_device_id is None and device.id != registered.id:
                self._devices.async_update_device(device.id, via_device_id=registered.id)

    @callback
    def async_update(self, details: DeviceDetails) -> None:
        """Update a registered device and its parent, such as after a new name or firmware."""
        if (registered := self.find(details)) is not None:
            if details.parent is not None:
                self._devices.async_update_child_device(registered.id, name=details.name)
                self.async_update(details.parent)
            else:
                self._devices.async_update_device(registered.id, **details.registry_fields)

    @callback
    def async_remove(
        self,
        is_entity_gone: Callable[[er.RegistryEntry], bool],
        is_device_gone: Callable[[set[tuple[str, str]]], bool],
    ) -> None:
        """Remove entities, and devices by their identifiers."""
        for entity in er.async_entries_for_config_entry(self._entities, self._entry_id):
            if is_entity_gone(entity):
                self._entities.async_remove(entity.entity_id)
        for device in list(self._all_devices()):
            if is_device_gone(device.identifiers):
                self._devices.async_remove_device(device.id)

    def _all_devices(self) -> Iterator[dr.AnyDeviceEntry]:
        """Return the devices of the entry, children ahead of their parent."""
        for device in dr.async_entries_for_config_entry(self._devices, self._entry_id):
            yield from dr.async_entries_for_parent_device(self._devices, device.id)
            yield device
