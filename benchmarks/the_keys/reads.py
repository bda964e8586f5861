"""Bluetooth reads of idle locks; each read uses their battery."""

import asyncio

from benchmarks.report import Row

from .installations import Installation, gather_results, running_installations
from .integrations import GATEHOUSE, THE_KEYSPY

HOUR = 3600.0
SETTLE_TIME = 300.0
MAX_READS, MAX_READS_WITHOUT_LAST_LOG = 2.0, 12.0


async def measure(locks: int, hours: float, speed: float, *, last_log: bool, realistic: bool) -> list[Row]:
    """Measure both integrations at once for some hours."""
    async with running_installations(
        locks, speed, settle_time=SETTLE_TIME, last_log=last_log, realistic=realistic
    ) as installations:
        before = await gather_results(installations, _get_reads_per_lock)
        await asyncio.sleep(hours * HOUR)
        after = await gather_results(installations, _get_reads_per_lock)
    gatehouse, keyspy = ((after[domain] - before[domain]) / hours for domain in (GATEHOUSE, THE_KEYSPY))
    condition = f"{locks} lock{'s' if locks > 1 else ''} {'with' if last_log else 'without'} last_log"
    name = f"Bluetooth reads per lock, idle, {condition}, {hours:g} h at {speed:g}x speed"
    return [Row(name, "1/h", gatehouse, keyspy, MAX_READS if last_log else MAX_READS_WITHOUT_LAST_LOG)]


async def _get_reads_per_lock(installation: Installation) -> float:
    """Return the average number of reads per lock."""
    locks = await installation.gateway.get_locks()
    return float(sum(lock["reads"] for lock in locks.values()) / len(locks))
