"""Binary sensors: connectivity of the gateway and of locks."""

from typing import Any, Final

from homeassistant.components.binary_sensor import BinarySensorDeviceClass
from homeassistant.const import EntityCategory

from ....descriptions import BinarySensorDescription
from ..devices import GatewayDevice, LockDevice, is_gateway, is_lock

BINARY_SENSORS: Final[tuple[BinarySensorDescription[Any], ...]] = (
    BinarySensorDescription[GatewayDevice](
        key="connection",
        supported_fn=is_gateway,
        is_on_fn=lambda gateway: gateway.connected,
        device_class=BinarySensorDeviceClass.CONNECTIVITY,
        entity_category=EntityCategory.DIAGNOSTIC,
    ),
    BinarySensorDescription[LockDevice](
        key="in_range",
        supported_fn=is_lock,
        is_on_fn=lambda lock: lock.in_range,
        device_class=BinarySensorDeviceClass.CONNECTIVITY,
        entity_category=EntityCategory.DIAGNOSTIC,
    ),
)
