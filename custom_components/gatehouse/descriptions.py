"""What a kind's tables say of its entities: one description class a platform.

A description is read with the device it is for. A function that makes a command gives None where this device
has no such command; the entity offers only what its device has.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from homeassistant.components.alarm_control_panel import AlarmControlPanelEntityDescription
from homeassistant.components.alarm_control_panel.const import AlarmControlPanelState
from homeassistant.components.binary_sensor import BinarySensorEntityDescription
from homeassistant.components.button import ButtonEntityDescription
from homeassistant.components.climate import ClimateEntityDescription
from homeassistant.components.climate.const import HVACAction, HVACMode
from homeassistant.components.cover import CoverDeviceClass, CoverEntityDescription
from homeassistant.components.event import EventEntityDescription
from homeassistant.components.fan import FanEntityDescription
from homeassistant.components.light import LightEntityDescription
from homeassistant.components.light.const import ColorMode
from homeassistant.components.lock import LockEntityDescription
from homeassistant.components.number import NumberEntityDescription
from homeassistant.components.select import SelectEntityDescription
from homeassistant.components.sensor import SensorEntityDescription
from homeassistant.components.siren import SirenEntityDescription
from homeassistant.components.switch import SwitchEntityDescription
from homeassistant.components.update import UpdateEntityDescription
from homeassistant.helpers.entity import EntityDescription
from homeassistant.helpers.typing import StateType

type Read[DeviceT, ValueT] = Callable[[DeviceT], ValueT]
type Act[DeviceT, CommandT] = Callable[[DeviceT], CommandT | None]
type Set[DeviceT, ValueT, CommandT] = Callable[[DeviceT, ValueT], CommandT | None]


def _unknown(_device: Any) -> None:
    """Read nothing, of a device that does not tell; make no command, for one that has none."""


def _no(_device: Any) -> bool:
    return False


def _yes(_device: Any) -> bool:
    return True


def _cannot_set(_device: Any, _value: Any) -> None:
    """Make no command, for a device that has none."""


@dataclass(frozen=True, kw_only=True)
class GatehouseDescription[DeviceT](EntityDescription):
    """What every entity has.

    `key` is the translation key too, unless that is given. `supports` tells which devices have the entity.
    `label` names an entity after something the user named, in place of a translated name. `assumed` tells
    that the state is what was last asked for, not what the device reports. `available` tells whether what the
    entity shows is known of a device that otherwise is.
    """

    supports: Read[DeviceT, bool]
    label: Read[DeviceT, str] | None = None
    assumed: Read[DeviceT, bool] = _no
    available: Read[DeviceT, bool] = _yes


@dataclass(frozen=True, kw_only=True)
class AlarmControlPanelDescription[DeviceT, CommandT](
    GatehouseDescription[DeviceT], AlarmControlPanelEntityDescription
):
    """An alarm; states are Home Assistant's."""

    state: Read[DeviceT, AlarmControlPanelState | None]
    disarm: Act[DeviceT, CommandT]
    arm_away: Act[DeviceT, CommandT] = _unknown
    arm_home: Act[DeviceT, CommandT] = _unknown
    arm_night: Act[DeviceT, CommandT] = _unknown
    trigger: Act[DeviceT, CommandT] = _unknown


@dataclass(frozen=True, kw_only=True)
class BinarySensorDescription[DeviceT](GatehouseDescription[DeviceT], BinarySensorEntityDescription):
    """Something that is on, off or not known."""

    is_on: Read[DeviceT, bool | None]


@dataclass(frozen=True, kw_only=True)
class ButtonDescription[DeviceT, CommandT](GatehouseDescription[DeviceT], ButtonEntityDescription):
    """Something to press."""

    press: Act[DeviceT, CommandT]


@dataclass(frozen=True, kw_only=True)
class ClimateDescription[DeviceT, CommandT](GatehouseDescription[DeviceT], ClimateEntityDescription):
    """A heater or a thermostat; temperatures in °C."""

    modes: Read[DeviceT, Sequence[HVACMode]]
    mode: Read[DeviceT, HVACMode | None]
    set_mode: Set[DeviceT, HVACMode, CommandT] = _cannot_set
    action: Read[DeviceT, HVACAction | None] = _unknown
    current_temperature: Read[DeviceT, float | None] = _unknown
    target_temperature: Read[DeviceT, float | None] = _unknown
    set_target_temperature: Set[DeviceT, float, CommandT] = _cannot_set
    lowest: Read[DeviceT, float | None] = _unknown
    highest: Read[DeviceT, float | None] = _unknown
    step: float | None = None
    presets: Read[DeviceT, Sequence[str]] = lambda _: ()
    preset: Read[DeviceT, str | None] = _unknown
    set_preset: Set[DeviceT, str, CommandT] = _cannot_set


@dataclass(frozen=True, kw_only=True)
class CoverDescription[DeviceT, CommandT](GatehouseDescription[DeviceT], CoverEntityDescription):
    """Something that opens and closes; positions and tilts are Home Assistant's, 0 closed to 100 open.

    `set_position` also gets the speed, "fast" or "slow", or None where the user does not say. `traits` are
    what of a device decides which of these commands it has.
    """

    traits: Read[DeviceT, object]
    device_class_of: Read[DeviceT, CoverDeviceClass | None] = _unknown
    position: Read[DeviceT, int | None] = _unknown
    tilt: Read[DeviceT, int | None] = _unknown
    is_closed: Read[DeviceT, bool | None] = _unknown
    is_opening: Read[DeviceT, bool | None] = _unknown
    is_closing: Read[DeviceT, bool | None] = _unknown
    open: Act[DeviceT, CommandT] = _unknown
    close: Act[DeviceT, CommandT] = _unknown
    stop: Act[DeviceT, CommandT] = _unknown
    set_position: Callable[[DeviceT, int, str | None], CommandT | None] = lambda *_: None
    open_tilt: Act[DeviceT, CommandT] = _unknown
    close_tilt: Act[DeviceT, CommandT] = _unknown
    set_tilt: Set[DeviceT, int, CommandT] = _cannot_set
    set_position_and_tilt: Callable[[DeviceT, int, int], CommandT | None] = lambda *_: None
    speeds: Read[DeviceT, Sequence[str]] = lambda _: ()


