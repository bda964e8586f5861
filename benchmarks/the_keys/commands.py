"""What becomes of a command: when the motor runs, and when Home Assistant says that it is done."""

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
from benchmarks.report import Goal, Row

from .beside import Side, beside, on_each
from .gateway import CLOSED, OPEN, STATES
from .integrations import OURS, PEERS

LOCKS = 3
SETTLE = 120.0
# A lock synchronises itself meanwhile, and each integration does all that it has to.
PAUSE = (30.0, 60.0)
LOOK_PAUSE = 0.5
PATIENCE = 300.0
GOAL = 10.0
SERVICES = {OPEN: "unlock", CLOSED: "lock"}


@dataclass(frozen=True)
class Sample:
    """Seconds from the call to the motor's start, and until what the lock said afterwards is shown.

    None for a command that failed. `early` tells whether the new state was shown before the motor stopped.
    """

    moved: float
    shown: float
    early: bool


async def measure(samples: int, speed: float, *, realistic: bool) -> list[Row]:
    """Tell locks what to do, one after another, on each side as often."""

    async def work(side: Side) -> list[Sample | None]:
        return [sample async for sample in _samples(side, samples)]

    async with beside(LOCKS, speed, settle=SETTLE, realistic=realistic) as sides:
        taken = await on_each(sides, work)
    return list(_rows(taken[OURS], taken[PEERS], speed))


async def tell(side: Side, identifier: str, becomes: int) -> bool:
    """Call Home Assistant's action; tell whether it went well."""
    try:
        await side.locks.hass.services.async_call(
            "lock", SERVICES[becomes], {ATTR_ENTITY_ID: side.locks.entity_ids[identifier]}, blocking=True
        )
    except Exception:  # noqa: BLE001 - the peer's come through as they are
        return False
    return True


async def _samples(side: Side, count: int) -> AsyncIterator[Sample | None]:
    chance = Random(4)  # noqa: S311 - it decides on what happens in a simulated home
    for _, lock in zip(range(count), cycle(side.gateway.address.locks)):
        await asyncio.sleep(chance.uniform(*PAUSE))
        yield await _command(side, lock.identifier)


async def _command(side: Side, identifier: str) -> Sample | None:
    gateway, locks = side.gateway, side.locks
    becomes = OPEN if (await gateway.locks())[identifier]["state"] == CLOSED else CLOSED
    begin = monotonic()
    if not await tell(side, identifier, becomes):
        return None
    lock = (await gateway.locks())[identifier]
    started = next(
        movement["time"] for movement in lock["movements"] if movement["time"] >= begin * gateway.speed
    )
    stopped = started + lock["travel_time"]
    async with asyncio.timeout(PATIENCE):
        read = await _read_back(side, identifier, becomes, begin)
    shown = await locks.until({identifier: STATES[becomes]}, PATIENCE)
    early = any(
        state == STATES[becomes] and time * gateway.speed < stopped
        for time, state in locks.changes(identifier, begin)
    )
    return Sample(
        started - begin * gateway.speed, max(read, shown * gateway.speed) - begin * gateway.speed, early
    )


async def _read_back(side: Side, identifier: str, becomes: int, begin: float) -> float:
    """Wait until the lock has said by itself that it is done; return when it did."""
    while True:
        requests: list[dict[str, Any]] = (await side.gateway.control.state())["latest_requests"]
        for request in requests:
            if (
                request["path"] == "/locker_status"
                and request["form"].get("identifier") == identifier
                and request["ended"] is not None
                and request["ended"] >= begin * side.gateway.speed
                and json.loads(request["response"] or "{}").get("code") == becomes
            ):
                ended: float = request["ended"]
                return ended
        await asyncio.sleep(LOOK_PAUSE)


def _rows(ours: list[Sample | None], peers: list[Sample | None], speed: float) -> Iterator[Row]:
    count = len(ours)
    done = [[sample for sample in side if sample is not None] for side in (ours, peers)]
    at = f"of {count} at speed {speed:g}"

    def row(what: str, unit: str, figure: Callable[[list[Sample]], float], goal: Goal) -> Row:
        return Row(f"{what} {at}", unit, figure(done[0]), figure(done[1]), goal)

    def p50_to_motor(side: list[Sample]) -> float:
        return percentile([sample.moved for sample in side], 50)

    def shown(percent: int) -> Callable[[list[Sample]], float]:
        return lambda side: percentile([sample.shown for sample in side], percent)

    yield row("command to motor, p50", "s", p50_to_motor, None)
    yield row("command to the state read back and shown, p50", "s", shown(50), GOAL)
    yield row("command to the state read back and shown, p95", "s", shown(95), None)
    yield row("shown as done before the motor stopped,", "", lambda side: sum(s.early for s in side), 0.0)
    yield row("commands that failed,", "", lambda side: count - len(side), "theirs")
