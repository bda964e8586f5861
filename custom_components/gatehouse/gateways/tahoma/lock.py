"""Locks of doors, windows and cars."""

from dataclasses import replace
from typing import Final

from ...descriptions import LockDescription
from .abilities import Test, all_of, choice, has_command, is_running, negate, of_class, send
from .models import Command, Device

LOCKED_STATE: Final = "core:LockedUnlockedState"

is_lock: Final = all_of(has_command("lock"), has_command("unlock"))
_is_only_lock: Final = of_class("DoorLock")


def _lock(key: str, supports: Test) -> LockDescription[Device, Command]:
    return LockDescription(
        key=key,
        supports=all_of(is_lock, supports),
        is_locked=choice({"locked": True, "unlocked": False}, LOCKED_STATE),
        is_locking=is_running(Command("lock"), Command("setLockedUnlocked", ("locked",))),
        is_unlocking=is_running(Command("unlock"), Command("setLockedUnlocked", ("unlocked",))),
        lock=send("lock"),
        unlock=send("unlock"),
    )


LOCKS: Final[tuple[LockDescription[Device, Command], ...]] = (
    replace(_lock("lock", _is_only_lock), name=None),
    _lock("bolt", negate(_is_only_lock)),
)
