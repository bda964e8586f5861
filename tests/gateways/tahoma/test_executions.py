"""How executions are followed, and failures read."""

import asyncio
import time
from typing import Any

import pytest

from custom_components.gatehouse.gateways.errors import CommandFailedError
from custom_components.gatehouse.gateways.tahoma.api.events import (
    ExecutionChanged,
    ExecutionRegistered,
    parse_events,
)
from custom_components.gatehouse.gateways.tahoma.api.failures import REASONS, failure_reason
from custom_components.gatehouse.gateways.tahoma.api.models import Action, Command, CommandFailed
from custom_components.gatehouse.gateways.tahoma.executions import (
    ENDED_RETENTION,
    MAX_DURATION,
    MAX_TRACKED,
    Executions,
    Outcome,
)

ONE, TWO = "io://2001-0002-0003/1", "io://2001-0002-0003/2"
CLOSE = Command("close")


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def executions(clock: Clock) -> Executions:
    executions = Executions(clock)
    executions.registered("x", [Action(ONE, (CLOSE,)), Action(TWO, (CLOSE,))])
    return executions


def ended(state: str, failure: str = "other", **failures: str) -> ExecutionChanged:
    urls = {"one": ONE, "two": TWO}
    return ExecutionChanged("x", state, failure, {urls[key]: reason for key, reason in failures.items()})


def test_running_until_the_end(executions: Executions) -> None:
    assert executions.running(ONE) == (CLOSE,)
    over, failed, _ = executions.changed(ended("COMPLETED"))
    assert (set(over), failed) == ({ONE, TWO}, {})
    assert not executions
    assert executions.running(ONE) == ()


def test_older_list_ends_nothing_anew(executions: Executions) -> None:
    """What is read of executions under way may be older than what the box told since."""
    executions.changed(ended("COMPLETED"))
    assert executions.listed("x", [Action(ONE, (CLOSE,))]) == ()
    assert not executions


def test_beginning_that_is_to_be_heard_of(executions: Executions, clock: Clock) -> None:
    executions.acknowledged("y", [Action(ONE, (CLOSE,))])
    assert (executions.expects_registration(ONE), executions.expects_registration(TWO)) == (True, False)
    executions.stop_expecting_registrations(clock.now - 1)
    assert executions.expects_registration(ONE)
    executions.registered("y", [Action(ONE, (CLOSE,))])
    assert not executions.expects_registration(ONE)
    executions.acknowledged("z", [Action(ONE, (CLOSE,))])
    executions.stop_expecting_registrations(clock.now)
    assert not executions.expects_registration(ONE)


def test_active_while_a_device_reports_movement(clock: Clock) -> None:
    """Movement counts without an execution, until it ends, was not read again, or lasts too long."""
    executions = Executions(clock)

    def is_active() -> bool:
        return executions.is_active

    executions.reported(ONE, {"core:MovingState": True}, has_moving_state=True)
    assert (bool(executions), is_active()) == (False, True)
    clock.now += MAX_DURATION - 1
    executions.reported(ONE, {"core:ClosureState": 5}, has_moving_state=True)
    clock.now += MAX_DURATION - 1
    assert is_active()
    clock.now += 1
    assert not is_active()
    executions.set_moving([TWO])
    assert is_active()
    executions.reported(TWO, {"core:MovingState": False}, has_moving_state=True)
    assert not is_active()
    executions.set_moving([ONE])
    executions.set_moving([])
    assert not is_active()


def test_failure_of_one_device(executions: Executions) -> None:
    _, failed, _ = executions.changed(ended("FAILED", one="wind"))
    assert failed == {ONE: CommandFailed("", "close", "wind")}


def test_failure_of_all(executions: Executions) -> None:
    _, failed, _ = executions.changed(ended("FAILED", "rain"))
    assert {url: failure.reason for url, failure in failed.items()} == {ONE: "rain", TWO: "rain"}


def test_failure_is_told_once(executions: Executions) -> None:
    executions.changed(ended("", one="wind"))
    _, failed, _ = executions.changed(ended("FAILED", one="wind"))
    assert failed == {}


