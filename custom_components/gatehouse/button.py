"""Button entities of all kinds."""

from typing import Any, override

from homeassistant.components.button import ButtonEntity
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import GatehouseConfigEntry
from .descriptions import ButtonDescription
from .entity import GatehouseEntity, async_add_described_entities

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
    entry: GatehouseConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the buttons of an entry."""
    await async_add_described_entities(entry, Platform.BUTTON, GatehouseButton, async_add_entities)


class GatehouseButton(GatehouseEntity, ButtonEntity):
    """Representation of a button."""

    entity_description: ButtonDescription[Any, Any]

    @property
    @override
    def shown(self) -> object:
        """Return None: a button has no state that changes with the device."""
        return None

    @override
    async def async_press(self) -> None:
        """Press the button."""
        await self.execute(self.entity_description.press_fn(self.device))
