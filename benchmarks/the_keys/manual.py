"""How long it takes from a turn by hand to the state in Home Assistant, and what of it where.

A gateway tells of a turn when the lock has announced itself and was synchronised. How long that takes with
real ones is not known. It is measured with what is certain, one Bluetooth contact, and with locks that take
their time, which no integration can make up for.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from itertools import cycle
from random import Random
from time import monotonic

from benchmarks.measure import percentile
from benchmarks.report import Row

from .beside import Side, beside, on_each
from .gateway import CLOSED, OPEN, STATES
from .integrations import OURS, PEERS

LOCKS = 3
SETTLE = 120.0
# A lock synchronises itself meanwhile, and each integration does all that it has to.
PAUSE = (30.0, 60.0)
PATIENCE = 300.0
GOAL = 10.0
ANNOUNCE_DELAY, SYNC_TIME = 2.0, 3.0  # seconds, of a slow lock


@dataclass(frozen=True)
class Sample:
    """Seconds from the turn, until the gateway tells of it, the lock is asked, and its state is shown."""

    told: float
    asked: float
    shown: float


async def measure(samples: int, speed: float, *, slow: bool, realistic: bool) -> list[Row]:
    """Let locks be turned by hand, at each side as often."""

    async def work(side: Side) -> list[Sample]:
        if slow:
            await side.gateway.control.do("/quirks", lock_sync_time=SYNC_TIME)
            for lock in side.gateway.address.locks:
                await side.gateway.control.do(
                    "/lock", identifier=lock.identifier, sync_request_delay=ANNOUNCE_DELAY
                )
        return [sample async for sample in _samples(side, samples)]

    async with beside(LOCKS, speed, settle=SETTLE, realistic=realistic) as sides:
        taken = await on_each(sides, work)
    condition = f"{'slow lock' if slow else 'lock'}, speed {speed:g}"
    return list(_rows(taken[OURS], taken[PEERS], condition, None if slow else GOAL))


async def _samples(side: Side, count: int) -> AsyncIterator[Sample]:
    chance = Random(3)  # noqa: S311 - it decides on what happens in a simulated home
    for _, lock in zip(range(count), cycle(side.gateway.address.locks)):
        await asyncio.sleep(chance.uniform(*PAUSE))
        yield await _turn(side, lock.identifier)


async def _turn(side: Side, identifier: str) -> Sample:
    gateway = side.gateway
    becomes = OPEN if (await gateway.locks())[identifier]["state"] == CLOSED else CLOSED
    begin = monotonic()
    action = "open" if becomes == OPEN else "close"
    await gateway.control.do("/operate", identifier=identifier, action=action)
    shown = await side.locks.until({identifier: STATES[becomes]}, PATIENCE)
    state = await gateway.control.state()
    lock = next(lock for lock in state["locks"] if lock["identifier"] == identifier)
    contacts = [
        (contact["path"], contact["time"] - begin * gateway.speed)
        for contact in lock["ble_connections"]
        if contact["time"] <= shown * gateway.speed
    ]
    # It may have been asked just when it was turned.
    asked = [time for what, time in contacts if what == "/locker_status"][-1]
    synchronised = next((time for what, time in contacts if not what and time >= 0), asked)
    told = min(asked, synchronised + lock["ble_latency"] + state["quirks"]["lock_sync_time"])
    return Sample(told, asked, (shown - begin) * gateway.speed)


def _rows(
    ours: list[Sample], peers: list[Sample], condition: str, median_goal: float | None
) -> Iterator[Row]:
    at = f"of {len(ours)}, {condition}"
    for percent, goal in ((50, median_goal), (95, None)):
        shown, peers_shown = (
            percentile([sample.shown for sample in side], percent) for side in (ours, peers)
        )
        yield Row(f"turn by hand to state, p{percent} {at}", "s", shown, peers_shown, goal)
    parts = {
        "turn to the gateway's telling of it": [sample.told for sample in ours],
        "that to the question to the lock": [sample.asked - sample.told for sample in ours],
        "the question to the state": [sample.shown - sample.asked for sample in ours],
    }
    for what, figures in parts.items():
        yield Row(f"  of it {what}, p50", "s", percentile(figures, 50), None, None)
