"""A simulated home: its locks, accessories and shares."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
import random
import string
from typing import NamedTuple
from zoneinfo import ZoneInfo

from simulators.clock import Clock

from .lock import Action, Lock, LogEntry, State

TIME_ZONE = ZoneInfo("Europe/Paris")
ALPHANUMERIC = string.ascii_letters + string.digits
CODE_LENGTH = 16
FIRST_LOCK = 46_001  # `id_serrure` of the first lock
FIRST_ID = 1001  # first `id` in the cloud, which is not the `id_serrure` of a lock
DOORS = ("Front door", "Back door", "Garage", "Garden gate", "Cellar", "Workshop", "Annex", "Attic")


class AccessoryType(IntEnum):
    """The type of an accessory, with the vendor's numbers."""

    GATEWAY = 1
    KEYPAD = 2
    REMOTE = 3


@dataclass(eq=False)
class Accessory:
    """A gateway, keypad or remote control of an account."""

    number: int  # `id` in the cloud
    identifier: str  # `id_accessoire`
    name: str
    type: AccessoryType
    locks: set[str] = field(default_factory=set)  # identifiers of the locks linked to it
    version: int = 1
    available_version: int = 1  # installed by an update
    ip: str | None = None
    last_seen: float | None = None  # Unix time


@dataclass(eq=False)
class Share:
    """The permission of an accessory to operate a lock, as stored in the cloud."""

    number: int
    lock: str  # identifier of the lock
    accessory: Accessory
    name: str
    code: str
    active: bool = True
    notifies: bool = True
    description: str | None = None
    icon: str | None = "remote"  # `iddesc`
    start_date: str | None = None  # `YYYY-MM-DD`
    end_date: str | None = None
    start_time: str | None = None  # `HH:MM`, on each day
    end_time: str | None = None

    def is_valid(self, day: str) -> bool:
        """Return whether the share is active on a day."""
        return self.active and (self.start_date or day) <= day <= (self.end_date or day)


class RemoteCommand(NamedTuple):
    """A command sent through the cloud, fetched by the first gateway that polls it."""

    lock: str
    action: Action


@dataclass
class CloudRecord:
    """What the cloud knows about a lock since its last synchronization."""

    number: int  # `id` of the lock in the cloud
    state: State
    battery: int  # mV
    updated_at: float  # Unix time
    log: list[LogEntry] = field(default_factory=list)


class Home:
    """The data shared by the simulated gateways and the cloud."""

    def __init__(self, *locks: Lock, clock: Clock | None = None, seed: int = 1) -> None:
        """Initialize a home with some locks."""
        self.clock = clock or Clock()
        self.random = random.Random(seed)  # noqa: S311  # a simulation
        self.locks: dict[str, Lock] = {}
        self.accessories: list[Accessory] = []
        self.shares: dict[int, Share] = {}
        self.cloud_records: dict[str, CloudRecord] = {}
        self.remote_commands: list[RemoteCommand] = []
        self.changed_locks: set[str] = set()  # locks whose shares changed, see Quirks.cloud_wakes
        self.cloud_is_up = True
        self._last_number = FIRST_ID - 1
        for lock in locks:
            self.add(lock)

    @classmethod
    def generate(
        cls, locks: int = 2, *, names: list[str] | None = None, seed: int = 1, clock: Clock | None = None
    ) -> Home:
        """Return a home with a number of locks, each with a share for the gateway."""
        home = cls(clock=clock, seed=seed)
        first_names = names or []
        all_names = [*first_names, *DOORS[len(first_names) :]]
        for index in range(max(locks, len(first_names))):
            name = all_names[index] if index < len(all_names) else f"Door {index + 1}"
            home.add(
                Lock(
                    str(FIRST_LOCK + 37 * index),
                    name,
                    code=home.new_code(),
                    battery=home.random.randrange(6700, 8100),
                    rssi=home.random.randrange(-88, -55),
                )
            )
        return home

    def add(self, lock: Lock) -> None:
        """Add a lock."""
        lock.clock = self.clock
        self.locks[lock.identifier] = lock
        self.cloud_records[lock.identifier] = CloudRecord(self._next_number(), State.UNKNOWN, 0, 0.0)

    def remove(self, identifier: str) -> None:
        """Remove a lock with its shares."""
        del self.locks[identifier], self.cloud_records[identifier]
        self.shares = {number: share for number, share in self.shares.items() if share.lock != identifier}
        self.remote_commands = [command for command in self.remote_commands if command.lock != identifier]
        for accessory in self.accessories:
            accessory.locks.discard(identifier)

    def new_accessory(self, accessory_type: AccessoryType, name: str, identifier: str = "") -> Accessory:
        """Add an accessory that is not linked to any lock."""
        identifier = identifier or "".join(self.random.choices(ALPHANUMERIC, k=8))
        accessory = Accessory(self._next_number(), identifier, name, accessory_type)
        self.accessories.append(accessory)
        return accessory

    def add_keypad(self, lock: str, name: str = "Keypad") -> Accessory:
        """Add a keypad linked to a lock."""
        keypad = self.new_accessory(AccessoryType.KEYPAD, name)
        keypad.locks.add(lock)
        return keypad

    def new_share(self, lock: str, accessory: Accessory, name: str, code: str | None = None) -> Share:
        """Add a share, effective when both the gateway and the lock have been synchronized."""
        share = Share(self._next_number(), lock, accessory, name, code or self.new_code())
        self.shares[share.number] = share
        self.changed_locks.add(lock)
        return share

    def delete_share(self, number: int) -> None:
        """Delete a share, effective when the gateway or the lock has been synchronized."""
        self.changed_locks.add(self.shares.pop(number).lock)

    def codes(self, lock: str, accessory: Accessory | None = None) -> set[str]:
        """Return the codes of the currently valid shares of a lock, for all accessories or one."""
        day = f"{self.local_time(self.clock.unix_time()):%Y-%m-%d}"
        return {
            share.code
            for share in self.shares.values()
            if share.lock == lock and share.is_valid(day) and accessory in {None, share.accessory}
        }

    def report(self, lock: Lock) -> None:
        """Copy a lock's state, battery and log to the cloud."""
        record = self.cloud_records[lock.identifier]
        record.state, record.battery = lock.state, round(lock.battery)
        record.updated_at, record.log = self.clock.unix_time(), list(lock.log)

    def new_code(self) -> str:
        """Return a random share code."""
        return "".join(self.random.choices(ALPHANUMERIC, k=CODE_LENGTH))

    @staticmethod
    def local_time(unix_time: float) -> datetime:
        """Return a time in the time zone of the cloud."""
        return datetime.fromtimestamp(unix_time, TIME_ZONE)

    def _next_number(self) -> int:
        self._last_number += 1
        return self._last_number
