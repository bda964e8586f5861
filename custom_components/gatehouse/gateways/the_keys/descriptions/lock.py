"""Locks."""

from typing import Final

from ....descriptions import LockDescription
from ..api.models import Command, LockState
from ..devices import LockDevice, is_lock

_LOCKED: Final = {LockState.CLOSED: True, LockState.OPEN: False}


def _is_locked(lock: LockDevice) -> bool | None:
    return None if lock.state is None else _LOCKED.get(lock.state)


LOCKS: Final[tuple[LockDescription[LockDevice, Command], ...]] = (
    LockDescription(
        key="lock",
        name=None,
        supported_fn=is_lock,
        available_fn=lambda lock: lock.in_range,
        is_locked_fn=_is_locked,
        is_locking_fn=lambda lock: lock.operation is Command.CLOSE,
        is_unlocking_fn=lambda lock: lock.operation is Command.OPEN,
        lock_fn=lambda _: Command.CLOSE,
        unlock_fn=lambda _: Command.OPEN,
    ),
)
