"""Sensors of locks and of the gateway."""

from typing import Any, Final

from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import (
    SIGNAL_STRENGTH_DECIBELS_MILLIWATT,
    EntityCategory,
    UnitOfElectricPotential,
    UnitOfRatio,
)

from ....descriptions import SensorDescription
from ..api.models import Activity
from ..devices import GatewayDevice, LockDevice, is_gateway, is_lock

_MEASUREMENT: Final[dict[str, Any]] = {
    "state_class": SensorStateClass.MEASUREMENT,
    "entity_category": EntityCategory.DIAGNOSTIC,
}
_DISABLED: Final[dict[str, Any]] = {"entity_registry_enabled_default": False}


def _volts(lock: LockDevice) -> float | None:
    return lock.battery / 1000 if lock.battery else None


SENSORS: Final[tuple[SensorDescription[Any], ...]] = (
    SensorDescription[LockDevice](
        key="battery",
        supported_fn=is_lock,
        value_fn=lambda lock: lock.battery_level,
        device_class=SensorDeviceClass.BATTERY,
        native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
        **_MEASUREMENT,
    ),
    SensorDescription[LockDevice](
        key="battery_voltage",
        supported_fn=is_lock,
        value_fn=_volts,
        device_class=SensorDeviceClass.VOLTAGE,
        native_unit_of_measurement=UnitOfElectricPotential.VOLT,
        suggested_display_precision=2,
        **_MEASUREMENT,
        **_DISABLED,
    ),
    SensorDescription[LockDevice](
        key="bluetooth_signal",
        supported_fn=is_lock,
        available_fn=lambda lock: lock.in_range,
        value_fn=lambda lock: lock.rssi,
        device_class=SensorDeviceClass.SIGNAL_STRENGTH,
        native_unit_of_measurement=SIGNAL_STRENGTH_DECIBELS_MILLIWATT,
        **_MEASUREMENT,
        **_DISABLED,
    ),
    SensorDescription[LockDevice](
        key="motor_position",
        supported_fn=is_lock,
        value_fn=lambda lock: lock.position,
        **_MEASUREMENT,
        **_DISABLED,
    ),
    SensorDescription[LockDevice](
        key="log_counter",
        supported_fn=is_lock,
        value_fn=lambda lock: lock.last_log,
        state_class=SensorStateClass.TOTAL_INCREASING,
        entity_category=EntityCategory.DIAGNOSTIC,
        **_DISABLED,
    ),
    SensorDescription[GatewayDevice](
        key="gateway_activity",
        supported_fn=is_gateway,
        value_fn=lambda gateway: gateway.activity,
        device_class=SensorDeviceClass.ENUM,
        options=list(Activity),
        entity_category=EntityCategory.DIAGNOSTIC,
    ),
)
