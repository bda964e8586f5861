"""The table of what was measured."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

type Goal = float | Literal["core"] | None


@dataclass(frozen=True)
class Row:
    """One figure of both; less is better. The goal is a figure, core's, or none."""

    what: str
    unit: str
    ours: float
    cores: float
    goal: Goal = "core"

    @property
    def ratio(self) -> float | None:
        """Ours to core's."""
        return self.ours / self.cores if self.cores else None

    @property
    def met(self) -> bool | None:
        """Whether the goal is met."""
        if self.goal is None:
            return None
        return self.ours <= (self.cores if self.goal == "core" else self.goal)

    def as_json(self) -> dict[str, Any]:
        """Return it for a file."""
        return {**asdict(self), "ratio": self.ratio, "met": self.met}

    @property
    def cells(self) -> tuple[str, ...]:
        """Return it for the table."""
        return (
            self.what,
            self.unit,
            _short(self.ours),
            _short(self.cores),
            "" if self.ratio is None else f"{self.ratio:.2f}",
            _goal(self.goal),
            {True: "met", False: "NOT MET", None: ""}[self.met],
        )


def table(rows: Iterable[Row]) -> str:
    """Set the rows out in columns."""
    head = ("", "unit", "Gatehouse", "core", "ratio", "goal", "")
    lines = [head, *(row.cells for row in rows)]
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


def _goal(goal: Goal) -> str:
    match goal:
        case None:
            return ""
        case "core":
            return "as core"
        case _:
            return f"≤ {goal:g}"


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"  # noqa: PLR2004
