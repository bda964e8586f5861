"""What a gateway and its locks are and do, as far as the gateway tells."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any, Self


class LockState(IntEnum):
    """What a lock says of itself, by the code in the answer to `/locker_status`."""

    UNKNOWN = 0x30
    CLOSED = 0x31
    OPEN = 0x32


class Command(StrEnum):
    """A command to a gateway or a lock; the value of one that runs the motor is its path."""

    OPEN = "open"
    CLOSE = "close"
    CALIBRATE = "calibrate"
    REFRESH = "refresh"
    SYNCHRONIZE = "synchronize"
    UPDATE = "update"

    @property
    def result(self) -> LockState | None:
        """The state of the lock after the command, or None if the state does not show its success."""
        return {Command.OPEN: LockState.OPEN, Command.CLOSE: LockState.CLOSED}.get(self)


class Activity(StrEnum):
    """What a gateway is about."""

    SCANNING = "scanning"
    SYNCHRONIZING_GATEWAY = "synchronizing_gateway"
    SYNCHRONIZING_LOCK = "synchronizing_lock"
    OTHER = "other"

    @property
    def is_synchronizing(self) -> bool:
        """Whether no lock can be asked anything meanwhile."""
        return self in (Activity.SYNCHRONIZING_GATEWAY, Activity.SYNCHRONIZING_LOCK)


@dataclass(frozen=True, slots=True)
class Key:
    """A share of a lock: which lock, by its "ID serrure", and the code that opens it."""

    identifier: str
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class GatewayStatus:
    """The answer to `/status`."""

    version: int | None
    activity: Activity

    @classmethod
    def parse(cls, raw: Any) -> Self:
        """Read it; raises TypeError, KeyError or ValueError where it is another device's."""
        told = raw["current_status"]
        if not isinstance(told, str):
            raise TypeError("no status")
        return cls(whole(raw["version"]), _activity(told))


@dataclass(frozen=True, slots=True)
class LockScan:
    """A lock as the gateway sees it by Bluetooth.

    Signal in dBm, battery in millivolts. `last_log` counts what was done with the lock by whomever; locks
    with a firmware before 57 do not tell it.
    """

    identifier: str
    rssi: int | None = None
    battery: int | None = None
    last_log: int | None = None

    @classmethod
    def parse(cls, raw: Any) -> Self:
        """Read one of `/lockers`; raises KeyError, TypeError or ValueError where it is none."""
        identifier = whole(raw["identifier"])
        if identifier is None or identifier < 0:
            raise ValueError("a lock without a number")
        return cls(str(identifier), *_facts(raw, "rssi", "battery", "last_log"))


@dataclass(frozen=True, slots=True)
class LockStatus:
    """The answer to `/locker_status`, which a lock gives by itself."""

    state: LockState
    position: int | None = None
    rssi: int | None = None
    battery: int | None = None
    version: int | None = None

    @classmethod
    def parse(cls, state: LockState, raw: Mapping[str, Any]) -> Self:
        """Read it; what is missing or odd is None."""
        return cls(state, *_facts(raw, "position", "rssi", "battery", "version"))


def parse_lock_scans(raw: Iterable[Any]) -> Iterator[LockScan]:
    """Read `/lockers`; one that is broken loses itself alone."""
    for item in raw:
        try:
            yield LockScan.parse(item)
        except KeyError, TypeError, ValueError:
            continue


def battery_level(millivolts: int | None) -> int | None:
    """Return per cent; None where nothing is told.

    Fitted to what the vendor's app shows; locks of the first generation have one cell, and 4.2 V at most.
    """
    if not millivolts or millivolts < 0:
        return None
    level = (millivolts - 6400) / 18 if millivolts > _ONE_CELL else (millivolts - 3100) / 9
    return max(0, min(100, round(level)))


_ONE_CELL = 5000


def whole(value: Any) -> int | None:
    """Return what some firmwares write as a number and others as a text; None where it is no whole number."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if (
        isinstance(value, str)
        and value.strip().removeprefix("-").isdecimal()
        and len(value) < _LONGEST_NUMBER
    ):
        return int(value)
    return None


_LONGEST_NUMBER = 20


def _facts(raw: Mapping[str, Any], *names: str) -> tuple[int | None, ...]:
    return tuple(whole(raw.get(name)) for name in names)


def _activity(told: str) -> Activity:
    words = told.strip().lower()
    if words.startswith("scanning"):
        return Activity.SCANNING
    if words.startswith("synchronizing"):
        of_gateway = words.partition(" ")[2] in ("", "gw", "gateway")
        return Activity.SYNCHRONIZING_GATEWAY if of_gateway else Activity.SYNCHRONIZING_LOCK
    return Activity.OTHER
