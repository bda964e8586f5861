"""Buttons: commands without a state."""

from typing import Any, Final

from homeassistant.const import EntityCategory

from ....descriptions import ButtonDescription
from ..api.models import Command
from ..devices import GatewayDevice, LockDevice, is_gateway, is_lock

BUTTONS: Final[tuple[ButtonDescription[Any, Command], ...]] = (
    ButtonDescription[LockDevice, Command](
        key="refresh",
        supported_fn=is_lock,
        available_fn=lambda lock: lock.in_range,
        press_fn=lambda _: Command.REFRESH,
        entity_category=EntityCategory.DIAGNOSTIC,
    ),
    ButtonDescription[LockDevice, Command](
        key="synchronize_lock",
        supported_fn=is_lock,
        available_fn=lambda lock: lock.in_range,
        press_fn=lambda _: Command.SYNCHRONIZE,
        entity_category=EntityCategory.DIAGNOSTIC,
    ),
    ButtonDescription[LockDevice, Command](
        key="calibrate",
        supported_fn=is_lock,
        available_fn=lambda lock: lock.in_range,
        press_fn=lambda _: Command.CALIBRATE,
        entity_category=EntityCategory.CONFIG,
        entity_registry_enabled_default=False,
    ),
    ButtonDescription[GatewayDevice, Command](
        key="synchronize_gateway",
        supported_fn=is_gateway,
        press_fn=lambda _: Command.SYNCHRONIZE,
        entity_category=EntityCategory.DIAGNOSTIC,
    ),
)