def test_cancelled(executions: Executions) -> None:
    assert executions.changed(ended("FAILED", "cancelled")).failed[ONE].reason == "cancelled"


def test_held_back(executions: Executions) -> None:
    """One state stands for all devices: with several, the end alone tells that none is held back any more."""
    executions.registered("y", [Action(ONE, (CLOSE,))])
    for execution_id in ("x", "y"):
        executions.changed(ExecutionChanged(execution_id, "QUEUED_GATEWAY_SIDE", "", {}))
    assert sorted(executions.queued()) == [("x", ONE), ("x", TWO), ("y", ONE)]
    released = [executions.changed(ExecutionChanged(key, "TRANSMITTED", "", {})).released for key in "xy"]
    assert released == [False, True]
    assert executions.changed(ended("COMPLETED")).released


def test_failure_of_an_unknown_execution() -> None:
    assert Executions(Clock()).changed(ended("FAILED", one="wind")).failed[ONE].reason == "wind"


def test_expiry(executions: Executions, clock: Clock) -> None:
    clock.now += MAX_DURATION - 1
    assert executions.expire() == ()
    clock.now += 1
    assert set(executions.expire()) == {ONE, TWO}
    assert executions.match_unacknowledged([Action(ONE, (CLOSE,))], 0) == "x"
    clock.now += ENDED_RETENTION
    executions.expire()
    assert executions.match_unacknowledged([Action(ONE, (CLOSE,))], 0) is None


def test_keep_what_the_box_still_does(executions: Executions, clock: Clock) -> None:
    executions.registered("y", [Action(ONE, (Command("stop"),))])
    executions.end_unlisted(["y"], clock.now + 1)
    assert executions.running(ONE) == (Command("stop"),)


def test_keep_what_began_since_the_box_was_asked(executions: Executions, clock: Clock) -> None:
    asked = clock.now = clock.now + 1
    clock.now += 1
    executions.acknowledged("y", [Action(ONE, (Command("stop"),))])
    executions.end_unlisted([], asked)
    assert executions.running(ONE) == (Command("stop"),)


def test_end_of_one(executions: Executions) -> None:
    executions.acknowledged("y", [Action(ONE, (Command("stop"),))])
    executions.end("y")
    assert executions.running(ONE) == (CLOSE,)


def test_end_by_the_devices_own_states(executions: Executions) -> None:
    executions.reported(ONE, {"core:MovingState": True}, has_moving_state=True)
    assert executions.reported(ONE, {"core:MovingState": False}, has_moving_state=True) == (ONE,)
    assert (executions.running(ONE), executions.running(TWO)) == ((), (CLOSE,))
    executions.reported(TWO, {"core:ClosureState": 5}, has_moving_state=True)
    assert executions.running(TWO) == (CLOSE,)
    assert executions.reported(TWO, {"core:MovingState": False}, has_moving_state=True) == (TWO,)
    assert not executions


def test_device_that_never_tells_whether_it_moves(executions: Executions) -> None:
    """It tells its state when it has arrived: a lock that says that it is locked does not lock any more."""
    assert executions.reported(ONE, {"core:RSSILevelState": 5}, has_moving_state=False) == ()
    assert executions.reported(ONE, {"core:LockedUnlockedState": "locked"}, has_moving_state=False) == (ONE,)
    assert executions.running(ONE) == ()


def test_news_before_the_beginning() -> None:
    """A slow box tells how an execution goes before it answers that it began."""
    executions = Executions(Clock())
    executions.changed(ended("IN_PROGRESS"))
    assert executions.acknowledged("x", [Action(ONE, (CLOSE,))]) == (ONE,)
    assert executions.running(ONE) == (CLOSE,)


async def test_failure_before_the_beginning() -> None:
    executions = Executions(Clock())
    executions.changed(ended("FAILED", "wind"))
    executions.acknowledged("x", [Action(ONE, (CLOSE,))])
    with pytest.raises(CommandFailedError, match="wind"):
        await executions.outcome("x", ONE, 5)


