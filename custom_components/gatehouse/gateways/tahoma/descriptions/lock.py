"""Locks of doors, windows and cars."""

from dataclasses import replace
from typing import Final

from ....descriptions import LockDescription
from ..api.models import Command, Device
from .helpers import (
    Predicate,
    all_of,
    has_command,
    has_ui_class,
    is_running,
    make_command,
    mapped_state,
    not_,
)

LOCKED_STATE: Final = "core:LockedUnlockedState"

is_lock: Final = all_of(has_command("lock"), has_command("unlock"))
_is_only_lock: Final = has_ui_class("DoorLock")


def _lock(key: str, supported_fn: Predicate) -> LockDescription[Device, Command]:
    return LockDescription(
        key=key,
        supported_fn=all_of(is_lock, supported_fn),
        is_locked_fn=mapped_state({"locked": True, "unlocked": False}, LOCKED_STATE),
        is_locking_fn=is_running(Command("lock"), Command("setLockedUnlocked", ("locked",))),
        is_unlocking_fn=is_running(Command("unlock"), Command("setLockedUnlocked", ("unlocked",))),
        lock_fn=make_command("lock"),
        unlock_fn=make_command("unlock"),
    )


LOCKS: Final[tuple[LockDescription[Device, Command], ...]] = (
    replace(_lock("lock", _is_only_lock), name=None),
    _lock("bolt", not_(_is_only_lock)),
)
