"""The commands that actions send to devices, and the resulting states."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.gatehouse.const import DOMAIN
from simulators.tahoma import Home, TahomaBox
from tests.conftest import Until

from .conftest import StateOf

VALVE = "io:HeatingValveIOComponent"
THERMOSTAT = "io:HeatingTemperatureInterfaceIOComponent"
RGB = "io:DimmableRGBLightIOComponent"
WHITE = "io:DimmableColorTemperatureLightIOComponent"
SIREN = "io:SomfyIndoorSimpleSirenIOComponent"
SLOW = "io:RollerShutterWithLowSpeedManagementIOComponent"
BLIND = "io:ExteriorVenetianBlindIOComponent"
ALARM = "internal:TSKAlarmComponent"


@dataclass(frozen=True)
class Case:
    """An action, its commands, and the resulting state and attributes."""

    controllable: str
    action: str
    sent: list[tuple[str, list[Any]]]
    data: dict[str, Any] = field(default_factory=dict)
    state: str | None = None
    attributes: dict[str, Any] = field(default_factory=dict)
    key: str | None = None

    @property
    def platform(self) -> str:
        return self.action.partition(".")[0]

    def __str__(self) -> str:
        return f"{self.controllable} {self.action} {self.data or ''}"


CASES = [
    Case("io:OnOffIOComponent", "switch.turn_on", [("on", [])], state="on"),
    Case("io:OnOffIOComponent", "switch.turn_off", [("off", [])], state="off"),
    Case("io:DoorLockIOComponent", "lock.unlock", [("unlock", [])], state="unlocked"),
    Case("io:DoorLockIOComponent", "lock.lock", [("lock", [])], state="locked"),
    Case("io:OnOffLightIOComponent", "light.turn_on", [("on", [])], state="on"),
    Case("io:OnOffLightIOComponent", "light.turn_off", [("off", [])], state="off"),
    Case(
        "io:DimmableLightIOComponent",
        "light.turn_on",
        [("setIntensity", [50])],
        {"brightness": 128},
        "on",
        {"brightness": 128},
    ),
    Case(
        RGB,
        "light.turn_on",
        [("setRGB", [10, 20, 200]), ("on", [])],
        {"rgb_color": [10, 20, 200]},
        "on",
        {"rgb_color": (10, 20, 200)},
    ),
    Case(
        WHITE,
        "light.turn_on",
        [("setColorTemperature", [3000]), ("on", [])],
        {"color_temp_kelvin": 3000},
        "on",
        {"color_temp_kelvin": 3000},
    ),
    Case(SIREN, "siren.turn_off", [("off", [])], state="off"),
    Case("io:VentilationPointIOComponent", "fan.turn_on", [("on", [])], state="on"),
    Case("io:VentilationPointIOComponent", "fan.turn_off", [("off", [])], state="off"),
    Case(
        "io:VentilationPointIOComponent",
        "fan.turn_on",
        [("setAirInput", [40])],
        {"percentage": 40},
        "on",
        {"percentage": 40},
    ),
    Case(
        VALVE,
        "climate.set_temperature",
        [("setDerogation", [21.5, "further_notice"])],
        {"temperature": 21.5},
        attributes={"temperature": 21.5},
    ),
    Case(
        VALVE,
        "climate.set_preset_mode",
        [("setDerogation", ["comfort", "further_notice"])],
        {"preset_mode": "comfort"},
        attributes={"preset_mode": "comfort"},
    ),
    Case(VALVE, "climate.set_hvac_mode", [], {"hvac_mode": "heat"}, "heat"),
    Case(THERMOSTAT, "climate.set_hvac_mode", [("setActiveMode", ["manu"])], {"hvac_mode": "heat"}, "heat"),
    Case(SLOW, "cover.set_cover_position", [("setClosure", [30])], {"position": 70}),
    Case(
        SLOW,
        "cover.set_cover_position",
        [("setClosureAndLinearSpeed", [30, "lowspeed"])],
        {"position": 70, "speed": "slow"},
    ),
    Case(SLOW, "cover.close_cover", [("setClosureAndLinearSpeed", [100, "lowspeed"])], {"speed": "slow"}),
    Case(SLOW, "cover.open_cover", [("setClosure", [0])], {"speed": "fast"}),
    Case(SLOW, "cover.stop_cover", [("stop", [])]),
    Case(BLIND, "cover.open_cover_tilt", [("tiltDown", [])]),
    Case(BLIND, "cover.close_cover_tilt", [("tiltUp", [])]),
    Case(BLIND, "cover.stop_cover_tilt", [("stop", [])]),
    Case(
        "io:HorizontalAwningIOComponent",
        "cover.set_cover_position",
        [("setDeployment", [30])],
        {"position": 30},
        attributes={"current_position": 30},
    ),
    Case(
        "io:SlidingDiscreteGateOpenerIOComponent",
        "select.select_option",
        [("setPedestrianPosition", [])],
        {"option": "pedestrian"},
        "pedestrian",
    ),
    Case(
        "io:RollerShutterGenericIOComponent",
        "number.set_value",
        [("setMemorized1Position", [30])],
        {"value": 70},
        "70",
    ),
    Case("io:RollerShutterGenericIOComponent", "button.press", [("my", [])], key="my"),
    Case("rts:GenericRTSComponent", "cover.open_cover", [("up", [0])], state="unknown"),
    Case("rts:LightRTSComponent", "light.turn_on", [("on", [])], state="unknown"),
]


@pytest.mark.parametrize("case", CASES, ids=str)
async def test_action(
    case: Case,
    hass: HomeAssistant,
    root: Any,
    entry_of: Callable[[TahomaBox], MockConfigEntry],
    entity_of: Callable[..., str],
    state_of: StateOf,
    until: Until,
) -> None:
    home = Home.of(case.controllable)
    url = home.first(case.controllable).url
    async with TahomaBox(home=home, root=root) as box:
        entry = entry_of(box)
        entry.add_to_hass(hass)
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
        await hass.services.async_call(
            case.platform,
            case.action.partition(".")[2],
            {"entity_id": entity_of(url, case.platform, case.key), **case.data},
            blocking=True,
        )
        assert [(sent.command, sent.parameters) for sent in box.sent_commands] == case.sent

        def arrived() -> bool:
            state = state_of(url, case.platform, case.key)
            return (
                case.state in (None, state.state)
                and case.attributes.items() <= dict(state.attributes).items()
            )

        await until(arrived)
        await hass.config_entries.async_unload(entry.entry_id)


class TestSiren:
    @pytest.fixture
    def home(self) -> Home:
        return Home.of(SIREN)

    async def test_duration_and_volume(
        self,
        hass: HomeAssistant,
        loaded: MockConfigEntry,
        box: TahomaBox,
        home: Home,
        entity_of: Callable[..., str],
        state_of: StateOf,
        until: Until,
    ) -> None:
        url = home.first(SIREN).url
        await hass.services.async_call(
            "siren",
            "turn_on",
            {"entity_id": entity_of(url, "siren"), "duration": 30, "volume_level": 1},
            blocking=True,
        )
        (sent,) = box.sent_commands
        assert (sent.command, sent.parameters[0], sent.parameters[3]) == (
            "ringWithSingleSimpleSequence",
            30_000,
            "highest",
        )
        await until(lambda: state_of(url, "siren").state == "on")


class TestAlarm:
    """The alarm of the box, which is disabled by default."""

    @pytest.fixture
    def home(self) -> Home:
        return Home.of(ALARM)

    @pytest.fixture
    def url(self, home: Home) -> str:
        return home.first(ALARM).url

    async def test_disabled(
        self, hass: HomeAssistant, loaded: MockConfigEntry, entity_of: Callable[..., str], url: str
    ) -> None:
        assert hass.states.get(entity_of(url, "alarm_control_panel")) is None

    @pytest.mark.parametrize(
        ("action", "sent", "state"),
        [
            ("alarm_arm_away", "setTargetAlarmMode", "armed_away"),
            ("alarm_arm_home", "setTargetAlarmMode", "armed_home"),
            ("alarm_arm_night", "setTargetAlarmMode", "armed_night"),
            ("alarm_disarm", "alarmOff", "disarmed"),
            ("alarm_trigger", "alarmOn", None),
        ],
    )
    async def test_actions(
        self,
        action: str,
        sent: str,
        state: str | None,
        hass: HomeAssistant,
        entry: MockConfigEntry,
        box: TahomaBox,
        entity_of: Callable[..., str],
        state_of: StateOf,
        until: Until,
        url: str,
    ) -> None:
        entry.add_to_hass(hass)
        er.async_get(hass).async_get_or_create(
            "alarm_control_panel", DOMAIN, f"{url}-box_alarm", config_entry=entry, disabled_by=None
        )
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
        await hass.services.async_call(
            "alarm_control_panel",
            action,
            {"entity_id": entity_of(url, "alarm_control_panel")},
            blocking=True,
        )
        assert [command.command for command in box.sent_commands] == [sent]
        if state is not None:
            await until(lambda: state_of(url, "alarm_control_panel").state in (state, "arming"))
        await hass.config_entries.async_unload(entry.entry_id)


class TestDualShutter:
    @pytest.fixture
    def home(self) -> Home:
        return Home.of("io:DualRollerShutterIOComponent")

    async def test_two_covers(
        self,
        hass: HomeAssistant,
        loaded: MockConfigEntry,
        box: TahomaBox,
        home: Home,
        entity_of: Callable[..., str],
        state_of: StateOf,
        until: Until,
    ) -> None:
        (url,) = (device.url for device in home.devices.values() if device.declares("core:UpperClosureState"))
        assert entity_of(url, "cover", "upper") != entity_of(url, "cover", "lower")
        await hass.services.async_call(
            "cover",
            "set_cover_position",
            {"entity_id": entity_of(url, "cover", "upper"), "position": 40},
            blocking=True,
        )
        assert [(sent.command, sent.parameters) for sent in box.sent_commands] == [("setUpperClosure", [60])]
        await until(lambda: state_of(url, "cover", "upper").attributes["current_position"] == 40)


class TestImpossible:
    @pytest.fixture
    def home(self) -> Home:
        home = Home.of(VALVE)
        home.first(VALVE).states["core:TargetTemperatureState"] = None
        return home

    async def test_action_without_a_command(
        self,
        hass: HomeAssistant,
        loaded: MockConfigEntry,
        box: TahomaBox,
        home: Home,
        entity_of: Callable[..., str],
    ) -> None:
        """An action without a command raises an error."""
        url = home.first(VALVE).url
        with pytest.raises(ServiceValidationError) as raised:
            await hass.services.async_call(
                "climate",
                "set_preset_mode",
                {"entity_id": entity_of(url, "climate"), "preset_mode": "manual"},
                blocking=True,
            )
        assert raised.value.translation_key == "not_possible"
        assert not box.sent_commands