@dataclass(frozen=True, kw_only=True)
class EventDescription[DeviceT, HappeningT](GatehouseDescription[DeviceT], EventEntityDescription):
    """Something that happens.

    `types` are the event types of this device; `event` makes of a happening an event type and its
    attributes, or None where it is about something else.
    """

    types: Read[DeviceT, Sequence[str]]
    event: Callable[[HappeningT], tuple[str, dict[str, Any]] | None]


@dataclass(frozen=True, kw_only=True)
class FanDescription[DeviceT, CommandT](GatehouseDescription[DeviceT], FanEntityDescription):
    """A fan; speeds in per cent."""

    percentage: Read[DeviceT, int | None]
    set_percentage: Set[DeviceT, int, CommandT]
    turn_on: Act[DeviceT, CommandT]
    turn_off: Act[DeviceT, CommandT]


@dataclass(frozen=True, slots=True)
class LightTarget:
    """What a light shall become; None leaves as it is. Brightness 1 to 255."""

    brightness: int | None = None
    color_temp_kelvin: int | None = None
    rgb: tuple[int, int, int] | None = None


@dataclass(frozen=True, kw_only=True)
class LightDescription[DeviceT, CommandT](GatehouseDescription[DeviceT], LightEntityDescription):
    """A light; brightness 0 to 255."""

    is_on: Read[DeviceT, bool | None]
    turn_on: Callable[[DeviceT, LightTarget], Sequence[CommandT]]
    turn_off: Act[DeviceT, CommandT]
    color_modes: Read[DeviceT, set[ColorMode]] = lambda _: {ColorMode.ONOFF}
    color_mode: Read[DeviceT, ColorMode] = lambda _: ColorMode.ONOFF
    brightness: Read[DeviceT, int | None] = _unknown
    color_temp_kelvin: Read[DeviceT, int | None] = _unknown
    kelvin_range: tuple[int, int] = (2000, 6500)
    rgb: Read[DeviceT, tuple[int, int, int] | None] = _unknown


@dataclass(frozen=True, kw_only=True)
class LockDescription[DeviceT, CommandT](GatehouseDescription[DeviceT], LockEntityDescription):
    """A lock; None where it is not known whether it is locked."""

    is_locked: Read[DeviceT, bool | None]
    lock: Act[DeviceT, CommandT]
    unlock: Act[DeviceT, CommandT]
    is_locking: Read[DeviceT, bool | None] = _unknown
    is_unlocking: Read[DeviceT, bool | None] = _unknown


@dataclass(frozen=True, kw_only=True)
class NumberDescription[DeviceT, CommandT](GatehouseDescription[DeviceT], NumberEntityDescription):
    """A number to set."""

    value: Read[DeviceT, float | None]
    set_value: Set[DeviceT, float, CommandT]


@dataclass(frozen=True, kw_only=True)
class SceneDescription[DeviceT, CommandT](GatehouseDescription[DeviceT], EntityDescription):
    """A scenario to play."""

    activate: Act[DeviceT, CommandT]


@dataclass(frozen=True, kw_only=True)
class SelectDescription[DeviceT, CommandT](GatehouseDescription[DeviceT], SelectEntityDescription):
    """One of a few to choose."""

    choices: Read[DeviceT, Sequence[str]]
    current: Read[DeviceT, str | None]
    select: Set[DeviceT, str, CommandT]


@dataclass(frozen=True, kw_only=True)
class SensorDescription[DeviceT](GatehouseDescription[DeviceT], SensorEntityDescription):
    """A value; `unit` where the device tells its unit, else the description's own."""

    value: Read[DeviceT, StateType]
    unit: Read[DeviceT, str | None] = _unknown


@dataclass(frozen=True, kw_only=True)
class SirenDescription[DeviceT, CommandT](GatehouseDescription[DeviceT], SirenEntityDescription):
    """A siren.

    `turn_on` gets how long in seconds and how loud (0 to 1), or None where the user does not say.
    """

    is_on: Read[DeviceT, bool | None]
    turn_on: Callable[[DeviceT, int | None, float | None], CommandT | None]
    turn_off: Act[DeviceT, CommandT]
    takes_duration: Read[DeviceT, bool] = _no
    takes_volume: Read[DeviceT, bool] = _no


@dataclass(frozen=True, kw_only=True)
class SwitchDescription[DeviceT, CommandT](GatehouseDescription[DeviceT], SwitchEntityDescription):
    """Something to turn on and off."""

    is_on: Read[DeviceT, bool | None]
    turn_on: Act[DeviceT, CommandT]
    turn_off: Act[DeviceT, CommandT]


@dataclass(frozen=True, kw_only=True)
class UpdateDescription[DeviceT, CommandT](GatehouseDescription[DeviceT], UpdateEntityDescription):
    """A firmware; versions are the vendor's. The command lasts until it is installed."""

    installed: Read[DeviceT, str | None]
    latest: Read[DeviceT, str | None]
    install: Act[DeviceT, CommandT]
