"""Tests of the order of requests to a gateway and the pauses between them."""

import asyncio
from itertools import pairwise

import pytest

from custom_components.gatehouse.gateways.request_queue import RequestQueue


class Recorder:
    """Records the requests of a queue and their times."""

    def __init__(self) -> None:
        self.queue = RequestQueue()
        self.uses: list[tuple[str, float, float]] = []

    async def use(self, name: str, *, urgent: bool = False, duration: float = 1.0, rest: float = 1.0) -> None:
        now = asyncio.get_running_loop().time
        async with self.queue.slot(urgent=urgent, rest=rest):
            started = now()
            await asyncio.sleep(duration)
            self.uses.append((name, started, now()))

    @property
    def order(self) -> list[str]:
        return [name for name, _, _ in self.uses]

    @property
    def pauses(self) -> list[float]:
        return [started - ended for (_, _, ended), (_, started, _) in pairwise(self.uses)]


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


async def test_urgent_requests_first(recorder: Recorder) -> None:
    async with asyncio.TaskGroup() as group:
        for name in ("poll", "second poll", "third poll"):
            group.create_task(recorder.use(name))
        await asyncio.sleep(0.2)
        group.create_task(recorder.use("command", urgent=True))
    assert recorder.order == ["poll", "command", "second poll", "third poll"]
    assert all(0.9 < pause < 1.5 for pause in recorder.pauses)


async def test_urgent_request_during_a_pause(recorder: Recorder) -> None:
    """The next poll has not started yet."""
    async with asyncio.TaskGroup() as group:
        for name in ("poll", "second poll", "third poll"):
            group.create_task(recorder.use(name))
        await asyncio.sleep(1.5)
        group.create_task(recorder.use("command", urgent=True))
    assert recorder.order == ["poll", "command", "second poll", "third poll"]
    assert all(0.9 < pause < 1.5 for pause in recorder.pauses)


@pytest.mark.parametrize("after", [0.2, 1.5])
async def test_canceled(recorder: Recorder, after: float) -> None:
    """Canceled requests change neither the order nor the pauses of the others."""
    async with asyncio.TaskGroup() as group:
        group.create_task(recorder.use("poll"))
        await asyncio.sleep(0.1)
        canceled = [
            group.create_task(recorder.use("canceled", urgent=urgent, rest=0.1)) for urgent in (True, False)
        ]
        group.create_task(recorder.use("second poll"))
        await asyncio.sleep(after)
        for task in canceled:
            task.cancel()
    assert recorder.order == ["poll", "second poll"]
    assert all(0.9 < pause < 1.5 for pause in recorder.pauses)


async def test_overtaken_and_canceled(recorder: Recorder) -> None:
    """A request that is overtaken during a pause and then canceled does not block the queue."""
    async with asyncio.TaskGroup() as group:
        group.create_task(recorder.use("poll"))
        await asyncio.sleep(0.1)
        overtaken = group.create_task(recorder.use("overtaken"))
        await asyncio.sleep(1.2)
        group.create_task(recorder.use("command", urgent=True))
        await asyncio.sleep(1.2)
        overtaken.cancel()
        group.create_task(recorder.use("last poll"))
    assert recorder.order == ["poll", "command", "last poll"]


async def test_timeout(recorder: Recorder) -> None:
    """A request that takes too long continues, but no longer blocks the others."""

    async def hang() -> None:
        async with recorder.queue.slot(urgent=False, hold_timeout=2.0):
            await asyncio.sleep(20.0)
            recorder.uses.append(("slow", 0.0, 0.0))

    async with asyncio.TaskGroup() as group:
        group.create_task(hang())
        await asyncio.sleep(0.1)
        group.create_task(recorder.use("next"))
    assert recorder.order == ["next", "slow"]
