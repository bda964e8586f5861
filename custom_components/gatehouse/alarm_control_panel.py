"""Alarm control panel entities of all kinds."""

from typing import Any, override

from homeassistant.components.alarm_control_panel import (
    AlarmControlPanelEntity,
    AlarmControlPanelEntityFeature,
    AlarmControlPanelState,
)
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import GatehouseConfigEntry
from .descriptions import AlarmControlPanelDescription
from .entity import GatehouseEntity, async_add_described_entities

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
    entry: GatehouseConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the alarm control panels of an entry."""
    await async_add_described_entities(
        entry, Platform.ALARM_CONTROL_PANEL, GatehouseAlarmControlPanel, async_add_entities
    )


class GatehouseAlarmControlPanel(GatehouseEntity, AlarmControlPanelEntity):
    """Representation of an alarm."""

    entity_description: AlarmControlPanelDescription[Any, Any]
    _attr_code_arm_required = False

    @property
    @override
    def supported_features(self) -> AlarmControlPanelEntityFeature:
        """Return the supported features."""
        return self.entity_description.features_fn(self.device)

    @property
    @override
    def alarm_state(self) -> AlarmControlPanelState | None:
        """Return the state of the alarm, or None if unknown."""
        return self.entity_description.alarm_state_fn(self.device)

    @override
    async def async_alarm_disarm(self, code: str | None = None) -> None:
        """Disarm the alarm."""
        await self.execute(self.entity_description.disarm_fn(self.device))

    @override
    async def async_alarm_arm_away(self, code: str | None = None) -> None:
        """Arm the alarm in away mode."""
        await self.execute(self.entity_description.arm_away_fn(self.device))

    @override
    async def async_alarm_arm_home(self, code: str | None = None) -> None:
        """Arm the alarm in home mode."""
        await self.execute(self.entity_description.arm_home_fn(self.device))

    @override
    async def async_alarm_arm_night(self, code: str | None = None) -> None:
        """Arm the alarm in night mode."""
        await self.execute(self.entity_description.arm_night_fn(self.device))

    @override
    async def async_alarm_trigger(self, code: str | None = None) -> None:
        """Trigger the alarm."""
        await self.execute(self.entity_description.trigger_fn(self.device))
