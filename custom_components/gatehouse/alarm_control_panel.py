"""Alarms of all kinds."""

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
    """Set up the alarms of an entry."""
    await async_add_described_entities(
        entry, Platform.ALARM_CONTROL_PANEL, GatehouseAlarmControlPanel, async_add_entities
    )


class GatehouseAlarmControlPanel(GatehouseEntity, AlarmControlPanelEntity):
    """An alarm."""

    entity_description: AlarmControlPanelDescription[Any, Any]
    _attr_code_arm_required = False

    @property
    @override
    def supported_features(self) -> AlarmControlPanelEntityFeature:
        """What this alarm can do."""
        description, device = self.entity_description, self.device
        abilities = {
            AlarmControlPanelEntityFeature.ARM_AWAY: description.arm_away_fn,
            AlarmControlPanelEntityFeature.ARM_HOME: description.arm_home_fn,
            AlarmControlPanelEntityFeature.ARM_NIGHT: description.arm_night_fn,
            AlarmControlPanelEntityFeature.TRIGGER: description.trigger_fn,
        }
        features = AlarmControlPanelEntityFeature(0)
        for feature, act in abilities.items():
            if act(device) is not None:
                features |= feature
        return features

    @property
    @override
    def alarm_state(self) -> AlarmControlPanelState | None:
        """Its state; None where that is not known."""
        return self.entity_description.state_fn(self.device)

    @override
    async def async_alarm_disarm(self, code: str | None = None) -> None:
        """Disarm it."""
        await self.execute(self.entity_description.disarm_fn(self.device))

    @override
    async def async_alarm_arm_away(self, code: str | None = None) -> None:
        """Arm it for an empty home."""
        await self.execute(self.entity_description.arm_away_fn(self.device))

    @override
    async def async_alarm_arm_home(self, code: str | None = None) -> None:
        """Arm it while somebody is at home."""
        await self.execute(self.entity_description.arm_home_fn(self.device))

    @override
    async def async_alarm_arm_night(self, code: str | None = None) -> None:
        """Arm it for the night."""
        await self.execute(self.entity_description.arm_night_fn(self.device))

    @override
    async def async_alarm_trigger(self, code: str | None = None) -> None:
        """Sound the alarm."""
        await self.execute(self.entity_description.trigger_fn(self.device))
