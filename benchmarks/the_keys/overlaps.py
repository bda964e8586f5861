"""Overlapping requests while people use their locks; a gateway processes one request at a time."""

import asyncio
from dataclasses import dataclass
from itertools import cycle

from benchmarks.report import Row

from .commands import operate_lock
from .gateway import CLOSED, OPEN
from .installations import Installation, gather_results, running_installations
from .integrations import GATEHOUSE, THE_KEYSPY

LOCKS = 3
SETTLE_TIME = 60.0
MINUTE = 60.0


@dataclass(frozen=True)
class RequestCounts:
    """Numbers of overlapping requests, of all requests and of failed commands."""

    overlapping: int
    total: int
    failed_commands: int


async def measure(minutes: int, speed: float, *, realistic: bool) -> list[Row]:
    """Measure both integrations at once, with commands and manual operations in turn, one each minute."""

    async def count_requests(installation: Installation) -> RequestCounts:
        return await _count_requests(installation, minutes)

    async with running_installations(
        LOCKS, speed, settle_time=SETTLE_TIME, realistic=realistic
    ) as installations:
        counts = await gather_results(installations, count_requests)
    gatehouse, keyspy = counts[GATEHOUSE], counts[THE_KEYSPY]
    condition = f"{minutes} min of use at {speed:g}x speed"
    commands = -(-minutes // 2) * LOCKS
    return [
        Row(f"overlapping requests, {condition}", "", gatehouse.overlapping, keyspy.overlapping, 0.0),
        Row(f"requests, {condition}", "", gatehouse.total, keyspy.total, None),
        Row(
            f"failed commands, {LOCKS} at once, of {commands}",
            "",
            gatehouse.failed_commands,
            keyspy.failed_commands,
        ),
    ]


async def _count_requests(installation: Installation, minutes: int) -> RequestCounts:
    gateway, identifiers = installation.gateway, list(installation.locks.entity_ids)
    before = await gateway.control.get_state()
    loop = asyncio.get_running_loop()
    failed, due = 0, loop.time()
    for minute, target in zip(range(minutes), cycle((OPEN, OPEN, CLOSED, CLOSED))):
        if minute % 2:
            identifier = identifiers[minute % len(identifiers)]
            action = "close" if target == OPEN else "open"
            await gateway.control.post("/operate", identifier=identifier, action=action)
        else:
            successes = await asyncio.gather(
                *(operate_lock(installation, identifier, target) for identifier in identifiers)
            )
            failed += successes.count(False)
        due += MINUTE
        await asyncio.sleep(max(0.0, due - loop.time()))
    after = await gateway.control.get_state()
    return RequestCounts(
        after["overlaps"] - before["overlaps"], after["requests"] - before["requests"], failed
    )
