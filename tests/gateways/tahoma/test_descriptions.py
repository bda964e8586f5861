"""What the tables make of every known device, and of those that say odd things."""

from dataclasses import replace
import json
from pathlib import Path
import random
import re
from typing import Any

from homeassistant.components.alarm_control_panel.const import AlarmControlPanelState
from homeassistant.components.climate.const import HVACAction, HVACMode
from homeassistant.components.cover import CoverDeviceClass
from homeassistant.components.light.const import ColorMode
from homeassistant.components.sensor import DEVICE_CLASS_UNITS, SensorDeviceClass
from homeassistant.const import EntityCategory, Platform, UnitOfEnergy, UnitOfTemperature
from homeassistant.helpers.entity import UNDEFINED
import pytest

import custom_components.gatehouse
from custom_components.gatehouse.descriptions import CoverDescription, LightTarget
from custom_components.gatehouse.gateways.tahoma.descriptions import DESCRIPTIONS
from custom_components.gatehouse.gateways.tahoma.failures import NOT_TAKEN, REASONS
from custom_components.gatehouse.gateways.tahoma.models import (
    BOX,
    ESTIMATED_POSITION,
    ROOM_TEMPERATURE,
    SCENARIO,
    SET_ESTIMATED_POSITION,
    Command,
    CommandFailed,
    Device,
    JsonValue,
    State,
    StateReported,
)
from custom_components.gatehouse.kinds import KINDS
from simulators.tahoma.catalog import CATALOG

INTEGRATION = Path(custom_components.gatehouse.__file__).parent

CLOSURE = "core:ClosureState"
MOVING = "core:MovingState"
TARGET = "core:TargetClosureState"
ORIENTATION = "core:SlateOrientationState"


def device(
    kind: str,
    commands: str = "",
    states: dict[str, Any] | None = None,
    running: tuple[Command, ...] = (),
    protocol: str = "io",
    attributes: dict[str, Any] | None = None,
) -> Device:
    """Parse a device of `uiClass/widget` in the form of the local API."""
    ui_class, _, widget = kind.partition("/")
    raw = {
        "deviceURL": f"{protocol}://1234-5678-9012/1#1",
        "label": "Kitchen",
        "controllableName": f"{protocol}:Something",
        "available": True,
        "definition": {
            "uiClass": ui_class,
            "widgetName": widget,
            "commands": [{"commandName": name, "nparams": 0} for name in commands.split()],
        },
        "states": [{"name": name, "type": 3, "value": value} for name, value in (states or {}).items()],
        "attributes": [{"name": name, "value": value} for name, value in (attributes or {}).items()],
    }
    return replace(Device.parse(raw), running=running)


def known(controllable: str, states: dict[str, Any] | None = None) -> Device:
    """Make a device of the catalogue, with other values."""
    model = CATALOG[controllable]
    raw = {
        "deviceURL": f"{controllable.partition(':')[0]}://1234-5678-9012/1#1",
        "label": "Kitchen",
        "controllableName": controllable,
        "definition": model.definition,
        "states": [
            {"name": name} if value is None else {"name": name, "value": value}
            for name, value in {**model.states, **(states or {})}.items()
        ],
        "attributes": [{"name": name, "value": value} for name, value in model.attributes.items()],
    }
    return Device.parse(raw)


def keys(platform: Platform, of: Device) -> list[str]:
    return [description.key for description in DESCRIPTIONS[platform] if description.supports(of)]


def only(platform: Platform, of: Device) -> Any:
    """Return the one description of a platform that a device has."""
    (description,) = (each for each in DESCRIPTIONS[platform] if each.supports(of))
    return description


def one(platform: Platform, key: str) -> Any:
    (description,) = (each for each in DESCRIPTIONS[platform] if each.key == key)
    return description


def cover(of: Device) -> CoverDescription[Device, Command]:
    description: CoverDescription[Device, Command] = only(Platform.COVER, of)
    return description


SHUTTER = "RollerShutter/PositionableRollerShutter"
SHUTTER_COMMANDS = "open close stop my setClosure setPosition setMemorized1Position"
VENETIAN = "ExteriorVenetianBlind/DynamicExteriorVenetianBlind"
VENETIAN_COMMANDS = "open close stop my setClosure setOrientation setClosureAndOrientation tiltUp tiltDown"
RTS_COMMANDS = "open close up down stop my"


# Every device of the catalogue

EXPECTED: dict[str, dict[Platform, str]] = {
    "internal:PodMiniComponent": {Platform.SWITCH: "led", Platform.NUMBER: "led_brightness"},
    "internal:PodV2Component": {Platform.SWITCH: "led", Platform.NUMBER: "led_brightness"},
    "internal:PodV3Component": {Platform.SWITCH: "led", Platform.NUMBER: "led_brightness"},
    "internal:PodV3RDComponent": {Platform.SWITCH: "led", Platform.NUMBER: "led_brightness"},
    "internal:TSKAlarmComponent": {
        Platform.ALARM_CONTROL_PANEL: "box_alarm",
        Platform.NUMBER: "alarm_delay",
    },
    "io:AlarmIOComponent": {
        Platform.ALARM_CONTROL_PANEL: "zone_alarm",
        Platform.SELECT: "active_zones",
    },
    "io:AtlanticPassAPCDHWComponent": {
        Platform.NUMBER: "comfort_hot_water_temperature eco_hot_water_temperature"
    },
    "io:CarLockIOComponent": {Platform.LOCK: "lock"},
    "io:DoorLockIOComponent": {Platform.LOCK: "lock"},
    "io:WindowLockIOComponent": {Platform.LOCK: "lock"},
    "io:DimmableColorTemperatureLightIOComponent": {
        Platform.LIGHT: "light",
        Platform.NUMBER: "my_position",
    },
    "io:DimmableLightIOComponent": {Platform.LIGHT: "light", Platform.NUMBER: "my_position"},
    "io:DimmableLightMicroModuleSomfyIOComponent": {
        Platform.LIGHT: "light",
        Platform.NUMBER: "my_position",
    },
    "io:DimmableRGBLightIOComponent": {Platform.LIGHT: "light", Platform.NUMBER: "my_position"},
    "io:LightMicroModuleSomfyIOComponent": {Platform.LIGHT: "light"},
    "io:OnOffLightIOComponent": {Platform.LIGHT: "light"},
    "rts:DimmableLightRTSComponent": {Platform.LIGHT: "light"},
    "rts:LightRTSComponent": {Platform.LIGHT: "light"},
    "io:DiscreteExteriorHeatingIOComponent": {Platform.SWITCH: "heater"},
    "io:ExteriorHeatingIOComponent": {
        Platform.SWITCH: "heater",
        Platform.NUMBER: "my_position heating_level",
    },
    "rts:ExteriorHeatingRTSComponent": {Platform.SWITCH: "heater"},
    "io:OnOffIOComponent": {Platform.SWITCH: "switch"},
    "io:SwitchMicroModuleIOComponent": {Platform.SWITCH: "switch"},
    "rts:OnOffRTSComponent": {Platform.SWITCH: "switch"},
    "io:SwimmingPoolIOComponent": {Platform.SWITCH: "swimming_pool"},
    "rtd:AlarmRTDComponent": {Platform.SWITCH: "alarm"},
    "rtd:IndoorSirenRTDComponent": {Platform.SWITCH: "siren"},
    "rtd:OutdoorSirenRTDComponent": {Platform.SWITCH: "siren"},
    "io:SomfyIndoorSimpleSirenIOComponent": {Platform.SIREN: "siren", Platform.SELECT: "volume"},
    "io:HeatPumpIOComponent": {Platform.NUMBER: "comfort_temperature eco_temperature"},
    "io:HeatingTemperatureInterfaceIOComponent": {
        Platform.CLIMATE: "heating",
        Platform.NUMBER: "comfort_temperature eco_temperature frost_protection_temperature",
        Platform.SELECT: "operating_mode",
    },
    "io:HeatingValveIOComponent": {Platform.CLIMATE: "valve"},
    "io:UnknownIOComponent": {Platform.NUMBER: "level"},
    "io:VentilationPointAirOutletIOComponent": {Platform.FAN: "air_outlet"},
    "io:VentilationPointAirTransferIOComponent": {Platform.FAN: "air_transfer"},
    "io:VentilationPointIOComponent": {Platform.FAN: "air_inlet"},
    "io:DualRollerShutterIOComponent": {Platform.COVER: "upper lower", Platform.NUMBER: "my_position"},
    "io:ExteriorVenetianBlindIOComponent": {
        Platform.COVER: "cover",
        Platform.NUMBER: "my_position my_orientation",
    },
    "io:GateOpenerIOComponent": {Platform.COVER: "cover", Platform.SELECT: "pedestrian_position"},
    "io:SlidingDiscreteGateOpenerIOComponent": {
        Platform.COVER: "cover",
        Platform.SELECT: "pedestrian_position",
    },
    "io:PartialGarageOpenerIOComponent": {Platform.COVER: "cover", Platform.SELECT: "partial_position"},
    "io:PositionableAndLockableSlidingWindowComponent": {
        Platform.COVER: "cover",
        Platform.LOCK: "bolt",
        Platform.NUMBER: "my_position",
        Platform.SELECT: "ventilation_position",
    },
}
COVERS_WITH_MY = (
    "io:DiscreteSwingingShutterSomfyIOComponent",
    "io:DynamicExteriorVenetianBlindIOComponent",
    "io:HorizontalAwningIOComponent",
    "io:PergolaRailGuidedAwningIOComponent",
    "io:PositionableSlidingWindowComponent",
    "io:ProjectionRollerShutterIOComponent",
    "io:RollerShutterGenericIOComponent",
    "io:RollerShutterVeluxIOComponent",
    "io:RollerShutterWithLowSpeedManagementIOComponent",
    "io:SwingingShutterSomfyIOComponent",
    "io:VenetianBlindIOComponent",
    "io:VerticalExteriorAwningIOComponent",
    "io:VerticalInteriorBlindGenericIOComponent",
    "io:VerticalInteriorBlindVeluxIOComponent",
)
PLAIN_COVERS = (
    "io:AdjustableSlatsRollerShutterIOComponent",
    "io:DiscreteGarageOpenerIOComponent",
    "io:DynamicAwningIOComponent",
    "io:GarageOpenerIOComponent",
    "io:HorizontalAwningUnoIOComponent",
    "io:RollerShutterUnoIOComponent",
    "io:RollingDoorOpenerIOComponent",
    "io:SimpleBioclimaticPergolaIOComponent",
    "io:TiltOnlyVenetianBlindIOComponent",
    "io:VerticalExteriorAwningVeluxIOComponent",
    "io:WindowOpenerGenericIOComponent",
    "io:WindowOpenerVeluxIOComponent",
    "rts:BioclimaticPergolaRTSComponent",
    "rts:BlindRTSComponent",
    "rts:CurtainRTSComponent",
    "rts:DualCurtainRTSComponent",
    "rts:ExteriorBlindRTSComponent",
    "rts:ExteriorVenetianBlindRTSComponent",
    "rts:GarageDoor4TRTSComponent",
    "rts:GarageDoorRTSComponent",
    "rts:GateOpenerRTS4TComponent",
    "rts:GateOpenerRTSComponent",
    "rts:GateOpenerWithPedestrianPositionRTSComponent",
    "rts:GenericRTSComponent",
    "rts:HorizontalAwningRTSComponent",
    "rts:RollerShutterRTSComponent",
    "rts:SlidingGarageDoorWithPedestrianPositionRTSComponent",
    "rts:SwingingShutterRTSComponent",
    "rts:VenetianBlindRTSComponent",
    "rts:WindowsOpenerRTSComponent",
    "rts:ZebraBlindRTSComponent",
)
EXPECTED |= {each: {Platform.COVER: "cover", Platform.NUMBER: "my_position"} for each in COVERS_WITH_MY}
EXPECTED |= {each: {Platform.COVER: "cover"} for each in PLAIN_COVERS}

