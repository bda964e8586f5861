"""`python -m benchmarks.the_keys.setup_time INTEGRATION CONFIG STATES`: print the cost of one setup as JSON.

Each setup runs in a new process, because the first one in a process imports the integration.
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

from benchmarks.home_assistant import running_home_assistant, set_up_entry
from benchmarks.measure import resident_memory
from benchmarks.report import Row
from development.processes import REPOSITORY

from .gateway import GatewayConfig, SimulatedGateway, simulated_gateway
from .integrations import GATEHOUSE, INTEGRATIONS, THE_KEYSPY, LockEntities, add_entry

LOCKS = 3
MEGABYTE = 1_000_000
CORRECT_STATES_GOAL, MAX_CLOUD_REQUESTS = 15.0, 0.0


@dataclass(frozen=True)
class SetupCost:
    """Seconds until the setup finished and until all states were correct, bytes, and cloud requests."""

    finished: float
    correct: float
    memory: int
    cloud_requests: int = 0


async def measure(repeat: int, *, realistic: bool) -> list[Row]:
    """Measure the medians of several setups of each integration on its own, in real time."""
    costs: dict[str, list[SetupCost]] = {domain: [] for domain in INTEGRATIONS}
    for _ in range(repeat):
        for domain in INTEGRATIONS:
            costs[domain].append(await _measure_in_new_process(domain, realistic=realistic))
    # Both at once, because the memory of Python objects does not depend on other processes.
    traces = (
        _measure_in_new_process(domain, "--trace", realistic=realistic) for domain in (GATEHOUSE, THE_KEYSPY)
    )
    gatehouse, keyspy = (cost.memory / MEGABYTE for cost in await asyncio.gather(*traces))

    def create_row(name: str, unit: str, value_fn: Callable[[SetupCost], float], goal: float | None) -> Row:
        medians = {domain: median(value_fn(cost) for cost in costs[domain]) for domain in INTEGRATIONS}
        return Row(f"setup of {LOCKS} locks, {name}", unit, medians[GATEHOUSE], medians[THE_KEYSPY], goal)

    return [
        create_row("all states correct, in real time", "s", lambda cost: cost.correct, CORRECT_STATES_GOAL),
        create_row("setup finished, in real time", "s", lambda cost: cost.finished, None),
        create_row("cloud requests", "", lambda cost: cost.cloud_requests, MAX_CLOUD_REQUESTS),
        create_row("process memory", "MB", lambda cost: cost.memory / MEGABYTE, None),
        Row(f"setup of {LOCKS} locks, Python memory", "MB", gatehouse, keyspy, None),
    ]


async def _measure_in_new_process(domain: str, *options: str, realistic: bool) -> SetupCost:
    """Measure a setup in a new process, with a new gateway."""
    async with simulated_gateway(LOCKS, realistic=realistic) as gateway:
        before = await _get_cloud_requests(gateway)
        command = ("-m", "benchmarks.the_keys.setup_time", domain, json.dumps(asdict(gateway.config)))
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, *command, json.dumps(await gateway.get_expected_states()), *options),
            cwd=REPOSITORY,
            stdout=asyncio.subprocess.PIPE,
        )
        output, _ = await process.communicate()
        if process.returncode:
            raise RuntimeError(f"Setup of {domain} failed")
        requests = await _get_cloud_requests(gateway) - before
    return SetupCost(**{**json.loads(output), "cloud_requests": requests})


async def _get_cloud_requests(gateway: SimulatedGateway) -> int:
    return len((await gateway.control.get_state())["cloud"]["requests"])


async def _measure_here(
    domain: str, config: GatewayConfig, states: dict[str, str], *, trace: bool
) -> SetupCost:
    """Measure a setup in this process."""
    async with running_home_assistant() as hass:
        memory_before = resident_memory()
        if trace:
            tracemalloc.start()
        start = monotonic()
        entry = add_entry(hass, domain, config)
        await set_up_entry(hass, entry)
        finished = monotonic()
        locks = LockEntities(hass, entry, config)
        correct = await locks.wait_for_states(states)
        locks.close()
        gc.collect()
        memory = tracemalloc.get_traced_memory()[0] if trace else resident_memory() - memory_before
        return SetupCost(finished - start, max(correct, finished) - start, memory)


def main() -> None:
    """Measure the setup that is given on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("integration", choices=INTEGRATIONS)
    parser.add_argument("config", type=GatewayConfig.from_json, help="GatewayConfig as JSON")
    parser.add_argument("states", type=json.loads, help="expected states by lock identifier as JSON")
    parser.add_argument(
        "--trace", action="store_true", help="trace Python's memory, which slows the setup down"
    )
    arguments = parser.parse_args()
    cost = asyncio.run(
        _measure_here(arguments.integration, arguments.config, arguments.states, trace=arguments.trace)
    )
    print(json.dumps(asdict(cost)))  # noqa: T201 - read by the parent process


if __name__ == "__main__":
    main()
