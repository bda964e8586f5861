"""Siren entities of all kinds."""

from typing import Any, override

from homeassistant.components.siren import ATTR_DURATION, ATTR_VOLUME_LEVEL, SirenEntity, SirenEntityFeature
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import GatehouseConfigEntry
from .descriptions import SirenDescription
from .entity import GatehouseEntity, async_add_described_entities

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
    entry: GatehouseConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the sirens of an entry."""
    await async_add_described_entities(entry, Platform.SIREN, GatehouseSiren, async_add_entities)


class GatehouseSiren(GatehouseEntity, SirenEntity):
    """Representation of a siren."""

    entity_description: SirenDescription[Any, Any]

    @property
    @override
    def supported_features(self) -> SirenEntityFeature:
        """Return the supported features."""
        return self.entity_description.features_fn(self.device)

    @property
    @override
    def is_on(self) -> bool | None:
        """Return whether the siren is on, or None if unknown."""
        return self.entity_description.is_on_fn(self.device)

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Turn the siren on."""
        await self.execute(
            self.entity_description.turn_on_fn(
                self.device, kwargs.get(ATTR_DURATION), kwargs.get(ATTR_VOLUME_LEVEL)
            )
        )

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Turn the siren off."""
        await self.execute(self.entity_description.turn_off_fn(self.device))