TOLD_ONLY = (Platform.BINARY_SENSOR, Platform.BUTTON, Platform.EVENT, Platform.SENSOR)


@pytest.mark.parametrize("controllable", CATALOG)
def test_every_known_device_gives_what_it_can_do(controllable: str) -> None:
    of = known(controllable)
    found = {
        platform: " ".join(keys(platform, of))
        for platform in DESCRIPTIONS
        if platform not in TOLD_ONLY and keys(platform, of)
    }
    assert found == EXPECTED.get(controllable, {})


@pytest.mark.parametrize(
    ("controllable", "platform", "expected"),
    [
        ("io:CO2IOSystemDeviceSensor", Platform.SENSOR, "co2"),
        ("io:TemperatureIOSystemSensor", Platform.SENSOR, "temperature"),
        ("io:RelativeHumidityIOSystemDeviceSensor", Platform.SENSOR, "humidity"),
        ("io:LightIOSystemSensor", Platform.SENSOR, "illuminance"),
        ("io:SunIOSystemDeviceSensor", Platform.SENSOR, "sun_energy"),
        ("io:WindIOSystemDeviceSensor", Platform.SENSOR, "wind_speed"),
        ("io:PowerIOSystemDeviceSensor", Platform.SENSOR, "power"),
        ("io:WaterConsumptionIOSystemDeviceSensor", Platform.SENSOR, "water"),
        ("io:GasConsumptionIOSystemDeviceSensor", Platform.SENSOR, "gas"),
        ("io:TotalFossilEnergyConsumptionSensor", Platform.SENSOR, "fossil_energy"),
        ("io:TotalElectricalEnergyConsumptionSensor", Platform.SENSOR, "energy_tariff_9"),
        ("io:ThreeWayHandleIOSystemDeviceSensor", Platform.SENSOR, "handle"),
        ("io:WindowLockIOComponent", Platform.SENSOR, "window_lock"),
        ("io:SomfySmokeIOSystemSensor", Platform.SENSOR, "radio_battery"),
        ("internal:WifiComponent", Platform.SENSOR, "wifi_signal"),
        ("internal:PodV2Component", Platform.SENSOR, "battery_status"),
        ("rtds:SirenStatusRTDSComponent", Platform.BINARY_SENSOR, "assembly"),
        ("rtds:RTDSCOSensor", Platform.BINARY_SENSOR, "co"),
        ("rtds:RTDSPowerFailure", Platform.BINARY_SENSOR, "power_cut"),
        ("io:OccupancyIOSystemDeviceSensor", Platform.BINARY_SENSOR, "occupancy"),
        ("io:ContactIOSystemDeviceSensor", Platform.BINARY_SENSOR, "contact"),
        ("io:SomfySlidingWindowStateSensor", Platform.BINARY_SENSOR, "window"),
        ("io:SomfySlidingWindowStateSensor", Platform.BINARY_SENSOR, "unlocked"),
        ("io:SomfyIDEOIIntrusionSensor", Platform.BINARY_SENSOR, "intrusion"),
        ("io:RainIOSystemDeviceSensor", Platform.BINARY_SENSOR, "rain"),
        ("internal:PodV3Component", Platform.BINARY_SENSOR, "cloud"),
        ("internal:PodV3Component", Platform.EVENT, "button_2"),
        ("internal:PodV2Component", Platform.EVENT, "cyclic_button"),
        ("internal:PodMiniComponent", Platform.EVENT, "config_button"),
        ("io:IORemoteController", Platform.EVENT, "remote"),
        ("io:CarButtonIODeviceSensor", Platform.EVENT, "button"),
        ("rtds:RTDSRemoteControllerComponent", Platform.EVENT, "alarm_remote"),
        ("rts:ThermostatRTSComponent", Platform.BUTTON, "eco_mode"),
        ("io:WindowOpenerVeluxIOComponent", Platform.BUTTON, "ventilation_position"),
    ],
)
def test_what_a_device_tells(controllable: str, platform: Platform, expected: str) -> None:
    assert expected in keys(platform, known(controllable))


@pytest.mark.parametrize(
    "controllable",
    [
        "io:StackComponent",
        "zigbee:StackV3Component",
        "zigbee:ZigbeeNetworkNode",
        "internal:TSKDockComponent",
        "ogp:Bridge",
        "rtd:UnknownRTDComponent",
        "rts:UnknowRTSComponent",
    ],
)
def test_plumbing_gives_nothing(controllable: str) -> None:
    assert not any(keys(platform, known(controllable)) for platform in DESCRIPTIONS)


def test_a_device_without_definition_gives_nothing() -> None:
    of = Device.parse({"deviceURL": "ogp://1234-5678-9012/1", "label": "Sonos"})
    assert not any(keys(platform, of) for platform in DESCRIPTIONS)


def test_personal_things_are_no_entity() -> None:
    secret = "my-network"
    of = known(
        "internal:WifiComponent",
        {"internal:CurrentInfraConfigState": secret, "core:LocalIPv4AddressState": secret},
    )
    of = replace(of, attributes={"homekit:SetupCode": secret})
    values = [each.value(of) for each in DESCRIPTIONS[Platform.SENSOR] if each.supports(of)]  # type: ignore[attr-defined]  # a sensor's
    assert values
    assert secret not in values


# Covers: where they are


@pytest.mark.parametrize(
    ("kind", "commands", "states", "position"),
    [
        (SHUTTER, SHUTTER_COMMANDS, {CLOSURE: 0}, 100),
        (SHUTTER, SHUTTER_COMMANDS, {CLOSURE: 100}, 0),
        (SHUTTER, SHUTTER_COMMANDS, {CLOSURE: 40.4}, 60),
        (SHUTTER, SHUTTER_COMMANDS, {}, None),
        (SHUTTER, SHUTTER_COMMANDS, {CLOSURE: None}, None),
        (SHUTTER, SHUTTER_COMMANDS, {CLOSURE: "odd"}, None),
        (SHUTTER, SHUTTER_COMMANDS, {CLOSURE: 101}, None),
        (SHUTTER, SHUTTER_COMMANDS, {CLOSURE: 108, "core:Memorized1PositionState": 86}, 14),
        (SHUTTER, SHUTTER_COMMANDS, {CLOSURE: 108, "core:Memorized1PositionState": 105}, None),
        (SHUTTER, SHUTTER_COMMANDS, {CLOSURE: 108, TARGET: 20}, None),
        (SHUTTER, SHUTTER_COMMANDS, {CLOSURE: 124, TARGET: 20}, 80),
        (SHUTTER, SHUTTER_COMMANDS, {CLOSURE: 124}, None),
        ("Awning/PositionableHorizontalAwning", "deploy setClosure", {"core:DeploymentState": 30}, 30),
        ("Awning/UnknownAwning", "deploy", {"core:DeploymentState": 124, TARGET: 30}, 30),
        ("Pergola/PergolaHorizontalAwning", "deploy", {"core:DeploymentState": 30}, 30),
        ("Pergola/PergolaHorizontalAwningUno", "deploy", {"core:DeploymentState": 30}, 30),
        ("Screen/Unknown", "setDeployment", {"core:DeploymentState": 30}, 30),
        ("ExteriorScreen/PositionableScreen", "setClosure setDeployment", {CLOSURE: 14}, 86),
        ("Gate/PositionableGate", "open setClosure", {CLOSURE: 14}, 86),
        ("Pergola/BioclimaticPergola", "openSlats", {ORIENTATION: 50}, None),
    ],
)
def test_position(kind: str, commands: str, states: dict[str, Any], position: int | None) -> None:
    of = device(kind, commands, states)
    assert cover(of).position(of) == position


