"""Locks."""

from dataclasses import replace
from typing import Any

from homeassistant.const import Platform
import pytest

from custom_components.gatehouse.gateways.tahoma.api.models import (
    Command,
)

from .devices import known, only


@pytest.mark.parametrize(
    ("state", "locked"), [("locked", True), ("unlocked", False), ("unknown", None), (None, None), (1, None)]
)
def test_lock_state(state: Any, locked: bool | None) -> None:
    of = known("io:DoorLockIOComponent", {"core:LockedUnlockedState": state})
    assert only(Platform.LOCK, of).is_locked_fn(of) is locked


def test_moving_lock() -> None:
    of = known("io:DoorLockIOComponent")
    lock = only(Platform.LOCK, of)
    assert (lock.is_locking_fn(of), lock.is_unlocking_fn(of)) == (False, False)
    of = replace(of, running=(Command("unlock"),))
    assert (lock.is_locking_fn(of), lock.is_unlocking_fn(of)) == (False, True)
    of = replace(of, running=(Command("setLockedUnlocked", ("locked",)),))
    assert (lock.is_locking_fn(of), lock.is_unlocking_fn(of)) == (True, False)
    assert (lock.lock_fn(of), lock.unlock_fn(of)) == (Command("lock"), Command("unlock"))
