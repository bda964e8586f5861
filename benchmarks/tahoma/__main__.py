"""`python -m benchmarks.tahoma`: Gatehouse beside core's Overkiz, at the same simulated TaHoma box."""

import argparse
import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from statistics import median

from benchmarks.options import Options
from benchmarks.report import Goal, Row, environment, tell_all, tell_row

from . import burst, latency, load, setup_time
from .box import simulated_box
from .integrations import CORES, INTEGRATIONS, OURS
from .setup_time import SetUpCost

KILOBYTE, MEGABYTE = 1_000, 1_000_000
OTHER = "core"
ROWS = ("latency", "cpu", "idle", "burst", "setup")


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = Options(__doc__, ROWS)
    parser.add_argument("--devices", type=int, default=200, help="in the home of all rows but setup")
    parser.add_argument("--idle-samples", type=int, default=60, help="of latency")
    parser.add_argument("--moving-samples", type=int, default=100, help="of latency")
    parser.add_argument("--seconds", type=float, default=60.0, help="that each figure of cpu and idle takes")
    parser.add_argument("--share", type=float, default=0.05, help="of the devices that change each second")
    parser.add_argument(
        "--connections",
        nargs="+",
        choices=load.CONNECTIONS,
        default=list(load.CONNECTIONS),
        help="that the box makes in cpu and idle; in all other rows it closes them",
    )
    parser.add_argument("--commands", type=int, default=30, help="of the burst")
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=[30, 200, 1000], help="of the homes to set up"
    )
    parser.add_argument(
        "--repeat", type=int, default=5, help="set-ups and bursts, of which the median counts"
    )
    return parser.chosen()


async def measure(chosen: argparse.Namespace) -> AsyncIterator[Row]:
    """Measure row after row."""
    async with simulated_box(chosen.devices) as box:
        if "latency" in chosen.rows:
            for row in await latency.measure(box, chosen.idle_samples, chosen.moving_samples):
                yield row
        if "cpu" in chosen.rows or "idle" in chosen.rows:
            for row in await load.measure(
                box,
                chosen.seconds,
                chosen.share,
                chosen.connections,
                cpu="cpu" in chosen.rows,
                idle="idle" in chosen.rows,
            ):
                yield row
        if "burst" in chosen.rows:
            for row in await burst.measure(box, chosen.commands, chosen.repeat):
                yield row
    if "setup" in chosen.rows:
        for size in chosen.sizes:
            for row in await measure_setup(size, chosen.repeat):
                yield row


async def measure_setup(devices: int, repeat: int) -> list[Row]:
    """Measure the set-up of a home of some size, of both in turn; the medians count."""
    costs: dict[tuple[str, str], list[SetUpCost]] = defaultdict(list)
    traced: dict[str, SetUpCost] = {}
    async with simulated_box(devices) as box:
        for _ in range(repeat):
            for domain in INTEGRATIONS:
                first = await setup_time.measure(domain, box.address)
                costs["with imports", domain].append(first)
                later = await setup_time.measure(domain, box.address, first.imported)
                costs["imported before", domain].append(later)
        for domain in INTEGRATIONS:
            modules = costs["with imports", domain][0].imported
            traced[domain] = await setup_time.measure(domain, box.address, modules, trace=True)

    def row(
        what: str, unit: str, imports: str, figure: Callable[[SetUpCost], float], goal: Goal = "theirs"
    ) -> Row:
        ours, cores = (median(figure(cost) for cost in costs[imports, domain]) for domain in (OURS, CORES))
        return Row(f"{what}, {devices} devices, {imports}", unit, ours, cores, goal)

    rows = []
    for imports in ("with imports", "imported before"):
        rows += [
            row("set-up", "s", imports, lambda cost: cost.wall),
            row("set-up, CPU", "s", imports, lambda cost: cost.cpu),
            row("set-up, CPU per entity", "ms", imports, lambda cost: 1000 * cost.cpu / cost.entities),
            row("set-up, longest stall", "ms", imports, lambda cost: 1000 * cost.stall),
            row(
                "set-up, memory of the process",
                "MB",
                imports,
                lambda cost: cost.memory / MEGABYTE,
                # Without what is imported it is their entities that cost, of which one side has more.
                "theirs" if imports == "with imports" else None,
            ),
            row(
                "set-up, memory of the process per entity",
                "kB",
                imports,
                lambda cost: cost.memory / KILOBYTE / cost.entities,
            ),
        ]
    ours, cores = traced[OURS], traced[CORES]
    return [
        *rows,
        Row(
            f"set-up, memory of Python, {devices} devices",
            "MB",
            ours.memory / MEGABYTE,
            cores.memory / MEGABYTE,
            None,
        ),
        Row(
            f"set-up, memory of Python per entity, {devices} devices",
            "kB",
            ours.memory / KILOBYTE / ours.entities,
            cores.memory / KILOBYTE / cores.entities,
        ),
        Row(f"entities, {devices} devices", "", ours.entities, cores.entities, None),
        Row(
            f"entities with the disabled ones, {devices} devices", "", ours.registered, cores.registered, None
        ),
    ]


async def run(chosen: argparse.Namespace) -> None:
    """Measure, and tell each figure as it is there and all in the end."""
    rows = []
    async for row in measure(chosen):
        rows.append(row)
        tell_row(row, OTHER)
    tell_all(rows, OTHER, environment("pyoverkiz"), chosen.json)


def main() -> None:
    """Run the benchmarks that the command line asks for."""
    asyncio.run(run(options()))


if __name__ == "__main__":
    main()