@pytest.mark.parametrize(
    ("kind", "states", "closed"),
    [
        (SHUTTER, {"core:OpenClosedState": "closed", CLOSURE: 99}, True),
        (SHUTTER, {"core:OpenClosedState": "open", CLOSURE: 100}, False),
        (SHUTTER, {"core:OpenClosedState": None, CLOSURE: 100}, True),
        (SHUTTER, {CLOSURE: 100}, True),
        (SHUTTER, {CLOSURE: 99}, False),
        (SHUTTER, {"core:OpenClosedState": "sideways", CLOSURE: 100}, None),
        (SHUTTER, {CLOSURE: 124}, None),
        (SHUTTER, {}, None),
        ("GarageDoor/PositionableGarageDoor", {"core:OpenClosedUnknownState": "unknown"}, None),
        ("GarageDoor/PositionableGarageDoor", {"core:OpenClosedUnknownState": "closed"}, True),
        (
            "GarageDoor/PositionableGarageDoorWithPartialPosition",
            {"core:OpenClosedPartialState": "partial"},
            False,
        ),
        (
            "Gate/PositionableGateWithPedestrianPosition",
            {"core:OpenClosedPedestrianState": "pedestrian"},
            False,
        ),
        (
            "Gate/SlidingDiscreteGateWithPedestrianPosition",
            {"core:OpenClosedPedestrianState": "unknown"},
            None,
        ),
        (
            "Window/PositionableAndLockableSlidingWindow",
            {"core:OpenClosedSecuredVentilationState": "securedVentilation"},
            False,
        ),
        ("Pergola/BioclimaticPergola", {"core:SlatsOpenClosedState": "closed", ORIENTATION: 100}, True),
        (
            "Awning/DynamicAwning",
            {"core:DeployedUndeployedState": "undeployed", "core:DeploymentState": 0},
            True,
        ),
        (
            "Awning/PositionableHorizontalAwning",
            {"core:OpenClosedState": "closed", "core:DeploymentState": 0},
            True,
        ),
        ("RollerShutter/PositionableRollerShutterUno", {"core:OpenClosedState": "open", CLOSURE: 100}, True),
        (
            "RollerShutter/PositionableRollerShutterUno",
            {"core:OpenClosedState": "closed", CLOSURE: 124, TARGET: 0},
            False,
        ),
        (
            "RollerShutter/PositionableRollerShutterUno",
            {"core:OpenClosedState": "closed", CLOSURE: 124},
            None,
        ),
        (
            "Awning/PositionableHorizontalAwningUno",
            {"core:OpenClosedState": "open", "core:DeploymentState": 0},
            True,
        ),
    ],
)
def test_is_closed(kind: str, states: dict[str, Any], closed: bool | None) -> None:
    of = device(kind, "open close openSlats", states)
    assert cover(of).is_closed(of) is closed


def test_positions_at_the_ends_are_truly_closed_and_open() -> None:
    for controllable in (*COVERS_WITH_MY, *PLAIN_COVERS):
        of = known(controllable)
        for position in (0, 100):
            command = cover(of).set_position(of, position, None)
            if command is not None:
                state = "core:DeploymentState" if command.name == "setDeployment" else CLOSURE
                there = of.with_states({state: command.parameters[0]})
                assert cover(there).position(there) == position


# Covers: which way they go


@pytest.mark.parametrize(
    ("states", "running", "opening", "closing"),
    [
        ({CLOSURE: 50, TARGET: 0, MOVING: True}, (), True, False),
        ({CLOSURE: 50, TARGET: 100, MOVING: True}, (), False, True),
        ({CLOSURE: 50, TARGET: 50, MOVING: True}, (), False, False),
        ({CLOSURE: 50, TARGET: 124, MOVING: True}, (), None, None),
        ({CLOSURE: 50, MOVING: True}, (), None, None),
        ({CLOSURE: 50, MOVING: True}, (Command("close"),), False, True),
        ({CLOSURE: 50, TARGET: 100, MOVING: False}, (Command("open"),), False, False),
        ({CLOSURE: 50, TARGET: 100}, (), None, None),
        ({CLOSURE: 50}, (Command("open", (0,)),), True, False),
        ({CLOSURE: 50}, (Command("setClosure", (80,)),), False, True),
        ({CLOSURE: 50}, (Command("setPosition", (20,)),), True, False),
        ({CLOSURE: 50}, (Command("setPosition", ("secured",)),), None, None),
        ({CLOSURE: 50, "core:Memorized1PositionState": 90}, (Command("my"),), False, True),
        ({CLOSURE: 50, "core:Memorized1PositionState": 105}, (Command("my"),), None, None),
        ({CLOSURE: 124}, (Command("close"),), False, True),
        ({CLOSURE: None}, (Command("setClosure", (80,)),), None, None),
        ({CLOSURE: 50}, (Command("open"), Command("stop")), None, None),
        ({CLOSURE: 50}, (Command("identify"),), None, None),
        ({CLOSURE: 50, MOVING: None}, (Command("open"),), True, False),
    ],
)
def test_direction(
    states: dict[str, Any],
    running: tuple[Command, ...],
    opening: bool | None,
    closing: bool | None,
) -> None:
    of = device(SHUTTER, SHUTTER_COMMANDS, states, running)
    assert (cover(of).is_opening(of), cover(of).is_closing(of)) == (opening, closing)


@pytest.mark.parametrize(
    ("running", "states", "opening"),
    [
        ((), {"core:DeploymentState": 20, TARGET: 60, MOVING: True}, True),
        ((), {"core:DeploymentState": 20, TARGET: 0, MOVING: True}, False),
        ((Command("deploy"),), {"core:DeploymentState": 20}, True),
        ((Command("undeploy"),), {"core:DeploymentState": 20}, False),
        ((Command("setDeployment", (10,)),), {"core:DeploymentState": 20}, False),
    ],
)
def test_direction_of_an_awning(
    running: tuple[Command, ...],
    states: dict[str, Any],
    opening: bool,
) -> None:
    of = device("Awning/PositionableHorizontalAwning", "deploy undeploy setDeployment", states, running)
    assert cover(of).is_opening(of) is opening
    assert cover(of).is_closing(of) is not opening


# Covers: what they are told


@pytest.mark.parametrize(
    ("kind", "commands", "opens", "closes"),
    [
        (SHUTTER, SHUTTER_COMMANDS, Command("open"), Command("close")),
        (
            "Awning/UpDownHorizontalAwning",
            f"{RTS_COMMANDS} deploy undeploy",
            Command("deploy"),
            Command("undeploy"),
        ),
        ("Awning/Simple", "open close", Command("open"), Command("close")),
        ("Generic/RTSGeneric", "up down stop", Command("up"), Command("down")),
        ("Gate/OpenCloseGate4T", "cycle identify", Command("cycle"), Command("cycle")),
        ("GarageDoor/CyclicGarageDoor", "cycle stop", Command("cycle"), Command("cycle")),
        ("Pergola/BioclimaticPergola", "openSlats closeSlats setOrientation stop", None, None),
    ],
)
def test_open_and_close(kind: str, commands: str, opens: Command | None, closes: Command | None) -> None:
    of = device(kind, commands)
    assert (cover(of).open(of), cover(of).close(of)) == (opens, closes)


@pytest.mark.parametrize("kind", ["Gate/OpenCloseGate4T", "GarageDoor/UpDownGarageDoor4T"])
def test_an_opener_with_one_button_is_assumed_and_cannot_be_stopped(kind: str) -> None:
    of = device(kind, "cycle stop", {"core:OpenClosedState": "closed"})
    assert cover(of).assumed(of)
    assert cover(of).stop(of) is None
    assert cover(of).device_class_of(of) is not None


@pytest.mark.parametrize(
    ("kind", "device_class"),
    [
        ("AdjustableSlatsRollerShutter/x", CoverDeviceClass.BLIND),
        ("Awning/x", CoverDeviceClass.AWNING),
        ("Curtain/x", CoverDeviceClass.CURTAIN),
        ("ExteriorScreen/x", CoverDeviceClass.BLIND),
        ("ExteriorVenetianBlind/x", CoverDeviceClass.BLIND),
        ("GarageDoor/x", CoverDeviceClass.GARAGE),
        ("Gate/x", CoverDeviceClass.GATE),
        ("Pergola/x", CoverDeviceClass.AWNING),
        ("RollerShutter/x", CoverDeviceClass.SHUTTER),
        ("Screen/x", CoverDeviceClass.BLIND),
        ("Shutter/x", CoverDeviceClass.SHUTTER),
        ("SwingingShutter/x", CoverDeviceClass.SHUTTER),
        ("VenetianBlind/x", CoverDeviceClass.BLIND),
        ("Window/x", CoverDeviceClass.WINDOW),
        ("Generic/RTSGeneric", None),
    ],
)
def test_device_class(kind: str, device_class: CoverDeviceClass | None) -> None:
    of = device(kind, "open close up down")
    assert cover(of).device_class_of(of) is device_class


def test_a_position_is_set_at_the_speed_asked_for() -> None:
    of = device(SHUTTER, f"{SHUTTER_COMMANDS} setClosureAndLinearSpeed", {CLOSURE: 0})
    description = cover(of)
    assert description.speeds(of) == ("fast", "slow")
    assert description.set_position(of, 30, None) == Command("setClosure", (70,))
    assert description.set_position(of, 30, "fast") == Command("setClosure", (70,))
    assert description.set_position(of, 30, "slow") == Command("setClosureAndLinearSpeed", (70, "lowspeed"))


