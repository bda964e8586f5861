"""Time from a manual operation of a lock to the state in Home Assistant, in total and by phase.

A gateway reports a manual operation after the lock has announced it by Bluetooth and was synchronized. How
long that takes with real locks is not known. It is measured with the minimum, one Bluetooth contact, and with
slow locks, whose delay no integration can avoid.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from itertools import cycle
from random import Random
from time import monotonic

from benchmarks.measure import percentile
from benchmarks.report import Row

from .gateway import CLOSED, OPEN, STATES
from .installations import Installation, gather_results, running_installations
from .integrations import GATEHOUSE, THE_KEYSPY

LOCKS = 3
SETTLE_TIME = 120.0
# Long enough for the lock to synchronize and for each integration to finish all reads after an operation.
PAUSE_RANGE = (30.0, 60.0)
STATE_GOAL = 10.0
# Seconds, of a slow lock.
ANNOUNCE_DELAY, SYNC_TIME = 2.0, 3.0


@dataclass(frozen=True)
class Sample:
    """Seconds from the operation until the gateway reports it, the lock is read, and the state is shown."""

    reported: float
    read: float
    shown: float


async def measure(samples: int, speed: float, *, slow: bool, realistic: bool) -> list[Row]:
    """Measure both integrations at once, with one manual operation after another."""

    async def take_samples(installation: Installation) -> list[Sample]:
        if slow:
            await _slow_down_locks(installation)
        return [sample async for sample in _take_samples(installation, samples)]

    async with running_installations(
        LOCKS, speed, settle_time=SETTLE_TIME, realistic=realistic
    ) as installations:
        taken = await gather_results(installations, take_samples)
    condition = f"{'slow lock' if slow else 'lock'}, {speed:g}x speed"
    return list(_create_rows(taken[GATEHOUSE], taken[THE_KEYSPY], condition, None if slow else STATE_GOAL))


async def _slow_down_locks(installation: Installation) -> None:
    control = installation.gateway.control
    await control.post("/quirks", lock_sync_time=SYNC_TIME)
    for lock in installation.gateway.config.locks:
        await control.post("/lock", identifier=lock.identifier, sync_request_delay=ANNOUNCE_DELAY)


async def _take_samples(installation: Installation, count: int) -> AsyncIterator[Sample]:
    random = Random(3)  # noqa: S311 - not used for security
    for _, lock in zip(range(count), cycle(installation.gateway.config.locks)):
        await asyncio.sleep(random.uniform(*PAUSE_RANGE))
        yield await _take_sample(installation, lock.identifier)


async def _take_sample(installation: Installation, identifier: str) -> Sample:
    gateway = installation.gateway
    target = OPEN if (await gateway.get_locks())[identifier]["state"] == CLOSED else CLOSED
    start = monotonic()
    action = "open" if target == OPEN else "close"
    await gateway.control.post("/operate", identifier=identifier, action=action)
    shown = await installation.locks.wait_for_states({identifier: STATES[target]})
    state = await gateway.control.get_state()
    lock = next(lock for lock in state["locks"] if lock["identifier"] == identifier)
    contacts = [
        (contact["path"], contact["time"] - start * gateway.speed)
        for contact in lock["ble_connections"]
        if contact["time"] <= shown * gateway.speed
    ]
    read = [time for request, time in contacts if request == "/locker_status"][-1]
    synchronized = next((time for request, time in contacts if not request and time >= 0), read)
    # A read that was already due may come before the report.
    reported = min(read, synchronized + lock["ble_latency"] + state["quirks"]["lock_sync_time"])
    return Sample(reported, read, (shown - start) * gateway.speed)


def _create_rows(
    gatehouse: list[Sample], keyspy: list[Sample], condition: str, median_goal: float | None
) -> Iterator[Row]:
    for percent, goal in ((50, median_goal), (95, None)):
        gatehouse_shown, keyspy_shown = (
            percentile([sample.shown for sample in samples], percent) for samples in (gatehouse, keyspy)
        )
        name = f"manual operation to state, p{percent} of {len(gatehouse)}, {condition}"
        yield Row(name, "s", gatehouse_shown, keyspy_shown, goal)
    phases = {
        "operation to report by the gateway": [sample.reported for sample in gatehouse],
        "report to read of the lock": [sample.read - sample.reported for sample in gatehouse],
        "read to state": [sample.shown - sample.read for sample in gatehouse],
    }
    for name, values in phases.items():
        yield Row(f"  {name}, p50", "s", percentile(values, 50), None, None)
