"""Two-way motors, which report their position while they move and can be stopped."""

import asyncio
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from .axis import Axis
from .failures import CommandFailedError, FailureType
from .motor_commands import COMMANDS, FULL, LOWER, MAIN, NAMED_POSITIONS, TILT, UPPER, Targets
from .state_behavior import StateBehavior

if TYPE_CHECKING:
    from .device import CompletionCallback, Device

START_DELAY = 0.6  # seconds between the command and the start of the movement
TILT_TRAVEL_TIME = 3.0  # seconds for the full range of the tilt
LOW_SPEED_FACTOR = 3.0  # by which a movement at low speed takes longer
MY_POSITION, UNKNOWN_POSITION = 108, 124

AXIS_STATES = {
    MAIN: ("core:ClosureState", "core:DeploymentState"),
    TILT: ("core:SlateOrientationState", "core:SlatsOrientationState"),
    UPPER: ("core:UpperClosureState", "core:ClosureState"),
    LOWER: ("core:LowerClosureState",),
}
# The axis of each state, and the state's values for open and closed.
OPEN_CLOSED_STATES = {
    "core:OpenClosedState": (MAIN, "open", "closed"),
    "core:OpenClosedUnknownState": (MAIN, "open", "closed"),
    "core:OpenClosedPartialState": (MAIN, "open", "closed"),
    "core:OpenClosedPedestrianState": (MAIN, "open", "closed"),
    "core:OpenClosedSecuredVentilationState": (MAIN, "open", "closed"),
    "core:DeployedUndeployedState": (MAIN, "deployed", "undeployed"),
    "core:SlatsOpenClosedState": (TILT, "open", "closed"),
    "core:UpperOpenClosedState": (UPPER, "open", "closed"),
    "core:LowerOpenClosedState": (LOWER, "open", "closed"),
}


