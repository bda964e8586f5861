"""Numbers: memorized positions, temperatures, levels and durations."""

from typing import Any, Final

from homeassistant.components.number import NumberDeviceClass
from homeassistant.const import EntityCategory, UnitOfRatio, UnitOfTemperature, UnitOfTime

from ....descriptions import NumberDescription
from ..api.models import Command, Device
from .cover import is_cover, main_axis
from .helpers import (
    FULL,
    Predicate,
    all_of,
    has_command,
    has_state,
    has_ui_class,
    invert_percentage,
    make_command,
    not_,
    number_state,
)

_MY_POSITION: Final = ("core:Memorized1PositionState", "setMemorized1Position")
_LEVEL: Final = ("core:LevelState", "setLevel")

# Its level is inverted: 100 is off.
_is_terrace_heater: Final = has_ui_class("ExteriorHeatingSystem")


def _number(key: str, state: str, setter: str, **rest: Any) -> NumberDescription[Device, Command]:
    return NumberDescription(
        key=key,
        supported_fn=all_of(has_state(state), has_command(setter)),
        value_fn=number_state(state),
        set_value_fn=lambda device, value: make_command(setter, _as_int_if_whole(value))(device),
        entity_category=EntityCategory.CONFIG,
        **rest,
    )


def _as_int_if_whole(value: float) -> float:
    """Return whole values as int: most products reject other numbers."""
    return int(value) if value.is_integer() else value


def _percentage(
    key: str, state: str, setter: str, is_inverted: Predicate, **rest: Any
) -> NumberDescription[Device, Command]:
    rest.setdefault("supported_fn", all_of(has_state(state), has_command(setter)))

    def scale(device: Device, value: float | None) -> int | None:
        if value is None:
            return None
        return invert_percentage(value) if is_inverted(device) else round(value)

    return NumberDescription(
        key=key,
        value_fn=lambda device: scale(device, device.percent(state)),
        set_value_fn=lambda device, value: make_command(setter, scale(device, value))(device),
        native_min_value=0,
        native_max_value=FULL,
        native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
        **rest,
    )


def _temperature(
    key: str, state: str, setter: str, min_value: float, max_value: float
) -> NumberDescription[Device, Command]:
    return _number(
        key,
        state,
        setter,
        device_class=NumberDeviceClass.TEMPERATURE,
        native_min_value=min_value,
        native_max_value=max_value,
        native_step=0.5,
        native_unit_of_measurement=UnitOfTemperature.CELSIUS,
    )


def _is_inverted(device: Device) -> bool:
    return _is_terrace_heater(device) or (is_cover(device) and main_axis(device).inverted)


def _brightness(device: Device) -> float | None:
    brightness = device.number("internal:LightingLedPodModeState")
    return None if brightness is None else round(brightness * FULL)


NUMBERS: Final[tuple[NumberDescription[Device, Command], ...]] = (
    _percentage("my_position", *_MY_POSITION, _is_inverted, entity_category=EntityCategory.CONFIG),
    _percentage(
        "my_orientation",
        "core:Memorized1OrientationState",
        "setMemorized1Orientation",
        lambda _: True,
        entity_category=EntityCategory.CONFIG,
    ),
    _percentage(
        "heating_level",
        *_LEVEL,
        lambda _: True,
        supported_fn=all_of(_is_terrace_heater, has_state(_LEVEL[0]), has_command(_LEVEL[1])),
    ),
    _percentage(
        "level",
        *_LEVEL,
        lambda _: False,
        supported_fn=all_of(not_(_is_terrace_heater), has_state(_LEVEL[0]), has_command(_LEVEL[1])),
    ),
    _temperature("comfort_temperature", "core:ComfortRoomTemperatureState", "setComfortTemperature", 7, 30),
    _temperature("eco_temperature", "core:EcoRoomTemperatureState", "setEcoTemperature", 6, 29),
    _temperature(
        "frost_protection_temperature",
        "core:SecuredPositionTemperatureState",
        "setSecuredPositionTemperature",
        5,
        15,
    ),
    _temperature(
        "hot_water_temperature", "core:TargetDHWTemperatureState", "setTargetDHWTemperature", 50, 65
    ),
    _temperature(
        "water_temperature", "core:WaterTargetTemperatureState", "setWaterTargetTemperature", 50, 65
    ),
    _temperature(
        "comfort_hot_water_temperature",
        "core:ComfortTargetDHWTemperatureState",
        "setComfortTargetDHWTemperature",
        8,
        80,
    ),
    _temperature(
        "eco_hot_water_temperature",
        "core:EcoTargetDHWTemperatureState",
        "setEcoTargetDHWTemperature",
        8,
        80,
    ),
    _number(
        "showers",
        "core:ExpectedNumberOfShowerState",
        "setExpectedNumberOfShower",
        native_min_value=2,
        native_max_value=4,
    ),
    _number(
        "boost_duration",
        "core:BoostModeDurationState",
        "setBoostModeDuration",
        device_class=NumberDeviceClass.DURATION,
        native_min_value=0,
        native_max_value=7,
        native_unit_of_measurement=UnitOfTime.DAYS,
    ),
    _number(
        "absence_duration",
        "io:AwayModeDurationState",
        "setAwayModeDuration",
        device_class=NumberDeviceClass.DURATION,
        native_min_value=0,
        native_max_value=6,
        native_unit_of_measurement=UnitOfTime.DAYS,
    ),
    _number(
        "alarm_delay",
        "internal:AlarmDelayState",
        "setAlarmDelay",
        entity_registry_enabled_default=False,
        device_class=NumberDeviceClass.DURATION,
        native_min_value=0,
        native_max_value=255,
        native_unit_of_measurement=UnitOfTime.SECONDS,
    ),
    NumberDescription(
        key="led_brightness",
        supported_fn=has_command("setLightingLedPodMode"),
        value_fn=_brightness,
        set_value_fn=lambda device, value: make_command("setLightingLedPodMode", value / FULL)(device),
        entity_category=EntityCategory.CONFIG,
        native_min_value=0,
        native_max_value=FULL,
        native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
    ),
)
