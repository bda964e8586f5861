"""Switch entities of all kinds."""

from typing import Any, override

from homeassistant.components.switch import SwitchEntity
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import GatehouseConfigEntry
from .descriptions import SwitchDescription
from .entity import GatehouseEntity, async_add_described_entities

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
    entry: GatehouseConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the switches of an entry."""
    await async_add_described_entities(entry, Platform.SWITCH, GatehouseSwitch, async_add_entities)


class GatehouseSwitch(GatehouseEntity, SwitchEntity):
    """Representation of a switch."""

    entity_description: SwitchDescription[Any, Any]

    @property
    @override
    def shown(self) -> object:
        """Return whether the switch is on."""
        return self.is_on

    @property
    @override
    def is_on(self) -> bool | None:
        """Return whether the switch is on, or None if unknown."""
        return self.entity_description.is_on_fn(self.device)

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Turn the switch on."""
        await self.execute(self.entity_description.turn_on_fn(self.device))

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Turn the switch off."""
        await self.execute(self.entity_description.turn_off_fn(self.device))
