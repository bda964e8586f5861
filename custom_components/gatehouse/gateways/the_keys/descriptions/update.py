"""Firmware updates, if an account is linked that reports the latest version."""

from typing import Any, Final

from homeassistant.components.update import UpdateDeviceClass

from ....descriptions import UpdateDescription
from ..api.models import Command
from ..devices import Device, GatewayDevice, LockDevice, is_gateway, is_lock


def _has_latest_version(device: Device) -> bool:
    return device.newest_version is not None


def _installed_version(device: Device) -> str | None:
    return None if device.version is None else str(device.version)


def _latest_version(device: Device) -> str | None:
    return None if device.newest_version is None else str(device.newest_version)


UPDATES: Final[tuple[UpdateDescription[Any, Command], ...]] = (
    UpdateDescription[GatewayDevice, Command](
        key="gateway_firmware",
        supported_fn=lambda device: is_gateway(device) and _has_latest_version(device),
        installed_version_fn=_installed_version,
        latest_version_fn=_latest_version,
        install_fn=lambda _: Command.UPDATE,
        device_class=UpdateDeviceClass.FIRMWARE,
    ),
    UpdateDescription[LockDevice, Command](
        key="lock_firmware",
        supported_fn=lambda device: is_lock(device) and _has_latest_version(device),
        available_fn=lambda lock: lock.in_range,
        installed_version_fn=_installed_version,
        latest_version_fn=_latest_version,
        install_fn=lambda _: Command.UPDATE,
        device_class=UpdateDeviceClass.FIRMWARE,
    ),
)
