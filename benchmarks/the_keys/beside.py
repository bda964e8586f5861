"""Both integrations beside one another, in one Home Assistant.

A gateway does one thing at a time, so each has one of its own with its own cloud; all are alike.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from benchmarks.home_assistant import home_assistant

from .gateway import Gateway, simulated_gateway
from .integrations import INTEGRATIONS, Locks, running
from .pace import faster


@dataclass(frozen=True)
class Side:
    """An integration's gateway and its lock entities."""

    gateway: Gateway
    locks: Locks


@asynccontextmanager
async def beside(
    locks: int, speed: float, *, settle: float, tells_log: bool = True, realistic: bool = False
) -> AsyncIterator[dict[str, Side]]:
    """Have both set up, by integration, and left alone for some seconds; all time passes as fast."""
    async with AsyncExitStack() as stack:
        gateways = {
            domain: await stack.enter_async_context(
                simulated_gateway(locks, speed, tells_log=tells_log, realistic=realistic)
            )
            for domain in INTEGRATIONS
        }
        hass = await stack.enter_async_context(home_assistant())
        stack.enter_context(faster(speed))
        sides = {
            domain: Side(gateway, await stack.enter_async_context(running(hass, domain, gateway.address)))
            for domain, gateway in gateways.items()
        }
        await asyncio.sleep(settle)
        yield sides


async def on_each[T](sides: dict[str, Side], work: Callable[[Side], Awaitable[T]]) -> dict[str, T]:
    """Do the same on each side at once."""
    results = await asyncio.gather(*(work(side) for side in sides.values()))
    return dict(zip(sides, results, strict=True))
