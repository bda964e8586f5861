"""Covers: shutters, blinds, awnings, pergolas, curtains, gates, garage doors and windows.

What a cover can do is read from its commands and states; the tables hold the exceptions only.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from homeassistant.components.cover import CoverDeviceClass

from ....descriptions import CoverDescription
from ..api.models import ESTIMATED_POSITION, SET_ESTIMATED_POSITION, Command, Device, State, as_number
from .helpers import FULL, Test, all_of, has_command, invert, negate, send, send_first

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

# Motors without a sensor, whose open-or-closed state is often wrong.
_UNO: Final = "Uno"

_ENDS: Final = {
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

# What a position beyond 100 stands for: at "my", and not known.
_STAND_INS: Final[Mapping[float | None, str]] = {108: _MEMORIZED, 124: _TARGET}

_ORIENTATIONS: Final = ("core:SlateOrientationState", "core:SlatsOrientationState")
_SET_ORIENTATION: Final = "setOrientation"
_SET_BOTH: Final = "setClosureAndOrientation"
_SET_SLOWLY: Final = "setClosureAndLinearSpeed"
_TILT_STEP: Final = 5

# The slats of this uiClass turn the other way round than those of all others.
_TILTS_UP_TO_OPEN: Final = "VenetianBlind"


@dataclass(frozen=True, slots=True)
class Axis:
    """One thing that opens and closes.

    Of the commands that `open` or `close` it, and of the `setters`, whose first parameter is a position, a
    device is sent the first that it has; all of them tell where it goes, and so does the state `target`.
    `ends` are the states that tell whether it is closed. `inverted`: the vendor counts from open to closed.
    """

    position: str
    setters: tuple[str, ...]
    open: tuple[str, ...]
    close: tuple[str, ...]
    ends: tuple[str, ...]
    target: str | None = None
    inverted: bool = True

    def scale(self, position: float | None) -> int | None:
        """Turn the vendor's position into Home Assistant's, or back."""
        if self.inverted:
            return invert(position)
        return None if position is None else round(position)


_OPEN_CLOSED: Final = (
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
        _SET_BOTH,
        _SET_SLOWLY,
        "setPositionAndLinearSpeed",
    ),
    open=("open", "up", "undeploy"),
    close=("close", "down", "deploy"),
    ends=_OPEN_CLOSED,
    target=_TARGET,
)
_DEPLOYMENT: Final = Axis(
    position="core:DeploymentState",
    setters=("setDeployment", "setPosition"),
    open=("deploy", "open", "down"),
    close=("undeploy", "close", "up"),
    ends=_OPEN_CLOSED,
    target=_TARGET,
    inverted=False,
)
_UPPER: Final = Axis(
    position="core:UpperClosureState",
    setters=("setUpperClosure", "setUpperPosition", "setUpperAndLowerClosure"),
    open=("upperOpen", "upperUp", "open", "up"),
    close=("upperClose", "upperDown", "close", "down"),
    ends=("core:UpperOpenClosedState",),
)
_LOWER: Final = Axis(
    position="core:LowerClosureState",
    setters=("setLowerClosure", "setLowerPosition"),
    open=("lowerOpen", "lowerUp", "open", "up"),
    close=("lowerClose", "lowerDown", "close", "down"),
    ends=("core:LowerOpenClosedState",),
)

_is_dual: Final = has_command("setUpperClosure")
_is_cycle: Final = has_command("cycle")


def main_axis(device: Device) -> Axis:
    """Choose what a device's position is: the deployment of an awning, the closure of everything else."""
    if device.ui_class == "Awning" or device.widget in _AWNINGS:
        return _DEPLOYMENT
    if "setClosure" not in device.commands and "setDeployment" in device.commands:
        return _DEPLOYMENT
    return _CLOSURE


def is_cover(device: Device) -> bool:
    """Tell whether a device opens and closes anything."""
    if device.ui_class not in _DEVICE_CLASSES and device.widget != _GENERIC:
        return False
    axis = main_axis(device)
    return any(
        name in device.commands
        for name in (*axis.open, axis.setters[0], "cycle", "openSlats", _SET_ORIENTATION, "tiltPositive")
    )


def _told(device: Device, axis: Axis) -> int | None:
    """Read a position in the vendor's terms, or what stands in for it."""
    if axis.target is None:
        return device.percent(axis.position)
    return device.percent(_STAND_INS.get(device.number(axis.position), axis.position))


