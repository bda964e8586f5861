"""The order of requests to a gateway, and the rest between them."""

import asyncio
from itertools import pairwise

import pytest

from custom_components.gatehouse.gateways.request_queue import RequestQueue


class Diary:
    """Who used a queue, when."""

    def __init__(self) -> None:
        self.queue = RequestQueue()
        self.uses: list[tuple[str, float, float]] = []

    async def use(self, name: str, *, urgent: bool = False, takes: float = 1.0, rest: float = 1.0) -> None:
        now = asyncio.get_running_loop().time
        async with self.queue.slot(urgent=urgent, rest=rest):
            begun = now()
            await asyncio.sleep(takes)
            self.uses.append((name, begun, now()))

    @property
    def order(self) -> list[str]:
        return [name for name, _, _ in self.uses]

    @property
    def rests(self) -> list[float]:
        return [begun - ended for (_, _, ended), (_, begun, _) in pairwise(self.uses)]


@pytest.fixture
def diary() -> Diary:
    return Diary()


async def test_urgent_ones_first(diary: Diary) -> None:
    async with asyncio.TaskGroup() as group:
        for name in ("poll", "second poll", "third poll"):
            group.create_task(diary.use(name))
        await asyncio.sleep(0.2)
        group.create_task(diary.use("command", urgent=True))
    assert diary.order == ["poll", "command", "second poll", "third poll"]
    assert all(0.9 < rest < 1.5 for rest in diary.rests)


async def test_urgent_while_all_rest(diary: Diary) -> None:
    """Whose turn is next has not begun yet."""
    async with asyncio.TaskGroup() as group:
        for name in ("poll", "second poll", "third poll"):
            group.create_task(diary.use(name))
        await asyncio.sleep(1.5)
        group.create_task(diary.use("command", urgent=True))
    assert diary.order == ["poll", "command", "second poll", "third poll"]
    assert all(0.9 < rest < 1.5 for rest in diary.rests)


@pytest.mark.parametrize("after", [0.2, 1.5])
async def test_cancelled(diary: Diary, after: float) -> None:
    """Who does not wait any more changes nothing for the others, neither their order nor their rest."""
    async with asyncio.TaskGroup() as group:
        group.create_task(diary.use("poll"))
        await asyncio.sleep(0.1)
        gone = [group.create_task(diary.use("gone", urgent=urgent, rest=0.1)) for urgent in (True, False)]
        group.create_task(diary.use("second poll"))
        await asyncio.sleep(after)
        for task in gone:
            task.cancel()
    assert diary.order == ["poll", "second poll"]
    assert all(0.9 < rest < 1.5 for rest in diary.rests)


async def test_overtaken_and_cancelled(diary: Diary) -> None:
    """Who was overtaken while resting, and goes, leaves the queue to the next."""
    async with asyncio.TaskGroup() as group:
        group.create_task(diary.use("poll"))
        await asyncio.sleep(0.1)
        overtaken = group.create_task(diary.use("overtaken"))
        await asyncio.sleep(1.2)
        group.create_task(diary.use("command", urgent=True))
        await asyncio.sleep(1.2)
        overtaken.cancel()
        group.create_task(diary.use("last poll"))
    assert diary.order == ["poll", "command", "last poll"]


async def test_timeout(diary: Diary) -> None:
    """A request that takes too long continues, but no longer blocks the others."""

    async def hang() -> None:
        async with diary.queue.slot(urgent=False, hold_timeout=2.0):
            await asyncio.sleep(20.0)
            diary.uses.append(("slow", 0.0, 0.0))

    async with asyncio.TaskGroup() as group:
        group.create_task(hang())
        await asyncio.sleep(0.1)
        group.create_task(diary.use("next"))
    assert diary.order == ["next", "slow"]
