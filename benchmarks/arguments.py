"""Command line arguments that all benchmarks share."""

import argparse
from collections.abc import Collection
from pathlib import Path


class BenchmarkArgumentParser(argparse.ArgumentParser):
    """Parses the rows to measure (all rows if none is given) and the file to write the results to."""

    def __init__(self, description: str | None, rows: Collection[str]) -> None:
        """Initialize the parser with the names of the available rows."""
        super().__init__(description=description, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
        self._rows = rows
        self.add_argument("rows", nargs="*", metavar="ROW", default=list(rows), help="rows to measure")
        self.add_argument("--json", type=Path, help="file to write the results to")

    def parse_rows(self) -> argparse.Namespace:
        """Return the parsed arguments, or exit with an error if a row does not exist."""
        arguments = self.parse_args()
        if unknown := set(arguments.rows) - set(self._rows):
            self.error(f"unknown row: {', '.join(sorted(unknown))}")
        return arguments
