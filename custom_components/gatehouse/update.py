"""Update entities of all kinds."""

from typing import Any, override

from homeassistant.components.update import UpdateEntity, UpdateEntityFeature
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import GatehouseConfigEntry
from .descriptions import UpdateDescription
from .entity import GatehouseEntity, async_add_described_entities

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
    entry: GatehouseConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the update entities of an entry."""
    await async_add_described_entities(entry, Platform.UPDATE, GatehouseUpdate, async_add_entities)


class GatehouseUpdate(GatehouseEntity, UpdateEntity):
    """Representation of the firmware of a device."""

    entity_description: UpdateDescription[Any, Any]
    _attr_supported_features = UpdateEntityFeature.INSTALL

    @property
    @override
    def installed_version(self) -> str | None:
        """Return the installed version, or None if unknown."""
        return self.entity_description.installed_version_fn(self.device)

    @property
    @override
    def latest_version(self) -> str | None:
        """Return the latest version, or None if unknown."""
        return self.entity_description.latest_version_fn(self.device)

    @override
    async def async_install(self, version: str | None, backup: bool, **kwargs: Any) -> None:
        """Install the latest version; returns when it is installed."""
        await self.execute(self.entity_description.install_fn(self.device))
