"""Which gateway, and what of it, an action is about."""

from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import device_registry as dr

from .const import DOMAIN
from .coordinator import GatewayCoordinator


def coordinator_of[CoordinatorT: GatewayCoordinator[Any, Any, Any]](
    hass: HomeAssistant, device_id: str, kind: type[CoordinatorT]
) -> CoordinatorT:
    """Return the coordinator that a device of the registry belongs to.

    Raises ServiceValidationError where it is another kind's or integration's, disabled, or not set up.
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
    if not isinstance(entry.runtime_data, kind):
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="unknown_device")
    return entry.runtime_data


def parts_of[DeviceT](
    hass: HomeAssistant, coordinator: GatewayCoordinator[DeviceT, Any, Any], device_id: str
) -> list[DeviceT]:
    """Return what the coordinator knows as parts of a device of the registry."""
    registered = dr.async_get(hass).async_get(device_id)
    return coordinator.devices_of(registered) if registered is not None else []
