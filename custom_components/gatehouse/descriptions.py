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

    supported_fn: Read[DeviceT, bool]
    name_fn: Read[DeviceT, str] | None = None
    assumed_state_fn: Read[DeviceT, bool] = _no
    available_fn: Read[DeviceT, bool] = _yes


@dataclass(frozen=True, kw_only=True)
class AlarmControlPanelDescription[DeviceT, CommandT](
    GatehouseDescription[DeviceT], AlarmControlPanelEntityDescription
):
    """An alarm; states are Home Assistant's."""

    state_fn: Read[DeviceT, AlarmControlPanelState | None]
    disarm_fn: Act[DeviceT, CommandT]
    arm_away_fn: Act[DeviceT, CommandT] = _unknown
    arm_home_fn: Act[DeviceT, CommandT] = _unknown
    arm_night_fn: Act[DeviceT, CommandT] = _unknown
    trigger_fn: Act[DeviceT, CommandT] = _unknown


@dataclass(frozen=True, kw_only=True)
class BinarySensorDescription[DeviceT](GatehouseDescription[DeviceT], BinarySensorEntityDescription):
    """Something that is on, off or not known."""

    is_on_fn: Read[DeviceT, bool | None]


@dataclass(frozen=True, kw_only=True)
class ButtonDescription[DeviceT, CommandT](GatehouseDescription[DeviceT], ButtonEntityDescription):
    """Something to press."""

    press_fn: Act[DeviceT, CommandT]


@dataclass(frozen=True, kw_only=True)
class ClimateDescription[DeviceT, CommandT](GatehouseDescription[DeviceT], ClimateEntityDescription):
    """A heater or a thermostat; temperatures in °C."""

    hvac_modes_fn: Read[DeviceT, Sequence[HVACMode]]
    hvac_mode_fn: Read[DeviceT, HVACMode | None]
    set_hvac_mode_fn: Set[DeviceT, HVACMode, CommandT] = _cannot_set
    hvac_action_fn: Read[DeviceT, HVACAction | None] = _unknown
    current_temperature_fn: Read[DeviceT, float | None] = _unknown
    target_temperature_fn: Read[DeviceT, float | None] = _unknown
    set_target_temperature_fn: Set[DeviceT, float, CommandT] = _cannot_set
    min_temp_fn: Read[DeviceT, float | None] = _unknown
    max_temp_fn: Read[DeviceT, float | None] = _unknown
    step: float | None = None
    preset_modes_fn: Read[DeviceT, Sequence[str]] = lambda _: ()
    preset_mode_fn: Read[DeviceT, str | None] = _unknown
    set_preset_mode_fn: Set[DeviceT, str, CommandT] = _cannot_set


@dataclass(frozen=True, kw_only=True)
class CoverDescription[DeviceT, CommandT](GatehouseDescription[DeviceT], CoverEntityDescription):
    """Something that opens and closes; positions and tilts are Home Assistant's, 0 closed to 100 open.

    `set_position` also gets the speed, "fast" or "slow", or None where the user does not say. `traits` are
    what of a device decides which of these commands it has.
    """

    traits_fn: Read[DeviceT, object]
    device_class_fn: Read[DeviceT, CoverDeviceClass | None] = _unknown
    position_fn: Read[DeviceT, int | None] = _unknown
    tilt_fn: Read[DeviceT, int | None] = _unknown
    is_closed_fn: Read[DeviceT, bool | None] = _unknown
    is_opening_fn: Read[DeviceT, bool | None] = _unknown
    is_closing_fn: Read[DeviceT, bool | None] = _unknown
    open_fn: Act[DeviceT, CommandT] = _unknown
    close_fn: Act[DeviceT, CommandT] = _unknown
    stop_fn: Act[DeviceT, CommandT] = _unknown
    set_position_fn: Callable[[DeviceT, int, str | None], CommandT | None] = lambda *_: None
    open_tilt_fn: Act[DeviceT, CommandT] = _unknown
    close_tilt_fn: Act[DeviceT, CommandT] = _unknown
    set_tilt_fn: Set[DeviceT, int, CommandT] = _cannot_set
    set_position_and_tilt_fn: Callable[[DeviceT, int, int], CommandT | None] = lambda *_: None
    speeds_fn: Read[DeviceT, Sequence[str]] = lambda _: ()


@dataclass(frozen=True, kw_only=True)
class EventDescription[DeviceT, EventT](GatehouseDescription[DeviceT], EventEntityDescription):
    """Something that happens.

    `types` are the event types of this device; `event` makes of a device_event an event type and its
    attributes, or None where it is about something else.
    """

    event_types_fn: Read[DeviceT, Sequence[str]]
    event_fn: Callable[[EventT], tuple[str, dict[str, Any]] | None]


