"""Binary sensors: what is there."""

from typing import Any, Final

from homeassistant.components.binary_sensor import BinarySensorDeviceClass
from homeassistant.const import EntityCategory

from ...descriptions import BinarySensorDescription
from .devices import GatewayDevice, LockDevice, is_gateway, is_lock

BINARY_SENSORS: Final[tuple[BinarySensorDescription[Any], ...]] = (
    BinarySensorDescription[GatewayDevice](
        key="connection",
        supports=is_gateway,
        is_on=lambda gateway: gateway.connected,
        device_class=BinarySensorDeviceClass.CONNECTIVITY,
        entity_category=EntityCategory.DIAGNOSTIC,
    ),
    BinarySensorDescription[LockDevice](
        key="in_range",
        supports=is_lock,
        is_on=lambda lock: lock.in_range,
        device_class=BinarySensorDeviceClass.CONNECTIVITY,
        entity_category=EntityCategory.DIAGNOSTIC,
    ),
)
