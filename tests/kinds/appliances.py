"""A kind with an appliance of every platform, to test what descriptions can express."""

import asyncio
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, ClassVar, Final, override

from homeassistant.components.climate import ClimateEntityFeature, HVACAction, HVACMode
from homeassistant.components.fan import FanEntityFeature
from homeassistant.components.humidifier import HumidifierAction, HumidifierEntityFeature
from homeassistant.components.light import ColorMode, LightEntityFeature
from homeassistant.components.valve import ValveDeviceClass, ValveEntityFeature
from homeassistant.components.water_heater import WaterHeaterEntityFeature
from homeassistant.const import Platform, UnitOfTemperature

from custom_components.gatehouse.coordinator import GatewayCoordinator, async_setup_gateway
from custom_components.gatehouse.descriptions import (
    ClimateDescription,
    FanDescription,
    GatehouseDescription,
    HumidifierDescription,
    LightDescription,
    LightTarget,
    SwitchDescription,
    ValveDescription,
    WaterHeaterDescription,
)
from custom_components.gatehouse.device_registrar import DeviceDetails
from custom_components.gatehouse.errors import GatehouseError
from custom_components.gatehouse.gateways.errors import GatewayError
from custom_components.gatehouse.kind import Kind
from custom_components.gatehouse.redaction import RedactionRules

NAME: Final = "appliances_test"

type Command = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Appliance:
    """A device of one platform, with values by the name of the description's callables."""

    platform: Platform
    values: Mapping[str, Any] = field(default_factory=dict)
    name: str = "Appliance"

    @property
    def id(self) -> str:
        """The device ID."""
        return f"{NAME}-{self.platform}"


class ApplianceCoordinator(GatewayCoordinator[Appliance, Command, str]):
    """Has the appliances of a test and records the commands."""

    is_polling: ClassVar[bool] = False
    appliances: ClassVar[tuple[Appliance, ...]]
    sent: ClassVar[list[Command]]

    @override
    async def async_read(self) -> dict[str, Appliance]:
        """Return the appliances."""
        return {appliance.id: appliance for appliance in self.appliances}

    @override
    async def async_run(self) -> None:
        """Wait: nothing changes by itself."""
        await asyncio.Event().wait()

    @override
    async def async_send(self, device_id: str, commands: tuple[Command, ...]) -> None:
        """Record commands."""
        self.sent.extend(commands)

    @override
    async def async_close(self) -> None:
        """Close nothing."""

    @override
    def translate_error(self, error: GatewayError, name: str) -> GatehouseError:
        """Translate an error."""
        return GatehouseError("cannot_connect", name=name)

    @property
    @override
    def hub(self) -> DeviceDetails:
        """The gateway in the device registry."""
        return DeviceDetails(identifier=NAME, name="Gateway")

    @override
    def details(self, device: Appliance) -> DeviceDetails:
        """A device in the device registry."""
        return DeviceDetails(identifier=device.id, name=device.name)

    @override
    def structure(self, device: Appliance) -> Hashable:
        """What decides which entities a device has."""
        return device.platform

    @override
    def is_available(self, device: Appliance) -> bool:
        """Whether a device is available."""
        return self.is_connected


def _is(platform: Platform) -> Any:
    return lambda device: device.platform is platform


def _read(name: str, default: Any = None) -> Any:
    return lambda device: device.values.get(name, default)


def _constant(value: Any) -> Any:
    return lambda _device: value


def _send(name: str) -> Any:
    return lambda _device, *arguments: (name, *arguments)


def _turn_on(device: Appliance, target: LightTarget) -> tuple[Command, ...]:
    return (("turn_on", target),)


