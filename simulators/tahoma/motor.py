"""Two-way motors: they move in steps, can be stopped on the way and tell where they are."""

import asyncio
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from .axis import Axis
from .failures import CommandFailedError, Failure
from .settings import Settings
from .targets import AIMS, FULL, LOWER, MAIN, NAMED_POSITIONS, TILT, UPPER, Targets

if TYPE_CHECKING:
    from .device import Afterwards, Device

START_TIME = 0.6  # seconds between the command and the first movement
TILT_TIME = 3.0  # seconds for slats to turn from one end to the other
SLOW = 3.0  # a move at low speed takes so many times longer
MY_POSITION, UNKNOWN_POSITION = 108, 124

AXIS_STATES = {
    MAIN: ("core:ClosureState", "core:DeploymentState"),
    TILT: ("core:SlateOrientationState", "core:SlatsOrientationState"),
    UPPER: ("core:UpperClosureState", "core:ClosureState"),
    LOWER: ("core:LowerClosureState",),
}
# The axis that each of these states is about, and its words for open and closed.
END_STATES = {
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


class Motor:
    """A cover, gate, door or window drive."""

    def __init__(self, device: Device) -> None:
        """Find out which axes the device has, and where they are."""
        self.device = device
        self.axes = self._find_axes()
        self.leaves = [name for name in self.axes if name != TILT] or [TILT]
        self._settings = Settings(device)
        self._mover: asyncio.Task[Any] | None = None

    def position(self, axis: str = MAIN) -> float:
        """Return where an axis really is now."""
        return self.axes[axis].position(self.device.air.clock.now())

    async def perform(self, command: str, parameters: list[Any]) -> Afterwards:
        """Move, stop or set something; a command while it moves takes the motor over."""
        if command == "stop":
            return await self._take_over(self._halt())
        if command not in AIMS:
            return await self._settings.perform(command, parameters)
        targets = {
            axis: target for axis, target in AIMS[command](self, parameters).items() if axis in self.axes
        }
        slowness = SLOW if parameters[1:] == ["lowspeed"] else 1.0
        return await self._take_over(self._move(command, targets, slowness))

    async def _take_over(self, work: Coroutine[Any, Any, None]) -> Afterwards:
        """End what the motor is doing, whose execution fails as cancelled, then do the work."""
        previous, self._mover = self._mover, asyncio.current_task()
        try:
            if previous:
                previous.cancel()
                await asyncio.wait([previous])
            await work
        except asyncio.CancelledError:
            if self._mover is asyncio.current_task():
                await self._halt()
                self._rest()
            raise
        except CommandFailedError:
            self._rest()
            raise
        finally:
            work.close()
            if self._mover is asyncio.current_task():
                self._mover = None
        return self._rest

    async def _move(self, command: str, targets: Targets, slowness: float) -> None:
        clock = self.device.air.clock
        await clock.sleep(START_TIME)
        for name, target in targets.items():
            self.axes[name].go(target, clock.now(), slowness)
        self._announce(targets)
        arrival = max((self.axes[name].arrival for name in targets), default=0.0)
        blocked = self._blocked_at(targets)
        end = min(arrival, blocked) if blocked is not None else arrival
        while (left := end - clock.now()) > 0:
            await clock.sleep(min(left, self.device.air.random.uniform(1.0, 3.0)))
            if self._tells_steps and clock.now() < end:
                self._tell_positions()
        if blocked is not None:
            await self._halt()
            raise CommandFailedError(Failure.NONEXEC_BLOCKED_BY_HAZARD)
        self._settle(command)

    async def _halt(self) -> None:
        """Stay here; some older motors do not know then where they are."""
        for axis in self.axes.values():
            axis.halt(self.device.air.clock.now())
        main = self.axes.get(MAIN)
        if main:
            self.device.change({"core:TargetClosureState": round(main.target)})
        self._settle("stop")

    def _rest(self) -> None:
        self.device.change({"core:MovingState": False})

    def _announce(self, targets: Targets) -> None:
        main = targets.get(self.leaves[0])
        if main is not None and self.leaves != [TILT]:
            self.device.change({"core:TargetClosureState": round(main)})
        self.device.change({"core:MovingState": True})
        if main is not None and self._tells_steps:
            here = round(self.position(self.leaves[0]))
            self.device.change({"core:ManufacturerSettingsState": {"current_position": here}})

    def _blocked_at(self, targets: Targets) -> float | None:
        obstacle, main = self.device.obstacle, self.axes.get(MAIN)
        if obstacle is not None and main and MAIN in targets and main.passes(obstacle):
            return main.time_at(obstacle)
        return None

    @property
    def _tells_steps(self) -> bool:
        return self.device.declares("core:MovingState")

    @property
    def _widget(self) -> str:
        return self.device.model.widget if self.device.model else ""

    def _tell_positions(self) -> None:
        for name, axis in self.axes.items():
            self.device.change(dict.fromkeys(axis.states, round(self.position(name))))

    def _settle(self, command: str) -> None:
        """Tell the final positions, then whether that is open or closed."""
        self._tell_positions()
        lost = command == "stop" and self._widget.endswith("Uno")
        if lost and self.axes[MAIN].target not in {0, 100}:
            self.device.change(dict.fromkeys(self.axes[MAIN].states, UNKNOWN_POSITION))
        if command == "my" and self._widget == "DynamicExteriorVenetianBlind":
            self.device.change({"core:ClosureState": MY_POSITION})
        for state, (name, opened, closed) in END_STATES.items():
            axis = self.axes.get(name) or self.axes[self.leaves[0]]
            word = closed if axis.target == axis.closed else opened
            self.device.change({state: NAMED_POSITIONS.get(command, word)})

    def _find_axes(self) -> dict[str, Axis]:
        declares = self.device.declares
        names = [name for name in (MAIN, UPPER, LOWER, TILT) if declares(AXIS_STATES[name][0])]
        if UPPER in names:
            names = [name for name in names if name != MAIN]
        elif MAIN not in names and names != [TILT]:
            names.insert(0, MAIN)
        return {name: self._axis(name) for name in names}

    def _axis(self, name: str) -> Axis:
        states = tuple(state for state in AXIS_STATES[name] if self.device.declares(state))
        retracts = name == MAIN and states == ("core:DeploymentState",)
        where = self._initial(states)

        def travel_time() -> float:
            return TILT_TIME if name == TILT else self.device.travel_time

        return Axis(states, 0 if retracts else 100, where, where, travel_time)

    def _initial(self, states: tuple[str, ...]) -> float:
        """Return the position that the states tell, or a likely one where they do not."""
        known = self.device.states
        told = [known.get(state) for state in (*states, "core:TargetClosureState")]
        if told[:1] == [MY_POSITION]:
            told.insert(0, known.get("core:Memorized1PositionState"))
        return next((float(v) for v in told if isinstance(v, int | float) and v <= FULL), 0.0)
