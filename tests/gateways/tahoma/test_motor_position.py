"""The estimated position of one motor."""

import pytest

from custom_components.gatehouse.gateways.tahoma.api.models import Command
from custom_components.gatehouse.gateways.tahoma.motor_position import (
    CLOSED,
    OPEN,
    MotorPosition,
    TravelTimes,
)


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def motor(clock: Clock) -> MotorPosition:
    return MotorPosition(TravelTimes(opening=20, closing=10), clock, position=50)


def test_movement_and_stop(motor: MotorPosition, clock: Clock) -> None:
    motor.apply_command(Command("open"), OPEN)
    clock.now += 4
    assert (motor.position, motor.running) == (70, Command("open"))
    motor.apply_command(Command("stop"), None)
    clock.now += 4
    assert (motor.position, motor.running) == (70, None)
    motor.apply_command(Command("close"), CLOSED)
    clock.now += 2
    assert motor.position == 50
    clock.now += 60
    assert (motor.position, motor.running) == (0, None)


def test_unknown_until_an_end_is_reached(clock: Clock) -> None:
    motor = MotorPosition(TravelTimes(20, 10), clock)
    assert (motor.position, motor.plan_movement(30)) == (None, None)
    motor.apply_command(Command("close"), CLOSED)
    clock.now += 9
    assert motor.plan_movement(30) is None
    clock.now += 2
    assert motor.plan_movement(30) == (100, 6)


def test_reversal_while_moving(motor: MotorPosition, clock: Clock) -> None:
    motor.apply_command(Command("open"), OPEN)
    clock.now += 4
    motor.apply_command(Command("close"), CLOSED)
    clock.now += 2
    assert motor.position == 50


def test_my_stops_a_moving_motor(motor: MotorPosition, clock: Clock) -> None:
    motor.apply_command(Command("open"), OPEN)
    clock.now += 4
    motor.apply_command(Command("my"), None)
    assert (motor.position, motor.running) == (70, None)


def test_position_is_unknown_after_my(motor: MotorPosition) -> None:
    motor.apply_command(Command("my"), None)
    assert motor.position is None


def test_position_is_unknown_after_stop_without_movement(motor: MotorPosition) -> None:
    """The remote control has one button for "stop" and "my"."""
    motor.apply_command(Command("stop"), None)
    assert motor.position is None


def test_position_is_unknown_after_unknown_command(motor: MotorPosition) -> None:
    motor.apply_command(Command("moveOf", (5,)), None)
    assert motor.position is None


def test_command_received_earlier(motor: MotorPosition, clock: Clock) -> None:
    motor.apply_command(Command("open"), OPEN, clock.now - 2)
    assert motor.position == 60
    motor.apply_command(Command("stop"), None, clock.now - 1)
    assert motor.position == 55


def test_command_received_at_unknown_time(motor: MotorPosition, clock: Clock) -> None:
    """The position is known again once the motor must have reached an end."""
    motor.apply_command(Command("open"), OPEN, clock.now - 6)
    motor.mark_start_unknown()
    clock.now += 19
    assert motor.position is None
    clock.now += 1
    assert motor.position == 100


def test_target_close_to_an_end(motor: MotorPosition) -> None:
    """The motor is not stopped, because it may already stand still when the stop arrives."""
    assert motor.plan_movement(98) == (OPEN, None)
    assert motor.plan_movement(90) == (OPEN, 8)
