"""Humidifier entities of all kinds."""

from typing import Any, override

from homeassistant.components.humidifier import HumidifierAction, HumidifierEntity, HumidifierEntityFeature
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import GatehouseConfigEntry
from .descriptions import HumidifierDescription
from .entity import GatehouseEntity, async_add_described_entities

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
    entry: GatehouseConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the humidifiers of an entry."""
    await async_add_described_entities(entry, Platform.HUMIDIFIER, GatehouseHumidifier, async_add_entities)


class GatehouseHumidifier(GatehouseEntity, HumidifierEntity):
    """Representation of a humidifier or a dehumidifier."""

    entity_description: HumidifierDescription[Any, Any]

    @property
    @override
    def supported_features(self) -> HumidifierEntityFeature:
        """Return whether the humidifier has modes."""
        return self.entity_description.features_fn(self.device)

    @property
    @override
    def is_on(self) -> bool | None:
        """Return whether the humidifier is on, or None if unknown."""
        return self.entity_description.is_on_fn(self.device)

    @property
    @override
    def action(self) -> HumidifierAction | None:
        """Return the current action."""
        return self.entity_description.action_fn(self.device)

    @property
    @override
    def current_humidity(self) -> float | None:
        """Return the measured humidity."""
        return self.entity_description.current_humidity_fn(self.device)

    @property
    @override
    def target_humidity(self) -> float | None:
        """Return the target humidity."""
        return self.entity_description.target_humidity_fn(self.device)

    @property
    @override
    def min_humidity(self) -> float:
        """Return the lowest target humidity."""
        humidity = self.entity_description.min_humidity_fn(self.device)
        return super().min_humidity if humidity is None else humidity

    @property
    @override
    def max_humidity(self) -> float:
        """Return the highest target humidity."""
        humidity = self.entity_description.max_humidity_fn(self.device)
        return super().max_humidity if humidity is None else humidity

    @property
    @override
    def available_modes(self) -> list[str] | None:
        """Return the supported modes."""
        return list(self.entity_description.available_modes_fn(self.device)) or None

    @property
    @override
    def mode(self) -> str | None:
        """Return the current mode."""
        return self.entity_description.mode_fn(self.device)

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Turn the humidifier on."""
        await self.execute(self.entity_description.turn_on_fn(self.device))

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Turn the humidifier off."""
        await self.execute(self.entity_description.turn_off_fn(self.device))

    @override
    async def async_set_humidity(self, humidity: int) -> None:
        """Set the target humidity."""
        await self.execute(self.entity_description.set_humidity_fn(self.device, humidity))

    @override
    async def async_set_mode(self, mode: str) -> None:
        """Set the mode."""
        await self.execute(self.entity_description.set_mode_fn(self.device, mode))
