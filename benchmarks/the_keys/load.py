"""What an integration costs that is set up and running, while nobody uses the locks."""

import asyncio

from benchmarks.home_assistant import home_assistant
from benchmarks.measure import cpu_per_minute
from benchmarks.report import Row

from .gateway import simulated_gateway
from .integrations import INTEGRATIONS, OURS, PEERS, running

LOCKS = 3
SETTLE = 30.0


async def measure(seconds: float, *, realistic: bool) -> list[Row]:
    """Measure each integration on its own, at real speed, without what Home Assistant itself takes."""
    used: dict[str, float] = {}
    async with home_assistant() as hass:
        await asyncio.sleep(SETTLE)
        empty = await cpu_per_minute(seconds)
        for domain in INTEGRATIONS:
            async with (
                simulated_gateway(LOCKS, realistic=realistic) as gateway,
                running(hass, domain, gateway.address),
            ):
                await asyncio.sleep(SETTLE)
                used[domain] = await cpu_per_minute(seconds) - empty
    return [Row(f"CPU, idle, {LOCKS} locks, {seconds:g} s at real speed", "s/min", used[OURS], used[PEERS])]
