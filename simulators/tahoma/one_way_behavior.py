"""One-way (RTS) devices, which never report anything."""

from typing import TYPE_CHECKING, Any

from .axis import Axis

if TYPE_CHECKING:
    from .device import CompletionCallback, Device

DEFAULT_DURATION = 30.0  # seconds
UP = {"open", "up", "undeploy"}
DOWN = {"close", "down", "deploy"}
MY_POSITION = 60.0


class OneWayBehavior:
    """Executes the commands of a one-way device, whose position is known only to the simulator."""

    def __init__(self, device: Device) -> None:
        """Initialize the behavior, with the cover fully open."""
        self.device = device
        self.axis = Axis((), 100, 0.0, 0.0, lambda: device.travel_time)
        self.on = False

    def position(self) -> float:
        """Return the actual position, from 0 (open) to 100 (closed)."""
        return self.axis.position(self.device.environment.clock.now())

    async def execute(self, command: str, parameters: list[Any]) -> CompletionCallback:
        """Execute a command; return after the duration that the box assumes for it."""
        self._start(command)
        await self.device.environment.clock.sleep(self._assumed_duration(command, parameters))
        return lambda: None

    def _start(self, command: str) -> None:
        now = self.device.environment.clock.now()
        is_moving = now < self.axis.arrives_at
        if command in UP:
            self.axis.move_to(0, now)
        elif command in DOWN:
            self.axis.move_to(100, now)
        elif command in {"stop", "my", "cycle"} and is_moving:
            self.axis.stop(now)
        elif command in {"stop", "my"}:  # remote controls have one button for both
            self.axis.move_to(MY_POSITION, now)
        elif command == "cycle":
            self.axis.move_to(100 if self.axis.target < MY_POSITION else 0, now)
        elif command in {"on", "off"}:
            self.on = command == "on"

    def _assumed_duration(self, command: str, parameters: list[Any]) -> float:
        """Return the duration in seconds: the last optional parameter, or the default of the box."""
        signature = self.device.model.commands[command] if self.device.model else ()
        if not signature or not signature[-1].startswith("*"):
            return 0.0
        if len(parameters) == len(signature):
            return float(parameters[-1])
        return DEFAULT_DURATION
