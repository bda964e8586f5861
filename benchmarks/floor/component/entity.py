"""Entities of the floor integration, and the setup of each of its platforms."""

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback, async_get_current_platform

from .const import DOMAIN


class FloorEntity(Entity):
    """An entity without a state."""

    _attr_has_entity_name = True
    _attr_should_poll = False

    def __init__(self, number: int, device: int, *, enabled: bool) -> None:
        """Initialize the entity."""
        self._attr_unique_id = str(number)
        self._attr_name = f"Entity {number}"
        self._attr_entity_registry_enabled_default = enabled
        self._attr_device_info = DeviceInfo(identifiers={(DOMAIN, str(device))}, name=f"Device {device}")


def get_platforms(entry: ConfigEntry) -> list[str]:
    """Return the platforms that have entities."""
    return sorted(entry.data["enabled"] | entry.data["disabled"])


async def async_setup_entry(
    _: HomeAssistant, entry: ConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the entities of the current platform, spread over all devices."""
    platform = async_get_current_platform().domain
    devices, enabled, disabled = (entry.data[key] for key in ("devices", "enabled", "disabled"))
    # Number the entities across platforms so that each device gets some, on whatever platform.
    first = sum(
        enabled.get(other, 0) + disabled.get(other, 0) for other in get_platforms(entry) if other < platform
    )
    count = enabled.get(platform, 0) + disabled.get(platform, 0)
    async_add_entities(
        FloorEntity(number, number % devices, enabled=number < first + enabled.get(platform, 0))
        for number in range(first, first + count)
    )