DESCRIPTIONS: Final[Mapping[Platform, tuple[GatehouseDescription[Any], ...]]] = {
    Platform.CLIMATE: (
        ClimateDescription[Appliance, Command](
            key="climate",
            name=None,
            supported_fn=_is(Platform.CLIMATE),
            features_fn=_read("features", ClimateEntityFeature(0)),
            temperature_unit_fn=_read("unit", UnitOfTemperature.CELSIUS),
            current_temperature_fn=_read("current"),
            target_temperature_fn=_read("target"),
            target_temperature_low_fn=_read("low"),
            target_temperature_high_fn=_read("high"),
            target_temperature_step_fn=_read("step"),
            min_temp_fn=_read("min"),
            max_temp_fn=_read("max"),
            hvac_modes_fn=lambda _: (HVACMode.OFF, HVACMode.HEAT_COOL, HVACMode.COOL),
            hvac_mode_fn=_read("hvac_mode", HVACMode.COOL),
            hvac_action_fn=_read("hvac_action", HVACAction.COOLING),
            preset_modes_fn=lambda _: ("eco", "boost"),
            preset_mode_fn=_read("preset_mode"),
            fan_modes_fn=lambda _: ("low", "high"),
            fan_mode_fn=_read("fan_mode"),
            swing_modes_fn=lambda _: ("off", "vertical"),
            swing_mode_fn=_read("swing_mode"),
            set_hvac_mode_fn=_send("set_hvac_mode"),
            set_temperature_fn=_send("set_temperature"),
            set_temperature_range_fn=_send("set_temperature_range"),
            set_preset_mode_fn=_send("set_preset_mode"),
            set_fan_mode_fn=_send("set_fan_mode"),
            set_swing_mode_fn=_send("set_swing_mode"),
        ),
    ),
    Platform.FAN: (
        FanDescription[Appliance, Command](
            key="fan",
            name=None,
            supported_fn=_is(Platform.FAN),
            features_fn=_read(
                "features",
                FanEntityFeature.SET_SPEED
                | FanEntityFeature.OSCILLATE
                | FanEntityFeature.DIRECTION
                | FanEntityFeature.PRESET_MODE
                | FanEntityFeature.TURN_ON
                | FanEntityFeature.TURN_OFF,
            ),
            percentage_fn=_read("percentage"),
            speed_count_fn=lambda _: 4,
            preset_modes_fn=lambda _: ("auto", "sleep"),
            preset_mode_fn=_read("preset_mode"),
            oscillating_fn=_read("oscillating"),
            direction_fn=_read("direction"),
            turn_on_fn=_send("turn_on"),
            turn_off_fn=_send("turn_off"),
            set_percentage_fn=_send("set_percentage"),
            set_preset_mode_fn=_send("set_preset_mode"),
            oscillate_fn=_send("oscillate"),
            set_direction_fn=_send("set_direction"),
        ),
        FanDescription[Appliance, Command](
            key="switched_fan",
            name="Switched",
            supported_fn=_is(Platform.FAN),
            features_fn=lambda _: FanEntityFeature.TURN_ON | FanEntityFeature.TURN_OFF,
            is_on_fn=_read("is_on"),
            turn_on_fn=_send("turn_on"),
            turn_off_fn=_send("turn_off"),
        ),
    ),
    Platform.HUMIDIFIER: (
        HumidifierDescription[Appliance, Command](
            key="humidifier",
            name=None,
            supported_fn=_is(Platform.HUMIDIFIER),
            features_fn=_read("features", HumidifierEntityFeature.MODES),
            is_on_fn=_read("is_on"),
            action_fn=_read("action", HumidifierAction.HUMIDIFYING),
            current_humidity_fn=_read("current"),
            target_humidity_fn=_read("target"),
            min_humidity_fn=_read("min"),
            max_humidity_fn=_read("max"),
            available_modes_fn=lambda _: ("auto", "sleep"),
            mode_fn=_read("mode"),
            turn_on_fn=_send("turn_on"),
            turn_off_fn=_send("turn_off"),
            set_humidity_fn=_send("set_humidity"),
            set_mode_fn=_send("set_mode"),
        ),
    ),
    Platform.LIGHT: (
        LightDescription[Appliance, Command](
            key="light",
            name=None,
            supported_fn=_is(Platform.LIGHT),
            features_fn=_read("features", LightEntityFeature(0)),
            is_on_fn=lambda device: device.values.get("is_on", True),
            supported_color_modes_fn=_read("color_modes", {ColorMode.ONOFF}),
            color_mode_fn=_read("color_mode"),
            brightness_fn=_read("brightness"),
            color_temp_kelvin_fn=_read("color_temp_kelvin"),
            min_color_temp_kelvin_fn=_read("min_kelvin", 2000),
            max_color_temp_kelvin_fn=_read("max_kelvin", 6500),
            hs_color_fn=_read("hs_color"),
            rgb_color_fn=_read("rgb_color"),
            rgbw_color_fn=_read("rgbw_color"),
            rgbww_color_fn=_read("rgbww_color"),
            effect_list_fn=_read("effects", ()),
            effect_fn=_read("effect"),
            turn_on_fn=_turn_on,
            turn_off_fn=_send("turn_off"),
        ),
    ),
    Platform.SWITCH: tuple(
        SwitchDescription[Appliance, Command](
            key=f"channel_{number}",
            translation_key="channel",
            supported_fn=_is(Platform.SWITCH),
            name_fn=_read(f"name_{number}"),
            translation_placeholders_fn=_constant({"number": str(number)}),
            is_on_fn=_read("is_on"),
            turn_on_fn=_send("turn_on"),
            turn_off_fn=_send("turn_off"),
        )
        for number in (1, 2)
    ),
    Platform.VALVE: tuple(
        ValveDescription[Appliance, Command](
            key=key,
            name=key,
            device_class=ValveDeviceClass.WATER,
            reports_position=position is not None,
            supported_fn=_is(Platform.VALVE),
            features_fn=_constant(
                ValveEntityFeature.OPEN
                | ValveEntityFeature.CLOSE
                | ValveEntityFeature.STOP
                | (position or ValveEntityFeature(0))
            ),
            position_fn=_read("position"),
            is_closed_fn=_read("is_closed"),
            is_opening_fn=_read("is_opening"),
            is_closing_fn=_read("is_closing"),
            open_fn=_send("open"),
            close_fn=_send("close"),
            stop_fn=_send("stop"),
            set_position_fn=_send("set_position"),
        )
        for key, position in (("valve", None), ("positionable", ValveEntityFeature.SET_POSITION))
    ),
    Platform.WATER_HEATER: (
        WaterHeaterDescription[Appliance, Command](
            key="water_heater",
            name=None,
            supported_fn=_is(Platform.WATER_HEATER),
            features_fn=lambda _: (
                WaterHeaterEntityFeature.TARGET_TEMPERATURE
                | WaterHeaterEntityFeature.OPERATION_MODE
                | WaterHeaterEntityFeature.AWAY_MODE
                | WaterHeaterEntityFeature.ON_OFF
            ),
            temperature_unit_fn=_read("unit", UnitOfTemperature.CELSIUS),
            current_temperature_fn=_read("current"),
            target_temperature_fn=_read("target"),
            target_temperature_step_fn=_read("step"),
            min_temp_fn=_read("min"),
            max_temp_fn=_read("max"),
            operation_list_fn=lambda _: ("off", "eco", "performance"),
            current_operation_fn=_read("operation"),
            is_away_mode_on_fn=_read("away"),
            turn_on_fn=_send("turn_on"),
            turn_off_fn=_send("turn_off"),
            set_temperature_fn=_send("set_temperature"),
            set_operation_mode_fn=_send("set_operation_mode"),
            turn_away_mode_on_fn=_send("turn_away_mode_on"),
            turn_away_mode_off_fn=_send("turn_away_mode_off"),
        ),
    ),
}


def appliances_kind(*appliances: Appliance) -> tuple[Kind, list[Command]]:
    """Return the kind of a gateway with these appliances, and the list that receives its commands."""
    sent: list[Command] = []
    coordinator_type = type(
        "ApplianceCoordinator", (ApplianceCoordinator,), {"appliances": appliances, "sent": sent}
    )
    kind = Kind(
        name=NAME,
        async_setup_entry=partial(async_setup_gateway, coordinator_type),
        descriptions=DESCRIPTIONS,
        redaction=RedactionRules(names="^name$", values="(?!)", secrets=()),
    )
    return kind, sent
