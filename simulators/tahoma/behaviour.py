"""Which behaviour a device has."""

from typing import TYPE_CHECKING, Any, Protocol

from .motor import Motor
from .oneway import OneWay
from .settings import Settings

if TYPE_CHECKING:
    from .device import Afterwards, Device


class Behaviour(Protocol):
    """How a device carries out its commands."""

    async def perform(self, command: str, parameters: list[Any]) -> Afterwards:
        """Carry out a command; return what follows once the box has closed the execution."""


def behaviour_of(device: Device) -> Behaviour:
    """Return the behaviour that the device's protocol and commands call for."""
    if device.one_way:
        return OneWay(device)
    if device.model and "stop" in device.model.commands and "ring" not in device.model.commands:
        return Motor(device)
    return Settings(device)
