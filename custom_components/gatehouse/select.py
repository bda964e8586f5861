"""Select entities of all kinds."""

from typing import Any, override

from homeassistant.components.select import SelectEntity
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import GatehouseConfigEntry
from .descriptions import SelectDescription
from .entity import GatehouseEntity, async_add_described_entities

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
    entry: GatehouseConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the selects of an entry."""
    await async_add_described_entities(entry, Platform.SELECT, GatehouseSelect, async_add_entities)


class GatehouseSelect(GatehouseEntity, SelectEntity):
    """Representation of a select."""

    entity_description: SelectDescription[Any, Any]

    @property
    @override
    def shown(self) -> object:
        """Return the current option and all options."""
        return (self.current_option, self.options)

    @property
    @override
    def options(self) -> list[str]:
        """Return the options."""
        return list(self.entity_description.options_fn(self.device))

    @property
    @override
    def current_option(self) -> str | None:
        """Return the current option, or None if unknown."""
        return self.entity_description.current_option_fn(self.device)

    @override
    async def async_select_option(self, option: str) -> None:
        """Select an option."""
        await self.execute(self.entity_description.select_option_fn(self.device, option))
