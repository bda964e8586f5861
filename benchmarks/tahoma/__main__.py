"""`python -m benchmarks.tahoma`: compare Gatehouse with core's Overkiz integration, with a simulated box.

The row `floor` compares it with a bare integration that only adds as many devices and empty entities.
"""

import argparse
import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator

from benchmarks.arguments import BenchmarkArgumentParser
from benchmarks.report import Row, get_environment, print_report, print_row

from . import burst, latency, resource_usage, setup_time
from .box import simulated_box

CORE, FLOOR = "core", "floor"
ROWS = ("latency", "cpu", "idle", "burst", "setup", FLOOR)


def parse_arguments() -> argparse.Namespace:
    """Parse the command line."""
    parser = BenchmarkArgumentParser(__doc__, ROWS)
    parser.add_argument(
        "--devices", type=int, default=200, help="number of devices in all rows but setup and floor"
    )
    parser.add_argument("--idle-samples", type=int, default=60, help="number of idle latency samples")
    parser.add_argument(
        "--moving-samples", type=int, default=100, help="number of latency samples while covers move"
    )
    parser.add_argument(
        "--seconds", type=float, default=60.0, help="duration of each measurement of cpu and idle"
    )
    parser.add_argument(
        "--share", type=float, default=0.05, help="share of devices that change each second in cpu"
    )
    parser.add_argument(
        "--connections",
        nargs="+",
        choices=resource_usage.CONNECTIONS,
        default=list(resource_usage.CONNECTIONS),
        help="whether the box closes connections in cpu and idle; it does in all other rows",
    )
    parser.add_argument("--commands", type=int, default=30, help="number of commands in burst")
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=[30, 200, 1000], help="numbers of devices in setup and floor"
    )
    parser.add_argument(
        "--repeat", type=int, default=5, help="number of repetitions in burst, setup and floor"
    )
    return parser.parse_rows()


async def measure(arguments: argparse.Namespace) -> AsyncIterator[tuple[str, Row]]:
    """Yield each measured row with the name of the reference integration."""
    if not {"latency", "cpu", "idle", "burst"}.isdisjoint(arguments.rows):
        async for row in measure_running(arguments):
            yield CORE, row
    for size in arguments.sizes:
        if "setup" in arguments.rows:
            for row in await setup_time.measure(size, arguments.repeat):
                yield CORE, row
        if FLOOR in arguments.rows:
            for row in await setup_time.measure_floor(size, arguments.repeat):
                yield FLOOR, row


async def measure_running(arguments: argparse.Namespace) -> AsyncIterator[Row]:
    """Measure the rows of integrations that are set up."""
    async with simulated_box(arguments.devices) as box:
        if "latency" in arguments.rows:
            for row in await latency.measure(box, arguments.idle_samples, arguments.moving_samples):
                yield row
        if "cpu" in arguments.rows or "idle" in arguments.rows:
            for row in await resource_usage.measure(
                box,
                arguments.seconds,
                arguments.share,
                arguments.connections,
                cpu="cpu" in arguments.rows,
                idle="idle" in arguments.rows,
            ):
                yield row
        if "burst" in arguments.rows:
            for row in await burst.measure(box, arguments.commands, arguments.repeat):
                yield row


async def run(arguments: argparse.Namespace) -> None:
    """Print each row when it is measured, and the tables at the end."""
    tables: dict[str, list[Row]] = defaultdict(list)
    async for reference_name, row in measure(arguments):
        tables[reference_name].append(row)
        print_row(row, reference_name)
    print_report(tables, get_environment("pyoverkiz"), arguments.json)


def main() -> None:
    """Run the benchmark."""
    asyncio.run(run(parse_arguments()))


if __name__ == "__main__":
    main()