def test_a_cover_with_one_speed_has_no_choice() -> None:
    of = device(SHUTTER, SHUTTER_COMMANDS, {CLOSURE: 0})
    assert cover(of).speeds(of) == ()
    assert cover(of).set_position(of, 30, "slow") == Command("setClosure", (70,))


def test_the_position_of_an_awning_is_how_far_it_is_out() -> None:
    of = known("io:HorizontalAwningIOComponent")
    assert cover(of).set_position(of, 30, None) == Command("setDeployment", (30,))


def test_a_cover_without_position_takes_none() -> None:
    of = known("io:DiscreteGarageOpenerIOComponent")
    assert cover(of).set_position(of, 50, None) is None


# The slats of covers


@pytest.mark.parametrize(
    ("kind", "commands", "opens", "closes"),
    [
        (VENETIAN, VENETIAN_COMMANDS, Command("tiltDown"), Command("tiltUp")),
        ("VenetianBlind/x", "open tiltUp tiltDown setOrientation", Command("tiltUp"), Command("tiltDown")),
        (
            "VenetianBlind/TiltOnlyVenetianBlind",
            "open tiltPositive tiltNegative",
            Command("tiltPositive", (5,)),
            Command("tiltNegative", (5,)),
        ),
        (
            "ExteriorVenetianBlind/UpDownExteriorVenetianBlind",
            f"{RTS_COMMANDS} tiltPositive tiltNegative",
            Command("tiltPositive", (5,)),
            Command("tiltNegative", (5,)),
        ),
        (
            "Pergola/BioclimaticPergola",
            "openSlats closeSlats setOrientation",
            Command("openSlats"),
            Command("closeSlats"),
        ),
        (
            "AdjustableSlatsRollerShutter/x",
            "open setOrientation",
            Command("setOrientation", (0,)),
            Command("setOrientation", (100,)),
        ),
        (SHUTTER, SHUTTER_COMMANDS, None, None),
    ],
)
def test_open_and_close_slats(
    kind: str, commands: str, opens: Command | None, closes: Command | None
) -> None:
    of = device(kind, commands)
    assert (cover(of).open_tilt(of), cover(of).close_tilt(of)) == (opens, closes)


@pytest.mark.parametrize(
    ("states", "tilt"),
    [
        ({ORIENTATION: 0}, 100),
        ({ORIENTATION: 100}, 0),
        ({"core:SlatsOrientationState": 30}, 70),
        ({ORIENTATION: 105, "core:SlatsOrientationState": 30}, 70),
        ({ORIENTATION: 124}, None),
        ({}, None),
    ],
)
def test_tilt(states: dict[str, Any], tilt: int | None) -> None:
    of = device(VENETIAN, VENETIAN_COMMANDS, states)
    assert cover(of).tilt(of) == tilt


@pytest.mark.parametrize(
    ("states", "running", "command"),
    [
        ({CLOSURE: 50, TARGET: 50, MOVING: False}, (), Command("setOrientation", (20,))),
        ({CLOSURE: 50, TARGET: 90, MOVING: True}, (), Command("setClosureAndOrientation", (90, 20))),
        # Told to go, and not yet on its way.
        (
            {CLOSURE: 50, TARGET: 50, MOVING: False},
            (Command("setClosure", (90,)),),
            Command("setClosureAndOrientation", (90, 20)),
        ),
        ({CLOSURE: 50, MOVING: True}, (Command("close"),), Command("setClosureAndOrientation", (100, 20))),
        ({CLOSURE: 50, MOVING: True}, (), Command("setOrientation", (20,))),
        ({CLOSURE: 50, TARGET: 90}, (Command("setOrientation", (0,)),), Command("setOrientation", (20,))),
    ],
)
def test_slats_turn_without_stopping_the_blind(
    states: dict[str, Any], running: tuple[Command, ...], command: Command
) -> None:
    of = device(VENETIAN, VENETIAN_COMMANDS, states, running)
    assert cover(of).set_tilt(of, 80) == command


def test_slats_that_do_not_turn_alone_never_do() -> None:
    """What a blind can do is the same on its way as at rest."""
    commands = "open close setClosure setClosureAndOrientation"
    for moving in (False, True):
        of = device(VENETIAN, commands, {CLOSURE: 50, TARGET: 90, MOVING: moving})
        assert cover(of).set_tilt(of, 80) is None


def test_position_and_tilt_are_one_command() -> None:
    of = device(VENETIAN, VENETIAN_COMMANDS)
    assert cover(of).set_position_and_tilt(of, 30, 80) == Command("setClosureAndOrientation", (70, 20))
    of = device("RollerShutter/x", "open setClosure setOrientation")
    assert cover(of).set_position_and_tilt(of, 30, 80) is None


# Covers: two in one, and one-way motors


def test_a_dual_shutter_is_two_covers() -> None:
    of = known(
        "io:DualRollerShutterIOComponent",
        {
            "core:UpperClosureState": 20,
            "core:LowerClosureState": 100,
            "core:UpperOpenClosedState": "open",
            "core:LowerOpenClosedState": "closed",
        },
    )
    upper, lower = (one(Platform.COVER, key) for key in ("upper", "lower"))
    assert keys(Platform.COVER, of) == ["upper", "lower"]
    assert (upper.position(of), lower.position(of)) == (80, 0)
    assert (upper.is_closed(of), lower.is_closed(of)) == (False, True)
    assert upper.open(of) == Command("upperOpen")
    assert lower.close(of) == Command("lowerClose")
    assert upper.set_position(of, 10, None) == Command("setUpperClosure", (90,))
    assert lower.set_position(of, 10, None) == Command("setLowerClosure", (90,))
    assert upper.stop(of) == Command("stop")
    assert upper.tilt(of) is None
    moving = replace(of, running=(Command("setLowerClosure", (0,)),))
    assert (upper.is_opening(moving), lower.is_opening(moving)) == (None, True)


def test_no_device_has_two_covers_of_one_name() -> None:
    for controllable in CATALOG:
        of = known(controllable)
        named = [each.name for each in DESCRIPTIONS[Platform.COVER] if each.supports(of)]
        assert named.count(None) <= 1


def test_a_one_way_cover_is_assumed() -> None:
    of = known("rts:RollerShutterRTSComponent")
    description = cover(of)
    assert description.assumed(of)
    assert description.is_closed(of) is None
    assert description.position(of) is None
    assert description.set_position(of, 50, None) is None
    assert description.is_opening(of) is None
    assert description.stop(of) == Command("stop")
    assert not cover(known("io:RollerShutterGenericIOComponent")).assumed(of.with_states({CLOSURE: 0}))


def test_a_one_way_cover_with_an_estimate_has_a_position() -> None:
    of = known("rts:RollerShutterRTSComponent").with_states({ESTIMATED_POSITION: 40})
    description = cover(of)
    assert description.position(of) == 40
    assert description.is_closed(of) is False
    assert description.set_position(of, 70, None) == Command(SET_ESTIMATED_POSITION, (70,))
    assert description.assumed(of)
    assert description.is_opening(replace(of, running=(Command("up"),))) is True
    assert description.is_closing(replace(of, running=(Command("down"),))) is True
    closed = of.with_states({ESTIMATED_POSITION: 0})
    assert description.is_closed(closed) is True
    lost = of.with_states({ESTIMATED_POSITION: None})
    assert description.position(lost) is None
    assert description.is_closed(lost) is None
    assert description.set_position(lost, 0, None) == Command(SET_ESTIMATED_POSITION, (0,))


# Locks, switches, lights, sirens


@pytest.mark.parametrize(
    ("state", "locked"), [("locked", True), ("unlocked", False), ("unknown", None), (None, None), (1, None)]
)
def test_a_lock_is_only_said_to_be_what_it_says(state: Any, locked: bool | None) -> None:
    of = known("io:DoorLockIOComponent", {"core:LockedUnlockedState": state})
    assert only(Platform.LOCK, of).is_locked(of) is locked


def test_a_lock_on_its_way() -> None:
    of = known("io:DoorLockIOComponent")
    lock = only(Platform.LOCK, of)
    assert (lock.is_locking(of), lock.is_unlocking(of)) == (False, False)
    of = replace(of, running=(Command("unlock"),))
    assert (lock.is_locking(of), lock.is_unlocking(of)) == (False, True)
    of = replace(of, running=(Command("setLockedUnlocked", ("locked",)),))
    assert (lock.is_locking(of), lock.is_unlocking(of)) == (True, False)
    assert (lock.lock(of), lock.unlock(of)) == (Command("lock"), Command("unlock"))


@pytest.mark.parametrize(
    ("controllable", "states", "on", "assumed"),
    [
        ("io:OnOffIOComponent", {"core:OnOffState": "on"}, True, False),
        ("io:OnOffIOComponent", {"core:OnOffState": "off"}, False, False),
        ("io:OnOffIOComponent", {"core:OnOffState": None}, None, False),
        ("io:OnOffIOComponent", {"core:OnOffState": "odd"}, None, False),
        ("rts:OnOffRTSComponent", {}, None, True),
        ("io:ExteriorHeatingIOComponent", {"core:LevelState": 100}, False, False),
        ("io:ExteriorHeatingIOComponent", {"core:LevelState": 40}, True, False),
        ("rts:ExteriorHeatingRTSComponent", {}, None, True),
        ("rtd:OutdoorSirenRTDComponent", {}, None, True),
        ("rtd:AlarmRTDComponent", {}, None, True),
        ("internal:PodV3Component", {"internal:LightingLedPodModeState": 0.0}, False, False),
        ("internal:PodV3Component", {"internal:LightingLedPodModeState": 0.5}, True, False),
    ],
)
def test_switch(controllable: str, states: dict[str, Any], on: bool | None, assumed: bool) -> None:
    of = known(controllable, states)
    switch = only(Platform.SWITCH, of)
    assert switch.is_on(of) is on
    assert switch.assumed(of) is assumed
    assert switch.turn_on(of) is not None
    assert switch.turn_off(of) is not None


