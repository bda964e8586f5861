"""Covers: states and commands."""

from dataclasses import replace
from typing import Any

from homeassistant.components.cover import CoverDeviceClass
from homeassistant.const import Platform
import pytest

from custom_components.gatehouse.gateways.tahoma.api.models import (
    ESTIMATED_POSITION,
    SET_ESTIMATED_POSITION,
    Command,
)
from custom_components.gatehouse.gateways.tahoma.descriptions import DESCRIPTIONS
from simulators.tahoma.catalog import CATALOG

from .devices import (
    CLOSURE,
    COVERS_WITH_MY,
    MOVING,
    ORIENTATION,
    PLAIN_COVERS,
    RTS_COMMANDS,
    SHUTTER,
    SHUTTER_COMMANDS,
    TARGET,
    VENETIAN,
    VENETIAN_COMMANDS,
    catalog_device,
    cover_description,
    description_keys,
    device,
    find_description,
)


@pytest.mark.parametrize(
    ("kind", "commands", "states", "position"),
    [
        (SHUTTER, SHUTTER_COMMANDS, {CLOSURE: 0}, 100),
        (SHUTTER, SHUTTER_COMMANDS, {CLOSURE: 100}, 0),
        (SHUTTER, SHUTTER_COMMANDS, {CLOSURE: 40.4}, 60),
        (SHUTTER, SHUTTER_COMMANDS, {}, None),
        (SHUTTER, SHUTTER_COMMANDS, {CLOSURE: None}, None),
        (SHUTTER, SHUTTER_COMMANDS, {CLOSURE: "unexpected"}, None),
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
    tested_device = device(kind, commands, states)
    assert cover_description(tested_device).position_fn(tested_device) == position


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
    tested_device = device(kind, "open close openSlats", states)
    assert cover_description(tested_device).is_closed_fn(tested_device) is closed


def test_end_positions_are_closed_and_open() -> None:
    for controllable in (*COVERS_WITH_MY, *PLAIN_COVERS):
        tested_device = catalog_device(controllable)
        for position in (0, 100):
            command = cover_description(tested_device).set_position_fn(tested_device, position, None)
            if command is not None:
                state = "core:DeploymentState" if command.name == "setDeployment" else CLOSURE
                there = tested_device.with_states({state: command.parameters[0]})
                assert cover_description(there).position_fn(there) == position


# Movement


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
    tested_device = device(SHUTTER, SHUTTER_COMMANDS, states, running)
    assert (
        cover_description(tested_device).is_opening_fn(tested_device),
        cover_description(tested_device).is_closing_fn(tested_device),
    ) == (
        opening,
        closing,
    )


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
def test_direction_of_awning(
    running: tuple[Command, ...],
    states: dict[str, Any],
    opening: bool,
) -> None:
    tested_device = device(
        "Awning/PositionableHorizontalAwning", "deploy undeploy setDeployment", states, running
    )
    assert cover_description(tested_device).is_opening_fn(tested_device) is opening
    assert cover_description(tested_device).is_closing_fn(tested_device) is not opening


# Commands


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
    tested_device = device(kind, commands)
    assert (
        cover_description(tested_device).open_fn(tested_device),
        cover_description(tested_device).close_fn(tested_device),
    ) == (opens, closes)


@pytest.mark.parametrize("kind", ["Gate/OpenCloseGate4T", "GarageDoor/UpDownGarageDoor4T"])
def test_one_button_opener_is_assumed_and_cannot_be_stopped(kind: str) -> None:
    tested_device = device(kind, "cycle stop", {"core:OpenClosedState": "closed"})
    assert cover_description(tested_device).assumed_state_fn(tested_device)
    assert cover_description(tested_device).stop_fn(tested_device) is None
    assert cover_description(tested_device).device_class_fn(tested_device) is not None


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
    tested_device = device(kind, "open close up down")
    assert cover_description(tested_device).device_class_fn(tested_device) is device_class


def test_speeds() -> None:
    tested_device = device(SHUTTER, f"{SHUTTER_COMMANDS} setClosureAndLinearSpeed", {CLOSURE: 0})
    description = cover_description(tested_device)
    assert description.supported_speeds_fn(tested_device) == ("fast", "slow")
    assert description.set_position_fn(tested_device, 30, None) == Command("setClosure", (70,))
    assert description.set_position_fn(tested_device, 30, "fast") == Command("setClosure", (70,))
    assert description.set_position_fn(tested_device, 30, "slow") == Command(
        "setClosureAndLinearSpeed", (70, "lowspeed")
    )


def test_cover_with_one_speed() -> None:
    tested_device = device(SHUTTER, SHUTTER_COMMANDS, {CLOSURE: 0})
    assert cover_description(tested_device).supported_speeds_fn(tested_device) == ()
    assert cover_description(tested_device).set_position_fn(tested_device, 30, "slow") == Command(
        "setClosure", (70,)
    )


def test_position_of_awning_is_its_deployment() -> None:
    tested_device = catalog_device("io:HorizontalAwningIOComponent")
    assert cover_description(tested_device).set_position_fn(tested_device, 30, None) == Command(
        "setDeployment", (30,)
    )


def test_cover_without_position() -> None:
    tested_device = catalog_device("io:DiscreteGarageOpenerIOComponent")
    assert cover_description(tested_device).set_position_fn(tested_device, 50, None) is None


# Slats


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
    tested_device = device(kind, commands)
    assert (
        cover_description(tested_device).open_tilt_fn(tested_device),
        cover_description(tested_device).close_tilt_fn(tested_device),
    ) == (
        opens,
        closes,
    )


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
    tested_device = device(VENETIAN, VENETIAN_COMMANDS, states)
    assert cover_description(tested_device).tilt_position_fn(tested_device) == tilt


@pytest.mark.parametrize(
    ("states", "running", "command"),
    [
        ({CLOSURE: 50, TARGET: 50, MOVING: False}, (), Command("setOrientation", (20,))),
        ({CLOSURE: 50, TARGET: 90, MOVING: True}, (), Command("setClosureAndOrientation", (90, 20))),
        # Commanded, but not moving yet.
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
def test_tilt_of_moving_blind(states: dict[str, Any], running: tuple[Command, ...], command: Command) -> None:
    tested_device = device(VENETIAN, VENETIAN_COMMANDS, states, running)
    assert cover_description(tested_device).set_tilt_position_fn(tested_device, 80) == command


def test_slats_that_only_move_with_the_blind() -> None:
    """The features of a blind are the same while it moves."""
    commands = "open close setClosure setClosureAndOrientation"
    for moving in (False, True):
        tested_device = device(VENETIAN, commands, {CLOSURE: 50, TARGET: 90, MOVING: moving})
        assert cover_description(tested_device).set_tilt_position_fn(tested_device, 80) is None


def test_position_and_tilt_in_one_command() -> None:
    tested_device = device(VENETIAN, VENETIAN_COMMANDS)
    assert cover_description(tested_device).set_position_and_tilt_fn(tested_device, 30, 80) == Command(
        "setClosureAndOrientation", (70, 20)
    )
    tested_device = device("RollerShutter/x", "open setClosure setOrientation")
    assert cover_description(tested_device).set_position_and_tilt_fn(tested_device, 30, 80) is None


# Dual shutters and one-way motors


def test_dual_shutter_is_two_covers() -> None:
    tested_device = catalog_device(
        "io:DualRollerShutterIOComponent",
        {
            "core:UpperClosureState": 20,
            "core:LowerClosureState": 100,
            "core:UpperOpenClosedState": "open",
            "core:LowerOpenClosedState": "closed",
        },
    )
    upper, lower = (find_description(Platform.COVER, key) for key in ("upper", "lower"))
    assert description_keys(Platform.COVER, tested_device) == ["upper", "lower"]
    assert (upper.position_fn(tested_device), lower.position_fn(tested_device)) == (80, 0)
    assert (upper.is_closed_fn(tested_device), lower.is_closed_fn(tested_device)) == (False, True)
    assert upper.open_fn(tested_device) == Command("upperOpen")
    assert lower.close_fn(tested_device) == Command("lowerClose")
    assert upper.set_position_fn(tested_device, 10, None) == Command("setUpperClosure", (90,))
    assert lower.set_position_fn(tested_device, 10, None) == Command("setLowerClosure", (90,))
    assert upper.stop_fn(tested_device) == Command("stop")
    assert upper.tilt_position_fn(tested_device) is None
    moving = replace(tested_device, running=(Command("setLowerClosure", (0,)),))
    assert (upper.is_opening_fn(moving), lower.is_opening_fn(moving)) == (None, True)


def test_no_device_has_two_unnamed_covers() -> None:
    for controllable in CATALOG:
        tested_device = catalog_device(controllable)
        named = [each.name for each in DESCRIPTIONS[Platform.COVER] if each.supported_fn(tested_device)]
        assert named.count(None) <= 1


def test_one_way_cover_is_assumed() -> None:
    tested_device = catalog_device("rts:RollerShutterRTSComponent")
    description = cover_description(tested_device)
    assert description.assumed_state_fn(tested_device)
    assert description.is_closed_fn(tested_device) is None
    assert description.position_fn(tested_device) is None
    assert description.set_position_fn(tested_device, 50, None) is None
    assert description.is_opening_fn(tested_device) is None
    assert description.stop_fn(tested_device) == Command("stop")
    assert not cover_description(catalog_device("io:RollerShutterGenericIOComponent")).assumed_state_fn(
        tested_device.with_states({CLOSURE: 0})
    )


def test_one_way_cover_with_estimated_position() -> None:
    tested_device = catalog_device("rts:RollerShutterRTSComponent").with_states({ESTIMATED_POSITION: 40})
    description = cover_description(tested_device)
    assert description.position_fn(tested_device) == 40
    assert description.is_closed_fn(tested_device) is False
    assert description.set_position_fn(tested_device, 70, None) == Command(SET_ESTIMATED_POSITION, (70,))
    assert description.assumed_state_fn(tested_device)
    assert description.is_opening_fn(replace(tested_device, running=(Command("up"),))) is True
    assert description.is_closing_fn(replace(tested_device, running=(Command("down"),))) is True
    closed = tested_device.with_states({ESTIMATED_POSITION: 0})
    assert description.is_closed_fn(closed) is True
    lost = tested_device.with_states({ESTIMATED_POSITION: None})
    assert description.position_fn(lost) is None
    assert description.is_closed_fn(lost) is None
    assert description.set_position_fn(lost, 0, None) == Command(SET_ESTIMATED_POSITION, (0,))
