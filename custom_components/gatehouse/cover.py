"""Covers of all kinds."""

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


# Whether a cover takes a position or a tilt is asked with some value.
SOMEWHERE = 50


class GatehouseCover(GatehouseEntity, CoverEntity):
    """Something that opens and closes."""

    entity_description: CoverDescription[Any, Any]
    _features: tuple[object, CoverEntityFeature] | None = None

    @property
    @override
    def device_class(self) -> CoverDeviceClass | None:
        """What it is."""
        return self.entity_description.device_class_fn(self.device)

    @property
    @override
    def supported_features(self) -> CoverEntityFeature:
        """What this cover can do, found out again only when what that depends on has changed."""
        traits = self.entity_description.traits_fn(self.device)
        if self._features is None or self._features[0] != traits:
            self._features = (traits, self._find_features())
        return self._features[1]

    def _find_features(self) -> CoverEntityFeature:
        description, device = self.entity_description, self.device
        abilities = {
            CoverEntityFeature.OPEN: description.open_fn(device),
            CoverEntityFeature.CLOSE: description.close_fn(device),
            CoverEntityFeature.STOP: description.stop_fn(device),
            CoverEntityFeature.SET_POSITION: description.set_position_fn(device, SOMEWHERE, None),
            CoverEntityFeature.OPEN_TILT: description.open_tilt_fn(device),
            CoverEntityFeature.CLOSE_TILT: description.close_tilt_fn(device),
            CoverEntityFeature.SET_TILT_POSITION: description.set_tilt_fn(device, SOMEWHERE),
            CoverEntityFeature.SPEED: description.speeds_fn(device) or None,
        }
        features = CoverEntityFeature(
            sum(feature for feature, ability in abilities.items() if ability is not None)
        )
        tilts = CoverEntityFeature.OPEN_TILT | CoverEntityFeature.SET_TILT_POSITION
        if features & tilts and CoverEntityFeature.STOP in features:
            features |= CoverEntityFeature.STOP_TILT
        return features

    @property
    @override
    def supported_speeds(self) -> list[str] | None:
        """The speeds it can move at."""
        return list(self.entity_description.speeds_fn(self.device)) or None

    @property
    @override
    def current_cover_position(self) -> int | None:
        """The position, 0 closed to 100 open; None where that is not known."""
        return self.entity_description.position_fn(self.device)

    @property
    @override
    def current_cover_tilt_position(self) -> int | None:
        """The tilt, 0 closed to 100 open; None where that is not known."""
        return self.entity_description.tilt_fn(self.device)

    @property
    @override
    def is_closed(self) -> bool | None:
        """Whether it is closed; None where that is not known."""
        return self.entity_description.is_closed_fn(self.device)

    @property
    @override
    def is_opening(self) -> bool | None:
        """Whether it is on its way to a wider position."""
        return self.entity_description.is_opening_fn(self.device)

    @property
    @override
    def is_closing(self) -> bool | None:
        """Whether it is on its way to a narrower position."""
        return self.entity_description.is_closing_fn(self.device)

    @override
    async def async_open_cover(self, **kwargs: Any) -> None:
        """Open it."""
        await self._move(self.entity_description.open_fn(self.device), 100, kwargs)

    @override
    async def async_close_cover(self, **kwargs: Any) -> None:
        """Close it."""
        await self._move(self.entity_description.close_fn(self.device), 0, kwargs)

    async def _move(self, command: Any, position: int, kwargs: dict[str, Any]) -> None:
        if (speed := kwargs.get(ATTR_SPEED)) is not None:
            command = self.entity_description.set_position_fn(self.device, position, speed)
        await self.execute(command)

    @override
    async def async_set_cover_position(self, **kwargs: Any) -> None:
        """Move it to a position."""
        await self.execute(
            self.entity_description.set_position_fn(
                self.device, kwargs[ATTR_POSITION], kwargs.get(ATTR_SPEED)
            )
        )

    @override
    async def async_stop_cover(self, **kwargs: Any) -> None:
        """Stop it."""
        await self.execute(self.entity_description.stop_fn(self.device))

    @override
    async def async_open_cover_tilt(self, **kwargs: Any) -> None:
        """Open its slats."""
        await self.execute(self.entity_description.open_tilt_fn(self.device))

    @override
    async def async_close_cover_tilt(self, **kwargs: Any) -> None:
        """Close its slats."""
        await self.execute(self.entity_description.close_tilt_fn(self.device))

    @override
    async def async_set_cover_tilt_position(self, **kwargs: Any) -> None:
        """Turn its slats."""
        await self.execute(self.entity_description.set_tilt_fn(self.device, kwargs[ATTR_TILT_POSITION]))

    @override
    async def async_stop_cover_tilt(self, **kwargs: Any) -> None:
        """Stop its slats."""
        await self.execute(self.entity_description.stop_fn(self.device))

    async def async_set_position_and_tilt(self, position: int, tilt_position: int) -> None:
        """Move it and turn its slats, in one command where the device has one."""
        description, device = self.entity_description, self.device
        both = description.set_position_and_tilt_fn(device, position, tilt_position)
        if both is not None:
            await self.execute(both)
        else:
            await self.execute(
                description.set_position_fn(device, position, None),
                description.set_tilt_fn(device, tilt_position),
            )
