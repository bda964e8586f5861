"""Gateway behavior that differs between firmware versions, or that is not documented."""

from dataclasses import dataclass
from enum import StrEnum

from .result_codes import ResultCode


class Style(StrEnum):
    """The format of the responses."""

    OBSERVED = "observed"  # as read by existing clients: {"status": "ko", "code": 33, "cause": …}
    DOCUMENTED = "documented"  # as in the vendor's knowledge base: {"status": "500", "message": "busy"}


class Overlap(StrEnum):
    """The response to a request while another one is being executed."""

    BUSY = "busy"  # 500
    STARTED = "started"  # 400, "action already started"
    RESET = "reset"  # ECONNRESET
    REFUSE = "refuse"  # connection refused


class TimestampScope(StrEnum):
    """Whether timestamps must increase per gateway or per lock."""

    GATEWAY = "gateway"
    LOCK = "lock"


class LockerReply(StrEnum):
    """The body of a successful response to `/locker/synchronize` and `/locker/update`."""

    NORMAL = "normal"
    EMPTY = "empty"
    BROKEN = "broken"  # invalid JSON


@dataclass
class Quirks:
    """Quirks that can be changed at any time; times are in simulated seconds."""

    style: Style = Style.OBSERVED
    numbers_as_strings: bool = False
    locker_reply: LockerReply = LockerReply.NORMAL
    overlap: Overlap = Overlap.BUSY
    cooldown: float = 0.0  # time after a response in which requests still overlap
    timestamps: TimestampScope = TimestampScope.GATEWAY
    future_window: float | None = None  # how far a timestamp may be in the future; None: unlimited
    rejected_requests_use_timestamp: bool = False
    waits_for_motor: bool = False  # /open responds after the movement instead of after the lock's reply
    code_while_synchronizing: int = ResultCode.BUSY  # 33, 34 and 500 were observed
    lockers_while_synchronizing: bool = True
    reset_after_synchronizing: bool = False  # reset the connection of the next /locker_status
    response_time: float = 0.13  # of requests that need no Bluetooth
    gateway_sync_time: float = 5.0
    lock_sync_time: float = 0.0  # in addition to the Bluetooth connection
    lock_update_time: float = 60.0
    reboot_time: float = 8.0
    synchronizes_every: float | None = None
    cloud_wakes: bool = False  # synchronizes when shares were changed in the cloud

    @classmethod
    def realistic(cls) -> Quirks:
        """Return the most troublesome quirks reported by users."""
        return cls(
            locker_reply=LockerReply.EMPTY,
            overlap=Overlap.RESET,
            cooldown=0.4,
            rejected_requests_use_timestamp=True,
            reset_after_synchronizing=True,
            gateway_sync_time=60.0,
            lock_sync_time=15.0,
            synchronizes_every=600.0,
            cloud_wakes=True,
        )
