"""Time from a command to the start of the motor and to the confirmed state in Home Assistant."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from itertools import cycle
import json
from random import Random
from time import monotonic
from typing import Any

from homeassistant.const import ATTR_ENTITY_ID

from benchmarks.measure import percentile
from benchmarks.report import AT_MOST_REFERENCE, Goal, Row

from .gateway import CLOSED, OPEN, STATES
from .installations import Installation, gather_results, running_installations
from .integrations import GATEHOUSE, THE_KEYSPY

LOCKS = 3
SETTLE_TIME = 120.0
# Long enough for the lock to synchronize and for each integration to finish all reads after a command.
PAUSE_RANGE = (30.0, 60.0)
POLL_INTERVAL = 0.5
READ_TIMEOUT = 300.0
CONFIRMED_GOAL = 10.0
SERVICES = {OPEN: "unlock", CLOSED: "lock"}


@dataclass(frozen=True)
class Sample:
    """Seconds from the command until the motor started and until the state was read and shown.

    `is_early` is whether the new state was shown before the motor stopped.
    """

    motor_started: float
    confirmed: float
    is_early: bool


async def measure(samples: int, speed: float, *, realistic: bool) -> list[Row]:
    """Measure both integrations at once, with one command after another; None for a failed command."""

    async def take_samples(installation: Installation) -> list[Sample | None]:
        return [sample async for sample in _take_samples(installation, samples)]

    async with running_installations(
        LOCKS, speed, settle_time=SETTLE_TIME, realistic=realistic
    ) as installations:
        taken = await gather_results(installations, take_samples)
    return list(_create_rows(taken[GATEHOUSE], taken[THE_KEYSPY], speed))


async def operate_lock(installation: Installation, identifier: str, target: int) -> bool:
    """Lock or unlock a lock through Home Assistant; return whether the action succeeded."""
    locks = installation.locks
    data = {ATTR_ENTITY_ID: locks.entity_ids[identifier]}
    try:
        await locks.hass.services.async_call("lock", SERVICES[target], data, blocking=True)
    except Exception:  # noqa: BLE001 - the-keyspy raises errors of any type
        return False
    return True


async def _take_samples(installation: Installation, count: int) -> AsyncIterator[Sample | None]:
    random = Random(4)  # noqa: S311 - not used for security
    for _, lock in zip(range(count), cycle(installation.gateway.config.locks)):
        await asyncio.sleep(random.uniform(*PAUSE_RANGE))
        yield await _take_sample(installation, lock.identifier)


async def _take_sample(installation: Installation, identifier: str) -> Sample | None:
    gateway, locks = installation.gateway, installation.locks
    target = OPEN if (await gateway.get_locks())[identifier]["state"] == CLOSED else CLOSED
    start = monotonic()
    if not await operate_lock(installation, identifier, target):
        return None
    lock = (await gateway.get_locks())[identifier]
    gateway_start = start * gateway.speed
    motor_started = next(
        movement["time"] for movement in lock["movements"] if movement["time"] >= gateway_start
    )
    motor_stopped = motor_started + lock["travel_time"]
    async with asyncio.timeout(READ_TIMEOUT):
        read = await _wait_for_read(installation, identifier, target, gateway_start)
    shown = await locks.wait_for_states({identifier: STATES[target]})
    is_early = any(
        state == STATES[target] and time * gateway.speed < motor_stopped
        for time, state in locks.get_changes(identifier, start)
    )
    return Sample(motor_started - gateway_start, max(read, shown * gateway.speed) - gateway_start, is_early)


async def _wait_for_read(
    installation: Installation, identifier: str, target: int, gateway_start: float
) -> float:
    """Wait until a read of the lock returned the target state; return the time of the gateway then."""
    while True:
        requests: list[dict[str, Any]] = (await installation.gateway.control.get_state())["latest_requests"]
        for request in requests:
            if (
                request["path"] == "/locker_status"
                and request["form"].get("identifier") == identifier
                and request["ended"] is not None
                and request["ended"] >= gateway_start
                and json.loads(request["response"] or "{}").get("code") == target
            ):
                ended: float = request["ended"]
                return ended
        await asyncio.sleep(POLL_INTERVAL)


def _create_rows(gatehouse: list[Sample | None], keyspy: list[Sample | None], speed: float) -> Iterator[Row]:
    count = len(gatehouse)
    succeeded = [[sample for sample in samples if sample is not None] for samples in (gatehouse, keyspy)]
    condition = f"of {count} at {speed:g}x speed"

    def create_row(name: str, unit: str, value_fn: Callable[[list[Sample]], float], goal: Goal) -> Row:
        return Row(f"{name} {condition}", unit, value_fn(succeeded[0]), value_fn(succeeded[1]), goal)

    def get_motor_started_p50(samples: list[Sample]) -> float:
        return percentile([sample.motor_started for sample in samples], 50)

    def get_confirmed_fn(percent: int) -> Callable[[list[Sample]], float]:
        return lambda samples: percentile([sample.confirmed for sample in samples], percent)

    yield create_row("command to motor start, p50", "s", get_motor_started_p50, None)
    yield create_row("command to confirmed state, p50", "s", get_confirmed_fn(50), CONFIRMED_GOAL)
    yield create_row("command to confirmed state, p95", "s", get_confirmed_fn(95), None)
    yield create_row(
        "state shown before the motor stopped,", "", lambda samples: sum(s.is_early for s in samples), 0.0
    )
    yield create_row("failed commands,", "", lambda samples: count - len(samples), AT_MOST_REFERENCE)