def test_switches_of_other_systems() -> None:
    tank = device(
        "WaterHeatingSystem/DomesticHotWaterTank", "setForceHeating", {"io:ForceHeatingState": "on"}
    )
    assert only(Platform.SWITCH, tank).is_on(tank) is True
    assert only(Platform.SWITCH, tank).turn_off(tank) == Command("setForceHeating", ("off",))
    camera = device("Camera/MyFoxSecurityCamera", "open close", {"myfox:ShutterStatusState": "closed"})
    assert only(Platform.SWITCH, camera).is_on(camera) is False


@pytest.mark.parametrize(
    ("controllable", "states", "on", "brightness"),
    [
        ("io:DimmableLightIOComponent", {"core:OnOffState": "on", "core:LightIntensityState": 50}, True, 128),
        ("io:DimmableLightIOComponent", {"core:OnOffState": None, "core:LightIntensityState": 50}, None, 128),
        ("io:OnOffLightIOComponent", {"core:OnOffState": "off"}, False, None),
        ("rts:LightRTSComponent", {}, None, None),
        ("rts:LightRTSComponent", {"core:LightIntensityState": 0}, False, 0),
    ],
)
def test_light(controllable: str, states: dict[str, Any], on: bool | None, brightness: int | None) -> None:
    of = known(controllable, states)
    light = only(Platform.LIGHT, of)
    assert light.is_on(of) is on
    assert light.brightness(of) == brightness
    assert light.assumed(of) is (not of.states)


def test_colours_of_lights() -> None:
    coloured = known(
        "io:DimmableRGBLightIOComponent",
        {
            f"core:{colour}ColorIntensityState": value
            for colour, value in (("Red", 1), ("Green", 2), ("Blue", 3))
        },
    )
    light = only(Platform.LIGHT, coloured)
    assert light.color_modes(coloured) == {ColorMode.RGB}
    assert light.rgb(coloured) == (1, 2, 3)
    white = known("io:DimmableColorTemperatureLightIOComponent")
    assert light.color_modes(white) == {ColorMode.COLOR_TEMP}
    assert light.color_temp_kelvin(white) == 4000
    assert light.rgb(white) is None
    plain = known("io:OnOffLightIOComponent")
    assert light.color_modes(plain) == {ColorMode.ONOFF}
    assert light.color_mode(known("io:DimmableLightIOComponent")) is ColorMode.BRIGHTNESS
    both = device("Light/x", "on off setRGB setColorTemperature setIntensity")
    assert light.color_modes(both) == {ColorMode.RGB, ColorMode.COLOR_TEMP}
    assert light.color_mode(both) is ColorMode.COLOR_TEMP
    assert light.color_mode(replace(both, states=coloured.states)) is ColorMode.RGB


@pytest.mark.parametrize(
    ("target", "commands"),
    [
        (LightTarget(), (Command("on"),)),
        (LightTarget(brightness=255), (Command("setIntensity", (100,)),)),
        (LightTarget(brightness=1), (Command("setIntensity", (1,)),)),
        (LightTarget(rgb=(1, 2, 3)), (Command("setRGB", (1, 2, 3)), Command("on"))),
        (
            LightTarget(brightness=128, color_temp_kelvin=3000),
            (Command("setColorTemperature", (3000,)), Command("setIntensity", (50,))),
        ),
    ],
)
def test_a_light_is_turned_on(target: LightTarget, commands: tuple[Command, ...]) -> None:
    of = device("Light/x", "on off setRGB setColorTemperature setIntensity", {"core:OnOffState": "off"})
    assert only(Platform.LIGHT, of).turn_on(of, target) == commands


def test_a_light_that_is_on_changes_its_colour_only() -> None:
    of = device("Light/x", "on off setRGB", {"core:OnOffState": "on"})
    assert only(Platform.LIGHT, of).turn_on(of, LightTarget(rgb=(1, 2, 3))) == (Command("setRGB", (1, 2, 3)),)


@pytest.mark.parametrize(
    ("duration", "volume", "parameters"),
    [
        (None, None, (120_000, 75, 2, "memorizedVolume")),
        (10, 0.2, (10_000, 75, 2, "standard")),
        (10, 1.0, (10_000, 75, 2, "highest")),
    ],
)
def test_siren(duration: int | None, volume: float | None, parameters: tuple[Any, ...]) -> None:
    of = known("io:SomfyIndoorSimpleSirenIOComponent")
    siren = only(Platform.SIREN, of)
    assert siren.turn_on(of, duration, volume) == Command("ringWithSingleSimpleSequence", parameters)
    assert siren.turn_off(of) == Command("off")
    assert siren.is_on(of) is False
    assert siren.takes_duration(of)
    assert siren.takes_volume(of)


def test_a_siren_that_only_rings() -> None:
    of = device("Siren/x", "ring stop")
    siren = only(Platform.SIREN, of)
    assert siren.turn_on(of, 10, None) == Command("ring")
    assert siren.turn_off(of) == Command("stop")
    assert not siren.takes_duration(of)


# Alarms


@pytest.mark.parametrize(
    ("current", "target", "intrusion", "state"),
    [
        ("off", "off", "notDetected", AlarmControlPanelState.DISARMED),
        ("partial1", "partial1", "notDetected", AlarmControlPanelState.ARMED_HOME),
        ("zone1", "partial1", "notDetected", AlarmControlPanelState.ARMED_HOME),
        ("zone2", "zone2", "notDetected", AlarmControlPanelState.ARMED_NIGHT),
        ("total", "total", "notDetected", AlarmControlPanelState.ARMED_AWAY),
        ("off", "total", "notDetected", AlarmControlPanelState.ARMING),
        ("total", "off", "notDetected", AlarmControlPanelState.DISARMING),
        ("total", "total", "detected", AlarmControlPanelState.TRIGGERED),
        ("total", "total", "pending", AlarmControlPanelState.PENDING),
        ("total", "total", "sos", AlarmControlPanelState.TRIGGERED),
        ("total", None, None, AlarmControlPanelState.ARMED_AWAY),
        ("new mode", "new mode", "notDetected", None),
        (None, None, None, None),
    ],
)
def test_the_alarm_of_the_box(
    current: str | None,
    target: str | None,
    intrusion: str | None,
    state: AlarmControlPanelState | None,
) -> None:
    of = known(
        "internal:TSKAlarmComponent",
        {
            "internal:CurrentAlarmModeState": current,
            "internal:TargetAlarmModeState": target,
            "internal:IntrusionDetectedState": intrusion,
        },
    )
    alarm = only(Platform.ALARM_CONTROL_PANEL, of)
    assert alarm.state(of) is state
    assert alarm.entity_registry_enabled_default is False
    assert alarm.arm_night(of) == Command("setTargetAlarmMode", ("partial2",))
    assert alarm.disarm(of) == Command("alarmOff")
    assert alarm.trigger(of) == Command("alarmOn")


@pytest.mark.parametrize(
    ("zones", "state"),
    [
        ("", AlarmControlPanelState.DISARMED),
        ("A", AlarmControlPanelState.ARMED_HOME),
        ("A,B", AlarmControlPanelState.ARMED_NIGHT),
        ("A, B", AlarmControlPanelState.ARMED_NIGHT),
        ("A,B,C", AlarmControlPanelState.ARMED_AWAY),
        ("B,C", AlarmControlPanelState.ARMED_CUSTOM_BYPASS),
        ("D", None),
        (None, None),
    ],
)
def test_an_alarm_with_zones(zones: str | None, state: AlarmControlPanelState | None) -> None:
    of = known("io:AlarmIOComponent", {"core:ActiveZonesState": zones})
    alarm = only(Platform.ALARM_CONTROL_PANEL, of)
    assert alarm.state(of) is state
    assert alarm.arm_night(of) == Command("alarmZoneOn", ("A,B",))


def test_alarms_of_other_systems() -> None:
    myfox = device("Alarm/MyFoxAlarmController", "arm disarm partial", {"myfox:AlarmStatusState": "partial"})
    assert only(Platform.ALARM_CONTROL_PANEL, myfox).state(myfox) is AlarmControlPanelState.ARMED_NIGHT
    myfox = myfox.with_states({"core:IntrusionState": "detected"})
    assert only(Platform.ALARM_CONTROL_PANEL, myfox).state(myfox) is AlarmControlPanelState.TRIGGERED
    panel = device(
        "Alarm/AlarmPanelController", "arm disarm", {"verisure:AlarmPanelMainArmTypeState": "armedDay"}
    )
    assert only(Platform.ALARM_CONTROL_PANEL, panel).state(panel) is AlarmControlPanelState.ARMED_HOME
    assert only(Platform.ALARM_CONTROL_PANEL, panel).arm_night(panel) is None


# Heating


def test_a_valve() -> None:
    of = known(
        "io:HeatingValveIOComponent",
        {
            ROOM_TEMPERATURE: 18.2,
            "core:TargetTemperatureState": 19.5,
            "core:OpenClosedValveState": "open",
            "io:DerogationHeatingModeState": "frostprotection",
        },
    )
    valve = only(Platform.CLIMATE, of)
    assert valve.current_temperature(of) == 18.2
    assert valve.target_temperature(of) == 19.5
    assert (valve.lowest(of), valve.highest(of)) == (5.0, 26.0)
    assert valve.action(of) is HVACAction.HEATING
    assert valve.preset(of) == "frost_protection"
    assert valve.set_target_temperature(of, 21.0) == Command("setDerogation", (21.0, "further_notice"))
    assert valve.set_preset(of, "eco") == Command("setDerogation", ("eco", "further_notice"))
    assert valve.set_preset(of, "manual") == Command("setDerogation", (19.5, "further_notice"))
    assert valve.set_preset(of, "none") == Command("exitDerogation")


