"""Event entities of all kinds."""

from typing import Any, override

from homeassistant.components.event import EventEntity
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import GatehouseConfigEntry
from .descriptions import EventDescription
from .entity import GatehouseEntity, async_add_described_entities

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
    entry: GatehouseConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the events of an entry."""
    await async_add_described_entities(entry, Platform.EVENT, GatehouseEvent, async_add_entities)


class GatehouseEvent(GatehouseEntity, EventEntity):
    """Representation of an event entity."""

    entity_description: EventDescription[Any, Any]

    @property
    @override
    def shown(self) -> object:
        """Return the event types; an event is written when it is received."""
        return self.event_types

    @property
    @override
    def event_types(self) -> list[str]:
        """Return the event types."""
        return list(self.entity_description.event_types_fn(self.device))

    @override
    async def async_added_to_hass(self) -> None:
        """Listen for the events of the device."""
        await super().async_added_to_hass()
        self.async_on_remove(self.coordinator.async_add_event_listener(self.device_id, self._on_event))

    @callback
    def _on_event(self, device_event: Any) -> None:
        event = self.entity_description.event_fn(device_event)
        if event is not None and event[0] in self.event_types:
            self._trigger_event(*event)
            self.async_write_ha_state()
