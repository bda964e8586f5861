"""The target positions of each motor command."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from .failures import CommandFailedError, FailureType

if TYPE_CHECKING:
    from .motor_behavior import MotorBehavior

type Targets = dict[str, float]  # position by axis
type TargetsFn = Callable[[MotorBehavior, list[Any]], Targets]

MAIN, TILT, UPPER, LOWER = "main", "tilt", "upper", "lower"
TILT_STEP = 15
PEDESTRIAN, PARTIAL, VENTILATION = 70, 80, 90  # closure
FULL = 100


def percent(value: Any) -> float:
    """Validate a number from 0 to 100, like the devices do."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= FULL:
        raise CommandFailedError(FailureType.ERRORCOMMAND)
    return value


def open_cover(motor: MotorBehavior, _: list[Any]) -> Targets:
    """Open all axes except the tilt, or the tilt if it is the only one."""
    return {name: motor.axes[name].open_position for name in motor.cover_axes}


def close_cover(motor: MotorBehavior, _: list[Any]) -> Targets:
    """Close all axes except the tilt, or the tilt if it is the only one."""
    return {name: motor.axes[name].closed_position for name in motor.cover_axes}


def raise_cover(motor: MotorBehavior, _: list[Any]) -> Targets:
    """Raise all axes except the tilt, which retracts an awning."""
    return dict.fromkeys(motor.cover_axes, 0.0)


def lower_cover(motor: MotorBehavior, _: list[Any]) -> Targets:
    """Lower all axes except the tilt, which extends an awning."""
    return dict.fromkeys(motor.cover_axes, 100.0)


def set_closure(motor: MotorBehavior, parameters: list[Any]) -> Targets:
    """Move to a closure, which is inverted for an axis that is closed at 0."""
    closure = percent(parameters[0])
    return {name: abs(100 - motor.axes[name].closed_position - closure) for name in motor.cover_axes}


def set_position(motor: MotorBehavior, parameters: list[Any]) -> Targets:
    """Move to a position, or to a memorized position given by name."""
    match parameters[0]:
        case "my" | "memorized1":
            return move_to_my_position(motor, [])
        case "secured" | "securedVentilation":
            return {MAIN: VENTILATION}
        case position:
            return {MAIN: percent(position)}


def move_to_my_position(motor: MotorBehavior, _: list[Any]) -> Targets:
    """Move to the memorized position, if there is one."""
    targets = {}
    for axis, state in ((MAIN, "core:Memorized1PositionState"), (TILT, "core:Memorized1OrientationState")):
        memorized = motor.device.states.get(state)
        if axis in motor.axes and isinstance(memorized, int | float) and 0 <= memorized <= FULL:
            targets[axis] = float(memorized)
    return targets


def set_axis(name: str) -> TargetsFn:
    """Move one axis to the first parameter."""
    return lambda _, parameters: {name: percent(parameters[0])}


def set_axes(first: str, second: str) -> TargetsFn:
    """Move two axes to the two parameters."""
    return lambda _, parameters: {first: percent(parameters[0]), second: percent(parameters[1])}


def set_fixed(name: str, position: float) -> TargetsFn:
    """Move one axis to a fixed position."""
    return lambda _motor, _parameters: {name: position}


def tilt_by(step: float) -> TargetsFn:
    """Tilt the slats by one step."""

    def targets(motor: MotorBehavior, _: list[Any]) -> Targets:
        tilt = motor.axes.get(TILT)
        return {TILT: min(100.0, max(0.0, tilt.target + step))} if tilt else {}

    return targets


COMMANDS: Mapping[str, TargetsFn] = {
    "open": open_cover,
    "close": close_cover,
    "up": raise_cover,
    "down": lower_cover,
    "deploy": lower_cover,
    "undeploy": raise_cover,
    "rollOut": lower_cover,
    "rollUp": raise_cover,
    "my": move_to_my_position,
    "setClosure": set_closure,
    "setClosureAndLinearSpeed": set_closure,
    "setPosition": set_position,
    "setPositionAndLinearSpeed": set_position,
    "setDeployment": set_axis(MAIN),
    "setClosureAndOrientation": set_axes(MAIN, TILT),
    "setOrientation": set_axis(TILT),
    "openSlats": set_fixed(TILT, 0),
    "closeSlats": set_fixed(TILT, 100),
    "tiltDown": tilt_by(-TILT_STEP),
    "tiltUp": tilt_by(TILT_STEP),
    "tiltPositive": tilt_by(-TILT_STEP),
    "tiltNegative": tilt_by(TILT_STEP),
    "setUpperClosure": set_axis(UPPER),
    "setUpperPosition": set_axis(UPPER),
    "upperOpen": set_fixed(UPPER, 0),
    "upperUp": set_fixed(UPPER, 0),
    "upperClose": set_fixed(UPPER, 100),
    "upperDown": set_fixed(UPPER, 100),
    "setLowerClosure": set_axis(LOWER),
    "setLowerPosition": set_axis(LOWER),
    "lowerOpen": set_fixed(LOWER, 0),
    "lowerUp": set_fixed(LOWER, 0),
    "lowerClose": set_fixed(LOWER, 100),
    "lowerDown": set_fixed(LOWER, 100),
    "setUpperAndLowerClosure": set_axes(UPPER, LOWER),
    "setUpperAndLowerPosition": set_axes(UPPER, LOWER),
    "setPedestrianPosition": set_fixed(MAIN, PEDESTRIAN),
    "partialPosition": set_fixed(MAIN, PARTIAL),
    "goToAlias": set_fixed(MAIN, VENTILATION),
}

# The value of open/closed states after these commands, instead of "open".
NAMED_POSITIONS = {
    "setPedestrianPosition": "pedestrian",
    "partialPosition": "partial",
}
