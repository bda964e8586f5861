"""`python -m benchmarks.the_keys`: Gatehouse beside the-keyspy, at simulated The Keys gateways, all alike."""

import argparse
import asyncio
from collections.abc import Callable, Coroutine, Iterator, Mapping
from typing import Any

from benchmarks.options import Options
from benchmarks.report import Row, environment, tell_all, tell_row

from . import commands, load, manual, overlaps, reads, set_up

OTHER = "the-keyspy"
HOMES = ((1, True), (3, True), (1, False), (3, False))

type Measurement = Coroutine[Any, Any, list[Row]]


def _reads(chosen: argparse.Namespace) -> Iterator[Measurement]:
    for locks, tells_log in HOMES:
        yield reads.measure(
            locks, chosen.hours, chosen.idle_speed, tells_log=tells_log, realistic=chosen.realistic
        )


def _overlaps(chosen: argparse.Namespace) -> Iterator[Measurement]:
    yield overlaps.measure(chosen.minutes, chosen.speed, realistic=chosen.realistic)


def _set_up(chosen: argparse.Namespace) -> Iterator[Measurement]:
    yield set_up.measure(chosen.repeat, realistic=chosen.realistic)


def _manual(chosen: argparse.Namespace) -> Iterator[Measurement]:
    for slow in (False, True):
        yield manual.measure(chosen.samples, chosen.speed, slow=slow, realistic=chosen.realistic)


def _commands(chosen: argparse.Namespace) -> Iterator[Measurement]:
    yield commands.measure(chosen.samples, chosen.speed, realistic=chosen.realistic)


def _cpu(chosen: argparse.Namespace) -> Iterator[Measurement]:
    yield load.measure(chosen.seconds, realistic=chosen.realistic)


ROWS: Mapping[str, Callable[[argparse.Namespace], Iterator[Measurement]]] = {
    "reads": _reads,
    "overlaps": _overlaps,
    "setup": _set_up,
    "manual": _manual,
    "commands": _commands,
    "cpu": _cpu,
}


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = Options(__doc__, ROWS)
    parser.add_argument("--hours", type=float, default=2.0, help="that each figure of reads takes")
    parser.add_argument("--idle-speed", type=float, default=60.0, help="of the time in reads")
    parser.add_argument("--speed", type=float, default=10.0, help="of it in manual, commands and overlaps")
    parser.add_argument("--samples", type=int, default=20, help="of manual and of commands")
    parser.add_argument("--minutes", type=int, default=12, help="that overlaps takes")
    parser.add_argument("--repeat", type=int, default=2, help="set-ups, of which the median counts")
    parser.add_argument("--seconds", type=float, default=60.0, help="that each figure of cpu takes")
    parser.add_argument("--realistic", action="store_true", help="with the quirks of real firmwares")
    return parser.chosen()


def main() -> None:
    """Run what the command line asks for, each measurement in a loop of its own: it may run fast."""
    chosen = options()
    rows: list[Row] = []
    for name in ROWS:
        if name in chosen.rows:
            for measurement in ROWS[name](chosen):
                for row in asyncio.run(measurement):
                    rows.append(row)
                    tell_row(row, OTHER)
    tell_all(rows, OTHER, environment(OTHER), chosen.json)


if __name__ == "__main__":
    main()
