"""Scene entities of all kinds."""

from typing import Any, override

from homeassistant.components.scene import Scene
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import GatehouseConfigEntry
from .descriptions import SceneDescription
from .entity import GatehouseEntity, async_add_described_entities

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
    entry: GatehouseConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the scenes of an entry."""
    await async_add_described_entities(entry, Platform.SCENE, GatehouseScene, async_add_entities)


class GatehouseScene(GatehouseEntity, Scene):
    """Representation of a scene of the gateway."""

    entity_description: SceneDescription[Any, Any]

    @property
    @override
    def shown(self) -> object:
        """Return the name, which the user may change at the gateway."""
        return self.name

    @override
    async def async_activate(self, **kwargs: Any) -> None:
        """Activate the scene."""
        await self.execute(self.entity_description.activate_fn(self.device))
