"""Sirens of all kinds."""

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
    """A siren."""

    entity_description: SirenDescription[Any, Any]

    @property
    @override
    def supported_features(self) -> SirenEntityFeature:
        """What this siren can do."""
        features = SirenEntityFeature.TURN_ON | SirenEntityFeature.TURN_OFF
        if self.entity_description.takes_duration_fn(self.device):
            features |= SirenEntityFeature.DURATION
        if self.entity_description.takes_volume_fn(self.device):
            features |= SirenEntityFeature.VOLUME_SET
        return features

    @property
    @override
    def is_on(self) -> bool | None:
        """Whether it sounds; None where that is not known."""
        return self.entity_description.is_on_fn(self.device)

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Let it sound."""
        await self.execute(
            self.entity_description.turn_on_fn(
                self.device, kwargs.get(ATTR_DURATION), kwargs.get(ATTR_VOLUME_LEVEL)
            )
        )

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Silence it."""
        await self.execute(self.entity_description.turn_off_fn(self.device))
