"""`python -m simulators <kind> …` runs one simulated gateway until it is interrupted."""

import argparse
import asyncio

from .tahoma import cli as tahoma
from .the_keys import cli as the_keys

KINDS = {"tahoma": tahoma, "the_keys": the_keys}


def main() -> None:
    """Run the gateway that the command line asks for."""
    parser = argparse.ArgumentParser("simulators", description=__doc__)
    kinds = parser.add_subparsers(dest="kind", required=True)
    for name, kind in KINDS.items():
        kind.add_arguments(kinds.add_parser(name, help=kind.__doc__))
    options = parser.parse_args()
    asyncio.run(KINDS[options.kind].run(options))


if __name__ == "__main__":
    main()
