"""What the commands of all simulators have in common."""

import asyncio
import signal
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options that every simulator has."""
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="default: any free one")
    parser.add_argument("--control-port", type=int, default=0)
    parser.add_argument("--cloud-port", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1, help="of the home and its life")
    parser.add_argument("--speed", type=float, default=1.0, help="simulated seconds in a second")
    parser.add_argument("--realistic", action="store_true", help="with the quirks of real firmwares")
    parser.add_argument("--life", action="store_true", help="let things happen in the home")
    parser.add_argument("--life-pause", type=float, default=10.0, help="mean seconds between them")


def tell_ready(facts: Mapping[str, Any]) -> None:
    """Write a simulator's facts as a line of JSON, for which whoever started it waits."""
    print(orjson.dumps(facts).decode(), flush=True)  # noqa: T201  # it is its answer


async def until_signal() -> None:
    """Wait for SIGINT or SIGTERM."""
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    await stopping.wait()
