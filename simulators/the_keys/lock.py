"""A lock on a door: its motor, its battery, its Bluetooth radio and its own log."""

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, NamedTuple

from .codes import Code, RefusedError

if TYPE_CHECKING:
    from simulators.clock import Clock

FIRST_FIRMWARE_WITH_LOG = 57  # older ones tell no `last_log`


class State(IntEnum):
    """What a lock tells of itself; its number is the `code` of `/locker_status`."""

    UNKNOWN = 0x30  # it has just started
    CLOSED = 0x31
    OPEN = 0x32


class Action(StrEnum):
    """What a lock can be asked to do."""

    OPEN = "open"
    CLOSE = "close"
    CALIBRATE = "calibrate"


class Origin(StrEnum):
    """Who operates a lock."""

    GATEWAY = "gateway"
    CLOUD = "cloud"
    APP = "app"
    KEYPAD = "keypad"
    KEY = "key"
    HAND = "hand"


BY_MUSCLE = {Origin.KEY, Origin.HAND}
RESULTS = {Action.OPEN: State.OPEN, Action.CLOSE: State.CLOSED}
POSITIONS = {State.UNKNOWN: 0, State.CLOSED: 4, State.OPEN: 20}  # their meaning is not known


class Movement(NamedTuple):
    """The motor ran: when it began, in the clock's seconds, what for, and for whom."""

    time: float
    asked: Action
    by: Origin


class Contact(NamedTuple):
    """A Bluetooth connection of a gateway with the lock: when it began, and the path it served."""

    time: float
    what: str


@dataclass(frozen=True)
class LogEntry:
    """An operation as the lock remembers it; `at` is a Unix time, `code` that of the share used."""

    number: int
    at: float
    action: Action
    by: Origin
    code: str | None = None


@dataclass(eq=False)
class Lock:
    """A lock; all that is public may be changed at any time."""

    identifier: str  # the cloud's `id_serrure`, digits
    name: str = "Lock"
    code: str | None = None  # of the share that its gateway has from the beginning
    battery: float = 7400.0  # mV, of two cells; below 5000 of a lock with one
    contact_cost: float = 0.1  # mV that a Bluetooth contact takes out of the battery
    rssi: int = -70  # dBm, as its gateway hears it
    firmware: int = 81
    available_firmware: int = 81  # what an update installs
    last_log: int = 100  # number of the newest entry of its log
    reachable: bool = True
    compatible: bool = True
    linked: bool = True  # its owner gave it the gateway; else the gateway only hears it
    ble_latency: float = 3.3  # seconds
    travel: float = 5.0  # seconds
    announce_delay: float = 0.0  # seconds after an operation until it asks to be synchronised
    clock: Clock = field(init=False, repr=False)
    keys: set[str] = field(init=False, default_factory=set)  # the codes that it accepts
    movements: list[Movement] = field(init=False, default_factory=list)
    contacts: list[Contact] = field(init=False, default_factory=list)
    log: list[LogEntry] = field(init=False, default_factory=list)
    announces_at: float | None = field(init=False, default=None)
    _state: State = field(init=False, default=State.CLOSED)
    _becomes: State = field(init=False, default=State.CLOSED)
    _arrival: float = field(init=False, default=0.0)

    @property
    def state(self) -> State:
        """What it tells: while the motor runs, where it was before."""
        if self._state is not self._becomes and self.clock.now() >= self._arrival:
            self._state = self._becomes
        return self._state

    @state.setter
    def state(self, state: State) -> None:
        self._state = self._becomes = state

    @property
    def position(self) -> int:
        """The position of the mechanism, of unknown meaning: 4 was seen closed, 20 open."""
        return POSITIONS[self.state]

    @property
    def reads(self) -> list[Contact]:
        """The Bluetooth contacts that only read the state."""
        return [contact for contact in self.contacts if contact.what == "/locker_status"]

    @property
    def tells_log(self) -> bool:
        """Whether it has a log that a gateway can follow."""
        return self.firmware >= FIRST_FIRMWARE_WITH_LOG

    @property
    def announcing(self) -> bool:
        """Whether a gateway hears that it wants to be synchronised."""
        return self.reachable and self.announces_at is not None and self.clock.now() >= self.announces_at

    def operate(self, action: Action, by: Origin, code: str | None = None) -> None:
        """Turn, by the motor unless it is done by hand or key; a calibration ends where it began."""
        state, now = self.state, self.clock.now()
        duration = 0.0 if by in BY_MUSCLE else self.travel
        if by not in BY_MUSCLE:
            self.movements.append(Movement(now, action, by))
        self._state, self._becomes = state, RESULTS.get(action, state)
        self._arrival = now + duration
        self.last_log += 1
        self.log.append(LogEntry(self.last_log, self.clock.unix_time(), action, by, code))
        self.announces_at = self._arrival + self.announce_delay

    def restart(self) -> None:
        """Lose power for a moment: until it is moved, it does not know where it is."""
        self.state = State.UNKNOWN

    async def contact(self, what: str) -> None:
        """Connect by Bluetooth; it fails if the lock gets out of reach meanwhile."""
        self.contacts.append(Contact(self.clock.now(), what))
        self.battery -= self.contact_cost
        await self.clock.sleep(self.ble_latency)
        if not self.reachable:
            raise RefusedError(Code.FAILED)
