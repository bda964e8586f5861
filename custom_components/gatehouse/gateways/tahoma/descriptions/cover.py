"""Covers: shutters, blinds, awnings, pergolas, curtains, gates, garage doors and windows.

The features of a cover are derived from its commands and states; the tables contain only the exceptions.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from homeassistant.components.cover import CoverDeviceClass, CoverEntityFeature

from ....descriptions import CoverDescription
from ..api.models import ESTIMATED_POSITION, SET_ESTIMATED_POSITION, Command, Device, State, as_number
from .helpers import (
    FULL,
    Predicate,
    all_of,
    has_command,
    invert_percentage,
    make_command,
    make_first_command,
    not_,
)

_DEVICE_CLASSES: Final = {
    "AdjustableSlatsRollerShutter": CoverDeviceClass.BLIND,
    "Awning": CoverDeviceClass.AWNING,
    "Curtain": CoverDeviceClass.CURTAIN,
    "ExteriorScreen": CoverDeviceClass.BLIND,
    "ExteriorVenetianBlind": CoverDeviceClass.BLIND,
    "GarageDoor": CoverDeviceClass.GARAGE,
    "Gate": CoverDeviceClass.GATE,
    "Pergola": CoverDeviceClass.AWNING,
    "RollerShutter": CoverDeviceClass.SHUTTER,
    "Screen": CoverDeviceClass.BLIND,
    "Shutter": CoverDeviceClass.SHUTTER,
    "SwingingShutter": CoverDeviceClass.SHUTTER,
    "VenetianBlind": CoverDeviceClass.BLIND,
    "Window": CoverDeviceClass.WINDOW,
}
_GENERIC: Final = "RTSGeneric"
_AWNINGS: Final = frozenset({"PergolaHorizontalAwning", "PergolaHorizontalAwningUno"})

# Widgets of motors without a sensor, whose open-or-closed state is often wrong, end with this.
_UNO: Final = "Uno"

_IS_CLOSED: Final = {
    "closed": True,
    "undeployed": True,
    "open": False,
    "deployed": False,
    "partial": False,
    "pedestrian": False,
    "securedVentilation": False,
}

_TARGET: Final = "core:TargetClosureState"
_MEMORIZED: Final = "core:Memorized1PositionState"

# The state that contains the position if it is reported as 108 ("my") or 124 (unknown).
_SUBSTITUTE_STATES: Final[Mapping[float | None, str]] = {108: _MEMORIZED, 124: _TARGET}

_ORIENTATIONS: Final = ("core:SlateOrientationState", "core:SlatsOrientationState")
_SET_ORIENTATION: Final = "setOrientation"
_SET_CLOSURE_AND_ORIENTATION: Final = "setClosureAndOrientation"
_SET_CLOSURE_SLOWLY: Final = "setClosureAndLinearSpeed"
_TILT_STEP: Final = 5
_TILT_COMMANDS: Final = frozenset(
    {
        _SET_ORIENTATION,
        "openSlats",
        "closeSlats",
        "tiltUp",
        "tiltDown",
        "tiltPositive",
        "tiltNegative",
    }
)

# The UI class whose slats open with `tiltUp`; all others open with `tiltDown`.
_OPENS_WITH_TILT_UP: Final = "VenetianBlind"


@dataclass(frozen=True, slots=True)
class Axis:
    """States and commands of one moving part of a cover.

    `position` and `target` are the states of the position and of its target; `closed_states` report whether
    the part is closed. A device gets the first of the commands `open` and `close` that it has. `setters` are
    the commands whose first parameter is a position; the first one is sent. `inverted` means that 0 is open
    on the vendor's scale.
    """

    position: str
    setters: tuple[str, ...]
    open: tuple[str, ...]
    close: tuple[str, ...]
    closed_states: tuple[str, ...]
    target: str | None = None
    inverted: bool = True

    def scale(self, position: float | None) -> int | None:
        """Convert between the vendor's position and Home Assistant's."""
        if self.inverted:
            return invert_percentage(position)
        return None if position is None else round(position)


_CLOSED_STATES: Final = (
    "core:OpenClosedState",
    "core:OpenClosedUnknownState",
    "core:OpenClosedPedestrianState",
    "core:OpenClosedPartialState",
    "core:OpenClosedSecuredVentilationState",
    "io:OpenClosedSecuredVentilationState",
    "core:DeployedUndeployedState",
    "core:SlatsOpenClosedState",
)
_CLOSURE: Final = Axis(
    position="core:ClosureState",
    setters=(
        "setClosure",
        "setDeployment",
        "setPosition",
        _SET_CLOSURE_AND_ORIENTATION,
        _SET_CLOSURE_SLOWLY,
        "setPositionAndLinearSpeed",
    ),
    open=("open", "up", "undeploy"),
    close=("close", "down", "deploy"),
    closed_states=_CLOSED_STATES,
    target=_TARGET,
)
_DEPLOYMENT: Final = Axis(
    position="core:DeploymentState",
    setters=("setDeployment", "setPosition"),
    open=("deploy", "open", "down"),
    close=("undeploy", "close", "up"),
    closed_states=_CLOSED_STATES,
    target=_TARGET,
    inverted=False,
)
_UPPER: Final = Axis(
    position="core:UpperClosureState",
    setters=("setUpperClosure", "setUpperPosition", "setUpperAndLowerClosure"),
    open=("upperOpen", "upperUp", "open", "up"),
    close=("upperClose", "upperDown", "close", "down"),
    closed_states=("core:UpperOpenClosedState",),
)
_LOWER: Final = Axis(
    position="core:LowerClosureState",
    setters=("setLowerClosure", "setLowerPosition"),
    open=("lowerOpen", "lowerUp", "open", "up"),
    close=("lowerClose", "lowerDown", "close", "down"),
    closed_states=("core:LowerOpenClosedState",),
)

_is_dual: Final = has_command("setUpperClosure")
_is_cycle: Final = has_command("cycle")


def main_axis(device: Device) -> Axis:
    """Return the main axis of a cover: deployment for awnings, closure for all others."""
    if device.ui_class == "Awning" or device.widget in _AWNINGS:
        return _DEPLOYMENT
    if "setClosure" not in device.commands and "setDeployment" in device.commands:
        return _DEPLOYMENT
    return _CLOSURE


def is_cover(device: Device) -> bool:
    """Return whether a device is a cover."""
    if device.ui_class not in _DEVICE_CLASSES and device.widget != _GENERIC:
        return False
    axis = main_axis(device)
    return any(
        name in device.commands
        for name in (*axis.open, axis.setters[0], "cycle", "openSlats", _SET_ORIENTATION, "tiltPositive")
    )


def _reported_position(device: Device, axis: Axis) -> int | None:
    """Read the position on the vendor's scale."""
    if axis.target is None:
        return device.percent(axis.position)
    return device.percent(_SUBSTITUTE_STATES.get(device.number(axis.position), axis.position))


