"""Verification of signed requests: share codes, HMAC signatures and increasing timestamps."""

from base64 import b64encode
from dataclasses import dataclass, field
import hmac
from typing import TYPE_CHECKING

from .quirks import TimestampScope
from .result_codes import ApiError, ResultCode

if TYPE_CHECKING:
    from simulators.clock import Clock

    from .quirks import Quirks


def signature(code: str, timestamp: str) -> str:
    """Return the base64-encoded HMAC-SHA256 of a decimal Unix time, with the share code as the key."""
    return b64encode(hmac.digest(code.encode(), timestamp.encode(), "sha256")).decode()


@dataclass(eq=False)
class Signatures:
    """Verifies the signatures of requests to a gateway."""

    clock: Clock
    quirks: Quirks
    codes: dict[str, set[str]] = field(default_factory=dict)  # share codes by lock identifier
    clock_valid: bool = True
    clock_offset: float = 0.0  # seconds by which the gateway's clock is fast
    last: dict[str, int] = field(default_factory=dict)  # last timestamp, by scope

    def check(self, lock: str, timestamp: str, signed: str) -> str:
        """Return the share code that a request was signed with, and mark its timestamp as used."""
        codes = self.codes.get(lock)
        if not codes:
            raise ApiError(ResultCode.NOT_SHARED)
        if not self.clock_valid:
            raise ApiError(ResultCode.CLOCK_INVALID)
        if not timestamp.isascii() or not timestamp.isdigit() or not self._is_valid(lock, int(timestamp)):
            raise ApiError(ResultCode.BAD_SIGNATURE)
        for code in codes:
            if hmac.compare_digest(signature(code, timestamp).encode(), signed.encode()):
                self.use_timestamp(lock, timestamp)
                return code
        raise ApiError(ResultCode.BAD_SIGNATURE)

    def use_timestamp(self, lock: str, timestamp: str) -> None:
        """Mark a timestamp as used; it and older ones are then rejected."""
        if timestamp.isascii() and timestamp.isdigit():
            self.last[self._scope(lock)] = max(int(timestamp), self.last.get(self._scope(lock), 0))

    def _is_valid(self, lock: str, timestamp: int) -> bool:
        window = self.quirks.future_window
        now = self.clock.unix_time() + self.clock_offset
        if window is not None and timestamp > now + window:
            return False
        return timestamp > self.last.get(self._scope(lock), 0)

    def _scope(self, lock: str) -> str:
        return lock if self.quirks.timestamps is TimestampScope.LOCK else ""
