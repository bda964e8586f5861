"""The base of the entities: one device, one description."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable
from itertools import batched
from typing import Any, Final, override

from homeassistant.const import Platform
from homeassistant.core import callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.typing import UndefinedType
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .const import CONF_KIND, DOMAIN
from .coordinator import GatehouseConfigEntry, GatewayCoordinator
from .descriptions import GatehouseDescription
from .kinds import KINDS

DEVICES_AT_ONCE: Final = 20


class GatehouseEntity(CoordinatorEntity[GatewayCoordinator[Any, Any, Any]]):
    """An entity of one device.

    It reads the snapshot and asks the coordinator to carry out commands.
    """

    entity_description: GatehouseDescription[Any]
    _attr_has_entity_name = True
    _shown: tuple[object, bool] | None = None

    def __init__(
        self,
        coordinator: GatewayCoordinator[Any, Any, Any],
        device_id: str,
        description: GatehouseDescription[Any],
    ) -> None:
        """Describe one thing of one device."""
        super().__init__(coordinator, context=device_id)
        device = coordinator.data[device_id]
        self.device_id = device_id
        self.entity_description = description
        self._attr_unique_id = f"{device_id}-{description.key}"
        self.device_entry = coordinator.async_get_or_register(device)
        if description.translation_key is None:
            self._attr_translation_key = description.key

    @property
    def device(self) -> Any:
        """The device as it was last heard of."""
        return self.coordinator.data[self.device_id]

    @property
    @override
    def name(self) -> str | UndefinedType | None:
        """The translated name, or what the user named it."""
        label = self.entity_description.label
        return super().name if label is None else label(self.device)

    @property
    @override
    def assumed_state(self) -> bool:
        """Whether the state is what was last asked for."""
        return self.entity_description.assumed(self.device)

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
        """Remember what is written, for whatever reason that is."""
        super()._async_write_ha_state()
        self._shown = self._now_shown()

    def _now_shown(self) -> tuple[object, bool] | None:
        return (self.shown, self.assumed_state) if self.available else None

    @property
    @override
    def available(self) -> bool:
        """Whether the device is there, and what is known of it holds."""
        device = self.coordinator.data.get(self.device_id)
        return (
            device is not None
            and self.coordinator.is_available(device)
            and self.entity_description.available(device)
        )

    async def execute(self, *commands: Any) -> None:
        """Carry out commands; raises HomeAssistantError with the reason where they failed."""
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
    entity: type[GatehouseEntity],
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add a platform's entities of all devices, and of those that come later.

    A home of a thousand devices has thousands of entities: Home Assistant has a breath between some of them.
    """
    coordinator = entry.runtime_data
    descriptions = KINDS[entry.data[CONF_KIND]].descriptions[platform]
    present: set[tuple[str, str]] = set()

    @callback
    def introduce(device_ids: Iterable[str]) -> None:
        present.difference_update([identity for identity in present if identity[0] not in coordinator.data])
        added: dict[str | None, list[GatehouseEntity]] = defaultdict(list)
        for device_id in device_ids:
            if (device := coordinator.data.get(device_id)) is None:
                continue
            for description in descriptions:
                identity = (device_id, description.key)
                if identity not in present and description.supports(device):
                    present.add(identity)
                    subentry_id = coordinator.subentry_id(device)
                    added[subentry_id].append(entity(coordinator, device_id, description))
        for subentry_id, entities in added.items():
            async_add_entities(entities, config_subentry_id=subentry_id)

    entry.async_on_unload(coordinator.async_add_introducer(introduce))
    for device_ids in batched(tuple(coordinator.data), DEVICES_AT_ONCE, strict=False):
        introduce(device_ids)
        await asyncio.sleep(0)
