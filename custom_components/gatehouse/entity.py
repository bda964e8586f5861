"""The base of the entities: one device, one description."""

import asyncio
from collections import defaultdict
from collections.abc import Hashable, Iterable
from itertools import batched
from typing import Any, Final, override

from homeassistant.const import Platform
from homeassistant.core import callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.device_registry import AnyDeviceEntry
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.typing import UndefinedType
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .const import DOMAIN
from .coordinator import GatehouseConfigEntry, GatewayCoordinator, unique_id_of
from .descriptions import GatehouseDescription
from .kinds import kind_of

DEVICES_PER_BATCH: Final = 10


class GatehouseEntity(CoordinatorEntity[GatewayCoordinator[Any, Any, Any]]):
    """An entity of one device.

    It reads the snapshot and asks the coordinator to execute commands.
    """

    entity_description: GatehouseDescription[Any]
    _attr_has_entity_name = True
    _shown: tuple[object, ...] | None = None

    def __init__(
        self,
        coordinator: GatewayCoordinator[Any, Any, Any],
        device_id: str,
        description: GatehouseDescription[Any],
        device_entry: AnyDeviceEntry,
    ) -> None:
        """Initialize the entity."""
        super().__init__(coordinator, context=device_id)
        self.device_id = device_id
        self.entity_description = description
        self._attr_unique_id = unique_id_of(device_id, description.key)
        self.device_entry = device_entry
        if description.translation_key is None:
            self._attr_translation_key = description.key
        if description.translation_placeholders_fn is not None:
            self._attr_translation_placeholders = description.translation_placeholders_fn(self.device)

    @property
    def device(self) -> Any:
        """The device as last reported."""
        return self.coordinator.data[self.device_id]

    @property
    @override
    def name(self) -> str | UndefinedType | None:
        """Return the name from the gateway, or the translated name."""
        name_fn = self.entity_description.name_fn
        name = None if name_fn is None else name_fn(self.device)
        return super().name if name is None else name

    @property
    @override
    def assumed_state(self) -> bool:
        """Whether the state is what was last commanded, not what the device reports."""
        return self.entity_description.assumed_state_fn(self.device)

    @property
    def shown(self) -> object:
        """What of the device the state is made of: when something else changes, nothing is written."""
        return self.device

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        if self._shown is None or self._now_shown() != self._shown:
            super()._handle_coordinator_update()

    @callback
    @override
    def _async_write_ha_state(self) -> None:
        """Remember what is written, for whatever reason."""
        super()._async_write_ha_state()
        self._shown = self._now_shown()

    def _now_shown(self) -> tuple[object, ...] | None:
        if not self.available:
            return None
        name = self.name if self.entity_description.name_fn is not None else None
        return self.shown, self.assumed_state, name

    @property
    @override
    def available(self) -> bool:
        """Whether the device exists and its state is known."""
        device = self.coordinator.data.get(self.device_id)
        return (
            device is not None
            and self.coordinator.is_available(device)
            and self.entity_description.available_fn(device)
        )

    async def execute(self, *commands: Any) -> None:
        """Execute commands; raises GatehouseError with the reason if they failed."""
        if None in commands:
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="not_possible",
                translation_placeholders={"name": self.coordinator.name_of(self.device)},
            )
        await self.coordinator.async_execute(self.device_id, *commands)


async def async_add_described_entities(
    entry: GatehouseConfigEntry,
    platform: Platform,
    entity_type: type[GatehouseEntity],
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add a platform's entities of all devices, and keep them in step with what the devices support.

    A home of a thousand devices has thousands of entities, so Home Assistant gets a turn between batches.
    """
    coordinator = entry.runtime_data
    entities = _DescribedEntities(entry, platform, entity_type, async_add_entities)
    entry.async_on_unload(coordinator.async_add_structure_listener(entities.async_update))
    for device_ids in batched(tuple(coordinator.data), DEVICES_PER_BATCH, strict=False):
        entities.async_update(device_ids)
        await asyncio.sleep(0)
    coordinator.ready_platforms.add(platform)


class _DescribedEntities:
    """The entities of one platform: those that the descriptions support, of each device."""

    def __init__(
        self,
        entry: GatehouseConfigEntry,
        platform: Platform,
        entity_type: type[GatehouseEntity],
        async_add_entities: AddConfigEntryEntitiesCallback,
    ) -> None:
        """Initialize without entities."""
        self._coordinator = entry.runtime_data
        self._descriptions = {
            description.key: description for description in kind_of(entry).descriptions[platform]
        }
        self._platform = platform
        self._entity_type = entity_type
        self._async_add_entities = async_add_entities
        self._supported_keys: dict[Hashable, tuple[str, ...]] = {}

    @callback
    def async_update(self, device_ids: Iterable[str]) -> None:
        """Add the entities that devices support now, and remove those that they no longer support."""
        coordinator = self._coordinator
        existing = coordinator.existing_entities[self._platform]
        added: dict[str | None, list[GatehouseEntity]] = defaultdict(list)
        for device_id in device_ids:
            device = coordinator.data.get(device_id)
            if device is None or (structure := coordinator.structure(device)) is None:
                continue
            keys, old_keys = self._find_supported_keys(device, structure), existing.get(device_id, ())
            if keys == old_keys:
                continue
            existing[device_id] = keys
            for key in set(old_keys).difference(keys):
                self._async_remove(unique_id_of(device_id, key))
            device_entry = coordinator.async_get_or_register(device)
            added[coordinator.subentry_id(device)] += [
                self._entity_type(coordinator, device_id, self._descriptions[key], device_entry)
                for key in keys
                if key not in old_keys
            ]
        for subentry_id, entities in added.items():
            self._async_add_entities(entities, config_subentry_id=subentry_id)

    def _find_supported_keys(self, device: Any, structure: Hashable) -> tuple[str, ...]:
        """Return the keys of the descriptions that a device supports, evaluated once per structure."""
        if structure not in self._supported_keys:
            self._supported_keys[structure] = tuple(
                key for key, description in self._descriptions.items() if description.supported_fn(device)
            )
        return self._supported_keys[structure]

    @callback
    def _async_remove(self, unique_id: str) -> None:
        registry = er.async_get(self._coordinator.hass)
        if entity_id := registry.async_get_entity_id(self._platform, DOMAIN, unique_id):
            registry.async_remove(entity_id)