@dataclass(frozen=True, kw_only=True)
class FanDescription[DeviceT, CommandT](GatehouseDescription[DeviceT], FanEntityDescription):
    """A fan; speeds in per cent."""

    percentage_fn: Read[DeviceT, int | None]
    set_percentage_fn: Set[DeviceT, int, CommandT]
    turn_on_fn: Act[DeviceT, CommandT]
    turn_off_fn: Act[DeviceT, CommandT]


@dataclass(frozen=True, slots=True)
class LightTarget:
    """What a light shall become; None leaves as it is. Brightness 1 to 255."""

    brightness: int | None = None
    color_temp_kelvin: int | None = None
    rgb: tuple[int, int, int] | None = None


@dataclass(frozen=True, kw_only=True)
class LightDescription[DeviceT, CommandT](GatehouseDescription[DeviceT], LightEntityDescription):
    """A light; brightness 0 to 255."""

    is_on_fn: Read[DeviceT, bool | None]
    turn_on_fn: Callable[[DeviceT, LightTarget], Sequence[CommandT]]
    turn_off_fn: Act[DeviceT, CommandT]
    color_modes_fn: Read[DeviceT, set[ColorMode]] = lambda _: {ColorMode.ONOFF}
    color_mode_fn: Read[DeviceT, ColorMode] = lambda _: ColorMode.ONOFF
    brightness_fn: Read[DeviceT, int | None] = _unknown
    color_temp_kelvin_fn: Read[DeviceT, int | None] = _unknown
    kelvin_range: tuple[int, int] = (2000, 6500)
    rgb_color_fn: Read[DeviceT, tuple[int, int, int] | None] = _unknown


@dataclass(frozen=True, kw_only=True)
class LockDescription[DeviceT, CommandT](GatehouseDescription[DeviceT], LockEntityDescription):
    """A lock; None where it is not known whether it is locked."""

    is_locked_fn: Read[DeviceT, bool | None]
    lock_fn: Act[DeviceT, CommandT]
    unlock_fn: Act[DeviceT, CommandT]
    is_locking_fn: Read[DeviceT, bool | None] = _unknown
    is_unlocking_fn: Read[DeviceT, bool | None] = _unknown


@dataclass(frozen=True, kw_only=True)
class NumberDescription[DeviceT, CommandT](GatehouseDescription[DeviceT], NumberEntityDescription):
    """A number to set."""

    value_fn: Read[DeviceT, float | None]
    set_value_fn: Set[DeviceT, float, CommandT]


@dataclass(frozen=True, kw_only=True)
class SceneDescription[DeviceT, CommandT](GatehouseDescription[DeviceT], EntityDescription):
    """A scenario to play."""

    activate_fn: Act[DeviceT, CommandT]


@dataclass(frozen=True, kw_only=True)
class SelectDescription[DeviceT, CommandT](GatehouseDescription[DeviceT], SelectEntityDescription):
    """One of a few to choose."""

    options_fn: Read[DeviceT, Sequence[str]]
    current_option_fn: Read[DeviceT, str | None]
    select_option_fn: Set[DeviceT, str, CommandT]


@dataclass(frozen=True, kw_only=True)
class SensorDescription[DeviceT](GatehouseDescription[DeviceT], SensorEntityDescription):
    """A value; `unit` where the device tells its unit, else the description's own."""

    value_fn: Read[DeviceT, StateType]
    native_unit_fn: Read[DeviceT, str | None] = _unknown


@dataclass(frozen=True, kw_only=True)
class SirenDescription[DeviceT, CommandT](GatehouseDescription[DeviceT], SirenEntityDescription):
    """A siren.

    `turn_on` gets how long in seconds and how loud (0 to 1), or None where the user does not say.
    """

    is_on_fn: Read[DeviceT, bool | None]
    turn_on_fn: Callable[[DeviceT, int | None, float | None], CommandT | None]
    turn_off_fn: Act[DeviceT, CommandT]
    takes_duration_fn: Read[DeviceT, bool] = _no
    takes_volume_fn: Read[DeviceT, bool] = _no


@dataclass(frozen=True, kw_only=True)
class SwitchDescription[DeviceT, CommandT](GatehouseDescription[DeviceT], SwitchEntityDescription):
    """Something to turn on and off."""

    is_on_fn: Read[DeviceT, bool | None]
    turn_on_fn: Act[DeviceT, CommandT]
    turn_off_fn: Act[DeviceT, CommandT]


@dataclass(frozen=True, kw_only=True)
class UpdateDescription[DeviceT, CommandT](GatehouseDescription[DeviceT], UpdateEntityDescription):
    """A firmware; versions are the vendor's. The command lasts until it is installed."""

    installed_version_fn: Read[DeviceT, str | None]
    latest_version_fn: Read[DeviceT, str | None]
    install_fn: Act[DeviceT, CommandT]