def test_claimed_once(executions: Executions) -> None:
    """What one request is known to have begun is not another's, whose answer was lost."""
    executions.acknowledged("x", [])
    assert executions.match_unacknowledged([Action(ONE, (CLOSE,))], 0) is None
    executions.registered("y", [Action(ONE, (CLOSE,))])
    assert executions.match_unacknowledged([Action(ONE, (CLOSE,))], 0) == "y"
    assert executions.match_unacknowledged([Action(ONE, (CLOSE,))], 0) is None


def test_never_more_than_so_many(executions: Executions) -> None:
    for number in range(MAX_TRACKED + 50):
        executions.registered(str(number), [Action(ONE, (CLOSE,))])
    assert len(executions.running(ONE)) <= MAX_TRACKED


def test_only_who_is_named_is_blamed(executions: Executions) -> None:
    executions.changed(ended("", one="wind"))
    _, failed, _ = executions.changed(ended("FAILED"))
    assert failed == {}


def test_claim_only_what_began_since_and_does_the_same(executions: Executions, clock: Clock) -> None:
    assert executions.match_unacknowledged([Action(ONE, (CLOSE,))], clock.now + 1) is None
    assert executions.match_unacknowledged([Action(ONE, (Command("open"),))], 0) is None
    assert executions.match_unacknowledged([Action(ONE, (CLOSE,))], clock.now) == "x"


class TestOutcome:
    async def wait(self, executions: Executions, url: str = ONE, **how: Any) -> asyncio.Task[Outcome]:
        task = asyncio.create_task(executions.outcome("x", url, 5, **how))
        await asyncio.sleep(0)
        return task

    async def test_device_that_moves(self, executions: Executions) -> None:
        task = await self.wait(executions)
        to_end = await self.wait(executions, to_end=True)
        executions.reported(ONE, {"core:MovingState": True}, has_moving_state=True)
        executions.settle()
        assert await task is Outcome.IN_PROGRESS
        assert not to_end.done()
        executions.changed(ended("COMPLETED"))
        executions.settle()
        assert await to_end is Outcome.COMPLETED

    async def test_device_that_fails(self, executions: Executions) -> None:
        one, two = await self.wait(executions), await self.wait(executions, TWO)
        executions.changed(ended("FAILED", one="wind"))
        executions.settle()
        with pytest.raises(CommandFailedError, match="wind"):
            await one
        assert await two is Outcome.UNKNOWN

    async def test_sign_of_life_from_before_the_command(self, executions: Executions) -> None:
        """What a device said before the box began is no answer: the failure in the same breath is."""
        task = await self.wait(executions)
        executions.reported(ONE, {"core:ClosureState": 30}, has_moving_state=False)
        executions.registered("x", [Action(ONE, (CLOSE,)), Action(TWO, (CLOSE,))])
        executions.changed(ended("FAILED", "no_answer"))
        executions.settle()
        with pytest.raises(CommandFailedError, match="no_answer"):
            await task

    async def test_cancelled(self, executions: Executions) -> None:
        task = await self.wait(executions, to_end=True)
        executions.changed(ended("FAILED", "cancelled"))
        executions.settle()
        assert await task is Outcome.CANCELLED

    async def test_failure_that_came_first(self, executions: Executions) -> None:
        executions.changed(ended("FAILED", "rain"))
        with pytest.raises(CommandFailedError, match="rain"):
            await executions.outcome("x", ONE, 5)

    async def test_patience(self, executions: Executions) -> None:
        assert await executions.outcome("x", ONE, 0.01) is Outcome.IN_PROGRESS

    async def test_unknown_execution(self, executions: Executions) -> None:
        assert await executions.outcome("never", ONE, 5) is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ({"failureTypeCode": 176}, "wind"),
        ({"failureType": "PRIORITY_LOCK__WIND"}, "wind"),
        ({"failureType": "168"}, "user"),
        ({"failureType": 102}, "no_answer"),
        ({"failureType": "WHILEEXEC_BLOCKED_BY_HAZARD"}, "obstacle"),
        ({"failureType": "CMDCANCELLED", "failureTypeCode": 106}, "cancelled"),
        ({"failureTypeCode": 99999, "failureType": "NEVER_HEARD_OF"}, "other"),
        ({"failureTypeCode": None, "failureType": ["?"]}, "other"),
        ({}, "other"),
    ],
)
def test_reasons(raw: dict[str, Any], reason: str) -> None:
    assert failure_reason(raw) == reason
    assert reason in (*REASONS, "cancelled")


