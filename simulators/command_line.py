"""Command-line options and helpers shared by all simulators."""

import asyncio
import signal
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options that every simulator has."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument(
        "--port", type=int, default=0, help="port of the gateway's local API (default: a free port)"
    )
    parser.add_argument(
        "--control-port", type=int, default=0, help="port of the control API (default: a free port)"
    )
    parser.add_argument(
        "--cloud-port", type=int, default=0, help="port of the vendor's cloud (default: a free port)"
    )
    parser.add_argument(
        "--seed",
        type=int,
        default=1,
        help="seed for generating the home and its activity (default: %(default)s)",
    )
    parser.add_argument(
        "--speed", type=float, default=1.0, help="simulated seconds per real second (default: %(default)s)"
    )
    parser.add_argument("--realistic", action="store_true", help="enable the quirks of real firmware")
    parser.add_argument(
        "--activity", action="store_true", help="simulate people and sensors in the home at random"
    )
    parser.add_argument(
        "--activity-interval",
        type=float,
        default=10.0,
        metavar="SECONDS",
        help="mean time between two random events in seconds (default: %(default)s)",
    )


def print_facts(facts: Mapping[str, Any]) -> None:
    """Print the simulator's addresses and credentials as one line of JSON, which also signals readiness."""
    print(orjson.dumps(facts).decode(), flush=True)  # noqa: T201  # read by the parent process


async def wait_for_signal() -> None:
    """Wait for SIGINT or SIGTERM."""
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    await stopping.wait()
