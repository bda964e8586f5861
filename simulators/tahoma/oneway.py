"""One-way RTS products: no answer, no state; the box believes them busy for the duration it was told."""

from typing import TYPE_CHECKING, Any

from .axis import Axis

if TYPE_CHECKING:
    from .device import Afterwards, Device

DEFAULT_DURATION = 30.0  # seconds
UP = {"open", "up", "undeploy"}
DOWN = {"close", "down", "deploy"}
MY_POSITION = 60.0


class OneWay:
    """A product that only the simulator can see moving."""

    def __init__(self, device: Device) -> None:
        """Start fully open."""
        self.device = device
        self.axis = Axis((), 100, 0.0, 0.0, lambda: device.travel_time)
        self.on = False

    def position(self) -> float:
        """Return where it really is now, 0 open to 100 closed."""
        return self.axis.position(self.device.air.clock.now())

    async def perform(self, command: str, parameters: list[Any]) -> Afterwards:
        """Let the product act, and count the time for which the box holds back what comes next."""
        self._act(command)
        await self.device.air.clock.sleep(self._duration(command, parameters))
        return lambda: None

    def _act(self, command: str) -> None:
        now = self.device.air.clock.now()
        moving = now < self.axis.arrival
        if command in UP:
            self.axis.go(0, now)
        elif command in DOWN:
            self.axis.go(100, now)
        elif command in {"stop", "my", "cycle"} and moving:
            self.axis.halt(now)
        elif command in {"stop", "my"}:  # one button
            self.axis.go(MY_POSITION, now)
        elif command == "cycle":
            self.axis.go(100 if self.axis.target < MY_POSITION else 0, now)
        elif command in {"on", "off"}:
            self.on = command == "on"

    def _duration(self, command: str, parameters: list[Any]) -> float:
        """Return the seconds given by the last optional parameter, or what the box assumes."""
        signature = self.device.model.commands[command] if self.device.model else ()
        if not signature or not signature[-1].startswith("*"):
            return 0.0
        if len(parameters) == len(signature):
            return float(parameters[-1])
        return DEFAULT_DURATION