@pytest.mark.parametrize(
    ("mode", "preset"),
    [
        ("manual", "manual"),
        ("geofencing_mode", "none"),
        ("suddenDropMode", "none"),
        ("a new mode", None),
        (None, None),
    ],
)
def test_modes_of_a_valve(mode: str | None, preset: str | None) -> None:
    of = known("io:HeatingValveIOComponent", {"io:DerogationHeatingModeState": mode})
    assert only(Platform.CLIMATE, of).preset(of) == preset


def test_the_somfy_thermostat() -> None:
    of = device(
        "HeatingSystem/SomfyThermostat",
        "setDerogation exitDerogation",
        {
            "core:DerogationActivationState": "inactive",
            "somfythermostat:HeatingModeState": "sleepingMode",
            "somfythermostat:DerogationHeatingModeState": "manualMode",
            "somfythermostat:SleepingModeTargetTemperatureState": 16.5,
            "core:DerogatedTargetTemperatureState": 21,
        },
    )
    thermostat = only(Platform.CLIMATE, of)
    assert thermostat.mode(of) is HVACMode.AUTO
    assert thermostat.preset(of) == "night"
    assert thermostat.target_temperature(of) == 16.5
    assert thermostat.set_mode(of, HVACMode.HEAT) == Command("setDerogation", (16.5, "further_notice"))
    assert thermostat.set_preset(of, "home") == Command("setDerogation", ("atHomeMode", "further_notice"))
    of = of.with_states({"core:DerogationActivationState": "active"})
    assert thermostat.mode(of) is HVACMode.HEAT
    assert thermostat.preset(of) == "manual"
    assert thermostat.target_temperature(of) == 21
    assert thermostat.set_mode(of, HVACMode.AUTO) == Command("exitDerogation")
    of = of.with_states({"core:DerogationActivationState": "something new"})
    assert thermostat.mode(of) is None
    assert thermostat.preset(of) is None
    assert thermostat.target_temperature(of) is None


@pytest.mark.parametrize("prefix", ["ovp", "io"])
def test_a_thermostat_with_setpoints(prefix: str) -> None:
    interface = f"{prefix}:HeatingTemperatureInterface"
    of = device(
        "HeatingSystem/SomfyHeatingTemperatureInterface",
        "setOnOff setActiveMode setManuAndSetPointModes setEcoTemperature setTargetTemperature",
        {
            "core:OnOffState": "on",
            f"{interface}ActiveModeState": "manu",
            f"{interface}SetPointModeState": "eco",
            f"{interface}OperatingModeState": "heating",
            f"{interface}EnergyDemandState": True,
            "core:EcoRoomTemperatureState": 17,
            "core:TargetTemperatureState": 20,
        },
    )
    heating = only(Platform.CLIMATE, of)
    assert heating.modes(of) == (HVACMode.AUTO, HVACMode.HEAT, HVACMode.OFF)
    assert heating.mode(of) is HVACMode.HEAT
    assert heating.action(of) is HVACAction.HEATING
    assert heating.preset(of) == "eco"
    assert heating.target_temperature(of) == 17
    assert heating.set_target_temperature(of, 18.0) == Command("setEcoTemperature", (18.0,))
    assert heating.set_preset(of, "comfort") == Command("setManuAndSetPointModes", ("comfort",))
    assert heating.set_mode(of, HVACMode.OFF) == Command("setOnOff", ("off",))
    assert heating.set_mode(of, HVACMode.AUTO) == Command("setActiveMode", ("auto",))
    cooling = of.with_states({f"{interface}OperatingModeState": "cooling"})
    assert heating.mode(cooling) is HVACMode.COOL
    assert heating.action(cooling) is HVACAction.COOLING
    odd = of.with_states({f"{interface}ActiveModeState": "odd", f"{interface}SetPointModeState": "odd"})
    assert heating.mode(odd) is None
    assert heating.preset(odd) is None
    assert heating.target_temperature(odd) == 20
    off = of.with_states({"core:OnOffState": "off"})
    assert heating.mode(off) is HVACMode.OFF
    assert heating.action(off) is HVACAction.OFF
    io = known("io:HeatingTemperatureInterfaceIOComponent")
    assert heating.set_preset(io, "frost_protection") == Command(
        "setActiveAndSetPointModes", ("manu", "secured")
    )


# Fans, numbers, selects, buttons, scenes


def test_fan() -> None:
    of = known("io:VentilationPointIOComponent", {"core:AirInputState": 60})
    fan = only(Platform.FAN, of)
    assert fan.percentage(of) == 60
    assert fan.set_percentage(of, 40) == Command("setAirInput", (40,))
    assert fan.set_percentage(of, 0) == Command("off")
    assert fan.percentage(known("io:VentilationPointIOComponent", {"core:AirInputState": 124})) is None
    bare = device("VentilationSystem/x", "setAirInput")
    assert fan.set_percentage(bare, 0) == Command("setAirInput", (0,))


@pytest.mark.parametrize(
    ("controllable", "key", "states", "value", "command"),
    [
        (
            "io:RollerShutterGenericIOComponent",
            "my_position",
            {"core:Memorized1PositionState": 86},
            14,
            Command("setMemorized1Position", (70,)),
        ),
        (
            "io:HorizontalAwningIOComponent",
            "my_position",
            {"core:Memorized1PositionState": 86},
            86,
            Command("setMemorized1Position", (30,)),
        ),
        (
            "io:HorizontalAwningIOComponent",
            "my_position",
            {"core:Memorized1PositionState": 105},
            None,
            Command("setMemorized1Position", (30,)),
        ),
        (
            "io:DimmableLightIOComponent",
            "my_position",
            {"core:Memorized1PositionState": 82},
            82,
            Command("setMemorized1Position", (30,)),
        ),
        (
            "io:ExteriorVenetianBlindIOComponent",
            "my_orientation",
            {"core:Memorized1OrientationState": 10},
            90,
            Command("setMemorized1Orientation", (70,)),
        ),
        (
            "io:ExteriorHeatingIOComponent",
            "heating_level",
            {"core:LevelState": 100},
            0,
            Command("setLevel", (70,)),
        ),
        ("io:UnknownIOComponent", "level", {"core:LevelState": 10}, 10, Command("setLevel", (30,))),
        (
            "internal:TSKAlarmComponent",
            "alarm_delay",
            {"internal:AlarmDelayState": 45},
            45,
            Command("setAlarmDelay", (30,)),
        ),
        (
            "internal:PodV3Component",
            "led_brightness",
            {"internal:LightingLedPodModeState": 0.5},
            50,
            Command("setLightingLedPodMode", (0.3,)),
        ),
        (
            "io:HeatPumpIOComponent",
            "eco_temperature",
            {"core:EcoRoomTemperatureState": 18.5},
            18.5,
            Command("setEcoTemperature", (30,)),
        ),
    ],
)
def test_number(
    controllable: str, key: str, states: dict[str, Any], value: float | None, command: Command
) -> None:
    of = known(controllable, states)
    assert key in keys(Platform.NUMBER, of)
    number = one(Platform.NUMBER, key)
    assert number.value(of) == value
    assert number.set_value(of, 30.0) == command
    assert number.value(known(controllable, dict.fromkeys(states))) is None


@pytest.mark.parametrize(
    ("controllable", "key", "states", "current", "option", "command"),
    [
        (
            "io:GateOpenerIOComponent",
            "pedestrian_position",
            {"core:OpenClosedPedestrianState": "pedestrian"},
            "pedestrian",
            "pedestrian",
            Command("setPedestrianPosition"),
        ),
        (
            "io:GateOpenerIOComponent",
            "pedestrian_position",
            {"core:OpenClosedPedestrianState": "unknown"},
            None,
            "closed",
            Command("close"),
        ),
        (
            "io:PartialGarageOpenerIOComponent",
            "partial_position",
            {"core:OpenClosedPartialState": "closed"},
            "closed",
            "partial",
            Command("partialPosition"),
        ),
        (
            "io:PositionableAndLockableSlidingWindowComponent",
            "ventilation_position",
            {"core:OpenClosedSecuredVentilationState": "securedVentilation"},
            "ventilation",
            "ventilation",
            Command("setPosition", ("securedVentilation",)),
        ),
        (
            "io:SomfyIndoorSimpleSirenIOComponent",
            "volume",
            {"io:MemorizedSimpleVolumeState": "highest"},
            "highest",
            "standard",
            Command("setMemorizedSimpleVolume", ("standard",)),
        ),
        (
            "io:AlarmIOComponent",
            "active_zones",
            {"core:ActiveZonesState": ""},
            "none",
            "a_b",
            Command("alarmZoneOn", ("A,B",)),
        ),
        (
            "io:AlarmIOComponent",
            "active_zones",
            {"core:ActiveZonesState": "B,C"},
            "b_c",
            "none",
            Command("alarmOff"),
        ),
        (
            "io:HeatingTemperatureInterfaceIOComponent",
            "operating_mode",
            {"ovp:HeatingTemperatureInterfaceOperatingModeState": "cooling"},
            "cooling",
            "heating",
            Command("setOperatingMode", ("heating",)),
        ),
    ],
)
def test_select(
    controllable: str, key: str, states: dict[str, Any], current: str | None, option: str, command: Command
) -> None:
    of = known(controllable, states)
    select = only(Platform.SELECT, of)
    assert select.key == key
    assert select.current(of) == current
    assert option in select.choices(of)
    assert select.select(of, option) == command


