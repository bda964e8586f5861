"""The result codes of a gateway, and the error that contains one."""

from enum import IntEnum


class ResultCode(IntEnum):
    """The result of a request; 5, 38 and 400 (started) were observed, but are not documented."""

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


NO_FIRMWARE = 2  # meaning of 2 for /update: the cloud does not provide the firmware

# Only the cause of 33 was observed, for both invalid codes and old timestamps.
CAUSES: dict[int, str] = {
    ResultCode.SYNC_NOT_DETECTED: "locker not detected",
    ResultCode.SYNC_INCOMPATIBLE: "locker not compatible",
    ResultCode.SYNC_INVALID_DATA: "invalid synchronization data",
    ResultCode.SYNC_FAILED: "synchronization error",
    ResultCode.TRANSIENT: "bluetooth error",
    ResultCode.NOT_SHARED: "locker not shared",
    ResultCode.BAD_SIGNATURE: "timestamp too old",
    ResultCode.NOT_DETECTED: "locker not detected",
    ResultCode.INCOMPATIBLE: "locker not compatible",
    ResultCode.KEY_REFUSED: "invalid key",
    ResultCode.FAILED: "unknown error",
    ResultCode.CLOCK_INVALID: "invalid time",
    ResultCode.BAD_REQUEST: "action already started",
    ResultCode.BUSY: "busy",
}


class ApiError(Exception):
    """A request was rejected or failed."""

    def __init__(self, code: int, *, cause: str | None = None, missing_parameter: str = "") -> None:
        """Initialize the error; by default the cause depends on the code and the missing parameter."""
        super().__init__(code)
        self.code = code
        self.missing_parameter = missing_parameter
        if cause is None:
            cause = f"{missing_parameter} missing" if missing_parameter else CAUSES.get(code, "")
        self.cause = cause
