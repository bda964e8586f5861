"""The command line that all benchmarks have: which rows to measure, and where to write the figures."""

import argparse
from collections.abc import Collection
from pathlib import Path


class Options(argparse.ArgumentParser):
    """Reads `rows`, of those that there are, all if none is named, and `json`; benchmarks add theirs."""

    def __init__(self, description: str | None, rows: Collection[str]) -> None:
        """Know which rows there are."""
        super().__init__(description=description, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
        self._rows = rows
        self.add_argument("rows", nargs="*", metavar="ROW", help=f"what to measure, of {', '.join(rows)}")
        self.add_argument("--json", type=Path, help="file to write the figures to")

    def chosen(self) -> argparse.Namespace:
        """Return what was chosen; ends the program where there is no such row."""
        chosen = self.parse_args()
        if unknown := set(chosen.rows) - set(self._rows):
            self.error(f"no such row: {', '.join(unknown)}")
        chosen.rows = chosen.rows or list(self._rows)
        return chosen
