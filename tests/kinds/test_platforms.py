"""Entities of every platform: state attributes, features, and the command of each action."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from homeassistant.components.climate import ClimateEntityFeature, HVACMode
from homeassistant.components.light import ColorMode, LightEntityFeature
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import Platform, UnitOfTemperature
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import entity_registry as er, translation
from homeassistant.util.unit_system import US_CUSTOMARY_SYSTEM
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.gatehouse import kinds
from custom_components.gatehouse.const import CONF_KIND, DOMAIN
from custom_components.gatehouse.descriptions import LightTarget

from .appliances import NAME, Appliance, appliances_kind

type Command = tuple[Any, ...]


class House:
    """A gateway with one appliance, set up."""

    def __init__(
        self, hass: HomeAssistant, entry: MockConfigEntry, platform: str, sent: list[Command]
    ) -> None:
        self.hass = hass
        self.entry = entry
        self.platform = platform
        self.sent = sent

    def entity_id(self, key: str | None = None) -> str:
        unique_id = f"{NAME}-{self.platform}-{key or self.platform}"
        entity_id = er.async_get(self.hass).async_get_entity_id(self.platform, DOMAIN, unique_id)
        assert entity_id is not None
        return entity_id

    def state(self, key: str | None = None) -> State:
        state = self.hass.states.get(self.entity_id(key))
        assert state is not None
        return state

    def attributes(self, *names: str, key: str | None = None) -> dict[str, Any]:
        attributes = self.state(key).attributes
        return {name: attributes.get(name) for name in names}

    async def act(self, action: str, key: str | None = None, **data: Any) -> list[Command]:
        """Perform an action and return the commands that it sent."""
        self.sent.clear()
        await self.hass.services.async_call(
            self.platform, action, {"entity_id": self.entity_id(key), **data}, blocking=True
        )
        return list(self.sent)


type SetUp = Callable[..., Awaitable[House]]


@pytest.fixture
async def set_up(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> AsyncIterator[SetUp]:
    """Set up a gateway with one appliance of a platform; nothing may be logged as a warning or error."""
    entries: list[MockConfigEntry] = []

    async def set_up(platform: Platform, **values: Any) -> House:
        kind, sent = appliances_kind(Appliance(platform, values))
        monkeypatch.setattr(kinds, "KINDS", (*kinds.KINDS, kind))
        entry = MockConfigEntry(domain=DOMAIN, title="Gateway", data={CONF_KIND: NAME})
        entries.append(entry)
        entry.add_to_hass(hass)
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
        return House(hass, entry, platform, sent)

    yield set_up
    for entry in entries:
        if entry.state is ConfigEntryState.LOADED:
            await hass.config_entries.async_unload(entry.entry_id)
    messages = [
        record.message
        for record in caplog.records
        if record.levelname in ("WARNING", "ERROR") and "custom integration" not in record.message
    ]
    assert not messages


class TestLight:
    @pytest.mark.parametrize(
        ("values", "data", "attributes", "target"),
        [
            (
                {"color_modes": {ColorMode.BRIGHTNESS}, "brightness": 100},
                {"brightness": 200},
                {"color_mode": ColorMode.BRIGHTNESS, "brightness": 100},
                LightTarget(brightness=200),
            ),
            (
                {
                    "color_modes": {ColorMode.COLOR_TEMP},
                    "brightness": 100,
                    "color_temp_kelvin": 3000,
                    "min_kelvin": 2700,
                    "max_kelvin": 5000,
                },
                {"color_temp_kelvin": 4000},
                {
                    "color_mode": ColorMode.COLOR_TEMP,
                    "color_temp_kelvin": 3000,
                    "min_color_temp_kelvin": 2700,
                    "max_color_temp_kelvin": 5000,
                },
                LightTarget(color_temp_kelvin=4000),
            ),
            (
                {"color_modes": {ColorMode.HS}, "hs_color": (120.0, 50.0), "brightness": 9},
                {"hs_color": (240.0, 100.0)},
                {"color_mode": ColorMode.HS, "hs_color": (120.0, 50.0), "brightness": 9},
                LightTarget(hs_color=(240.0, 100.0)),
            ),
            (
                {"color_modes": {ColorMode.RGB}, "rgb_color": (1, 2, 3)},
                {"rgb_color": (4, 5, 6)},
                {"color_mode": ColorMode.RGB, "rgb_color": (1, 2, 3)},
                LightTarget(rgb_color=(4, 5, 6)),
            ),
            (
                {"color_modes": {ColorMode.RGBW}, "rgbw_color": (1, 2, 3, 4)},
                {"rgbw_color": (5, 6, 7, 8)},
                {"color_mode": ColorMode.RGBW, "rgbw_color": (1, 2, 3, 4)},
                LightTarget(rgbw_color=(5, 6, 7, 8)),
            ),
            (
                {"color_modes": {ColorMode.RGBWW}, "rgbww_color": (1, 2, 3, 4, 5)},
                {"rgbww_color": (6, 7, 8, 9, 10)},
                {"color_mode": ColorMode.RGBWW, "rgbww_color": (1, 2, 3, 4, 5)},
                LightTarget(rgbww_color=(6, 7, 8, 9, 10)),
            ),
            (
                {
                    "color_modes": {ColorMode.RGB, ColorMode.WHITE},
                    "color_mode": ColorMode.WHITE,
                    "brightness": 30,
                },
                {"white": 80},
                {"color_mode": ColorMode.WHITE, "brightness": 30},
                LightTarget(white=80),
            ),
            ({}, {}, {"color_mode": ColorMode.ONOFF}, LightTarget()),
        ],
        ids=["brightness", "color_temp", "hs", "rgb", "rgbw", "rgbww", "white", "onoff"],
    )
    async def test_color_modes(
        self,
        values: dict[str, Any],
        data: dict[str, Any],
        attributes: dict[str, Any],
        target: LightTarget,
        set_up: SetUp,
    ) -> None:
        house = await set_up(Platform.LIGHT, **values)
        assert house.state().state == "on"
        assert house.attributes(*attributes) == attributes
        assert await house.act("turn_on", **data) == [("turn_on", target)]

    async def test_color_is_converted_to_a_supported_mode(self, set_up: SetUp) -> None:
        house = await set_up(Platform.LIGHT, color_modes={ColorMode.HS})
        assert await house.act("turn_on", rgb_color=(255, 0, 0)) == [
            ("turn_on", LightTarget(hs_color=(0.0, 100.0)))
        ]

    @pytest.mark.parametrize("color_mode", [None, ColorMode.UNKNOWN])
    async def test_unknown_color_mode(self, color_mode: ColorMode | None, set_up: SetUp) -> None:
        """A light that is on without reporting its color mode has a state."""
        house = await set_up(
            Platform.LIGHT,
            color_modes={ColorMode.RGB, ColorMode.COLOR_TEMP},
            color_mode=color_mode,
            rgb_color=(1, 2, 3),
        )
        assert house.state().state == "on"
        assert house.attributes("color_mode", "rgb_color") == {
            "color_mode": ColorMode.UNKNOWN,
            "rgb_color": None,
        }

    async def test_effects(self, set_up: SetUp) -> None:
        house = await set_up(
            Platform.LIGHT, features=LightEntityFeature.EFFECT, effects=("rainbow", "party"), effect="party"
        )
        assert house.attributes("effect", "effect_list", "supported_features") == {
            "effect": "party",
            "effect_list": ["rainbow", "party"],
            "supported_features": LightEntityFeature.EFFECT,
        }
        assert await house.act("turn_on", effect="rainbow") == [("turn_on", LightTarget(effect="rainbow"))]

    async def test_transition(self, set_up: SetUp) -> None:
        house = await set_up(Platform.LIGHT, features=LightEntityFeature.TRANSITION)
        assert await house.act("turn_on", transition=2) == [("turn_on", LightTarget(transition=2.0))]
        assert await house.act("turn_off", transition=3) == [("turn_off", 3.0)]
        assert await house.act("turn_off") == [("turn_off", None)]

    async def test_unsupported_values_are_not_sent(self, set_up: SetUp) -> None:
        house = await set_up(Platform.LIGHT)
        assert await house.act("turn_on", transition=2, brightness=9) == [("turn_on", LightTarget())]
        assert await house.act("turn_off", transition=2) == [("turn_off", None)]


class TestFan:
    async def test_attributes(self, set_up: SetUp) -> None:
        house = await set_up(
            Platform.FAN, percentage=50, preset_mode="sleep", oscillating=True, direction="reverse"
        )
        assert house.state().state == "on"
        assert house.attributes(
            "percentage", "percentage_step", "preset_mode", "preset_modes", "oscillating", "direction"
        ) == {
            "percentage": 50,
            "percentage_step": 25.0,
            "preset_mode": "sleep",
            "preset_modes": ["auto", "sleep"],
            "oscillating": True,
            "direction": "reverse",
        }

    async def test_actions(self, set_up: SetUp) -> None:
        house = await set_up(Platform.FAN, percentage=50)
        assert await house.act("turn_on") == [("turn_on",)]
        assert await house.act("turn_on", percentage=25) == [("set_percentage", 25)]
        assert await house.act("turn_on", preset_mode="auto") == [("set_preset_mode", "auto")]
        assert await house.act("turn_off") == [("turn_off",)]
        assert await house.act("set_percentage", percentage=75) == [("set_percentage", 75)]
        assert await house.act("increase_speed") == [("set_percentage", 75)]
        assert await house.act("set_preset_mode", preset_mode="sleep") == [("set_preset_mode", "sleep")]
        assert await house.act("oscillate", oscillating=False) == [("oscillate", False)]
        assert await house.act("set_direction", direction="forward") == [("set_direction", "forward")]

    @pytest.mark.parametrize(
        ("values", "state"),
        [
            ({}, "unknown"),
            ({"percentage": 0}, "off"),
            ({"percentage": 1}, "on"),
            ({"preset_mode": "auto"}, "on"),
        ],
    )
    async def test_state(self, values: dict[str, Any], state: str, set_up: SetUp) -> None:
        assert (await set_up(Platform.FAN, **values)).state().state == state

    @pytest.mark.parametrize(("is_on", "state"), [(True, "on"), (False, "off"), (None, "unknown")])
    async def test_state_of_a_fan_without_speed(self, is_on: bool | None, state: str, set_up: SetUp) -> None:
        house = await set_up(Platform.FAN, is_on=is_on)
        assert house.state("switched_fan").state == state


class TestClimate:
    async def test_modes(self, set_up: SetUp) -> None:
        features = (
            ClimateEntityFeature.FAN_MODE
            | ClimateEntityFeature.SWING_MODE
            | ClimateEntityFeature.PRESET_MODE
            | ClimateEntityFeature.TARGET_TEMPERATURE
        )
        house = await set_up(
            Platform.CLIMATE,
            features=features,
            current=21.5,
            target=23.0,
            step=0.5,
            min=16.0,
            max=30.0,
            fan_mode="low",
            swing_mode="vertical",
            preset_mode="eco",
        )
        expected = {
            "current_temperature": 21.5,
            "temperature": 23.0,
            "target_temp_step": 0.5,
            "min_temp": 16.0,
            "max_temp": 30.0,
            "fan_mode": "low",
            "fan_modes": ["low", "high"],
            "swing_mode": "vertical",
            "swing_modes": ["off", "vertical"],
            "preset_mode": "eco",
            "preset_modes": ["eco", "boost"],
            "hvac_action": "cooling",
            "supported_features": features,
        }
        assert house.state().state == "cool"
        assert house.attributes(*expected) == expected
        assert await house.act("set_fan_mode", fan_mode="high") == [("set_fan_mode", "high")]
        assert await house.act("set_swing_mode", swing_mode="off") == [("set_swing_mode", "off")]
        assert await house.act("set_preset_mode", preset_mode="boost") == [("set_preset_mode", "boost")]
        assert await house.act("set_temperature", temperature=20) == [("set_temperature", 20.0)]
        assert await house.act("set_temperature", temperature=20, hvac_mode="heat_cool") == [
            ("set_hvac_mode", HVACMode.HEAT_COOL),
            ("set_temperature", 20.0),
        ]

    async def test_target_range(self, set_up: SetUp) -> None:
        house = await set_up(
            Platform.CLIMATE,
            features=ClimateEntityFeature.TARGET_TEMPERATURE_RANGE,
            hvac_mode=HVACMode.HEAT_COOL,
            low=19.0,
            high=25.0,
        )
        assert house.attributes("target_temp_low", "target_temp_high", "min_temp", "max_temp") == {
            "target_temp_low": 19.0,
            "target_temp_high": 25.0,
            "min_temp": 7.0,
            "max_temp": 35.0,
        }
        assert await house.act("set_temperature", target_temp_low=18, target_temp_high=24) == [
            ("set_temperature_range", 18.0, 24.0)
        ]

    async def test_unit_of_the_device(self, set_up: SetUp) -> None:
        house = await set_up(
            Platform.CLIMATE,
            features=ClimateEntityFeature.TARGET_TEMPERATURE,
            unit=UnitOfTemperature.FAHRENHEIT,
            current=68.0,
            target=77.0,
        )
        assert house.attributes("current_temperature", "temperature", "min_temp") == {
            "current_temperature": 20.0,
            "temperature": 25.0,
            "min_temp": 7.0,
        }
        assert await house.act("set_temperature", temperature=20) == [("set_temperature", 68.0)]

    async def test_unit_of_the_user(self, hass: HomeAssistant, set_up: SetUp) -> None:
        hass.config.units = US_CUSTOMARY_SYSTEM
        house = await set_up(
            Platform.CLIMATE, features=ClimateEntityFeature.TARGET_TEMPERATURE, current=20.0, target=25.0
        )
        assert house.attributes("current_temperature", "temperature") == {
            "current_temperature": 68,
            "temperature": 77,
        }


class TestWaterHeater:
    async def test_attributes(self, set_up: SetUp) -> None:
        house = await set_up(
            Platform.WATER_HEATER,
            current=48.0,
            target=55.0,
            step=1.0,
            min=40.0,
            max=65.0,
            operation="eco",
            away=True,
        )
        expected = {
            "current_temperature": 48.0,
            "temperature": 55.0,
            "target_temp_step": 1.0,
            "min_temp": 40.0,
            "max_temp": 65.0,
            "operation_mode": "eco",
            "operation_list": ["off", "eco", "performance"],
            "away_mode": "on",
        }
        assert house.state().state == "eco"
        assert house.attributes(*expected) == expected

    async def test_actions(self, set_up: SetUp) -> None:
        house = await set_up(Platform.WATER_HEATER, operation="eco", unit=UnitOfTemperature.FAHRENHEIT)
        assert await house.act("set_temperature", temperature=50) == [("set_temperature", 122.0)]
        assert await house.act("set_temperature", temperature=50, operation_mode="performance") == [
            ("set_operation_mode", "performance"),
            ("set_temperature", 122.0),
        ]
        assert await house.act("set_operation_mode", operation_mode="off") == [("set_operation_mode", "off")]
        assert await house.act("set_away_mode", away_mode=True) == [("turn_away_mode_on",)]
        assert await house.act("set_away_mode", away_mode=False) == [("turn_away_mode_off",)]
        assert await house.act("turn_on") == [("turn_on",)]
        assert await house.act("turn_off") == [("turn_off",)]

    async def test_unknown_operation(self, set_up: SetUp) -> None:
        house = await set_up(Platform.WATER_HEATER)
        assert house.state().state == "unknown"
        assert house.attributes("min_temp", "max_temp") == {"min_temp": 43.3, "max_temp": 60.0}


class TestHumidifier:
    async def test_attributes(self, set_up: SetUp) -> None:
        house = await set_up(
            Platform.HUMIDIFIER, is_on=True, current=41, target=50, min=30, max=80, mode="sleep"
        )
        expected = {
            "current_humidity": 41,
            "humidity": 50,
            "min_humidity": 30,
            "max_humidity": 80,
            "mode": "sleep",
            "available_modes": ["auto", "sleep"],
            "action": "humidifying",
        }
        assert house.state().state == "on"
        assert house.attributes(*expected) == expected

    async def test_actions(self, set_up: SetUp) -> None:
        house = await set_up(Platform.HUMIDIFIER)
        assert house.state().state == "unknown"
        assert house.attributes("min_humidity", "max_humidity") == {"min_humidity": 0, "max_humidity": 100}
        assert await house.act("turn_on") == [("turn_on",)]
        assert await house.act("turn_off") == [("turn_off",)]
        assert await house.act("set_humidity", humidity=60) == [("set_humidity", 60)]
        assert await house.act("set_mode", mode="auto") == [("set_mode", "auto")]


class TestValve:
    @pytest.mark.parametrize(
        ("values", "state"),
        [
            ({"is_closed": True}, "closed"),
            ({"is_closed": False}, "open"),
            ({"is_opening": True}, "opening"),
            ({"is_closing": True}, "closing"),
            ({}, "unknown"),
        ],
    )
    async def test_state(self, values: dict[str, Any], state: str, set_up: SetUp) -> None:
        house = await set_up(Platform.VALVE, **values)
        assert house.state().state == state
        assert house.attributes("device_class", "current_position") == {
            "device_class": "water",
            "current_position": None,
        }

    @pytest.mark.parametrize(("position", "state"), [(0, "closed"), (30, "open"), (None, "unknown")])
    async def test_position(self, position: int | None, state: str, set_up: SetUp) -> None:
        house = await set_up(Platform.VALVE, position=position)
        assert house.state("positionable").state == state
        assert house.attributes("current_position", key="positionable") == {"current_position": position}

    async def test_actions(self, set_up: SetUp) -> None:
        house = await set_up(Platform.VALVE, is_closed=True)
        assert await house.act("open_valve") == [("open",)]
        assert await house.act("close_valve") == [("close",)]
        assert await house.act("stop_valve") == [("stop",)]
        assert await house.act("set_valve_position", "positionable", position=40) == [("set_position", 40)]
        assert await house.act("open_valve", "positionable") == [("set_position", 100)]
        assert await house.act("close_valve", "positionable") == [("set_position", 0)]


class TestName:
    @pytest.fixture(autouse=True)
    def translated(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Add the translation of a channel."""
        get_translations = translation.async_get_translations

        async def async_get_translations(
            hass: HomeAssistant, language: str, category: str, *args: Any, **kwargs: Any
        ) -> dict[str, str]:
            texts = await get_translations(hass, language, category, *args, **kwargs)
            return {**texts, f"component.{DOMAIN}.entity.switch.channel.name": "Channel {number}"}

        monkeypatch.setattr(translation, "async_get_translations", async_get_translations)

    async def test_translated_name_with_placeholder(self, set_up: SetUp) -> None:
        house = await set_up(Platform.SWITCH, name_1="Garden")
        assert house.state("channel_1").name == "Appliance Garden"
        assert house.state("channel_2").name == "Appliance Channel 2"

    async def test_name_from_the_gateway_is_removed(self, set_up: SetUp) -> None:
        house = await set_up(Platform.SWITCH, name_1="Garden")
        appliance = Appliance(Platform.SWITCH, {"is_on": True})
        house.entry.runtime_data.async_apply({appliance.id: appliance})
        await house.hass.async_block_till_done()
        assert house.state("channel_1").name == "Appliance Channel 1"
