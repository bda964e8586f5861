"""Locks."""

from dataclasses import replace
from typing import Any

from homeassistant.const import Platform
import pytest

from custom_components.gatehouse.gateways.tahoma.api.models import (
    Command,
)

from .devices import catalog_device, only_description


@pytest.mark.parametrize(
    ("state", "locked"), [("locked", True), ("unlocked", False), ("unknown", None), (None, None), (1, None)]
)
def test_lock_state(state: Any, locked: bool | None) -> None:
    tested_device = catalog_device("io:DoorLockIOComponent", {"core:LockedUnlockedState": state})
    assert only_description(Platform.LOCK, tested_device).is_locked_fn(tested_device) is locked


def test_moving_lock() -> None:
    tested_device = catalog_device("io:DoorLockIOComponent")
    lock = only_description(Platform.LOCK, tested_device)
    assert (lock.is_locking_fn(tested_device), lock.is_unlocking_fn(tested_device)) == (False, False)
    tested_device = replace(tested_device, running=(Command("unlock"),))
    assert (lock.is_locking_fn(tested_device), lock.is_unlocking_fn(tested_device)) == (False, True)
    tested_device = replace(tested_device, running=(Command("setLockedUnlocked", ("locked",)),))
    assert (lock.is_locking_fn(tested_device), lock.is_unlocking_fn(tested_device)) == (True, False)
    assert (lock.lock_fn(tested_device), lock.unlock_fn(tested_device)) == (
        Command("lock"),
        Command("unlock"),
    )
