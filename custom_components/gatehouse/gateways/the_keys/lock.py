"""The locks."""

from typing import Final

from ...descriptions import LockDescription
from .devices import Command, LockDevice, is_lock
from .models import LockState, Operation

_LOCKED: Final = {LockState.CLOSED: True, LockState.OPEN: False}


def _is_locked(lock: LockDevice) -> bool | None:
    return None if lock.state is None else _LOCKED.get(lock.state)


LOCKS: Final[tuple[LockDescription[LockDevice, Command], ...]] = (
    LockDescription(
        key="lock",
        name=None,
        supports=is_lock,
        available=lambda lock: lock.in_range,
        is_locked=_is_locked,
        is_locking=lambda lock: lock.operation is Operation.CLOSE,
        is_unlocking=lambda lock: lock.operation is Operation.OPEN,
        lock=lambda _: Command.CLOSE,
        unlock=lambda _: Command.OPEN,
    ),
)
