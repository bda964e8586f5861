"""Rows, tables and JSON files of benchmark results."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
import json
import os
from pathlib import Path
import platform
from typing import Any


@dataclass(frozen=True)
class RelativeGoal:
    """A goal of at most `factor` times the value of the reference."""

    factor: float


AT_MOST_REFERENCE = RelativeGoal(1.0)

# An absolute limit, a limit relative to the reference, or no goal.
type Goal = float | RelativeGoal | None


@dataclass(frozen=True)
class Row:
    """One measured value of Gatehouse and of a reference integration; lower is better.

    `reference` is None if the reference has no such value.
    """

    name: str
    unit: str
    gatehouse: float
    reference: float | None
    goal: Goal = AT_MOST_REFERENCE

    @property
    def ratio(self) -> float | None:
        """Return the ratio of Gatehouse to the reference."""
        return self.gatehouse / self.reference if self.reference else None

    @property
    def limit(self) -> float | None:
        """Return the highest value that meets the goal, or None without a goal."""
        if isinstance(self.goal, RelativeGoal):
            return None if self.reference is None else self.goal.factor * self.reference
        return self.goal

    @property
    def is_met(self) -> bool | None:
        """Return whether the goal is met, or None without a goal."""
        return None if self.limit is None else self.gatehouse <= self.limit

    def as_json(self, reference_name: str) -> dict[str, Any]:
        """Return the row for the JSON file."""
        return {
            "name": self.name,
            "unit": self.unit,
            "gatehouse": self.gatehouse,
            "reference": self.reference,
            "reference_name": reference_name,
            "limit": self.limit,
            "ratio": self.ratio,
            "is_met": self.is_met,
        }

    def cells(self, reference_name: str) -> tuple[str, ...]:
        """Return the cells of the table row."""
        return (
            self.name,
            self.unit,
            _format_value(self.gatehouse),
            "" if self.reference is None else _format_value(self.reference),
            "" if self.ratio is None else f"{self.ratio:.2f}",
            _format_goal(self.goal, reference_name),
            {True: "met", False: "NOT MET", None: ""}[self.is_met],
        )


def get_environment(*packages: str) -> dict[str, str]:
    """Return the machine, its load and the versions that the results depend on."""
    return {
        "Python": platform.python_version(),
        "Home Assistant": version("homeassistant"),
        **{package: version(package) for package in packages},
        "CPUs": str(os.cpu_count()),
        "load": " ".join(f"{load:.1f}" for load in os.getloadavg()),
    }


def print_row(row: Row, reference_name: str) -> None:
    """Print one row without aligning it."""
    _print("  ".join(cell for cell in row.cells(reference_name) if cell))


def print_report(
    tables: Mapping[str, Iterable[Row]], environment: Mapping[str, str], file: Path | None
) -> None:
    """Print one table per reference integration and write all rows to `file` if given."""
    for reference_name, rows in tables.items():
        _print("\n" + _format_table(rows, reference_name))
    _print("\n" + ", ".join(f"{name} {value}" for name, value in environment.items()))
    if file:
        rows_json = [row.as_json(name) for name, rows in tables.items() for row in rows]
        report = {"environment": dict(environment), "rows": rows_json}
        file.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


def _print(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - command line output


def _format_table(rows: Iterable[Row], reference_name: str) -> str:
    head = ("", "unit", "Gatehouse", reference_name, "ratio", "goal", "")
    lines = [head, *(row.cells(reference_name) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    rule = "  ".join("-" * width for width in widths)
    first, *rest = (_align(line, widths) for line in lines)
    return "\n".join((first, rule, *rest))


def _align(cells: Sequence[str], widths: Sequence[int]) -> str:
    aligned = [
        cell.rjust(width) if column in (2, 3, 4) else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return "  ".join(aligned).rstrip()


def _format_goal(goal: Goal, reference_name: str) -> str:
    match goal:
        case None:
            return ""
        case RelativeGoal(factor=1.0):
            return f"≤ {reference_name}"
        case RelativeGoal(factor=factor):
            return f"≤ {factor:g} x {reference_name}"
        case _:
            return f"≤ {goal:g}"


def _format_value(value: float) -> str:
    return f"{value:.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"  # noqa: PLR2004 - three digits
