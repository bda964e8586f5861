"""Tests of the tracking of executions and of failure reasons."""

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


def changed(state: str, failure: str = "other", **failures: str) -> ExecutionChanged:
    urls = {"one": ONE, "two": TWO}
    return ExecutionChanged("x", state, failure, {urls[key]: reason for key, reason in failures.items()})


def test_running_until_the_end(executions: Executions) -> None:
    assert executions.running(ONE) == (CLOSE,)
    over, failed, _ = executions.changed(changed("COMPLETED"))
    assert (set(over), failed) == ({ONE, TWO}, {})
    assert not executions
    assert executions.running(ONE) == ()


def test_outdated_list_does_not_restart_an_execution(executions: Executions) -> None:
    """The list of running executions may be older than the events."""
    executions.changed(changed("COMPLETED"))
    assert executions.listed("x", [Action(ONE, (CLOSE,))]) == ()
    assert not executions


def test_expected_registration(executions: Executions, clock: Clock) -> None:
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
    """Movement without an execution counts until it ends, is no longer reported, or lasts too long."""
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
    _, failed, _ = executions.changed(changed("FAILED", one="wind"))
    assert failed == {ONE: CommandFailed("", "close", "wind")}


def test_failure_of_all_devices(executions: Executions) -> None:
    _, failed, _ = executions.changed(changed("FAILED", "rain"))
    assert {url: failure.reason for url, failure in failed.items()} == {ONE: "rain", TWO: "rain"}


def test_failure_is_reported_once(executions: Executions) -> None:
    executions.changed(changed("", one="wind"))
    _, failed, _ = executions.changed(changed("FAILED", one="wind"))
    assert failed == {}


def test_canceled(executions: Executions) -> None:
    assert executions.changed(changed("FAILED", "cancelled")).failed[ONE].reason == "cancelled"


def test_queued(executions: Executions) -> None:
    """The state is that of all devices: with several, only the end shows that none is queued."""
    executions.registered("y", [Action(ONE, (CLOSE,))])
    for execution_id in ("x", "y"):
        executions.changed(ExecutionChanged(execution_id, "QUEUED_GATEWAY_SIDE", "", {}))
    assert sorted(executions.queued()) == [("x", ONE), ("x", TWO), ("y", ONE)]
    released = [executions.changed(ExecutionChanged(key, "TRANSMITTED", "", {})).released for key in "xy"]
    assert released == [False, True]
    assert executions.changed(changed("COMPLETED")).released


def test_failure_of_an_unknown_execution() -> None:
    assert Executions(Clock()).changed(changed("FAILED", one="wind")).failed[ONE].reason == "wind"


def test_expiry(executions: Executions, clock: Clock) -> None:
    clock.now += MAX_DURATION - 1
    assert executions.expire() == ()
    clock.now += 1
    assert set(executions.expire()) == {ONE, TWO}
    assert executions.match_unacknowledged([Action(ONE, (CLOSE,))], 0) == "x"
    clock.now += ENDED_RETENTION
    executions.expire()
    assert executions.match_unacknowledged([Action(ONE, (CLOSE,))], 0) is None


def test_end_unlisted(executions: Executions, clock: Clock) -> None:
    executions.registered("y", [Action(ONE, (Command("stop"),))])
    executions.end_unlisted(["y"], clock.now + 1)
    assert executions.running(ONE) == (Command("stop"),)


def test_keep_executions_started_after_the_request(executions: Executions, clock: Clock) -> None:
    requested_at = clock.now = clock.now + 1
    clock.now += 1
    executions.acknowledged("y", [Action(ONE, (Command("stop"),))])
    executions.end_unlisted([], requested_at)
    assert executions.running(ONE) == (Command("stop"),)


def test_end_of_one_execution(executions: Executions) -> None:
    executions.acknowledged("y", [Action(ONE, (Command("stop"),))])
    executions.end("y")
    assert executions.running(ONE) == (CLOSE,)


def test_end_by_device_states(executions: Executions) -> None:
    executions.reported(ONE, {"core:MovingState": True}, has_moving_state=True)
    assert executions.reported(ONE, {"core:MovingState": False}, has_moving_state=True) == (ONE,)
    assert (executions.running(ONE), executions.running(TWO)) == ((), (CLOSE,))
    executions.reported(TWO, {"core:ClosureState": 5}, has_moving_state=True)
    assert executions.running(TWO) == (CLOSE,)
    assert executions.reported(TWO, {"core:MovingState": False}, has_moving_state=True) == (TWO,)
    assert not executions


def test_device_without_moving_state(executions: Executions) -> None:
    """It reports its state when it has arrived: a lock that reports "locked" is no longer locking."""
    assert executions.reported(ONE, {"core:RSSILevelState": 5}, has_moving_state=False) == ()
    assert executions.reported(ONE, {"core:LockedUnlockedState": "locked"}, has_moving_state=False) == (ONE,)
    assert executions.running(ONE) == ()


def test_event_before_the_response() -> None:
    """A slow box may send events of an execution before its response."""
    executions = Executions(Clock())
    executions.changed(changed("IN_PROGRESS"))
    assert executions.acknowledged("x", [Action(ONE, (CLOSE,))]) == (ONE,)
    assert executions.running(ONE) == (CLOSE,)


