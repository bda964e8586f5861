"""`python -m benchmarks.tahoma.setup_time INTEGRATION BOX`: what a set-up costs, as a line of JSON.

In a new process each time: the first set-up in a process imports the integration and what it needs, and a
later one runs in memory that an earlier one has used. The modules to import before come on standard input.
"""

import argparse
import asyncio
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
import gc
from importlib import import_module
import json
import sys
import tracemalloc

from homeassistant.helpers import entity_registry as er

from benchmarks.home_assistant import home_assistant, set_up
from benchmarks.measure import cost, resident_memory
from development.processes import REPOSITORY

from .box import Address
from .integrations import INTEGRATIONS, add_entry, entities


@dataclass(frozen=True)
class SetUpCost:
    """What a set-up took: seconds of time, of all threads, and that the loop stood still; bytes.

    The memory is what the process grew by, or with `trace` what Python counts.
    """

    wall: float
    cpu: float
    stall: float
    memory: int
    entities: int
    registered: int
    imported: list[str]


async def measure(
    domain: str, box: Address, modules: Iterable[str] = (), *, trace: bool = False
) -> SetUpCost:
    """Measure in a new process, where these modules are imported already."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "benchmarks.tahoma.setup_time",
        domain,
        json.dumps(asdict(box)),
        *(["--trace"] if trace else []),
        cwd=REPOSITORY,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate(json.dumps(list(modules)).encode())
    if process.returncode:
        raise RuntimeError(f"the set-up of {domain} could not be measured")
    return SetUpCost(**json.loads(output))


async def measure_here(domain: str, box: Address, modules: Iterable[str], *, trace: bool) -> SetUpCost:
    """Measure in this process."""
    async with home_assistant() as hass:
        entry = add_entry(hass, domain, box)
        for module in modules:
            with suppress(ImportError):
                import_module(module)
        known = set(sys.modules)
        memory = resident_memory()
        if trace:
            tracemalloc.start()
        with cost() as used:
            await set_up(hass, entry)
        gc.collect()
        grown = tracemalloc.get_traced_memory()[0] if trace else resident_memory() - memory
        count = len(list(entities(hass, entry)))
        registered = len(er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id))
        imported = [name for name in sys.modules if name not in known]
        return SetUpCost(used.wall, used.cpu, used.stall, grown, count, registered, imported)


def main() -> None:
    """Measure what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("integration", choices=INTEGRATIONS)
    parser.add_argument("box", help="its address, as JSON")
    parser.add_argument("--trace", action="store_true", help="count the memory, which takes time")
    options = parser.parse_args()
    box = Address(**json.loads(options.box))
    measured = measure_here(options.integration, box, json.load(sys.stdin), trace=options.trace)
    print(json.dumps(asdict(asyncio.run(measured))))  # noqa: T201 - what starts us reads it


if __name__ == "__main__":
    main()