@pytest.mark.parametrize(
    ("controllable", "key", "command"),
    [
        ("io:RollerShutterGenericIOComponent", "my", Command("my")),
        ("io:RollerShutterGenericIOComponent", "identify", Command("startIdentify")),
        ("io:SomfySmokeIOSystemSensor", "test", Command("checkEventTrigger", ("short",))),
        ("rtd:IndoorSirenRTDComponent", "ding_dong", Command("dingDong")),
        ("rts:DimmableLightRTSComponent", "brighter", Command("stepPositive", (5,))),
        ("rts:Generic4TRTSComponent", "cycle", Command("cycle")),
        ("io:WindowOpenerVeluxIOComponent", "ventilation_position", Command("goToAlias", ("ventilation",))),
    ],
)
def test_button(controllable: str, key: str, command: Command) -> None:
    of = known(controllable)
    assert key in keys(Platform.BUTTON, of)
    assert one(Platform.BUTTON, key).press(of) == command


@pytest.mark.parametrize(
    ("aliases", "command"),
    [
        (["favorite1"], Command("goToAlias", ("favorite1",))),
        ([{"id": "1", "name": "favorite1"}, 7, {}], Command("goToAlias", ("1",))),
        ({"1": "favorite1", "2": ["odd"]}, Command("goToAlias", ("1",))),
        ("favorite1", None),
        ([], None),
        (None, None),
    ],
)
def test_positions_with_names(aliases: Any, command: Command | None) -> None:
    of = device("Screen/DynamicScreen", "goToAlias open", attributes={"core:SupportedAliases": aliases})
    assert one(Platform.BUTTON, "favorite1_position").press(of) == command
    assert one(Platform.BUTTON, "favorite1_position").supports(of) is (command is not None)


def test_a_scenario_is_a_scene() -> None:
    of = Device("1234/scenario/1", "Good night", SCENARIO)
    scene = only(Platform.SCENE, of)
    assert scene.label(of) == "Good night"
    assert scene.activate(of) == Command("activate")
    assert [platform for platform in DESCRIPTIONS if keys(platform, of)] == [Platform.SCENE]


# Sensors


@pytest.mark.parametrize(
    ("key", "states", "value"),
    [
        ("battery", {"core:BatteryLevelState": "62%"}, 62),
        ("battery", {"core:BatteryLevelState": 83.0}, 83),
        ("battery", {"core:BatteryLevelState": 140}, None),
        ("battery_status", {"core:BatteryState": "verylow"}, "very_low"),
        ("battery_status", {"core:BatteryDiscreteLevelState": "critical"}, "critical"),
        ("battery_status", {"internal:BatteryStatusState": "no"}, "absent"),
        ("battery_status", {"core:BatteryState": "quantum"}, None),
        ("sensor_battery", {"io:MaintenanceSensorPartBatteryState": "absence"}, "absent"),
        ("radio_signal", {"core:RSSILevelState": 74.0}, 74),
        ("radio_quality", {"core:DiscreteRSSILevelState": "verylow"}, "very_low"),
        ("temperature", {"core:TemperatureState": 24.2}, 24.2),
        ("temperature", {"core:TemperatureState": 0}, 0),
        ("temperature", {"core:TemperatureState": []}, None),
        ("priority_lock_originator", {"io:PriorityLockOriginatorState": "wind"}, "wind"),
        ("priority_lock_originator", {"io:PriorityLockOriginatorState": "localUser"}, "local_user"),
        ("priority_lock_originator", {"io:PriorityLockOriginatorState": "unknown"}, None),
        (
            "priority_lock_originator",
            {"io:PriorityLockOriginatorState": "unknown", "core:PriorityLockTimerState": 0},
            "nobody",
        ),
        (
            "priority_lock_originator",
            {"io:PriorityLockOriginatorState": "wind", "core:PriorityLockTimerState": 30},
            "wind",
        ),
        ("sensor_defect", {"core:SensorDefectState": "noDefect"}, "no_defect"),
        ("handle", {"core:ThreeWayHandleDirectionState": "tilt"}, "tilted"),
        ("error_code", {"core:ErrorCodeState": 12}, "12"),
        ("error_code", {"core:ErrorCodeState": {}}, None),
        ("wifi_mode", {"internal:WifiModeState": "accesspoint"}, "access_point"),
    ],
)
def test_sensor(key: str, states: dict[str, Any], value: Any) -> None:
    of = device("Anything/Else", "", states)
    sensor = one(Platform.SENSOR, key)
    assert sensor.supports(of)
    assert sensor.value(of) == value


@pytest.mark.parametrize(
    ("key", "attributes", "unit"),
    [
        ("temperature", {}, None),
        ("temperature", {"core:MeasuredValueType": "core:TemperatureInKelvin"}, UnitOfTemperature.KELVIN),
        ("temperature", {"core:MeasuredValueType": "core:LuminanceInLux"}, None),
        ("temperature", {"core:MeasuredValueType": "core:SomethingNew"}, None),
        ("temperature", {"core:MeasuredValueType": 7}, None),
        ("energy", {"core:MeasuredValueType": "core:ElectricalEnergyInKWh"}, UnitOfEnergy.KILO_WATT_HOUR),
        (
            "energy",
            {
                "core:MeasuredValueType": "core:ElectricalEnergyInKWh",
                "core:ElectricEnergyConsumptionStateMeasuredValueType": "core:ElectricalEnergyInWh",
            },
            UnitOfEnergy.WATT_HOUR,
        ),
    ],
)
def test_unit_that_a_device_tells(key: str, attributes: dict[str, Any], unit: str | None) -> None:
    of = device("Anything/Else", attributes=attributes)
    assert one(Platform.SENSOR, key).unit(of) == unit


def test_units_fit_their_device_classes() -> None:
    for sensor in DESCRIPTIONS[Platform.SENSOR]:
        units = DEVICE_CLASS_UNITS.get(sensor.device_class)  # type: ignore[call-overload]  # any text may be asked for
        if units is not None:
            assert sensor.unit_of_measurement in units or sensor.native_unit_of_measurement in units  # type: ignore[attr-defined]  # a sensor's


@pytest.mark.parametrize(
    ("key", "states", "on"),
    [
        ("rain", {"core:RainState": "detected"}, True),
        ("rain", {"core:RainState": "notDetected"}, False),
        ("rain", {"core:RainState": "maybe"}, None),
        ("rain", {"core:RainState": None}, None),
        ("smoke", {"rtds:SmokeState": "detected"}, True),
        ("occupancy", {"core:OccupancyState": "personInside"}, True),
        ("contact", {"core:ContactState": "closed"}, False),
        ("assembly", {"core:AssemblyState": "open"}, True),
        ("tilted", {"core:TiltedState": True}, True),
        ("tilted", {"core:TiltedState": "yes"}, None),
        ("intrusion", {"core:IntrusionDetectedState": True}, True),
        ("vibration", {"io:VibrationDetectedState": "detected"}, True),
        ("heating", {"core:HeatingStatusState": "heating"}, True),
        ("cloud", {"core:ConnectivityState": "offline"}, False),
        ("unlocked", {"core:LockedUnlockedState": "unlocked"}, True),
        ("unlocked", {"core:LockedUnlockedState": "unknown"}, None),
    ],
)
def test_binary_sensor(key: str, states: dict[str, Any], on: bool | None) -> None:
    of = device("Anything/Else", "", states)
    sensor = one(Platform.BINARY_SENSOR, key)
    assert sensor.supports(of)
    assert sensor.is_on(of) is on


def test_only_a_contact_is_a_window() -> None:
    assert "window" not in keys(Platform.BINARY_SENSOR, known("io:RollerShutterGenericIOComponent"))


def test_the_box() -> None:
    of = Device(
        "1234-5678-9012",
        "TaHoma",
        BOX,
        states={
            State.BOX_CONNECTED: True,
            State.BOX_LISTENER_RESETS: 3,
            State.BOX_LAST_ERROR: "certificate_wrong_name",
        },
    )
    assert only(Platform.BINARY_SENSOR, of).is_on(of) is True
    sensors = {key: one(Platform.SENSOR, key) for key in keys(Platform.SENSOR, of)}
    assert {key: sensor.value(of) for key, sensor in sensors.items()} == {
        "listener_resets": 3,
        "last_error": "certificate_wrong_name",
    }
    assert not any(sensor.entity_registry_enabled_default for sensor in sensors.values())
    assert keys(Platform.EVENT, of) == ["command_failed"]


# Events


@pytest.mark.parametrize(
    ("key", "state", "value", "event"),
    [
        ("remote", "io:OneWayControllerButtonState", "up", ("up", {})),
        ("remote", "io:OneWayControllerButtonState", "sunProtection", ("other", {"value": "sunProtection"})),
        ("remote", "io:OneWayControllerButtonState", None, None),
        ("remote", "core:ClosureState", "up", None),
        ("button", "core:ButtonState", "shortPressed", ("short_pressed", {})),
        ("button_1", "internal:Button1State", "stop", ("released", {})),
        ("button_1", "internal:Button2State", "pressed", None),
        ("cyclic_button", "core:CyclicButtonState", "pressed", ("pressed", {})),
        ("config_button", "internal:LastActionConfigButtonState", "veryLongPress", ("very_long_press", {})),
        ("alarm_remote", "rtds:ControllerOrderTypeState", "armed", ("other", {"value": "armed"})),
    ],
)
def test_presses(key: str, state: str, value: Any, event: tuple[str, dict[str, Any]] | None) -> None:
    description = one(Platform.EVENT, key)
    assert description.event(StateReported(state, value)) == event
    assert event is None or event[0] in description.types(device("x"))
    assert description.event(CommandFailed("Kitchen", "open", "wind")) is None