async def test_failure_before_the_response() -> None:
    executions = Executions(Clock())
    executions.changed(changed("FAILED", "wind"))
    executions.acknowledged("x", [Action(ONE, (CLOSE,))])
    with pytest.raises(CommandFailedError, match="wind"):
        await executions.outcome("x", ONE, 5)


def test_matched_once(executions: Executions) -> None:
    """An acknowledged execution is not matched to a request whose response was lost."""
    executions.acknowledged("x", [])
    assert executions.match_unacknowledged([Action(ONE, (CLOSE,))], 0) is None
    executions.registered("y", [Action(ONE, (CLOSE,))])
    assert executions.match_unacknowledged([Action(ONE, (CLOSE,))], 0) == "y"
    assert executions.match_unacknowledged([Action(ONE, (CLOSE,))], 0) is None


def test_maximum_number_of_executions(executions: Executions) -> None:
    for number in range(MAX_TRACKED + 50):
        executions.registered(str(number), [Action(ONE, (CLOSE,))])
    assert len(executions.running(ONE)) <= MAX_TRACKED


def test_failure_of_named_devices_only(executions: Executions) -> None:
    executions.changed(changed("", one="wind"))
    _, failed, _ = executions.changed(changed("FAILED"))
    assert failed == {}


def test_match_by_time_and_commands(executions: Executions, clock: Clock) -> None:
    assert executions.match_unacknowledged([Action(ONE, (CLOSE,))], clock.now + 1) is None
    assert executions.match_unacknowledged([Action(ONE, (Command("open"),))], 0) is None
    assert executions.match_unacknowledged([Action(ONE, (CLOSE,))], clock.now) == "x"


class TestOutcome:
    async def wait(self, executions: Executions, url: str = ONE, **options: Any) -> asyncio.Task[Outcome]:
        task = asyncio.create_task(executions.outcome("x", url, 5, **options))
        await asyncio.sleep(0)
        return task

    async def test_moving_device(self, executions: Executions) -> None:
        task = await self.wait(executions)
        to_end = await self.wait(executions, to_end=True)
        executions.reported(ONE, {"core:MovingState": True}, has_moving_state=True)
        executions.settle()
        assert await task is Outcome.IN_PROGRESS
        assert not to_end.done()
        executions.changed(changed("COMPLETED"))
        executions.settle()
        assert await to_end is Outcome.COMPLETED

    async def test_failing_device(self, executions: Executions) -> None:
        one, two = await self.wait(executions), await self.wait(executions, TWO)
        executions.changed(changed("FAILED", one="wind"))
        executions.settle()
        with pytest.raises(CommandFailedError, match="wind"):
            await one
        assert await two is Outcome.UNKNOWN

    async def test_report_from_before_the_command(self, executions: Executions) -> None:
        """A state reported before the registration is not a reaction; the failure in the same fetch is."""
        task = await self.wait(executions)
        executions.reported(ONE, {"core:ClosureState": 30}, has_moving_state=False)
        executions.registered("x", [Action(ONE, (CLOSE,)), Action(TWO, (CLOSE,))])
        executions.changed(changed("FAILED", "no_answer"))
        executions.settle()
        with pytest.raises(CommandFailedError, match="no_answer"):
            await task

    async def test_canceled(self, executions: Executions) -> None:
        task = await self.wait(executions, to_end=True)
        executions.changed(changed("FAILED", "cancelled"))
        executions.settle()
        assert await task is Outcome.CANCELLED

    async def test_earlier_failure(self, executions: Executions) -> None:
        executions.changed(changed("FAILED", "rain"))
        with pytest.raises(CommandFailedError, match="rain"):
            await executions.outcome("x", ONE, 5)

    async def test_timeout(self, executions: Executions) -> None:
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
        ({"failureTypeCode": 99999, "failureType": "UNKNOWN_REASON"}, "other"),
        ({"failureTypeCode": None, "failureType": ["?"]}, "other"),
        ({}, "other"),
    ],
)
def test_reasons(raw: dict[str, Any], reason: str) -> None:
    assert failure_reason(raw) == reason
    assert reason in (*REASONS, "cancelled")


def test_flat_and_nested_actions() -> None:
    """The flat actions of the box and the nested ones of the cloud become one action per device."""
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
def test_broken_event_is_skipped(raw: object) -> None:
    valid = {"name": "DeviceRemovedEvent", "deviceURL": ONE}
    assert len(parse_events([valid, raw, valid])) == 2


def test_reason_of_many_digits() -> None:
    """A code with too many digits is unknown."""
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
def test_large_event_is_parsed_quickly(raw: dict[str, object]) -> None:
    begin = time.process_time()
    assert len(parse_events([raw | {"execId": "x"}])) == 1
    assert time.process_time() - begin < 2


def test_end_is_told_once(executions: Executions) -> None:
    """What a box repeats costs nothing."""
    assert set(executions.changed(changed("COMPLETED"))[0]) == {ONE, TWO}
    assert executions.changed(changed("COMPLETED"))[0] == ()
