"""Events: operations of a lock."""

from typing import Any, Final

from ....descriptions import EventDescription
from ..devices import LockDevice, Operated, is_lock

_OPERATED: Final = "operated"


def _operated(device_event: Operated) -> tuple[str, dict[str, Any]] | None:
    attributes = {"action": device_event.action, "by": device_event.by}
    return _OPERATED, {name: value for name, value in attributes.items() if value}


EVENTS: Final[tuple[EventDescription[LockDevice, Operated], ...]] = (
    EventDescription(
        key="operated",
        supported_fn=is_lock,
        event_types_fn=lambda _: (_OPERATED,),
        event_fn=_operated,
    ),
)
