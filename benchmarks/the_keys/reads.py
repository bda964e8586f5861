"""How often locks are read by Bluetooth while nobody uses them: each read costs them battery."""

import asyncio

from benchmarks.report import Row

from .beside import Side, beside, on_each
from .integrations import OURS, PEERS

HOUR = 3600.0
SETTLE = 300.0
MOST_READS, MOST_READS_WITHOUT_LOG = 2.0, 12.0


async def measure(locks: int, hours: float, speed: float, *, tells_log: bool, realistic: bool) -> list[Row]:
    """Let both run for some hours."""
    async with beside(locks, speed, settle=SETTLE, tells_log=tells_log, realistic=realistic) as sides:
        before = await on_each(sides, _counted)
        await asyncio.sleep(hours * HOUR)
        after = await on_each(sides, _counted)
    (reads, overlaps), (peers_reads, peers_overlaps) = (
        [(late - early) / hours for early, late in zip(before[domain], after[domain], strict=True)]
        for domain in (OURS, PEERS)
    )
    how = f"{locks} lock{'s' if locks > 1 else ''} {'with' if tells_log else 'without'} last_log"
    at = f"{hours:g} h at speed {speed:g}"
    goal = MOST_READS if tells_log else MOST_READS_WITHOUT_LOG
    return [
        Row(f"Bluetooth reads of a lock, idle, {how}, {at}", "1/h", reads, peers_reads, goal),
        Row(f"overlapping requests, idle, {how}, {at}", "1/h", overlaps, peers_overlaps, 0.0),
    ]


async def _counted(side: Side) -> tuple[float, float]:
    """Return how often a lock was read, on average, and how many requests overlapped."""
    state = await side.gateway.control.state()
    locks = state["locks"]
    return sum(lock["reads"] for lock in locks) / len(locks), state["overlaps"]
