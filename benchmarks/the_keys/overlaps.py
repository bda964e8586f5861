"""Whether requests meet at the gateway, which does one thing at a time, while people use their locks."""

import asyncio
from itertools import cycle

from benchmarks.report import Row

from .beside import Side, beside, on_each
from .commands import tell
from .gateway import CLOSED, OPEN
from .integrations import OURS, PEERS

LOCKS = 3
SETTLE = 60.0
MINUTE = 60.0


async def measure(minutes: int, speed: float, *, realistic: bool) -> list[Row]:
    """Each minute, tell all locks something at once or turn one by hand, in turn."""

    async def work(side: Side) -> tuple[int, int, int]:
        return await _live(side, minutes)

    async with beside(LOCKS, speed, settle=SETTLE, realistic=realistic) as sides:
        lived = await on_each(sides, work)
    (overlaps, requests, failed), (peers_overlaps, peers_requests, peers_failed) = lived[OURS], lived[PEERS]
    use = f"{minutes} min of use at speed {speed:g}"
    commands = -(-minutes // 2) * LOCKS
    return [
        Row(f"overlapping requests, {use}", "", overlaps, peers_overlaps, 0.0),
        Row(f"requests, {use}", "", requests, peers_requests, None),
        Row(f"commands that failed, {LOCKS} at once, of {commands}", "", failed, peers_failed),
    ]


async def _live(side: Side, minutes: int) -> tuple[int, int, int]:
    """Return how many requests overlapped, how many there were, and how many commands failed."""
    gateway, identifiers = side.gateway, list(side.locks.entity_ids)
    before = await gateway.control.state()
    loop = asyncio.get_running_loop()
    failed, due = 0, loop.time()
    for minute, becomes in zip(range(minutes), cycle((OPEN, OPEN, CLOSED, CLOSED))):
        if minute % 2:
            identifier = identifiers[minute % len(identifiers)]
            action = "close" if becomes == OPEN else "open"
            await gateway.control.do("/operate", identifier=identifier, action=action)
        else:
            done = await asyncio.gather(*(tell(side, identifier, becomes) for identifier in identifiers))
            failed += done.count(False)
        due += MINUTE
        await asyncio.sleep(max(0.0, due - loop.time()))
    after = await gateway.control.state()
    return after["overlaps"] - before["overlaps"], after["requests"] - before["requests"], failed
