"""Fans of all kinds."""

from typing import Any, override

from homeassistant.components.fan import FanEntity, FanEntityFeature
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import GatehouseConfigEntry
from .descriptions import FanDescription
from .entity import GatehouseEntity, async_add_described_entities

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
    entry: GatehouseConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the fans of an entry."""
    await async_add_described_entities(entry, Platform.FAN, GatehouseFan, async_add_entities)


class GatehouseFan(GatehouseEntity, FanEntity):
    """A fan or an air vent."""

    entity_description: FanDescription[Any, Any]
    _attr_supported_features = (
        FanEntityFeature.SET_SPEED | FanEntityFeature.TURN_ON | FanEntityFeature.TURN_OFF
    )

    @property
    @override
    def percentage(self) -> int | None:
        """The speed in per cent; None where it is not known."""
        return self.entity_description.percentage_fn(self.device)

    @override
    async def async_set_percentage(self, percentage: int) -> None:
        """Set the speed."""
        await self.execute(self.entity_description.set_percentage_fn(self.device, percentage))

    @override
    async def async_turn_on(
        self, percentage: int | None = None, preset_mode: str | None = None, **kwargs: Any
    ) -> None:
        """Turn it on, at a speed if one is given."""
        if percentage is not None:
            await self.async_set_percentage(percentage)
        else:
            await self.execute(self.entity_description.turn_on_fn(self.device))

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Turn it off."""
        await self.execute(self.entity_description.turn_off_fn(self.device))
