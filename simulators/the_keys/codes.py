"""The numbers that a gateway answers with, and refusals that carry them."""

from enum import IntEnum


class Code(IntEnum):
    """What came of a request; the numbers are the vendor's, 5, 38 and 400 (started) were only seen."""

    OK = 0
    SYNC_NOT_DETECTED = 1
    SYNC_INCOMPATIBLE = 2
    SYNC_INVALID_DATA = 3
    SYNC_FAILED = 4
    TRANSIENT = 5
    NOT_SHARED = 32
    BAD_SIGNATURE = 33
    NOT_DETECTED = 34
    INCOMPATIBLE = 35
    KEY_REFUSED = 36
    FAILED = 37
    CLOCK_INVALID = 38
    BAD_REQUEST = 400
    BUSY = 500


NO_FIRMWARE = 2  # of /update, where 2 has this other meaning: the server does not deliver it

# Only that of 33 is known; it stands for a wrong code as well as for an old timestamp.
CAUSES: dict[int, str] = {
    Code.SYNC_NOT_DETECTED: "locker not detected",
    Code.SYNC_INCOMPATIBLE: "locker not compatible",
    Code.SYNC_INVALID_DATA: "invalid synchronization data",
    Code.SYNC_FAILED: "synchronization error",
    Code.TRANSIENT: "bluetooth error",
    Code.NOT_SHARED: "locker not shared",
    Code.BAD_SIGNATURE: "timestamp too old",
    Code.NOT_DETECTED: "locker not detected",
    Code.INCOMPATIBLE: "locker not compatible",
    Code.KEY_REFUSED: "invalid key",
    Code.FAILED: "unknown error",
    Code.CLOCK_INVALID: "invalid time",
    Code.BAD_REQUEST: "action already started",
    Code.BUSY: "busy",
}


class RefusedError(Exception):
    """A request that the gateway does not carry out, or could not."""

    def __init__(self, code: int, *, cause: str | None = None, missing: str = "") -> None:
        """Keep the code, why unless the code tells, and the parameter that is missing, if that is why."""
        super().__init__(code)
        self.code = code
        self.missing = missing
        if cause is None:
            cause = f"{missing} missing" if missing else CAUSES.get(code, "")
        self.cause = cause
