"""Events: what was done with a lock."""

from typing import Any, Final

from ...descriptions import EventDescription
from .devices import LockDevice, Operated, is_lock


def _operated(happening: Operated) -> tuple[str, dict[str, Any]] | None:
    return happening.what, {"by": happening.by} if happening.by else {}


EVENTS: Final[tuple[EventDescription[LockDevice, Operated], ...]] = (
    EventDescription(
        key="operated",
        supports=is_lock,
        types=lambda _: ("operated",),
        event=_operated,
    ),
)
