"""`python -m benchmarks.setup_time INTEGRATION BOX`: what it costs to set up a box, as one line of JSON.

In a process of its own, as only the first set-up imports the integration and what it needs. It is set up
three times, each time in a new Home Assistant: with the imports; without; and once more to count what it
keeps in Python's memory.
"""

import argparse
import asyncio
from dataclasses import asdict, dataclass
import gc
import json
import sys
import tracemalloc
from typing import Any

from development.processes import REPOSITORY

from .box import Address
from .home_assistant import INTEGRATIONS, add_entry, entities, home_assistant, set_up
from .measure import cost, resident_memory


@dataclass(frozen=True)
class SetUpCost:
    """What a set-up took: seconds of time, of all threads, and that the loop stood still; bytes."""

    wall: float
    cpu: float
    stall: float
    memory: int
    entities: int


@dataclass(frozen=True)
class SetUpCosts:
    """What the set-ups took, with the imports, whose memory is the process's, and without."""

    first: SetUpCost
    later: SetUpCost


async def measure_in_process(domain: str, box: Address) -> SetUpCosts:
    """Measure in a new process."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "benchmarks.setup_time",
        domain,
        json.dumps(asdict(box)),
        cwd=REPOSITORY,
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"the set-up of {domain} could not be measured")
    costs: dict[str, Any] = json.loads(output)
    return SetUpCosts(SetUpCost(**costs["first"]), SetUpCost(**costs["later"]))


async def measure(domain: str, box: Address) -> SetUpCosts:
    """Measure in this process, which has not set up such a box before."""
    first = await _set_up(domain, box)
    later = await _set_up(domain, box)
    kept = await _kept(domain, box)
    return SetUpCosts(first, SetUpCost(later.wall, later.cpu, later.stall, kept, later.entities))


async def _set_up(domain: str, box: Address) -> SetUpCost:
    async with home_assistant() as hass:
        entry = add_entry(hass, domain, box)
        memory = resident_memory()
        with cost() as used:
            await set_up(hass, entry)
        grown = resident_memory() - memory
        count = len(list(entities(hass, entry)))
        return SetUpCost(used.wall, used.cpu, used.stall, grown, count)


async def _kept(domain: str, box: Address) -> int:
    async with home_assistant() as hass:
        entry = add_entry(hass, domain, box)
        gc.collect()
        tracemalloc.start()
        await set_up(hass, entry)
        gc.collect()
        kept, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return kept


def main() -> None:
    """Measure what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("integration", choices=INTEGRATIONS)
    parser.add_argument("box", help="its address, as JSON")
    options = parser.parse_args()
    costs = asyncio.run(measure(options.integration, Address(**json.loads(options.box))))
    print(json.dumps(asdict(costs)))  # noqa: T201 - what starts us reads it


if __name__ == "__main__":
    main()
