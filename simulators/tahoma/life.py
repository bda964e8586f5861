"""Everyday life in a simulated home: people use wall switches, and sensors notice things."""

from collections.abc import Callable
import random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .box import TahomaBox
    from .device import Device

type Next = Callable[[random.Random, Any], Any]


def one_of(*words: str) -> Next:
    """Take any of the words."""
    return lambda chance, _: chance.choice(words)


def drift(step: float, low: float, high: float) -> Next:
    """Go a little up or down, within bounds, keeping the number's type."""

    def change(chance: random.Random, value: Any) -> Any:
        moved = min(high, max(low, value + chance.uniform(-step, step)))
        return round(moved) if isinstance(value, int) else round(moved, 1)

    return change


def grow(step: int) -> Next:
    """Count up."""
    return lambda chance, value: value + chance.randint(1, step)


SENSED: dict[str, Next] = {
    "core:ContactState": one_of("open", "closed"),
    "core:OccupancyState": one_of("personInside", "noPersonInside"),
    "io:OneWayControllerButtonState": one_of("up", "my", "down"),
    "core:TemperatureState": drift(0.5, 5, 35),
    "core:RelativeHumidityState": drift(3, 20, 95),
    "core:LuminanceState": drift(200, 0, 60_000),
    "core:CO2ConcentrationState": drift(60, 380, 2_000),
    "core:ElectricEnergyConsumptionState": grow(40),
    "core:WindSpeedState": drift(2, 0, 20),
}
USED = {
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


class Life:
    """Lets something happen every so many simulated seconds, the same each time for a seed."""

    def __init__(self, box: TahomaBox, pause: float = 10.0, seed: int = 1) -> None:
        """Choose the mean pause between two happenings, in seconds."""
        self._box = box
        self._pause = pause
        self._random = random.Random(seed)  # noqa: S311  # a simulation

    async def live(self) -> None:
        """Go on until cancelled."""
        while True:
            await self._box.clock.sleep(self._random.expovariate(1 / self._pause))
            lively = [device for device in self._box.home.devices.values() if _lively(device)]
            if lively:
                self._happen(self._random.choice(lively))

    def _happen(self, device: Device) -> None:
        for state in SENSED.keys() & device.states.keys():
            value = SENSED[state](self._random, device.states[state])
            device.report(state, value)
            return
        self._box.remote(device.url, self._random.choice(_uses(device)))


def _uses(device: Device) -> list[str]:
    if device.model is None:
        return []
    return [word for word in USED.get(device.model.ui_class, ()) if word in device.model.commands]


def _lively(device: Device) -> bool:
    return bool(SENSED.keys() & device.states.keys() or _uses(device))
