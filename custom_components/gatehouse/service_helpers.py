"""The target device of an action."""

from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import device_registry as dr

from .const import DOMAIN
from .coordinator import GatewayCoordinator


def coordinator_of[CoordinatorT: GatewayCoordinator[Any, Any, Any]](
    hass: HomeAssistant, device_id: str, coordinator_type: type[CoordinatorT]
) -> CoordinatorT:
    """Return the coordinator of a Home Assistant device.

    Raises ServiceValidationError if the device belongs to another kind or integration, is disabled, or if its
    entry is not loaded.
    """
    registered = dr.async_get(hass).async_get(device_id)
    entry_id = registered.config_entry_id if registered is not None else None
    entry = hass.config_entries.async_get_entry(entry_id) if entry_id is not None else None
    if entry is None or entry.domain != DOMAIN:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="unknown_device")
    if registered is not None and registered.disabled:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="disabled_device",
            translation_placeholders={"name": registered.name_by_user or registered.name or ""},
        )
    if entry.state is not ConfigEntryState.LOADED:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="not_loaded",
            translation_placeholders={"name": entry.title},
        )
    if not isinstance(entry.runtime_data, coordinator_type):
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="unknown_device")
    return entry.runtime_data


def parts_of[DeviceT](
    hass: HomeAssistant, coordinator: GatewayCoordinator[DeviceT, Any, Any], device_id: str
) -> list[DeviceT]:
    """Return the devices of the snapshot that are parts of a Home Assistant device."""
    registered = dr.async_get(hass).async_get(device_id)
    return coordinator.devices_of(registered) if registered is not None else []
