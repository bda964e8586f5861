"""What an integration costs that is set up and running."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from homeassistant.const import EVENT_STATE_CHANGED, EVENT_STATE_REPORTED
from homeassistant.core import HomeAssistant, callback

from benchmarks.home_assistant import home_assistant
from benchmarks.measure import cpu_per_minute
from benchmarks.report import Row

from .box import Box
from .integrations import CORES, INTEGRATIONS, OURS, running
from .traffic import traffic

# Longer than either is in a hurry after something has changed: what is measured goes on like that.
SETTLE = 45.0
CONNECTIONS = {"close": False, "keep-alive": True}
MOST_REQUESTS = 60.0


@dataclass
class Count:
    """How many states were written."""

    states: int = 0


async def measure(
    box: Box, seconds: float, share: float, connections: list[str], *, cpu: bool, idle: bool
) -> list[Row]:
    """Measure each integration alone, idle and while a share of the devices changes each second."""
    figures: defaultdict[tuple[str, str, float | None], dict[str, float]] = defaultdict(dict)
    async with home_assistant() as hass:
        await asyncio.sleep(SETTLE)
        empty = await cpu_per_minute(seconds) if cpu else 0.0
        for domain in INTEGRATIONS:
            async with running(hass, domain, box.address, 0):
                for connection in connections:
                    await box.control.keep_alive(keep=CONNECTIONS[connection])
                    await asyncio.sleep(SETTLE)
                    if cpu:
                        used = await cpu_per_minute(seconds)
                        figures[f"CPU, idle, {connection}", "s/min", None][domain] = used - empty
                    if idle:
                        requests, states = await _idle(hass, box, seconds)
                        what = f"requests, idle, {connection}"
                        figures[what, "1/min", MOST_REQUESTS][domain] = requests
                        figures[f"states written, idle, {connection}", "1/min", 0.0][domain] = states
                    if cpu:
                        async with traffic(box.control, share):
                            await asyncio.sleep(SETTLE)
                            used = await cpu_per_minute(seconds)
                        what = f"CPU, {share:.0%} change each second, {connection}"
                        figures[what, "s/min", None][domain] = used - empty
                await box.control.keep_alive(keep=False)
    return [
        Row(what, unit, figure[OURS], figure[CORES], "theirs" if goal is None else goal)
        for (what, unit, goal), figure in figures.items()
    ]


async def _idle(hass: HomeAssistant, box: Box, seconds: float) -> tuple[float, float]:
    """Return how many requests were sent and states written in a minute."""
    with _counted(hass) as count:
        before = (await box.control.state())["requests"]
        await asyncio.sleep(seconds)
        requests = (await box.control.state())["requests"] - before
    return requests * 60 / seconds, count.states * 60 / seconds


@contextmanager
def _counted(hass: HomeAssistant) -> Iterator[Count]:
    count = Count()

    @callback
    def notice(_: object) -> bool:
        count.states += 1
        return False

    @callback
    def never(_: object) -> None:
        """Not called, as the filter takes nothing."""

    ends = (
        hass.bus.async_listen(EVENT_STATE_CHANGED, never, event_filter=notice),
        hass.bus.async_listen(EVENT_STATE_REPORTED, never, event_filter=notice),
    )
    try:
        yield count
    finally:
        for end in ends:
            end()