def _position(device: Device, axis: Axis) -> int | None:
    if ESTIMATED_POSITION in device.states:
        return device.percent(ESTIMATED_POSITION)
    return axis.scale(_told(device, axis))


def _is_closed(device: Device, axis: Axis) -> bool | None:
    if ESTIMATED_POSITION not in device.states and not device.widget.endswith(_UNO):
        for state in axis.ends:
            end = device.text(state)
            if end is not None:
                return _ENDS.get(end)
    position = _position(device, axis)
    return None if position is None else position == 0


def _ordered_target(device: Device, axis: Axis) -> int | None:
    """Tell where the command that the box is carrying out takes the cover."""
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
    target = _ordered_target(device, axis)
    if target is None and axis.target is not None:
        return axis.scale(device.percent(axis.target))
    return target


def _direction(device: Device, axis: Axis) -> int | None:
    """Tell which way the cover moves: above 0 opening, below 0 closing, 0 not at all."""
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
    return Command("cycle") if _is_cycle(device) else send_first(*names)(device)


def _stop(device: Device) -> Command | None:
    return None if _is_cycle(device) else send("stop")(device)


def _set_position(device: Device, axis: Axis, position: int, speed: str | None) -> Command | None:
    if ESTIMATED_POSITION in device.states:
        return Command(SET_ESTIMATED_POSITION, (position,))
    if speed == "slow" and axis is _CLOSURE and _SET_SLOWLY in device.commands:
        return Command(_SET_SLOWLY, (axis.scale(position), "lowspeed"))
    return send(axis.setters[0], axis.scale(position))(device)


def _speeds(device: Device) -> tuple[str, ...]:
    slow = _SET_SLOWLY in device.commands and main_axis(device) is _CLOSURE
    return ("fast", "slow") if slow else ()


def _tilt(device: Device) -> int | None:
    return next(
        (invert(tilt) for state in _ORIENTATIONS if (tilt := device.percent(state)) is not None), None
    )


def _set_tilt(device: Device, tilt: int) -> Command | None:
    """Turn the slats; a blind on its way goes on to where it was going, which a turn alone would end."""
    target = _ordered_target(device, _CLOSURE)
    if target is None and device.moving:
        target = _target(device, _CLOSURE)
    if target is not None and {_SET_BOTH, _SET_ORIENTATION} <= device.commands.keys():
        return _set_both(device, target, tilt)
    return send(_SET_ORIENTATION, invert(tilt))(device)


def _set_both(device: Device, position: int, tilt: int) -> Command | None:
    return send(_SET_BOTH, invert(position), invert(tilt))(device)


def _open_tilt(device: Device) -> Command | None:
    step = "tiltUp" if device.ui_class == _TILTS_UP_TO_OPEN else "tiltDown"
    return (
        send_first("openSlats", step)(device)
        or send("tiltPositive", _TILT_STEP)(device)
        or _set_tilt(device, FULL)
    )


def _close_tilt(device: Device) -> Command | None:
    step = "tiltDown" if device.ui_class == _TILTS_UP_TO_OPEN else "tiltUp"
    return (
        send_first("closeSlats", step)(device)
        or send("tiltNegative", _TILT_STEP)(device)
        or _set_tilt(device, 0)
    )


def _is_assumed(device: Device) -> bool:
    axis = main_axis(device)
    return _is_cycle(device) or not any(
        state in device.states for state in (axis.position, *axis.ends, *_ORIENTATIONS)
    )


def _cover(
    key: str, axis_of: Callable[[Device], Axis], supported_fn: Test
) -> CoverDescription[Device, Command]:
    return CoverDescription(
        key=key,
        supported_fn=all_of(is_cover, supported_fn),
        traits_fn=lambda device: (
            device.ui_class,
            device.widget,
            device.commands,
            ESTIMATED_POSITION in device.states,
        ),
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
        _cover("cover", main_axis, negate(_is_dual)),
        name=None,
        assumed_state_fn=_is_assumed,
        tilt_fn=_tilt,
        open_tilt_fn=_open_tilt,
        close_tilt_fn=_close_tilt,
        set_tilt_fn=_set_tilt,
        set_position_and_tilt_fn=_set_both,
        speeds_fn=_speeds,
    ),
    _cover("upper", lambda _: _UPPER, _is_dual),
    _cover("lower", lambda _: _LOWER, _is_dual),
)
