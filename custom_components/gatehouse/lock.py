"""Lock entities of all kinds."""

from typing import Any, override

from homeassistant.components.lock import LockEntity
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import GatehouseConfigEntry
from .descriptions import LockDescription
from .entity import GatehouseEntity, async_add_described_entities

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
    entry: GatehouseConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the locks of an entry."""
    await async_add_described_entities(entry, Platform.LOCK, GatehouseLock, async_add_entities)


class GatehouseLock(GatehouseEntity, LockEntity):
    """Representation of a lock."""

    entity_description: LockDescription[Any, Any]

    @property
    @override
    def is_locked(self) -> bool | None:
        """Return whether the lock is locked, or None if unknown."""
        return self.entity_description.is_locked_fn(self.device)

    @property
    @override
    def is_locking(self) -> bool | None:
        """Return whether the lock is locking."""
        return self.entity_description.is_locking_fn(self.device)

    @property
    @override
    def is_unlocking(self) -> bool | None:
        """Return whether the lock is unlocking."""
        return self.entity_description.is_unlocking_fn(self.device)

    @override
    async def async_lock(self, **kwargs: Any) -> None:
        """Lock the lock."""
        await self.execute(self.entity_description.lock_fn(self.device))

    @override
    async def async_unlock(self, **kwargs: Any) -> None:
        """Unlock the lock."""
        await self.execute(self.entity_description.unlock_fn(self.device))
