"""Random activity in a simulated home: people use wall switches, and sensors report values."""

from collections.abc import Callable
import random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .box import TahomaBox
    from .device import Device

type NextValueFn = Callable[[random.Random, Any], Any]


def choose(*values: str) -> NextValueFn:
    """Return a function that chooses one of the values."""
    return lambda rng, _: rng.choice(values)


def drift(step: float, low: float, high: float) -> NextValueFn:
    """Return a function that changes a number slightly within bounds, and keeps its type."""

    def next_value(rng: random.Random, value: Any) -> Any:
        changed = min(high, max(low, value + rng.uniform(-step, step)))
        return round(changed) if isinstance(value, int) else round(changed, 1)

    return next_value


def increase(step: int) -> NextValueFn:
    """Return a function that increases a number."""
    return lambda rng, value: value + rng.randint(1, step)


NEXT_VALUE_FNS: dict[str, NextValueFn] = {
    "core:ContactState": choose("open", "closed"),
    "core:OccupancyState": choose("personInside", "noPersonInside"),
    "io:OneWayControllerButtonState": choose("up", "my", "down"),
    "core:TemperatureState": drift(0.5, 5, 35),
    "core:RelativeHumidityState": drift(3, 20, 95),
    "core:LuminanceState": drift(200, 0, 60_000),
    "core:CO2ConcentrationState": drift(60, 380, 2_000),
    "core:ElectricEnergyConsumptionState": increase(40),
    "core:WindSpeedState": drift(2, 0, 20),
}
# The commands that people use, by UI class.
MANUAL_COMMANDS = {
    "RollerShutter": ("open", "close", "my", "stop"),
    "ExteriorScreen": ("open", "close", "my", "stop"),
    "ExteriorVenetianBlind": ("open", "close", "stop"),
    "Awning": ("deploy", "undeploy", "stop"),
    "Window": ("open", "close"),
    "GarageDoor": ("open", "close"),
    "DoorLock": ("lock", "unlock"),
    "Light": ("on", "off"),
    "OnOff": ("on", "off"),
}


class ActivitySimulator:
    """Changes a random device from time to time; the sequence is reproducible by its seed."""

    def __init__(self, box: TahomaBox, interval: float = 10.0, seed: int = 1) -> None:
        """Initialize the simulator with the mean interval between changes, in simulated seconds."""
        self._box = box
        self._interval = interval
        self._random = random.Random(seed)  # noqa: S311  # a simulation

    async def run(self) -> None:
        """Run until canceled."""
        while True:
            await self._box.clock.sleep(self._random.expovariate(1 / self._interval))
            devices = [device for device in self._box.home.devices.values() if _has_activity(device)]
            if devices:
                self._change(self._random.choice(devices))

    def _change(self, device: Device) -> None:
        for state in NEXT_VALUE_FNS.keys() & device.states.keys():
            device.report(state, NEXT_VALUE_FNS[state](self._random, device.states[state]))
            return
        self._box.use_remote(device.url, self._random.choice(_manual_commands(device)))


def _manual_commands(device: Device) -> list[str]:
    if device.model is None:
        return []
    commands = MANUAL_COMMANDS.get(device.model.ui_class, ())
    return [command for command in commands if command in device.model.commands]


def _has_activity(device: Device) -> bool:
    return bool(NEXT_VALUE_FNS.keys() & device.states.keys() or _manual_commands(device))
