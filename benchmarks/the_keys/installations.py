"""Both integrations in one Home Assistant, each with its own gateway and cloud.

A gateway processes one request at a time, so sharing one would distort the comparison.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from benchmarks.home_assistant import running_home_assistant

from .accelerated_time import accelerated_time
from .gateway import SimulatedGateway, simulated_gateway
from .integrations import INTEGRATIONS, LockEntities, loaded_integration


@dataclass(frozen=True)
class Installation:
    """An integration's simulated gateway and lock entities."""

    gateway: SimulatedGateway
    locks: LockEntities


@asynccontextmanager
async def running_installations(
    locks: int, speed: float, *, settle_time: float, last_log: bool = True, realistic: bool = False
) -> AsyncIterator[dict[str, Installation]]:
    """Set up both integrations in accelerated time, wait `settle_time` seconds, and yield them by domain."""
    async with AsyncExitStack() as stack:
        gateways = {
            domain: await stack.enter_async_context(
                simulated_gateway(locks, speed, last_log=last_log, realistic=realistic)
            )
            for domain in INTEGRATIONS
        }
        hass = await stack.enter_async_context(running_home_assistant())
        stack.enter_context(accelerated_time(speed))
        installations = {
            domain: Installation(
                gateway, await stack.enter_async_context(loaded_integration(hass, domain, gateway.config))
            )
            for domain, gateway in gateways.items()
        }
        await asyncio.sleep(settle_time)
        yield installations


async def gather_results[T](
    installations: dict[str, Installation], measure_fn: Callable[[Installation], Awaitable[T]]
) -> dict[str, T]:
    """Run the same measurement on all installations at once; return the results by domain."""
    results = await asyncio.gather(*(measure_fn(installation) for installation in installations.values()))
    return dict(zip(installations, results, strict=True))
