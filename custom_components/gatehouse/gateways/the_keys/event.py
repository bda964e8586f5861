"""Events: what was done with a lock."""

from typing import Any, Final

from ...descriptions import EventDescription
from .devices import LockDevice, Operated, is_lock

_OPERATED: Final = "operated"


def _operated(happening: Operated) -> tuple[str, dict[str, Any]] | None:
    told = {"action": happening.action, "by": happening.by}
    return _OPERATED, {name: value for name, value in told.items() if value}


EVENTS: Final[tuple[EventDescription[LockDevice, Operated], ...]] = (
    EventDescription(
        key="operated",
        supports=is_lock,
        types=lambda _: (_OPERATED,),
        event=_operated,
    ),
)
