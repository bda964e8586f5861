"""`python -m benchmarks.tahoma.setup_process INTEGRATION CONFIG`: print the cost of one setup as JSON.

Each setup runs in a new process, because the first one in a process imports the integration and later ones
reuse memory. The modules to import before the measurement are read as a JSON list from standard input.
"""

import argparse
import asyncio
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import partial
import gc
from importlib import import_module
import json
import sys
import tracemalloc
from typing import Any

from benchmarks import floor
from benchmarks.floor import RegistryCounts
from benchmarks.home_assistant import running_home_assistant, set_up_entry
from benchmarks.measure import measure_cost, resident_memory
from development.processes import REPOSITORY

from .box import BoxConfig
from .integrations import INTEGRATIONS, create_entry, iter_entities


@dataclass(frozen=True)
class SetupCost:
    """Wall time, CPU time and longest stall of a setup in seconds, and memory in bytes.

    The memory is the growth of the process, or with `trace` the memory of Python objects. `entities` is the
    number of entities that have a state.
    """

    wall: float
    cpu: float
    stall: float
    memory: int
    entities: int
    counts: RegistryCounts
    imported: list[str]


async def measure_setup(
    domain: str, config: BoxConfig | RegistryCounts, modules: Iterable[str] = (), *, trace: bool = False
) -> SetupCost:
    """Measure a setup in a new process that has already imported `modules`."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "benchmarks.tahoma.setup_process",
        domain,
        json.dumps(asdict(config)),
        *(["--trace"] if trace else []),
        cwd=REPOSITORY,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate(json.dumps(list(modules)).encode())
    if process.returncode:
        raise RuntimeError(f"Setup of {domain} failed")
    result = json.loads(output)
    return SetupCost(**result | {"counts": RegistryCounts(**result["counts"])})


async def _measure_here(
    domain: str, config: dict[str, Any], modules: Iterable[str], *, trace: bool
) -> SetupCost:
    """Measure a setup in this process."""
    if domain == floor.DOMAIN:
        counts = RegistryCounts(**config)
        entry, prepare_config_dir = floor.create_entry(counts), partial(floor.install, counts=counts)
    else:
        entry, prepare_config_dir = create_entry(domain, BoxConfig(**config)), None
    async with running_home_assistant(prepare_config_dir) as hass:
        entry.add_to_hass(hass)
        for module in modules:
            with suppress(ImportError):
                import_module(module)
        loaded_modules = set(sys.modules)
        memory_before = resident_memory()
        if trace:
            tracemalloc.start()
        with measure_cost() as cost:
            await set_up_entry(hass, entry)
        gc.collect()
        return SetupCost(
            wall=cost.wall,
            cpu=cost.cpu,
            stall=cost.stall,
            memory=tracemalloc.get_traced_memory()[0] if trace else resident_memory() - memory_before,
            entities=sum(1 for _ in iter_entities(hass, entry)),
            counts=RegistryCounts.from_entry(hass, entry),
            imported=[name for name in sys.modules if name not in loaded_modules],
        )


def main() -> None:
    """Measure the setup that is given on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("integration", choices=(*INTEGRATIONS, floor.DOMAIN))
    parser.add_argument("config", type=json.loads, help="BoxConfig or, for the floor, RegistryCounts as JSON")
    parser.add_argument(
        "--trace", action="store_true", help="trace Python's memory, which slows the setup down"
    )
    arguments = parser.parse_args()
    modules = json.load(sys.stdin)
    cost = asyncio.run(_measure_here(arguments.integration, arguments.config, modules, trace=arguments.trace))
    print(json.dumps(asdict(cost)))  # noqa: T201 - read by the parent process


if __name__ == "__main__":
    main()