def test_flat_and_nested_actions() -> None:
    """The box gives an execution's actions flat, its cloud nests them: both are read, one action a device."""
    flat = [
        {"deviceURL": ONE, "command": "setClosure", "parameters": [15], "execId": "y", "rank": 0},
        {"deviceURL": ONE, "command": "my"},
    ]
    nested = [{"deviceURL": ONE, "commands": [{"name": "setClosure", "parameters": [15]}, {"name": "my"}]}]
    for actions in (flat, nested):
        raw = [{"name": "ExecutionRegisteredEvent", "execId": "x", "actions": actions}]
        assert parse_events(raw) == [
            ExecutionRegistered("x", (Action(ONE, (Command("setClosure", (15,)), Command("my"))),))
        ]


def test_failure_of_one_command() -> None:
    raw = {"name": "CommandExecutionStateChangedEvent", "execId": "x", "deviceURL": ONE, "newState": "FAILED"}
    assert parse_events([raw]) == []
    assert parse_events([raw | {"failureType": "PRIORITY_LOCK__RAIN"}]) == [
        ExecutionChanged("x", "", "", {ONE: "rain"})
    ]


@pytest.mark.parametrize(
    "raw",
    [
        None, 1, "x", [], {}, {"name": None}, {"name": []},
        {"name": "DeviceStateChangedEvent"},
        {"name": "DeviceStateChangedEvent", "deviceURL": 1, "deviceStates": []},
        {"name": "DeviceStateChangedEvent", "deviceURL": ONE, "deviceStates": 5},
        {"name": "ExecutionRegisteredEvent", "execId": {}},
        {"name": "ExecutionStateChangedEvent", "execId": "x"},
        {"name": "ExecutionStateChangedEvent", "execId": ["x"], "newState": "FAILED"},
        {"name": "CommandExecutionStateChangedEvent"},
        {"name": "DeviceRemovedEvent", "deviceURL": None},
    ],
)  # fmt: skip
def test_broken_event_loses_itself_alone(raw: object) -> None:
    whole = {"name": "DeviceRemovedEvent", "deviceURL": ONE}
    assert len(parse_events([whole, raw, whole])) == 2


def test_reason_of_many_digits() -> None:
    """A code that no number can hold is one that is not known."""
    raw = {
        "name": "ExecutionStateChangedEvent",
        "execId": "x",
        "newState": "FAILED",
        "failureType": "9" * 5000,
    }
    assert parse_events([raw]) == [ExecutionChanged("x", "FAILED", "other", {})]
    assert parse_events([raw | {"failureType": "169"}]) == [ExecutionChanged("x", "FAILED", "rain", {})]


@pytest.mark.parametrize(
    "raw",
    [
        {"name": "ExecutionRegisteredEvent", "actions": [{"deviceURL": ONE, "command": "my"}] * 60_000},
        {
            "name": "ExecutionStateChangedEvent",
            "newState": "FAILED",
            "failedCommands": [{"deviceURL": ONE}] * 60_000,
            **{str(number): 1 for number in range(60_000)},
        },
    ],
)
def test_large_event_is_read_in_no_time(raw: dict[str, object]) -> None:
    begin = time.process_time()
    assert len(parse_events([raw | {"execId": "x"}])) == 1
    assert time.process_time() - begin < 2


def test_end_is_told_once(executions: Executions) -> None:
    """What a box repeats costs nothing."""
    assert set(executions.changed(ended("COMPLETED"))[0]) == {ONE, TWO}
    assert executions.changed(ended("COMPLETED"))[0] == ()
