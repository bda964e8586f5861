"""A simulated home: its locks and accessories, and what the cloud knows of who may open what."""

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
FIRST_LOCK = 46_001  # an `id_serrure`
FIRST_ID = 1001  # of the cloud's things; a lock's differs from its `id_serrure`
DOORS = ("Front door", "Back door", "Garage", "Garden gate", "Cellar", "Workshop", "Annex", "Attic")


class Kind(IntEnum):
    """An accessory's `type`."""

    GATEWAY = 1
    KEYPAD = 2
    REMOTE = 3


@dataclass(eq=False)
class Accessory:
    """A gateway, keypad or remote of an account."""

    number: int  # the cloud's `id`
    identifier: str  # `id_accessoire`
    name: str
    kind: Kind
    locks: set[str] = field(default_factory=set)  # the identifiers of those it belongs to
    version: int = 1
    available_version: int = 1  # what an update installs
    ip: str | None = None
    last_seen: float | None = None  # Unix time


@dataclass(eq=False)
class Share:
    """The right of an accessory to operate a lock, as the cloud keeps it."""

    number: int
    lock: str  # its identifier
    accessory: Accessory
    name: str
    code: str
    active: bool = True
    notifies: bool = True
    description: str | None = None
    icon: str | None = "remote"  # `iddesc`
    begins: str | None = None  # `YYYY-MM-DD`
    ends: str | None = None
    begins_at: str | None = None  # `HH:MM`, on each of the days
    ends_at: str | None = None

    def counts(self, day: str) -> bool:
        """Tell whether locks and gateways get it on a day."""
        return self.active and (self.begins or day) <= day <= (self.ends or day)


class Order(NamedTuple):
    """A remote command, for the first gateway that asks the cloud."""

    lock: str
    action: Action


@dataclass
class Report:
    """What the cloud knows of a lock, from its last synchronisation."""

    number: int  # the cloud's `id` of the lock
    state: State
    battery: int  # mV
    at: float  # Unix time
    log: list[LogEntry] = field(default_factory=list)


class Home:
    """The locks by identifier, and the cloud's knowledge of them; gateways and cloud share it."""

    def __init__(self, *locks: Lock, clock: Clock | None = None, seed: int = 1) -> None:
        """Mount the locks on their doors."""
        self.clock = clock or Clock()
        self.random = random.Random(seed)  # noqa: S311  # a simulation
        self.locks: dict[str, Lock] = {}
        self.accessories: list[Accessory] = []
        self.shares: dict[int, Share] = {}
        self.reports: dict[str, Report] = {}
        self.orders: list[Order] = []
        self.changed: set[str] = set()  # locks whose shares changed, for gateways that the cloud wakes
        self.cloud_is_up = True
        self._last_number = FIRST_ID - 1
        for lock in locks:
            self.add(lock)

    @classmethod
    def generate(
        cls, locks: int = 2, *, names: list[str] | None = None, seed: int = 1, clock: Clock | None = None
    ) -> Home:
        """Return a home with that many locks, named or not, each with a share for the gateway."""
        home = cls(clock=clock, seed=seed)
        given = names or []
        known = [*given, *DOORS[len(given) :]]
        for index in range(max(locks, len(given))):
            name = known[index] if index < len(known) else f"Door {index + 1}"
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
        """Mount one more lock."""
        lock.clock = self.clock
        self.locks[lock.identifier] = lock
        self.reports[lock.identifier] = Report(self._next(), State.UNKNOWN, 0, 0.0)

    def remove(self, identifier: str) -> None:
        """Take a lock away, with its shares."""
        del self.locks[identifier], self.reports[identifier]
        self.shares = {number: share for number, share in self.shares.items() if share.lock != identifier}
        self.orders = [order for order in self.orders if order.lock != identifier]
        for accessory in self.accessories:
            accessory.locks.discard(identifier)

    def new_accessory(self, kind: Kind, name: str, identifier: str = "") -> Accessory:
        """Add a gateway, keypad or remote; it belongs to no lock yet."""
        identifier = identifier or "".join(self.random.choices(ALPHANUMERIC, k=8))
        accessory = Accessory(self._next(), identifier, name, kind)
        self.accessories.append(accessory)
        return accessory

    def add_keypad(self, lock: str, name: str = "Keypad") -> Accessory:
        """Mount a keypad beside a lock."""
        keypad = self.new_accessory(Kind.KEYPAD, name)
        keypad.locks.add(lock)
        return keypad

    def new_share(self, lock: str, accessory: Accessory, name: str, code: str | None = None) -> Share:
        """Let an accessory operate a lock, as soon as both will have been synchronised."""
        share = Share(self._next(), lock, accessory, name, code or self.new_code())
        self.shares[share.number] = share
        self.changed.add(lock)
        return share

    def delete_share(self, number: int) -> None:
        """Take a right away; gateway and lock learn of it by synchronising."""
        self.changed.add(self.shares.pop(number).lock)

    def codes(self, lock: str, accessory: Accessory | None = None) -> set[str]:
        """Return the codes of the shares of a lock that count today, for any or for one accessory."""
        day = f"{self.local_time(self.clock.unix_time()):%Y-%m-%d}"
        return {
            share.code
            for share in self.shares.values()
            if share.lock == lock and share.counts(day) and accessory in {None, share.accessory}
        }

    def report(self, lock: Lock) -> None:
        """Let the cloud learn a lock's log and state."""
        report = self.reports[lock.identifier]
        report.state, report.battery = lock.state, round(lock.battery)
        report.at, report.log = self.clock.unix_time(), list(lock.log)

    def new_code(self) -> str:
        """Return the code of a new share."""
        return "".join(self.random.choices(ALPHANUMERIC, k=CODE_LENGTH))

    @staticmethod
    def local_time(unix_time: float) -> datetime:
        """Return a time as the cloud's clock on the wall in Paris shows it."""
        return datetime.fromtimestamp(unix_time, TIME_ZONE)

    def _next(self) -> int:
        self._last_number += 1
        return self._last_number
