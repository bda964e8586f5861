"""A simulated lock with its motor, battery, Bluetooth radio and log."""

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, NamedTuple

from .result_codes import ApiError, ResultCode

if TYPE_CHECKING:
    from simulators.clock import Clock

FIRST_FIRMWARE_WITH_LOG = 57  # older firmware reports no `last_log`


class State(IntEnum):
    """The state of a lock; the value is the `code` in the response of `/locker_status`."""

    UNKNOWN = 0x30  # after a restart
    CLOSED = 0x31
    OPEN = 0x32


class Action(StrEnum):
    """A command of a lock."""

    OPEN = "open"
    CLOSE = "close"
    CALIBRATE = "calibrate"


class Origin(StrEnum):
    """The origin of an operation."""

    GATEWAY = "gateway"
    CLOUD = "cloud"
    APP = "app"
    KEYPAD = "keypad"
    KEY = "key"
    HAND = "hand"


MANUAL_ORIGINS = {Origin.KEY, Origin.HAND}
TARGET_STATES = {Action.OPEN: State.OPEN, Action.CLOSE: State.CLOSED}
POSITIONS = {State.UNKNOWN: 0, State.CLOSED: 4, State.OPEN: 20}  # observed, the unit is unknown


class Movement(NamedTuple):
    """A run of the motor, with its start in simulated seconds."""

    time: float
    action: Action
    origin: Origin


class BleConnection(NamedTuple):
    """A Bluetooth connection from a gateway, with its start in simulated seconds and the request's path."""

    time: float
    path: str


@dataclass(frozen=True)
class LogEntry:
    """An entry in the log of a lock, with its Unix time and the code of the share that was used."""

    number: int
    time: float
    action: Action
    origin: Origin
    code: str | None = None


@dataclass(eq=False)
class Lock:
    """A lock; all public attributes can be changed at any time."""

    identifier: str  # `id_serrure` in the cloud, digits only
    name: str = "Lock"
    code: str | None = None  # of the share that its gateway has initially
    battery: float = 7400.0  # mV, of two cells; locks with one cell have less than 5000 mV
    connection_cost: float = 0.1  # mV by which a Bluetooth connection reduces the battery voltage
    rssi: int = -70  # dBm
    firmware: int = 81
    available_firmware: int = 81  # installed by an update
    last_log: int = 100  # number of the newest log entry
    reachable: bool = True
    compatible: bool = True
    linked: bool = True  # to the gateway in the cloud; otherwise it is only in range
    ble_latency: float = 3.3  # seconds
    travel_time: float = 5.0  # seconds
    sync_request_delay: float = 0.0  # seconds between an operation and the request to synchronize
    clock: Clock = field(init=False, repr=False)
    accepted_codes: set[str] = field(init=False, default_factory=set)
    movements: list[Movement] = field(init=False, default_factory=list)
    ble_connections: list[BleConnection] = field(init=False, default_factory=list)
    log: list[LogEntry] = field(init=False, default_factory=list)
    requests_sync_at: float | None = field(init=False, default=None)
    _state: State = field(init=False, default=State.CLOSED)
    _target_state: State = field(init=False, default=State.CLOSED)
    _arrives_at: float = field(init=False, default=0.0)

    @property
    def state(self) -> State:
        """Return the state, which changes when the motor stops."""
        if self._state is not self._target_state and self.clock.now() >= self._arrives_at:
            self._state = self._target_state
        return self._state

    @state.setter
    def state(self, state: State) -> None:
        self._state = self._target_state = state

    @property
    def position(self) -> int:
        """Return the position of the mechanism."""
        return POSITIONS[self.state]

    @property
    def reads(self) -> list[BleConnection]:
        """Return the Bluetooth connections that only read the state."""
        return [connection for connection in self.ble_connections if connection.path == "/locker_status"]

    @property
    def has_log(self) -> bool:
        """Return whether the firmware reports `last_log`."""
        return self.firmware >= FIRST_FIRMWARE_WITH_LOG

    @property
    def requests_sync(self) -> bool:
        """Return whether the lock is requesting a synchronization."""
        return (
            self.reachable and self.requests_sync_at is not None and self.clock.now() >= self.requests_sync_at
        )

    def operate(self, action: Action, origin: Origin, code: str | None = None) -> None:
        """Operate the lock, by motor unless the origin is manual; a calibration keeps the state."""
        state, now = self.state, self.clock.now()
        duration = 0.0 if origin in MANUAL_ORIGINS else self.travel_time
        if origin not in MANUAL_ORIGINS:
            self.movements.append(Movement(now, action, origin))
        self._state, self._target_state = state, TARGET_STATES.get(action, state)
        self._arrives_at = now + duration
        self.last_log += 1
        self.log.append(LogEntry(self.last_log, self.clock.unix_time(), action, origin, code))
        self.requests_sync_at = self._arrives_at + self.sync_request_delay

    def restart(self) -> None:
        """Restart the lock, whose state is then unknown until it is operated."""
        self.state = State.UNKNOWN

    async def connect(self, path: str) -> None:
        """Connect by Bluetooth; raise an error if the lock becomes unreachable while connecting."""
        self.ble_connections.append(BleConnection(self.clock.now(), path))
        self.battery -= self.connection_cost
        await self.clock.sleep(self.ble_latency)
        if not self.reachable:
            raise ApiError(ResultCode.FAILED)
