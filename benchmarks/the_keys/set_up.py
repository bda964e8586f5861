"""`python -m benchmarks.the_keys.set_up INTEGRATION ADDRESS STATES`: what a set-up costs, as a line of JSON.

In a new process each time: the first set-up in a process imports the integration and what it needs.
"""

import argparse
import asyncio
from collections.abc import Callable
from dataclasses import asdict, dataclass
import gc
import json
from statistics import median
import sys
from time import monotonic
import tracemalloc

from benchmarks.home_assistant import home_assistant, set_up
from benchmarks.measure import resident_memory
from benchmarks.report import Row
from development.processes import REPOSITORY

from .gateway import Address, Gateway, simulated_gateway
from .integrations import INTEGRATIONS, OURS, PEERS, Locks, add_entry

LOCKS = 3
PATIENCE = 300.0
MEGABYTE = 1_000_000
GOAL, MOST_CLOUD_CALLS = 15.0, 0.0


@dataclass(frozen=True)
class SetUpCost:
    """Seconds until the set-up returned, and until all states were right; bytes then; calls of the cloud."""

    returned: float
    right: float
    memory: int
    cloud_calls: int = 0


async def measure(repeat: int, *, realistic: bool) -> list[Row]:
    """Set up each integration on its own, in turn, at real speed; the medians count."""
    costs: dict[str, list[SetUpCost]] = {domain: [] for domain in INTEGRATIONS}
    for _ in range(repeat):
        for domain in INTEGRATIONS:
            costs[domain].append(await _measure_new(domain, realistic=realistic))
    # What Python counts does not depend on what else goes on.
    traces = (_measure_new(domain, "--trace", realistic=realistic) for domain in (OURS, PEERS))
    ours, peers = (cost.memory / MEGABYTE for cost in await asyncio.gather(*traces))

    def row(what: str, unit: str, figure: Callable[[SetUpCost], float], goal: float | None) -> Row:
        median_of = {domain: median(figure(cost) for cost in costs[domain]) for domain in INTEGRATIONS}
        return Row(f"set-up of {LOCKS} locks, {what}", unit, median_of[OURS], median_of[PEERS], goal)

    return [
        row("until all states are right, at real speed", "s", lambda cost: cost.right, GOAL),
        row("until Home Assistant goes on, at real speed", "s", lambda cost: cost.returned, None),
        row("cloud calls", "", lambda cost: cost.cloud_calls, MOST_CLOUD_CALLS),
        row("memory of the process", "MB", lambda cost: cost.memory / MEGABYTE, None),
        Row(f"set-up of {LOCKS} locks, memory of Python", "MB", ours, peers, None),
    ]


async def _measure_new(domain: str, *options: str, realistic: bool) -> SetUpCost:
    """Measure in a new process, at a new gateway."""
    async with simulated_gateway(LOCKS, realistic=realistic) as gateway:
        before = await _cloud_calls(gateway)
        command = ("-m", "benchmarks.the_keys.set_up", domain, json.dumps(asdict(gateway.address)))
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, *command, json.dumps(await gateway.told()), *options),
            cwd=REPOSITORY,
            stdout=asyncio.subprocess.PIPE,
        )
        output, _ = await process.communicate()
        if process.returncode:
            raise RuntimeError(f"the set-up of {domain} could not be measured")
        calls = await _cloud_calls(gateway) - before
    return SetUpCost(**{**json.loads(output), "cloud_calls": calls})


async def _cloud_calls(gateway: Gateway) -> int:
    return len((await gateway.control.state())["cloud"]["requests"])


async def _measure_here(domain: str, address: Address, states: dict[str, str], *, trace: bool) -> SetUpCost:
    """Measure in this process."""
    async with home_assistant() as hass:
        memory = resident_memory()
        if trace:
            tracemalloc.start()
        begin = monotonic()
        entry = add_entry(hass, domain, address)
        await set_up(hass, entry)
        returned = monotonic()
        locks = Locks(hass, entry, address)
        right = await locks.until(states, PATIENCE)
        locks.close()
        gc.collect()
        grown = tracemalloc.get_traced_memory()[0] if trace else resident_memory() - memory
        return SetUpCost(returned - begin, max(right, returned) - begin, grown)


def main() -> None:
    """Measure what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("integration", choices=INTEGRATIONS)
    parser.add_argument("address", type=Address.parse, help="of the gateway, as JSON")
    parser.add_argument("states", type=json.loads, help="of the locks by identifier, as JSON")
    parser.add_argument("--trace", action="store_true", help="count the memory, which takes time")
    options = parser.parse_args()
    measured = _measure_here(options.integration, options.address, options.states, trace=options.trace)
    print(json.dumps(asdict(asyncio.run(measured))))  # noqa: T201 - what starts us reads it


if __name__ == "__main__":
    main()