def test_failures() -> None:
    failure = CommandFailed("Kitchen", "open", "wind")
    description = one(Platform.EVENT, "command_failed")
    assert description.types(device("x")) == (*REASONS, *NOT_TAKEN)
    assert description.event(StateReported(CLOSURE, 1)) is None
    assert description.event(failure) == (
        "wind",
        {"device": "Kitchen", "command": "open", "reason": "wind"},
    )


# Everything, of devices that say anything

ODD_VALUES: tuple[JsonValue, ...] = (
    None, True, False, 0, 1, 50, 100, 105, 108, 124, -1, 3.7, 1e9, "", "open", "closed", "unknown", "62%",
    "on", "off", "locked", "A,B", "auto", "manu", "eco", "active", [], {},
    [1], {"a": 1}, [{"name": "favorite1"}],
)  # fmt: skip
ODD_PARAMETERS: tuple[tuple[JsonValue, ...], ...] = (
    (),
    (0,),
    (50,),
    (124,),
    ("my",),
    ([],),
    (None, "lowspeed"),
)

READS = (
    "supports", "label", "assumed", "state", "is_on", "modes", "mode", "action", "current_temperature",
    "target_temperature", "lowest", "highest", "presets", "preset", "device_class_of", "position", "tilt",
    "is_closed", "is_opening", "is_closing", "speeds", "types", "percentage", "color_modes", "color_mode",
    "brightness", "color_temp_kelvin", "rgb", "is_locked", "is_locking", "is_unlocking", "value", "choices",
    "current", "unit", "takes_duration", "takes_volume",
    "disarm", "arm_away", "arm_home", "arm_night", "trigger", "press", "open", "close", "stop", "open_tilt",
    "close_tilt", "turn_off", "lock", "unlock", "activate",
)  # fmt: skip
SETS: dict[str, tuple[Any, ...]] = {
    "set_target_temperature": (20.0,),
    "set_position": (30, "slow"),
    "set_tilt": (30,),
    "set_position_and_tilt": (30, 40),
    "set_percentage": (30,),
    "set_value": (30.0,),
}


def odd_device(controllable: str, chance: random.Random) -> Device:
    """Make a device that has lost some of its states and tells nonsense in others."""
    of = known(controllable)
    states: dict[str, JsonValue] = {
        name: chance.choice(ODD_VALUES) if chance.random() < 0.7 else value
        for name, value in of.states.items()
        if chance.random() < 0.9
    }
    if chance.random() < 0.2:
        states[ESTIMATED_POSITION] = chance.choice((None, 0, 40, 100))
    running = tuple(
        Command(name, chance.choice(ODD_PARAMETERS))
        for name in chance.sample(sorted(of.commands), min(len(of.commands), chance.randrange(3)))
    )
    attributes: dict[str, JsonValue] = {name: chance.choice(ODD_VALUES) for name in of.attributes}
    return replace(of, states=states, running=running, attributes=attributes)


@pytest.mark.parametrize("controllable", CATALOG)
def test_nothing_that_a_device_says_breaks_anything(controllable: str) -> None:
    chance = random.Random(controllable)  # noqa: S311 - no secret
    for _ in range(15):
        of = odd_device(controllable, chance)
        for platform, descriptions in DESCRIPTIONS.items():
            for description in descriptions:
                if description.supports(of):
                    check(platform, description, of)


def check(platform: Platform, description: Any, of: Device) -> None:
    results = {name: getattr(description, name)(of) for name in READS if getattr(description, name, None)}
    for name, arguments in SETS.items():
        if hasattr(description, name):
            made = getattr(description, name)(of, *arguments)
            assert made is None or isinstance(made, Command)
    if platform in CHECKS:
        CHECKS[platform](description, of, results)


def check_cover(_description: Any, _of: Device, results: dict[str, Any]) -> None:
    for value in (results["position"], results["tilt"]):
        assert value is None or (type(value) is int and 0 <= value <= 100)
    assert not (results["is_opening"] and results["is_closing"])
    assert results["is_closed"] in (None, True, False)


def check_sensor(description: Any, _of: Device, results: dict[str, Any]) -> None:
    value = results["value"]
    if description.options is not None:
        assert value is None or value in description.options
    assert value is None or type(value) in (int, float, str)


def check_select(description: Any, of: Device, results: dict[str, Any]) -> None:
    assert results["current"] is None or re.fullmatch("[a-z0-9_]+", results["current"])
    for option in results["choices"]:
        assert description.select(of, option).name in of.commands


def check_climate(description: Any, of: Device, results: dict[str, Any]) -> None:
    assert results["mode"] is None or results["mode"] in results["modes"]
    for preset in results["presets"]:
        description.set_preset(of, preset)
    for mode in results["modes"]:
        description.set_mode(of, mode)


def check_light(_description: Any, _of: Device, results: dict[str, Any]) -> None:
    assert results["color_mode"] in results["color_modes"]


CHECKS = {
    Platform.CLIMATE: check_climate,
    Platform.COVER: check_cover,
    Platform.LIGHT: check_light,
    Platform.SELECT: check_select,
    Platform.SENSOR: check_sensor,
}


# Keys, texts and icons

TRANSLATIONS = {
    language: json.loads((INTEGRATION / "translations" / f"{language}.json").read_text())
    for language in ("en", "fr")
}
ICONS = json.loads((INTEGRATION / "icons.json").read_text())["entity"]
EXPLANATIONS = (
    "authentication_failed",
    "certificate_expired",
    "certificate_not_yet_valid",
    "certificate_untrusted",
    "certificate_wrong_name",
    "cannot_connect",
    "not_confirmed",
    "refused",
    "unexpected_answer",
)


def test_keys_are_unique_and_tables_are_sorted() -> None:
    assert list(DESCRIPTIONS) == sorted(DESCRIPTIONS)
    for descriptions in DESCRIPTIONS.values():
        found = [description.key for description in descriptions]
        assert len(found) == len(set(found))
        assert all(re.fullmatch("[a-z0-9_]+", key) for key in found)


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_every_entity_has_its_texts(language: str) -> None:
    texts = TRANSLATIONS[language]["entity"]
    of = device("x")
    for platform, descriptions in DESCRIPTIONS.items():
        for description in descriptions:
            text: Any = texts.get(platform, {}).get(description.key, {})
            named = description.label is not None or description.name is None
            assert named is not bool(text.get("name")) or description.device_class is not None
            if description.name is UNDEFINED and platform in (Platform.COVER, Platform.EVENT):
                assert text["name"]
            if platform is Platform.EVENT:
                types = description.types(of)  # type: ignore[attr-defined]  # an event's
                assert set(text["state_attributes"]["event_type"]["state"]) == set(types)
            elif platform is Platform.SENSOR:
                assert set(description.options or ()) == set(text.get("state", ()))  # type: ignore[attr-defined]  # a sensor's
            elif platform is Platform.SELECT:
                every = replace(of, commands=known_commands())
                assert set(description.choices(every)) == set(text["state"])  # type: ignore[attr-defined]  # a select's


def known_commands() -> dict[str, Any]:
    """Return every command of the catalogue."""
    return {
        name: definition
        for controllable in CATALOG
        for name, definition in known(controllable).commands.items()
    }


def test_both_languages_say_the_same() -> None:
    english, french = (flat(TRANSLATIONS[language]) for language in ("en", "fr"))
    for section in ("entity.", "exceptions."):
        keys_of = [{key for key in texts if key.startswith(section)} for texts in (english, french)]
        assert keys_of[0] == keys_of[1]
        for key in keys_of[0]:
            assert placeholders(english[key]) == placeholders(french[key])


def test_every_failure_is_explained() -> None:
    for texts in TRANSLATIONS.values():
        exceptions = texts["exceptions"]
        for key in (*EXPLANATIONS, *(f"command_failed_{reason}" for reason in REASONS)):
            allowed = {"name", "message"} if key == "refused" else {"name"}
            assert placeholders(exceptions[key]["message"]) == allowed


def test_every_thing_without_a_device_class_has_an_icon() -> None:
    own_icons = (
        Platform.ALARM_CONTROL_PANEL,
        Platform.CLIMATE,
        Platform.COVER,
        Platform.LIGHT,
        Platform.LOCK,
        Platform.SIREN,
    )
    for platform, descriptions in DESCRIPTIONS.items():
        for description in descriptions:
            iconless = description.device_class in (None, SensorDeviceClass.ENUM)
            if iconless and platform not in own_icons:
                assert ICONS[platform][description.key]["default"].startswith("mdi:"), description.key


def test_texts_and_icons_belong_to_an_entity() -> None:
    described = {
        (str(platform), description.key)
        for kind in KINDS.values()
        for platform, descriptions in kind.descriptions.items()
        for description in descriptions
    }
    for section in (*(texts["entity"] for texts in TRANSLATIONS.values()), ICONS):
        assert {(platform, key) for platform, each in section.items() for key in each} <= described


def test_noisy_diagnostics_are_off_and_reasons_are_on() -> None:
    sensors = {description.key: description for description in DESCRIPTIONS[Platform.SENSOR]}
    for key in ("radio_signal", "radio_quality", "priority_lock_timer", "error_code"):
        assert not sensors[key].entity_registry_enabled_default
    assert sensors["priority_lock_originator"].entity_registry_enabled_default
    assert sensors["priority_lock_originator"].entity_category is EntityCategory.DIAGNOSTIC


def flat(node: Any, prefix: str = "") -> dict[str, str]:
    if isinstance(node, str):
        return {prefix: node}
    return {
        key: text
        for name, child in node.items()
        for key, text in flat(child, f"{prefix}.{name}".lstrip(".")).items()
    }


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", text))
