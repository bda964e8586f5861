"""Where each command sends the axes of a motor."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from .failures import CommandFailedError, Failure

if TYPE_CHECKING:
    from .motor import Motor

type Targets = dict[str, float]
type Aim = Callable[[Motor, list[Any]], Targets]

MAIN, TILT, UPPER, LOWER = "main", "tilt", "upper", "lower"
TILT_STEP = 15
PEDESTRIAN, PARTIAL, VENTILATION = 70, 80, 90  # closure
FULL = 100


def percent(value: Any) -> float:
    """Accept a number from 0 to 100, as the products do."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= FULL:
        raise CommandFailedError(Failure.ERRORCOMMAND)
    return value


def open_up(motor: Motor, _: list[Any]) -> Targets:
    """Open everything that is not slats, or the slats if there is nothing else."""
    return {name: motor.axes[name].opened for name in motor.leaves}


def close_down(motor: Motor, _: list[Any]) -> Targets:
    """Close everything that is not slats, or the slats if there is nothing else."""
    return {name: motor.axes[name].closed for name in motor.leaves}


def raise_up(motor: Motor, _: list[Any]) -> Targets:
    """Pull everything up, which retracts an awning."""
    return dict.fromkeys(motor.leaves, 0.0)


def lower_down(motor: Motor, _: list[Any]) -> Targets:
    """Let everything down, which extends an awning."""
    return dict.fromkeys(motor.leaves, 100.0)


def set_closure(motor: Motor, parameters: list[Any]) -> Targets:
    """Aim at a closure, whatever the axis counts."""
    closure = percent(parameters[0])
    return {name: abs(100 - motor.axes[name].closed - closure) for name in motor.leaves}


def set_position(motor: Motor, parameters: list[Any]) -> Targets:
    """Aim at a position or at a remembered one by its name."""
    match parameters[0]:
        case "my" | "memorized1":
            return go_my(motor, [])
        case "secured" | "securedVentilation":
            return {MAIN: VENTILATION}
        case position:
            return {MAIN: percent(position)}


def go_my(motor: Motor, _: list[Any]) -> Targets:
    """Aim at the memorized position, if one is stored."""
    targets = {}
    for axis, state in ((MAIN, "core:Memorized1PositionState"), (TILT, "core:Memorized1OrientationState")):
        memorized = motor.device.states.get(state)
        if axis in motor.axes and isinstance(memorized, int | float) and 0 <= memorized <= FULL:
            targets[axis] = float(memorized)
    return targets


def set_axis(name: str) -> Aim:
    """Aim one axis at the first parameter."""
    return lambda _, parameters: {name: percent(parameters[0])}


def set_both(first: str, second: str) -> Aim:
    """Aim two axes at the two parameters."""
    return lambda _, parameters: {first: percent(parameters[0]), second: percent(parameters[1])}


def fixed(name: str, position: float) -> Aim:
    """Aim one axis at a position of its own."""
    return lambda _motor, _parameters: {name: position}


def tilt_by(step: float) -> Aim:
    """Turn the slats a little."""

    def aim(motor: Motor, _: list[Any]) -> Targets:
        slats = motor.axes.get(TILT)
        return {TILT: min(100.0, max(0.0, slats.target + step))} if slats else {}

    return aim


AIMS: Mapping[str, Aim] = {
    "open": open_up,
    "close": close_down,
    "up": raise_up,
    "down": lower_down,
    "deploy": lower_down,
    "undeploy": raise_up,
    "rollOut": lower_down,
    "rollUp": raise_up,
    "my": go_my,
    "setClosure": set_closure,
    "setClosureAndLinearSpeed": set_closure,
    "setPosition": set_position,
    "setPositionAndLinearSpeed": set_position,
    "setDeployment": set_axis(MAIN),
    "setClosureAndOrientation": set_both(MAIN, TILT),
    "setOrientation": set_axis(TILT),
    "openSlats": fixed(TILT, 0),
    "closeSlats": fixed(TILT, 100),
    "tiltDown": tilt_by(-TILT_STEP),
    "tiltUp": tilt_by(TILT_STEP),
    "tiltPositive": tilt_by(-TILT_STEP),
    "tiltNegative": tilt_by(TILT_STEP),
    "setUpperClosure": set_axis(UPPER),
    "setUpperPosition": set_axis(UPPER),
    "upperOpen": fixed(UPPER, 0),
    "upperUp": fixed(UPPER, 0),
    "upperClose": fixed(UPPER, 100),
    "upperDown": fixed(UPPER, 100),
    "setLowerClosure": set_axis(LOWER),
    "setLowerPosition": set_axis(LOWER),
    "lowerOpen": fixed(LOWER, 0),
    "lowerUp": fixed(LOWER, 0),
    "lowerClose": fixed(LOWER, 100),
    "lowerDown": fixed(LOWER, 100),
    "setUpperAndLowerClosure": set_both(UPPER, LOWER),
    "setUpperAndLowerPosition": set_both(UPPER, LOWER),
    "setPedestrianPosition": fixed(MAIN, PEDESTRIAN),
    "partialPosition": fixed(MAIN, PARTIAL),
    "goToAlias": fixed(MAIN, VENTILATION),
}

# What an open-or-closed state says after these commands, in place of "open".
NAMED_POSITIONS = {
    "setPedestrianPosition": "pedestrian",
    "partialPosition": "partial",
}