def _position(device: Device, axis: Axis) -> int | None:
    if ESTIMATED_POSITION in device.states:
        return device.percent(ESTIMATED_POSITION)
    return axis.scale(_reported_position(device, axis))


def _is_closed(device: Device, axis: Axis) -> bool | None:
    if ESTIMATED_POSITION not in device.states and not device.widget.endswith(_UNO):
        for state in axis.closed_states:
            value = device.text(state)
            if value is not None:
                return _IS_CLOSED.get(value)
    position = _position(device, axis)
    return None if position is None else position == 0


def _running_target(device: Device, axis: Axis) -> int | None:
    """Return the target of the command that the box is executing."""
    for command in reversed(device.running):
        if command.name == "stop":
            return None
        if command.name in axis.open:
            return FULL
        if command.name in axis.close:
            return 0
        if command.name == "my":
            return axis.scale(device.percent(_MEMORIZED))
        if command.name in axis.setters and command.parameters:
            position = as_number(command.parameters[0])
            return axis.scale(position) if position is not None and 0 <= position <= FULL else None
    return None


def _target(device: Device, axis: Axis) -> int | None:
    target = _running_target(device, axis)
    if target is None and axis.target is not None:
        return axis.scale(device.percent(axis.target))
    return target


def _direction(device: Device, axis: Axis) -> int | None:
    """Return the direction of the movement: above 0 opening, below 0 closing, 0 not moving."""
    moving = device.flag(State.MOVING)
    if moving is False:
        return 0
    target = _target(device, axis)
    if target is None or not (moving or device.running):
        return None
    position = _position(device, axis)
    if position is None:
        return {FULL: 1, 0: -1}.get(target)
    return target - position


def _is_opening(device: Device, axis: Axis) -> bool | None:
    direction = _direction(device, axis)
    return None if direction is None else direction > 0


def _is_closing(device: Device, axis: Axis) -> bool | None:
    direction = _direction(device, axis)
    return None if direction is None else direction < 0


def _move(device: Device, names: tuple[str, ...]) -> Command | None:
    return Command("cycle") if _is_cycle(device) else make_first_command(*names)(device)


def _stop(device: Device) -> Command | None:
    return None if _is_cycle(device) else make_command("stop")(device)


def _set_position(device: Device, axis: Axis, position: int, speed: str | None) -> Command | None:
    if ESTIMATED_POSITION in device.states:
        return Command(SET_ESTIMATED_POSITION, (position,))
    if speed == "slow" and axis is _CLOSURE and _SET_CLOSURE_SLOWLY in device.commands:
        return Command(_SET_CLOSURE_SLOWLY, (axis.scale(position), "lowspeed"))
    return make_command(axis.setters[0], axis.scale(position))(device)


def _speeds(device: Device) -> tuple[str, ...]:
    return ("fast", "slow") if _has_speeds(device) else ()


def _has_speeds(device: Device) -> bool:
    return _SET_CLOSURE_SLOWLY in device.commands and main_axis(device) is _CLOSURE


def _tilt_position(device: Device) -> int | None:
    return next(
        (invert_percentage(tilt) for state in _ORIENTATIONS if (tilt := device.percent(state)) is not None),
        None,
    )


