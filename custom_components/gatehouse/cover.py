"""Cover entities of all kinds."""

from typing import Any, override

from homeassistant.components.cover import (
    ATTR_POSITION,
    ATTR_SPEED,
    ATTR_TILT_POSITION,
    CoverDeviceClass,
    CoverEntity,
    CoverEntityFeature,
)
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import GatehouseConfigEntry
from .descriptions import CoverDescription
from .entity import GatehouseEntity, async_add_described_entities

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
    entry: GatehouseConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the covers of an entry."""
    await async_add_described_entities(entry, Platform.COVER, GatehouseCover, async_add_entities)


class GatehouseCover(GatehouseEntity, CoverEntity):
    """Representation of a cover."""

    entity_description: CoverDescription[Any, Any]

    @property
    @override
    def device_class(self) -> CoverDeviceClass | None:
        """Return the device class."""
        return self.entity_description.device_class_fn(self.device)

    @property
    @override
    def supported_features(self) -> CoverEntityFeature:
        """Return the supported features."""
        return self.entity_description.features_fn(self.device)

    @property
    @override
    def supported_speeds(self) -> list[str] | None:
        """Return the supported speeds."""
        return list(self.entity_description.supported_speeds_fn(self.device)) or None

    @property
    @override
    def current_cover_position(self) -> int | None:
        """Return the position (0 closed, 100 open), or None if unknown."""
        return self.entity_description.position_fn(self.device)

    @property
    @override
    def current_cover_tilt_position(self) -> int | None:
        """Return the tilt position (0 closed, 100 open), or None if unknown."""
        return self.entity_description.tilt_position_fn(self.device)

    @property
    @override
    def is_closed(self) -> bool | None:
        """Return whether the cover is closed, or None if unknown."""
        return self.entity_description.is_closed_fn(self.device)

    @property
    @override
    def is_opening(self) -> bool | None:
        """Return whether the cover is opening, or None if unknown."""
        return self.entity_description.is_opening_fn(self.device)

    @property
    @override
    def is_closing(self) -> bool | None:
        """Return whether the cover is closing, or None if unknown."""
        return self.entity_description.is_closing_fn(self.device)

    @override
    async def async_open_cover(self, **kwargs: Any) -> None:
        """Open the cover, at a speed if one is given."""
        await self._async_move(self.entity_description.open_fn(self.device), 100, kwargs)

    @override
    async def async_close_cover(self, **kwargs: Any) -> None:
        """Close the cover, at a speed if one is given."""
        await self._async_move(self.entity_description.close_fn(self.device), 0, kwargs)

    async def _async_move(self, command: Any, position: int, kwargs: dict[str, Any]) -> None:
        if (speed := kwargs.get(ATTR_SPEED)) is not None:
            command = self.entity_description.set_position_fn(self.device, position, speed)
        await self.execute(command)

    @override
    async def async_set_cover_position(self, **kwargs: Any) -> None:
        """Move the cover to a position."""
        await self.execute(
            self.entity_description.set_position_fn(
                self.device, kwargs[ATTR_POSITION], kwargs.get(ATTR_SPEED)
            )
        )

    @override
    async def async_stop_cover(self, **kwargs: Any) -> None:
        """Stop the cover."""
        await self.execute(self.entity_description.stop_fn(self.device))

    @override
    async def async_open_cover_tilt(self, **kwargs: Any) -> None:
        """Open the slats."""
        await self.execute(self.entity_description.open_tilt_fn(self.device))

    @override
    async def async_close_cover_tilt(self, **kwargs: Any) -> None:
        """Close the slats."""
        await self.execute(self.entity_description.close_tilt_fn(self.device))

    @override
    async def async_set_cover_tilt_position(self, **kwargs: Any) -> None:
        """Move the slats to a tilt position."""
        await self.execute(
            self.entity_description.set_tilt_position_fn(self.device, kwargs[ATTR_TILT_POSITION])
        )

    @override
    async def async_stop_cover_tilt(self, **kwargs: Any) -> None:
        """Stop the slats."""
        await self.execute(self.entity_description.stop_fn(self.device))

    async def async_set_position_and_tilt(self, position: int, tilt_position: int) -> None:
        """Move the cover and its slats, with one command if the device has one."""
        description, device = self.entity_description, self.device
        command = description.set_position_and_tilt_fn(device, position, tilt_position)
        if command is not None:
            await self.execute(command)
        else:
            await self.execute(
                description.set_position_fn(device, position, None),
                description.set_tilt_position_fn(device, tilt_position),
            )
