"""Buttons: commands without a state."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.components.button import ButtonDeviceClass
from homeassistant.const import EntityCategory

from ....descriptions import ButtonDescription
from ..api.models import Command, Device, JsonValue
from .helpers import has_command, make_command

_STEP: Final = 5
_GO_TO: Final = "goToAlias"
_DIAGNOSTIC: Final[Mapping[str, Any]] = {"entity_category": EntityCategory.DIAGNOSTIC}


def _button(
    key: str, command: str, *parameters: JsonValue, **rest: Any
) -> ButtonDescription[Device, Command]:
    return ButtonDescription(
        key=key, supported_fn=has_command(command), press_fn=make_command(command, *parameters), **rest
    )


def _aliases(device: Device) -> dict[JsonValue, JsonValue]:
    """Return the parameter of `goToAlias` for each named position."""
    match device.attributes.get("core:SupportedAliases"):
        case list() as aliases:
            return dict(_alias(alias) for alias in aliases)
        case dict() as aliases:
            return {name: key for key, name in aliases.items() if isinstance(name, str)}
        case _:
            return {}


def _alias(alias: JsonValue) -> tuple[JsonValue, JsonValue]:
    match alias:
        case {"name": str(name), "id": str() | int() as key}:
            return name, key
        case str():
            return alias, alias
        case _:
            return None, None


def _position(name: str) -> ButtonDescription[Device, Command]:
    def press(device: Device) -> Command | None:
        alias = _aliases(device).get(name)
        return None if alias is None else make_command(_GO_TO, alias)(device)

    return ButtonDescription(
        key=f"{name}_position", supported_fn=lambda device: press(device) is not None, press_fn=press
    )


BUTTONS: Final[tuple[ButtonDescription[Device, Command], ...]] = (
    _button("my", "my"),
    _position("favorite1"),
    _position("ventilation"),
    _position("partial"),
    _position("pedestrian"),
    _button("cycle", "cycle"),
    _button("brighter", "stepPositive", _STEP),
    _button("darker", "stepNegative", _STEP),
    _button("ding_dong", "dingDong"),
    _button("beep", "bip"),
    _button("fast_beeps", "fastBipSequence"),
    _button("ring", "ring"),
    _button("flash", "flash"),
    _button("auto_mode", "autoMode"),
    _button("comfort_mode", "comfortMode"),
    _button("eco_mode", "ecoMode"),
    _button("frost_protection_mode", "freezeProtectionMode"),
    _button("test", "checkEventTrigger", "short", **_DIAGNOSTIC),
    # On the box, `identify` and `startIdentify` are swapped.
    _button("identify", "startIdentify", device_class=ButtonDeviceClass.IDENTIFY, **_DIAGNOSTIC),
)