def _set_tilt_position(device: Device, tilt: int) -> Command | None:
    """Move the slats; a moving blind gets its target again, because moving only the slats would stop it."""
    target = _running_target(device, _CLOSURE)
    if target is None and device.moving:
        target = _target(device, _CLOSURE)
    if target is not None and {_SET_CLOSURE_AND_ORIENTATION, _SET_ORIENTATION} <= device.commands.keys():
        return _set_position_and_tilt(device, target, tilt)
    return make_command(_SET_ORIENTATION, invert_percentage(tilt))(device)


def _set_position_and_tilt(device: Device, position: int, tilt: int) -> Command | None:
    return make_command(_SET_CLOSURE_AND_ORIENTATION, invert_percentage(position), invert_percentage(tilt))(
        device
    )


def _tilt_step_commands(device: Device) -> tuple[str, str]:
    """Return the commands that open and close the slats by one step."""
    return ("tiltUp", "tiltDown") if device.ui_class == _OPENS_WITH_TILT_UP else ("tiltDown", "tiltUp")


def _open_tilt(device: Device) -> Command | None:
    return (
        make_first_command("openSlats", _tilt_step_commands(device)[0])(device)
        or make_command("tiltPositive", _TILT_STEP)(device)
        or _set_tilt_position(device, FULL)
    )


def _close_tilt(device: Device) -> Command | None:
    return (
        make_first_command("closeSlats", _tilt_step_commands(device)[1])(device)
        or make_command("tiltNegative", _TILT_STEP)(device)
        or _set_tilt_position(device, 0)
    )


def _has_assumed_state(device: Device) -> bool:
    axis = main_axis(device)
    return _is_cycle(device) or not any(
        state in device.states for state in (axis.position, *axis.closed_states, *_ORIENTATIONS)
    )


def _features(device: Device, axis: Axis) -> CoverEntityFeature:
    commands = device.commands.keys()
    is_cycle = _is_cycle(device)
    features = CoverEntityFeature(0)
    if is_cycle or not commands.isdisjoint(axis.open):
        features |= CoverEntityFeature.OPEN
    if is_cycle or not commands.isdisjoint(axis.close):
        features |= CoverEntityFeature.CLOSE
    if "stop" in commands and not is_cycle:
        features |= CoverEntityFeature.STOP
    if axis.setters[0] in commands or ESTIMATED_POSITION in device.states:
        features |= CoverEntityFeature.SET_POSITION
    return features


def _features_with_tilt(device: Device) -> CoverEntityFeature:
    features = _features(device, main_axis(device))
    if _has_speeds(device):
        features |= CoverEntityFeature.SPEED
    commands = device.commands.keys()
    if commands.isdisjoint(_TILT_COMMANDS):
        return features
    can_set_tilt = _SET_ORIENTATION in commands
    open_step, close_step = _tilt_step_commands(device)
    if can_set_tilt:
        features |= CoverEntityFeature.SET_TILT_POSITION
    if can_open := (can_set_tilt or not commands.isdisjoint(("openSlats", open_step, "tiltPositive"))):
        features |= CoverEntityFeature.OPEN_TILT
    if can_set_tilt or not commands.isdisjoint(("closeSlats", close_step, "tiltNegative")):
        features |= CoverEntityFeature.CLOSE_TILT
    if can_open and CoverEntityFeature.STOP in features:
        features |= CoverEntityFeature.STOP_TILT
    return features


def _cover(
    key: str, axis_of: Callable[[Device], Axis], supported_fn: Predicate
) -> CoverDescription[Device, Command]:
    return CoverDescription(
        key=key,
        supported_fn=all_of(is_cover, supported_fn),
        features_fn=lambda device: _features(device, axis_of(device)),
        device_class_fn=lambda device: _DEVICE_CLASSES.get(device.ui_class),
        position_fn=lambda device: _position(device, axis_of(device)),
        is_closed_fn=lambda device: _is_closed(device, axis_of(device)),
        is_opening_fn=lambda device: _is_opening(device, axis_of(device)),
        is_closing_fn=lambda device: _is_closing(device, axis_of(device)),
        open_fn=lambda device: _move(device, axis_of(device).open),
        close_fn=lambda device: _move(device, axis_of(device).close),
        stop_fn=_stop,
        set_position_fn=lambda device, position, speed: _set_position(
            device, axis_of(device), position, speed
        ),
    )


COVERS: Final[tuple[CoverDescription[Device, Command], ...]] = (
    replace(
        _cover("cover", main_axis, not_(_is_dual)),
        name=None,
        features_fn=_features_with_tilt,
        assumed_state_fn=_has_assumed_state,
        tilt_position_fn=_tilt_position,
        open_tilt_fn=_open_tilt,
        close_tilt_fn=_close_tilt,
        set_tilt_position_fn=_set_tilt_position,
        set_position_and_tilt_fn=_set_position_and_tilt,
        supported_speeds_fn=_speeds,
    ),
    _cover("upper", lambda _: _UPPER, _is_dual),
    _cover("lower", lambda _: _LOWER, _is_dual),
)
