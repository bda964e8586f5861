"""The table of what was measured, and what the figures depend on."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
import json
import os
from pathlib import Path
import platform
from typing import Any, Literal

type Goal = float | Literal["theirs"] | None


@dataclass(frozen=True)
class Row:
    """One figure of both; less is better. The goal is a figure, theirs, or none.

    Theirs is None where they have no such thing.
    """

    what: str
    unit: str
    ours: float
    theirs: float | None
    goal: Goal = "theirs"

    @property
    def ratio(self) -> float | None:
        """Ours to theirs."""
        return self.ours / self.theirs if self.theirs else None

    @property
    def met(self) -> bool | None:
        """Whether the goal is met."""
        goal = self.theirs if self.goal == "theirs" else self.goal
        return None if goal is None else self.ours <= goal

    def as_json(self) -> dict[str, Any]:
        """Return it for a file."""
        return {**asdict(self), "ratio": self.ratio, "met": self.met}

    def cells(self, other: str) -> tuple[str, ...]:
        """Return it for the table, in which the others have this name."""
        return (
            self.what,
            self.unit,
            _short(self.ours),
            "" if self.theirs is None else _short(self.theirs),
            "" if self.ratio is None else f"{self.ratio:.2f}",
            _goal(self.goal, other),
            {True: "met", False: "NOT MET", None: ""}[self.met],
        )


def environment(*packages: str) -> dict[str, str]:
    """Return what figures depend on: versions, also of these packages, and the machine."""
    return {
        "Python": platform.python_version(),
        "Home Assistant": version("homeassistant"),
        **{package: version(package) for package in packages},
        "processors": str(os.cpu_count()),
        "load": " ".join(f"{load:.1f}" for load in os.getloadavg()),
    }


def tell(text: str) -> None:
    """Write to the terminal."""
    print(text, flush=True)  # noqa: T201 - this is what the terminal is for


def tell_row(row: Row, other: str) -> None:
    """Write one row as soon as it is there."""
    tell("  ".join(cell for cell in row.cells(other) if cell))


def tell_all(rows: Iterable[Row], other: str, facts: dict[str, str], file: Path | None) -> None:
    """Write all rows, and what they depend on, also to a file if there is one."""
    rows = list(rows)
    tell("\n" + table(rows, other) + "\n")
    tell(", ".join(f"{name} {value}" for name, value in facts.items()))
    if file:
        figures = {"environment": facts, "rows": [row.as_json() for row in rows]}
        file.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def table(rows: Iterable[Row], other: str) -> str:
    """Set the rows out in columns."""
    head = ("", "unit", "Gatehouse", other, "ratio", "goal", "")
    lines = [head, *(row.cells(other) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    rule = "  ".join("-" * width for width in widths)
    first, *rest = (_set_out(line, widths) for line in lines)
    return "\n".join((first, rule, *rest))


def _set_out(cells: Sequence[str], widths: Sequence[int]) -> str:
    aligned = [
        cell.rjust(width) if column in (2, 3, 4) else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return "  ".join(aligned).rstrip()


def _goal(goal: Goal, other: str) -> str:
    match goal:
        case None:
            return ""
        case "theirs":
            return f"as {other}"
        case _:
            return f"≤ {goal:g}"


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"  # noqa: PLR2004 - three digits
