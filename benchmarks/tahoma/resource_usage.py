"""CPU, requests and state writes of a running integration."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from homeassistant.const import EVENT_STATE_CHANGED, EVENT_STATE_REPORTED
from homeassistant.core import HomeAssistant, callback

from benchmarks.home_assistant import running_home_assistant
from benchmarks.measure import measure_cpu_per_minute
from benchmarks.report import AT_MOST_REFERENCE, Goal, Row

from .box import SimulatedBox
from .integrations import GATEHOUSE, INTEGRATIONS, OVERKIZ, loaded_integration
from .traffic import traffic

# Longer than either integration polls faster after a change, so that the measured rate is constant.
SETTLE_TIME = 45.0
CONNECTIONS = {"close": False, "keep-alive": True}
MAX_REQUESTS = 60.0


@dataclass
class StateWriteCounter:
    """Number of states written."""

    count: int = 0


async def measure(
    box: SimulatedBox, seconds: float, share: float, connections: list[str], *, cpu: bool, idle: bool
) -> list[Row]:
    """Measure each integration on its own, idle and while a share of the devices changes each second."""
    results: defaultdict[tuple[str, str, Goal], dict[str, float]] = defaultdict(dict)
    async with running_home_assistant() as hass:
        await asyncio.sleep(SETTLE_TIME)
        base_cpu = await measure_cpu_per_minute(seconds) if cpu else 0.0
        for domain in INTEGRATIONS:
            async with loaded_integration(hass, domain, box.config, 0):
                for connection in connections:
                    await box.control.set_keep_alive(enabled=CONNECTIONS[connection])
                    await asyncio.sleep(SETTLE_TIME)
                    if cpu:
                        used = await measure_cpu_per_minute(seconds) - base_cpu
                        results[f"CPU, idle, {connection}", "s/min", AT_MOST_REFERENCE][domain] = used
                    if idle:
                        requests, writes = await _measure_idle(hass, box, seconds)
                        results[f"requests, idle, {connection}", "1/min", MAX_REQUESTS][domain] = requests
                        results[f"state writes, idle, {connection}", "1/min", 0.0][domain] = writes
                    if cpu:
                        async with traffic(box.control, share):
                            await asyncio.sleep(SETTLE_TIME)
                            used = await measure_cpu_per_minute(seconds) - base_cpu
                        name = f"CPU, {share:.0%} of devices change each second, {connection}"
                        results[name, "s/min", AT_MOST_REFERENCE][domain] = used
                await box.control.set_keep_alive(enabled=False)
    return [
        Row(name, unit, values[GATEHOUSE], values[OVERKIZ], goal)
        for (name, unit, goal), values in results.items()
    ]


async def _measure_idle(hass: HomeAssistant, box: SimulatedBox, seconds: float) -> tuple[float, float]:
    """Return the numbers of requests and of state writes per minute."""
    with _count_state_writes(hass) as writes:
        before = (await box.control.get_state())["requests"]
        await asyncio.sleep(seconds)
        requests = (await box.control.get_state())["requests"] - before
    return requests * 60 / seconds, writes.count * 60 / seconds


@contextmanager
def _count_state_writes(hass: HomeAssistant) -> Iterator[StateWriteCounter]:
    counter = StateWriteCounter()

    @callback
    def count(_: object) -> bool:
        counter.count += 1
        return False

    @callback
    def ignore(_: object) -> None:
        """Never called because the event filter rejects all events."""

    unsubscribe = (
        hass.bus.async_listen(EVENT_STATE_CHANGED, ignore, event_filter=count),
        hass.bus.async_listen(EVENT_STATE_REPORTED, ignore, event_filter=count),
    )
    try:
        yield counter
    finally:
        for remove_listener in unsubscribe:
            remove_listener()
