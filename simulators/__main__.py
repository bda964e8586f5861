"""Run a simulated gateway: python -m simulators <kind> [options]."""

import argparse
import asyncio

from .tahoma import cli as tahoma
from .the_keys import cli as the_keys

KINDS = {"tahoma": tahoma, "the_keys": the_keys}


def main() -> None:
    """Run the gateway selected on the command line."""
    parser = argparse.ArgumentParser(
        "python -m simulators",
        description="Run a simulated gateway, and print its addresses and credentials as one line of JSON.",
    )
    kinds = parser.add_subparsers(dest="kind", required=True, metavar="kind")
    for name, kind in KINDS.items():
        kind.add_arguments(kinds.add_parser(name, help=kind.DESCRIPTION, description=kind.DESCRIPTION))
    options = parser.parse_args()
    asyncio.run(KINDS[options.kind].run(options))


if __name__ == "__main__":
    main()
