"""`python -m benchmarks.the_keys`: compare Gatehouse with an integration with the-keyspy.

Each integration has its own simulated gateway; all gateways are alike.
"""

import argparse
import asyncio
from collections.abc import Callable, Coroutine, Iterator, Mapping
from typing import Any

from benchmarks.arguments import BenchmarkArgumentParser
from benchmarks.report import Row, get_environment, print_report, print_row

from . import commands, manual_operation, overlaps, reads, resource_usage, setup_time

REFERENCE = "the-keyspy"
# Numbers of locks, and whether their firmware supports last_log.
HOMES = ((1, True), (3, True), (1, False), (3, False))

type Measurement = Coroutine[Any, Any, list[Row]]


def _measure_reads(arguments: argparse.Namespace) -> Iterator[Measurement]:
    for locks, last_log in HOMES:
        yield reads.measure(
            locks, arguments.hours, arguments.idle_speed, last_log=last_log, realistic=arguments.realistic
        )


def _measure_overlaps(arguments: argparse.Namespace) -> Iterator[Measurement]:
    yield overlaps.measure(arguments.minutes, arguments.speed, realistic=arguments.realistic)


def _measure_setup(arguments: argparse.Namespace) -> Iterator[Measurement]:
    yield setup_time.measure(arguments.repeat, realistic=arguments.realistic)


def _measure_manual(arguments: argparse.Namespace) -> Iterator[Measurement]:
    for slow in (False, True):
        yield manual_operation.measure(
            arguments.samples, arguments.speed, slow=slow, realistic=arguments.realistic
        )


def _measure_commands(arguments: argparse.Namespace) -> Iterator[Measurement]:
    yield commands.measure(arguments.samples, arguments.speed, realistic=arguments.realistic)


def _measure_cpu(arguments: argparse.Namespace) -> Iterator[Measurement]:
    yield resource_usage.measure(arguments.seconds, realistic=arguments.realistic)


ROWS: Mapping[str, Callable[[argparse.Namespace], Iterator[Measurement]]] = {
    "reads": _measure_reads,
    "overlaps": _measure_overlaps,
    "setup": _measure_setup,
    "manual": _measure_manual,
    "commands": _measure_commands,
    "cpu": _measure_cpu,
}


def parse_arguments() -> argparse.Namespace:
    """Parse the command line."""
    parser = BenchmarkArgumentParser(__doc__, ROWS)
    parser.add_argument("--hours", type=float, default=2.0, help="duration of each measurement of reads")
    parser.add_argument("--idle-speed", type=float, default=60.0, help="time acceleration of reads")
    parser.add_argument(
        "--speed", type=float, default=10.0, help="time acceleration of manual, commands and overlaps"
    )
    parser.add_argument("--samples", type=int, default=20, help="number of samples of manual and commands")
    parser.add_argument("--minutes", type=int, default=12, help="duration of overlaps")
    parser.add_argument("--repeat", type=int, default=2, help="number of repetitions of setup")
    parser.add_argument("--seconds", type=float, default=60.0, help="duration of each measurement of cpu")
    parser.add_argument("--realistic", action="store_true", help="simulate the quirks of real firmware")
    return parser.parse_rows()


def main() -> None:
    """Run the benchmark, each measurement in its own event loop because its time may be accelerated."""
    arguments = parse_arguments()
    rows: list[Row] = []
    for name, create_measurements in ROWS.items():
        if name in arguments.rows:
            for measurement in create_measurements(arguments):
                for row in asyncio.run(measurement):
                    rows.append(row)
                    print_row(row, REFERENCE)
    print_report({REFERENCE: rows}, get_environment(REFERENCE), arguments.json)


if __name__ == "__main__":
    main()
