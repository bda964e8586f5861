"""Entity descriptions for the kinds' tables: one class per platform.

Every function gets the device as last reported. A function that returns a command returns None if the device
cannot execute it now; the action then fails with an error that names the device.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from homeassistant.components.alarm_control_panel import AlarmControlPanelEntityDescription
from homeassistant.components.alarm_control_panel.const import (
    AlarmControlPanelEntityFeature,
    AlarmControlPanelState,
)
from homeassistant.components.binary_sensor import BinarySensorEntityDescription
from homeassistant.components.button import ButtonEntityDescription
from homeassistant.components.climate import ClimateEntityDescription
from homeassistant.components.climate.const import ClimateEntityFeature, HVACAction, HVACMode
from homeassistant.components.cover import CoverDeviceClass, CoverEntityDescription
from homeassistant.components.cover.const import CoverEntityFeature
from homeassistant.components.event import EventEntityDescription
from homeassistant.components.fan import FanEntityDescription
from homeassistant.components.fan.const import FanEntityFeature
from homeassistant.components.humidifier import HumidifierEntityDescription
from homeassistant.components.humidifier.const import HumidifierAction, HumidifierEntityFeature
from homeassistant.components.light import LightEntityDescription
from homeassistant.components.light.const import ColorMode, LightEntityFeature
from homeassistant.components.lock import LockEntityDescription
from homeassistant.components.number import NumberEntityDescription
from homeassistant.components.select import SelectEntityDescription
from homeassistant.components.sensor import SensorEntityDescription
from homeassistant.components.siren import SirenEntityDescription
from homeassistant.components.siren.const import SirenEntityFeature
from homeassistant.components.switch import SwitchEntityDescription
from homeassistant.components.update import UpdateEntityDescription
from homeassistant.components.valve import ValveEntityDescription
from homeassistant.components.valve.const import ValveEntityFeature
from homeassistant.components.water_heater import WaterHeaterEntityDescription
from homeassistant.components.water_heater.const import WaterHeaterEntityFeature
from homeassistant.const import UnitOfTemperature
from homeassistant.helpers.entity import EntityDescription
from homeassistant.helpers.typing import StateType

type ValueFn[DeviceT, ValueT] = Callable[[DeviceT], ValueT]
type CommandFn[DeviceT, CommandT] = Callable[[DeviceT], CommandT | None]
type SetFn[DeviceT, ValueT, CommandT] = Callable[[DeviceT, ValueT], CommandT | None]


def _none(*_args: Any) -> None:
    """Return None: no value, or no command."""


def _false(_device: Any) -> bool:
    return False


def _true(_device: Any) -> bool:
    return True


def _empty(_device: Any) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True, kw_only=True)
class GatehouseDescription[DeviceT](EntityDescription):
    """Description of an entity of any platform.

    `key` is also the translation key, unless another one is given. `supported_fn` returns whether a device
    has the entity. `name_fn` returns a name from the gateway; if it is not given or returns None, the entity
    has its translated name, with the placeholders that `translation_placeholders_fn` returns when the entity
    is created. `assumed_state_fn` returns whether the state is the last command instead of a report.
    `available_fn` returns whether the entity is available while its device is.
    """

    supported_fn: ValueFn[DeviceT, bool]
    name_fn: ValueFn[DeviceT, str | None] | None = None
    translation_placeholders_fn: ValueFn[DeviceT, Mapping[str, str]] | None = None
    assumed_state_fn: ValueFn[DeviceT, bool] = _false
    available_fn: ValueFn[DeviceT, bool] = _true


@dataclass(frozen=True, kw_only=True)
class TemperatureDescription[DeviceT](GatehouseDescription[DeviceT]):
    """Description of what climate and water heater entities share.

    All temperatures are in the unit that `temperature_unit_fn` returns.
    """

    temperature_unit_fn: ValueFn[DeviceT, UnitOfTemperature] = lambda _: UnitOfTemperature.CELSIUS
    current_temperature_fn: ValueFn[DeviceT, float | None] = _none
    target_temperature_fn: ValueFn[DeviceT, float | None] = _none
    target_temperature_low_fn: ValueFn[DeviceT, float | None] = _none
    target_temperature_high_fn: ValueFn[DeviceT, float | None] = _none
    target_temperature_step_fn: ValueFn[DeviceT, float | None] = _none
    min_temp_fn: ValueFn[DeviceT, float | None] = _none
    max_temp_fn: ValueFn[DeviceT, float | None] = _none


@dataclass(frozen=True, kw_only=True)
class AlarmControlPanelDescription[DeviceT, CommandT](
    GatehouseDescription[DeviceT], AlarmControlPanelEntityDescription
):
    """Description of an alarm."""

    features_fn: ValueFn[DeviceT, AlarmControlPanelEntityFeature]
    alarm_state_fn: ValueFn[DeviceT, AlarmControlPanelState | None]
    disarm_fn: CommandFn[DeviceT, CommandT]
    arm_away_fn: CommandFn[DeviceT, CommandT] = _none
    arm_home_fn: CommandFn[DeviceT, CommandT] = _none
    arm_night_fn: CommandFn[DeviceT, CommandT] = _none
    trigger_fn: CommandFn[DeviceT, CommandT] = _none


@dataclass(frozen=True, kw_only=True)
class BinarySensorDescription[DeviceT](GatehouseDescription[DeviceT], BinarySensorEntityDescription):
    """Description of a binary sensor."""

    is_on_fn: ValueFn[DeviceT, bool | None]


@dataclass(frozen=True, kw_only=True)
class ButtonDescription[DeviceT, CommandT](GatehouseDescription[DeviceT], ButtonEntityDescription):
    """Description of a button."""

    press_fn: CommandFn[DeviceT, CommandT]


@dataclass(frozen=True, kw_only=True)
class ClimateDescription[DeviceT, CommandT](TemperatureDescription[DeviceT], ClimateEntityDescription):
    """Description of a heater, a thermostat or an air conditioner.

    `set_temperature_range_fn` gets the low and the high target temperature.
    """

    features_fn: ValueFn[DeviceT, ClimateEntityFeature]
    hvac_modes_fn: ValueFn[DeviceT, Sequence[HVACMode]]
    hvac_mode_fn: ValueFn[DeviceT, HVACMode | None]
    hvac_action_fn: ValueFn[DeviceT, HVACAction | None] = _none
    preset_modes_fn: ValueFn[DeviceT, Sequence[str]] = _empty
    preset_mode_fn: ValueFn[DeviceT, str | None] = _none
    fan_modes_fn: ValueFn[DeviceT, Sequence[str]] = _empty
    fan_mode_fn: ValueFn[DeviceT, str | None] = _none
    swing_modes_fn: ValueFn[DeviceT, Sequence[str]] = _empty
    swing_mode_fn: ValueFn[DeviceT, str | None] = _none
    set_hvac_mode_fn: SetFn[DeviceT, HVACMode, CommandT] = _none
    set_temperature_fn: SetFn[DeviceT, float, CommandT] = _none
    set_temperature_range_fn: Callable[[DeviceT, float, float], CommandT | None] = _none
    set_preset_mode_fn: SetFn[DeviceT, str, CommandT] = _none
    set_fan_mode_fn: SetFn[DeviceT, str, CommandT] = _none
    set_swing_mode_fn: SetFn[DeviceT, str, CommandT] = _none


@dataclass(frozen=True, kw_only=True)
class CoverDescription[DeviceT, CommandT](GatehouseDescription[DeviceT], CoverEntityDescription):
    """Description of a cover; positions and tilt positions are 0 (closed) to 100 (open).

    `set_position_fn` also gets the speed, one of `supported_speeds_fn`, or None if the user does not set it.
    """

    features_fn: ValueFn[DeviceT, CoverEntityFeature]
    device_class_fn: ValueFn[DeviceT, CoverDeviceClass | None] = _none
    position_fn: ValueFn[DeviceT, int | None] = _none
    tilt_position_fn: ValueFn[DeviceT, int | None] = _none
    is_closed_fn: ValueFn[DeviceT, bool | None] = _none
    is_opening_fn: ValueFn[DeviceT, bool | None] = _none
    is_closing_fn: ValueFn[DeviceT, bool | None] = _none
    supported_speeds_fn: ValueFn[DeviceT, Sequence[str]] = _empty
    open_fn: CommandFn[DeviceT, CommandT] = _none
    close_fn: CommandFn[DeviceT, CommandT] = _none
    stop_fn: CommandFn[DeviceT, CommandT] = _none
    set_position_fn: Callable[[DeviceT, int, str | None], CommandT | None] = _none
    open_tilt_fn: CommandFn[DeviceT, CommandT] = _none
    close_tilt_fn: CommandFn[DeviceT, CommandT] = _none
    set_tilt_position_fn: SetFn[DeviceT, int, CommandT] = _none
    set_position_and_tilt_fn: Callable[[DeviceT, int, int], CommandT | None] = _none


@dataclass(frozen=True, kw_only=True)
class EventDescription[DeviceT, EventT](GatehouseDescription[DeviceT], EventEntityDescription):
    """Description of an event entity.

    `event_fn` returns the event type and the attributes of an event of the device, or None if the event
    belongs to another entity.
    """

    event_types_fn: ValueFn[DeviceT, Sequence[str]]
    event_fn: Callable[[EventT], tuple[str, dict[str, Any]] | None]


@dataclass(frozen=True, kw_only=True)
class FanDescription[DeviceT, CommandT](GatehouseDescription[DeviceT], FanEntityDescription):
    """Description of a fan; speeds are in percent.

    Without `is_on_fn` the fan is on if it has a speed above 0 or a preset mode. `set_percentage_fn` also gets
    0, which turns the fan off. `direction_fn` returns "forward" or "reverse".
    """

    features_fn: ValueFn[DeviceT, FanEntityFeature]
    turn_on_fn: CommandFn[DeviceT, CommandT]
    turn_off_fn: CommandFn[DeviceT, CommandT]
    is_on_fn: ValueFn[DeviceT, bool | None] | None = None
    percentage_fn: ValueFn[DeviceT, int | None] = _none
    speed_count_fn: ValueFn[DeviceT, int] = lambda _: 100
    preset_modes_fn: ValueFn[DeviceT, Sequence[str]] = _empty
    preset_mode_fn: ValueFn[DeviceT, str | None] = _none
    oscillating_fn: ValueFn[DeviceT, bool | None] = _none
    direction_fn: ValueFn[DeviceT, str | None] = _none
    set_percentage_fn: SetFn[DeviceT, int, CommandT] = _none
    set_preset_mode_fn: SetFn[DeviceT, str, CommandT] = _none
    oscillate_fn: SetFn[DeviceT, bool, CommandT] = _none
    set_direction_fn: SetFn[DeviceT, str, CommandT] = _none


@dataclass(frozen=True, kw_only=True)
class HumidifierDescription[DeviceT, CommandT](GatehouseDescription[DeviceT], HumidifierEntityDescription):
    """Description of a humidifier or a dehumidifier; humidity is in percent."""

    is_on_fn: ValueFn[DeviceT, bool | None]
    turn_on_fn: CommandFn[DeviceT, CommandT]
    turn_off_fn: CommandFn[DeviceT, CommandT]
    features_fn: ValueFn[DeviceT, HumidifierEntityFeature] = lambda _: HumidifierEntityFeature(0)
    action_fn: ValueFn[DeviceT, HumidifierAction | None] = _none
    current_humidity_fn: ValueFn[DeviceT, float | None] = _none
    target_humidity_fn: ValueFn[DeviceT, float | None] = _none
    min_humidity_fn: ValueFn[DeviceT, float | None] = _none
    max_humidity_fn: ValueFn[DeviceT, float | None] = _none
    available_modes_fn: ValueFn[DeviceT, Sequence[str]] = _empty
    mode_fn: ValueFn[DeviceT, str | None] = _none
    set_humidity_fn: SetFn[DeviceT, int, CommandT] = _none
    set_mode_fn: SetFn[DeviceT, str, CommandT] = _none


@dataclass(frozen=True, slots=True, kw_only=True)
class LightTarget:
    """What a light is turned on with; None keeps the current value.

    `brightness` and `white`, the brightness of the white channel, are 1 to 255; `transition` is in seconds.
    """

    brightness: int | None = None
    color_temp_kelvin: int | None = None
    hs_color: tuple[float, float] | None = None
    rgb_color: tuple[int, int, int] | None = None
    rgbw_color: tuple[int, int, int, int] | None = None
    rgbww_color: tuple[int, int, int, int, int] | None = None
    white: int | None = None
    effect: str | None = None
    transition: float | None = None


@dataclass(frozen=True, kw_only=True)
class LightDescription[DeviceT, CommandT](GatehouseDescription[DeviceT], LightEntityDescription):
    """Description of a light; brightness is 0 to 255.

    `color_mode_fn` may return None if the color mode is unknown; it is not needed for a light with one
    supported color mode. `turn_off_fn` also gets the transition in seconds, or None.
    """

    is_on_fn: ValueFn[DeviceT, bool | None]
    turn_on_fn: Callable[[DeviceT, LightTarget], Sequence[CommandT]]
    turn_off_fn: Callable[[DeviceT, float | None], CommandT | None]
    features_fn: ValueFn[DeviceT, LightEntityFeature] = lambda _: LightEntityFeature(0)
    supported_color_modes_fn: ValueFn[DeviceT, set[ColorMode]] = lambda _: {ColorMode.ONOFF}
    color_mode_fn: ValueFn[DeviceT, ColorMode | None] = _none
    brightness_fn: ValueFn[DeviceT, int | None] = _none
    color_temp_kelvin_fn: ValueFn[DeviceT, int | None] = _none
    min_color_temp_kelvin_fn: ValueFn[DeviceT, int] = lambda _: 2000
    max_color_temp_kelvin_fn: ValueFn[DeviceT, int] = lambda _: 6500
    hs_color_fn: ValueFn[DeviceT, tuple[float, float] | None] = _none
    rgb_color_fn: ValueFn[DeviceT, tuple[int, int, int] | None] = _none
    rgbw_color_fn: ValueFn[DeviceT, tuple[int, int, int, int] | None] = _none
    rgbww_color_fn: ValueFn[DeviceT, tuple[int, int, int, int, int] | None] = _none
    effect_list_fn: ValueFn[DeviceT, Sequence[str]] = _empty
    effect_fn: ValueFn[DeviceT, str | None] = _none


@dataclass(frozen=True, kw_only=True)
class LockDescription[DeviceT, CommandT](GatehouseDescription[DeviceT], LockEntityDescription):
    """Description of a lock; `is_locked_fn` returns None if the state is unknown."""

    is_locked_fn: ValueFn[DeviceT, bool | None]
    lock_fn: CommandFn[DeviceT, CommandT]
    unlock_fn: CommandFn[DeviceT, CommandT]
    is_locking_fn: ValueFn[DeviceT, bool | None] = _none
    is_unlocking_fn: ValueFn[DeviceT, bool | None] = _none


@dataclass(frozen=True, kw_only=True)
class NumberDescription[DeviceT, CommandT](GatehouseDescription[DeviceT], NumberEntityDescription):
    """Description of a number."""

    value_fn: ValueFn[DeviceT, float | None]
    set_value_fn: SetFn[DeviceT, float, CommandT]


@dataclass(frozen=True, kw_only=True)
class SceneDescription[DeviceT, CommandT](GatehouseDescription[DeviceT], EntityDescription):
    """Description of a scene."""

    activate_fn: CommandFn[DeviceT, CommandT]


@dataclass(frozen=True, kw_only=True)
class SelectDescription[DeviceT, CommandT](GatehouseDescription[DeviceT], SelectEntityDescription):
    """Description of a select."""

    options_fn: ValueFn[DeviceT, Sequence[str]]
    current_option_fn: ValueFn[DeviceT, str | None]
    select_option_fn: SetFn[DeviceT, str, CommandT]


@dataclass(frozen=True, kw_only=True)
class SensorDescription[DeviceT](GatehouseDescription[DeviceT], SensorEntityDescription):
    """Description of a sensor.

    `native_unit_fn` returns the unit that the device reports, or None for `native_unit_of_measurement`.
    """

    value_fn: ValueFn[DeviceT, StateType]
    native_unit_fn: ValueFn[DeviceT, str | None] = _none


@dataclass(frozen=True, kw_only=True)
class SirenDescription[DeviceT, CommandT](GatehouseDescription[DeviceT], SirenEntityDescription):
    """Description of a siren.

    `turn_on_fn` gets the duration in seconds and the volume (0 to 1), or None for what the user does not set.
    """

    features_fn: ValueFn[DeviceT, SirenEntityFeature]
    is_on_fn: ValueFn[DeviceT, bool | None]
    turn_on_fn: Callable[[DeviceT, int | None, float | None], CommandT | None]
    turn_off_fn: CommandFn[DeviceT, CommandT]


@dataclass(frozen=True, kw_only=True)
class SwitchDescription[DeviceT, CommandT](GatehouseDescription[DeviceT], SwitchEntityDescription):
    """Description of a switch."""

    is_on_fn: ValueFn[DeviceT, bool | None]
    turn_on_fn: CommandFn[DeviceT, CommandT]
    turn_off_fn: CommandFn[DeviceT, CommandT]


@dataclass(frozen=True, kw_only=True)
class UpdateDescription[DeviceT, CommandT](GatehouseDescription[DeviceT], UpdateEntityDescription):
    """Description of a firmware update; the command ends when the firmware is installed."""

    installed_version_fn: ValueFn[DeviceT, str | None]
    latest_version_fn: ValueFn[DeviceT, str | None]
    install_fn: CommandFn[DeviceT, CommandT]


@dataclass(frozen=True, kw_only=True)
class ValveDescription[DeviceT, CommandT](GatehouseDescription[DeviceT], ValveEntityDescription):
    """Description of a valve; positions are 0 (closed) to 100 (open).

    With `reports_position` the state is taken from `position_fn`, otherwise from `is_closed_fn`. A valve that
    can be set to a position is opened and closed by `set_position_fn`.
    """

    features_fn: ValueFn[DeviceT, ValveEntityFeature]
    position_fn: ValueFn[DeviceT, int | None] = _none
    is_closed_fn: ValueFn[DeviceT, bool | None] = _none
    is_opening_fn: ValueFn[DeviceT, bool | None] = _none
    is_closing_fn: ValueFn[DeviceT, bool | None] = _none
    open_fn: CommandFn[DeviceT, CommandT] = _none
    close_fn: CommandFn[DeviceT, CommandT] = _none
    stop_fn: CommandFn[DeviceT, CommandT] = _none
    set_position_fn: SetFn[DeviceT, int, CommandT] = _none


@dataclass(frozen=True, kw_only=True)
class WaterHeaterDescription[DeviceT, CommandT](
    TemperatureDescription[DeviceT], WaterHeaterEntityDescription
):
    """Description of a water heater."""

    features_fn: ValueFn[DeviceT, WaterHeaterEntityFeature]
    operation_list_fn: ValueFn[DeviceT, Sequence[str]] = _empty
    current_operation_fn: ValueFn[DeviceT, str | None] = _none
    is_away_mode_on_fn: ValueFn[DeviceT, bool | None] = _none
    turn_on_fn: CommandFn[DeviceT, CommandT] = _none
    turn_off_fn: CommandFn[DeviceT, CommandT] = _none
    set_temperature_fn: SetFn[DeviceT, float, CommandT] = _none
    set_operation_mode_fn: SetFn[DeviceT, str, CommandT] = _none
    turn_away_mode_on_fn: CommandFn[DeviceT, CommandT] = _none
    turn_away_mode_off_fn: CommandFn[DeviceT, CommandT] = _none
