"""Who may give orders: share codes, the HMAC of a timestamp, and timestamps that have to rise."""

from base64 import b64encode
from dataclasses import dataclass, field
import hmac
from typing import TYPE_CHECKING

from .codes import Code, RefusedError
from .quirks import Scope

if TYPE_CHECKING:
    from simulators.clock import Clock

    from .quirks import Quirks


def signature(code: str, timestamp: str) -> str:
    """Return the base64 of the HMAC-SHA256 of a decimal Unix time, with a share's code as the key."""
    return b64encode(hmac.digest(code.encode(), timestamp.encode(), "sha256")).decode()


@dataclass(eq=False)
class Signatures:
    """What a gateway knows to check a request with."""

    clock: Clock
    quirks: Quirks
    codes: dict[str, set[str]] = field(default_factory=dict)  # of the shares, by the lock's identifier
    clock_valid: bool = True
    clock_offset: float = 0.0  # seconds that the gateway's clock is ahead of the true time
    last: dict[str, int] = field(default_factory=dict)  # timestamps used, by lock or for all

    def check(self, lock: str, timestamp: str, signed: str) -> str:
        """Return the code that a request was signed with; its timestamp is used up."""
        codes = self.codes.get(lock)
        if not codes:
            raise RefusedError(Code.NOT_SHARED)
        if not self.clock_valid:
            raise RefusedError(Code.CLOCK_INVALID)
        if not timestamp.isascii() or not timestamp.isdigit() or not self._in_time(lock, int(timestamp)):
            raise RefusedError(Code.BAD_SIGNATURE)
        for code in codes:
            if hmac.compare_digest(signature(code, timestamp).encode(), signed.encode()):
                self.use_up(lock, timestamp)
                return code
        raise RefusedError(Code.BAD_SIGNATURE)

    def use_up(self, lock: str, timestamp: str) -> None:
        """Accept no older timestamp, nor this one, from now on."""
        if timestamp.isascii() and timestamp.isdigit():
            self.last[self._scope(lock)] = max(int(timestamp), self.last.get(self._scope(lock), 0))

    def _in_time(self, lock: str, timestamp: int) -> bool:
        window = self.quirks.future_window
        now = self.clock.unix_time() + self.clock_offset
        if window is not None and timestamp > now + window:
            return False
        return timestamp > self.last.get(self._scope(lock), 0)

    def _scope(self, lock: str) -> str:
        return lock if self.quirks.timestamps is Scope.LOCK else ""
