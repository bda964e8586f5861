"""The habits of a gateway that its firmwares differ in, or that are not known."""

from dataclasses import dataclass
from enum import StrEnum

from .codes import Code


class Style(StrEnum):
    """The shapes of its answers."""

    REAL = "real"  # as clients in use read them: {"status": "ko", "code": 33, "cause": …}
    KB = "kb"  # as the vendor's knowledge base shows them: {"status": "500", "message": "busy"}


class Overlap(StrEnum):
    """What a second request meets while one is under way."""

    BUSY = "busy"  # 500
    STARTED = "started"  # 400, "action already started"
    RESET = "reset"  # ECONNRESET
    REFUSE = "refuse"  # no connection


class Scope(StrEnum):
    """Whose timestamps have to rise."""

    GATEWAY = "gateway"
    LOCK = "lock"


class LockerReply(StrEnum):
    """What `/locker/synchronize` and `/locker/update` answer when all went well."""

    NORMAL = "normal"
    EMPTY = "empty"
    BROKEN = "broken"  # JSON that is none


@dataclass
class Quirks:
    """Switches that may be turned at any time; times are simulated seconds."""

    style: Style = Style.REAL
    numbers_as_strings: bool = False
    locker_reply: LockerReply = LockerReply.NORMAL
    overlap: Overlap = Overlap.BUSY
    rest: float = 0.0  # after an answer, during which requests overlap still
    timestamps: Scope = Scope.GATEWAY
    future_window: float | None = None  # how far ahead of its clock a timestamp may be; None: any
    refused_use_up: bool = False  # a refused request uses its timestamp up, too
    waits_for_motor: bool = False  # /open answers when the motor has stopped, not when the lock obeys
    code_while_synchronizing: int = Code.BUSY  # 33, 34 and 500 were seen
    lockers_while_synchronizing: bool = True
    reset_after_synchronizing: bool = False  # the next /locker_status then meets ECONNRESET
    answer_time: float = 0.13  # of what needs no Bluetooth
    gateway_sync_time: float = 5.0
    lock_sync_time: float = 0.0  # that it takes beside the Bluetooth contact
    lock_update_time: float = 60.0
    reboot_time: float = 8.0
    synchronizes_every: float | None = None
    cloud_wakes: bool = False  # shares changed in the cloud make it synchronise by itself

    @classmethod
    def realistic(cls) -> Quirks:
        """Return the habits that were reported from homes, the troublesome ones."""
        return cls(
            locker_reply=LockerReply.EMPTY,
            overlap=Overlap.RESET,
            rest=0.4,
            refused_use_up=True,
            reset_after_synchronizing=True,
            gateway_sync_time=60.0,
            lock_sync_time=15.0,
            synchronizes_every=600.0,
            cloud_wakes=True,
        )
