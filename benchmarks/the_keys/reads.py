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
        before = await on_each(sides, _reads)
        await asyncio.sleep(hours * HOUR)
        after = await on_each(sides, _reads)
    reads, peers_reads = ((after[domain] - before[domain]) / hours for domain in (OURS, PEERS))
    how = f"{locks} lock{'s' if locks > 1 else ''} {'with' if tells_log else 'without'} last_log"
    what = f"Bluetooth reads of a lock, idle, {how}, {hours:g} h at speed {speed:g}"
    return [Row(what, "1/h", reads, peers_reads, MOST_READS if tells_log else MOST_READS_WITHOUT_LOG)]


async def _reads(side: Side) -> float:
    """Return how often a lock was read, on average."""
    locks = await side.gateway.locks()
    return float(sum(lock["reads"] for lock in locks.values()) / len(locks))