class MotorBehavior:
    """Executes the commands of a cover, gate, door or window."""

    def __init__(self, device: Device) -> None:
        """Initialize the axes from the states that the device declares."""
        self.device = device
        self.axes = self._create_axes()
        self.cover_axes = [name for name in self.axes if name != TILT] or [TILT]
        self._state_behavior = StateBehavior(device)
        self._current_task: asyncio.Task[Any] | None = None

    def position(self, axis: str = MAIN) -> float:
        """Return the actual position of an axis."""
        return self.axes[axis].position(self.device.environment.clock.now())

    async def execute(self, command: str, parameters: list[Any]) -> CompletionCallback:
        """Execute a command, which cancels a movement in progress unless it only sets a state."""
        if command == "stop":
            return await self._replace_current(self._stop())
        if command not in COMMANDS:
            return await self._state_behavior.execute(command, parameters)
        targets = {
            axis: target for axis, target in COMMANDS[command](self, parameters).items() if axis in self.axes
        }
        duration_factor = LOW_SPEED_FACTOR if parameters[1:] == ["lowspeed"] else 1.0
        return await self._replace_current(self._move(command, targets, duration_factor))

    async def _replace_current(self, movement: Coroutine[Any, Any, None]) -> CompletionCallback:
        """Cancel the current movement, whose execution fails with CMDCANCELLED, and start another one."""
        previous, self._current_task = self._current_task, asyncio.current_task()
        try:
            if previous:
                previous.cancel()
                await asyncio.wait([previous])
            await movement
        except asyncio.CancelledError:
            if self._current_task is asyncio.current_task():
                await self._stop()
                self._report_not_moving()
            raise
        except CommandFailedError:
            self._report_not_moving()
            raise
        finally:
            movement.close()
            if self._current_task is asyncio.current_task():
                self._current_task = None
        return self._report_not_moving

    async def _move(self, command: str, targets: Targets, duration_factor: float) -> None:
        clock = self.device.environment.clock
        await clock.sleep(START_DELAY)
        for name, target in targets.items():
            self.axes[name].move_to(target, clock.now(), duration_factor)
        self._report_start(targets)
        arrives_at = max((self.axes[name].arrives_at for name in targets), default=0.0)
        blocked_at = self._blocked_at(targets)
        end = min(arrives_at, blocked_at) if blocked_at is not None else arrives_at
        while (remaining := end - clock.now()) > 0:
            await clock.sleep(min(remaining, self.device.environment.random.uniform(1.0, 3.0)))
            if self._reports_movement and clock.now() < end:
                self._report_positions()
        if blocked_at is not None:
            await self._stop()
            raise CommandFailedError(FailureType.NONEXEC_BLOCKED_BY_HAZARD)
        self._report_end(command)

    async def _stop(self) -> None:
        for axis in self.axes.values():
            axis.stop(self.device.environment.clock.now())
        main = self.axes.get(MAIN)
        if main:
            self.device.change({"core:TargetClosureState": round(main.target)})
        self._report_end("stop")

    def _report_not_moving(self) -> None:
        self.device.change({"core:MovingState": False})

    def _report_start(self, targets: Targets) -> None:
        target = targets.get(self.cover_axes[0])
        if target is not None and self.cover_axes != [TILT]:
            self.device.change({"core:TargetClosureState": round(target)})
        self.device.change({"core:MovingState": True})
        if target is not None and self._reports_movement:
            position = round(self.position(self.cover_axes[0]))
            self.device.change({"core:ManufacturerSettingsState": {"current_position": position}})

    def _blocked_at(self, targets: Targets) -> float | None:
        obstacle, main = self.device.obstacle, self.axes.get(MAIN)
        if obstacle is not None and main and MAIN in targets and main.crosses(obstacle):
            return main.time_at(obstacle)
        return None

    @property
    def _reports_movement(self) -> bool:
        return self.device.declares("core:MovingState")

    @property
    def _widget(self) -> str:
        return self.device.model.widget if self.device.model else ""

    def _report_positions(self) -> None:
        for name, axis in self.axes.items():
            self.device.change(dict.fromkeys(axis.states, round(self.position(name))))

    def _report_end(self, command: str) -> None:
        """Report the final positions and the open/closed states."""
        self._report_positions()
        # Older motors (Uno) lose their position when they are stopped.
        is_position_lost = command == "stop" and self._widget.endswith("Uno")
        if is_position_lost and self.axes[MAIN].target not in {0, 100}:
            self.device.change(dict.fromkeys(self.axes[MAIN].states, UNKNOWN_POSITION))
        if command == "my" and self._widget == "DynamicExteriorVenetianBlind":
            self.device.change({"core:ClosureState": MY_POSITION})
        for state, (name, opened, closed) in OPEN_CLOSED_STATES.items():
            axis = self.axes.get(name) or self.axes[self.cover_axes[0]]
            value = closed if axis.target == axis.closed_position else opened
            self.device.change({state: NAMED_POSITIONS.get(command, value)})

    def _create_axes(self) -> dict[str, Axis]:
        declares = self.device.declares
        names = [name for name in (MAIN, UPPER, LOWER, TILT) if declares(AXIS_STATES[name][0])]
        if UPPER in names:
            names = [name for name in names if name != MAIN]
        elif MAIN not in names and names != [TILT]:
            names.insert(0, MAIN)
        return {name: self._create_axis(name) for name in names}

    def _create_axis(self, name: str) -> Axis:
        states = tuple(state for state in AXIS_STATES[name] if self.device.declares(state))
        is_awning = name == MAIN and states == ("core:DeploymentState",)
        position = self._initial_position(states)

        def travel_time() -> float:
            return TILT_TRAVEL_TIME if name == TILT else self.device.travel_time

        return Axis(states, 0 if is_awning else 100, position, position, travel_time)

    def _initial_position(self, states: tuple[str, ...]) -> float:
        """Return the position from the states, or 0 if they do not contain one."""
        values = [self.device.states.get(state) for state in (*states, "core:TargetClosureState")]
        if values[:1] == [MY_POSITION]:
            values.insert(0, self.device.states.get("core:Memorized1PositionState"))
        return next(
            (float(value) for value in values if isinstance(value, int | float) and value <= FULL), 0.0
        )
