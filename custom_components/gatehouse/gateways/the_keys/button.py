"""Buttons: what a lock or the gateway is told that is no state."""

from typing import Any, Final

from homeassistant.const import EntityCategory

from ...descriptions import ButtonDescription
from .devices import Command, GatewayDevice, LockDevice, is_gateway, is_lock

BUTTONS: Final[tuple[ButtonDescription[Any, Command], ...]] = (
    ButtonDescription[LockDevice, Command](
        key="refresh",
        supports=is_lock,
        available=lambda lock: lock.in_range,
        press=lambda _: Command.REFRESH,
        entity_category=EntityCategory.DIAGNOSTIC,
    ),
    ButtonDescription[LockDevice, Command](
        key="synchronize_lock",
        supports=is_lock,
        available=lambda lock: lock.in_range,
        press=lambda _: Command.SYNCHRONIZE,
        entity_category=EntityCategory.DIAGNOSTIC,
    ),
    ButtonDescription[LockDevice, Command](
        key="calibrate",
        supports=is_lock,
        available=lambda lock: lock.in_range,
        press=lambda _: Command.CALIBRATE,
        entity_category=EntityCategory.CONFIG,
        entity_registry_enabled_default=False,
    ),
    ButtonDescription[GatewayDevice, Command](
        key="synchronize_gateway",
        supports=is_gateway,
        press=lambda _: Command.SYNCHRONIZE,
        entity_category=EntityCategory.DIAGNOSTIC,
    ),
)
