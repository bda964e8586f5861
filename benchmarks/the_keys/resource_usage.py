"""CPU of a running integration while nobody uses the locks."""

import asyncio

from benchmarks.home_assistant import running_home_assistant
from benchmarks.measure import measure_cpu_per_minute
from benchmarks.report import Row

from .gateway import simulated_gateway
from .integrations import GATEHOUSE, INTEGRATIONS, THE_KEYSPY, loaded_integration

LOCKS = 3
SETTLE_TIME = 30.0


async def measure(seconds: float, *, realistic: bool) -> list[Row]:
    """Measure each integration on its own, in real time, without the CPU of Home Assistant itself."""
    used: dict[str, float] = {}
    async with running_home_assistant() as hass:
        await asyncio.sleep(SETTLE_TIME)
        base_cpu = await measure_cpu_per_minute(seconds)
        for domain in INTEGRATIONS:
            async with (
                simulated_gateway(LOCKS, realistic=realistic) as gateway,
                loaded_integration(hass, domain, gateway.config),
            ):
                await asyncio.sleep(SETTLE_TIME)
                used[domain] = await measure_cpu_per_minute(seconds) - base_cpu
    name = f"CPU, idle, {LOCKS} locks, {seconds:g} s in real time"
    return [Row(name, "s/min", used[GATEHOUSE], used[THE_KEYSPY])]
