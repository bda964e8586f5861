"""Selects how a device executes its commands."""

from typing import TYPE_CHECKING, Any, Protocol

from .motor_behavior import MotorBehavior
from .one_way_behavior import OneWayBehavior
from .state_behavior import StateBehavior

if TYPE_CHECKING:
    from .device import CompletionCallback, Device


class Behavior(Protocol):
    """Executes the commands of a device."""

    async def execute(self, command: str, parameters: list[Any]) -> CompletionCallback:
        """Execute a command; return a callback to run after the execution has completed."""


def create_behavior(device: Device) -> Behavior:
    """Return a behavior that matches the device's protocol and commands."""
    if device.is_one_way:
        return OneWayBehavior(device)
    if device.model and "stop" in device.model.commands and "ring" not in device.model.commands:
        return MotorBehavior(device)
    return StateBehavior(device)
