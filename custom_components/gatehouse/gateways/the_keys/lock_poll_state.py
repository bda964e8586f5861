"""When a lock is read by Bluetooth, which costs its battery."""

from dataclasses import dataclass
from typing import Final

from ..backoff import backoff_delay
from ..errors import GatewayError
from .api.responses import KEY_REFUSED, KeysRefusedError, SignatureRefusedError

RECONCILE: Final = 45 * 60.0
RECONCILE_WITHOUT_LOG: Final = 300.0
FIRST_RETRY: Final = 10.0
LAST_RETRY: Final = 300.0
LAST_RETRY_OF_SIGNATURE: Final = 30.0
# A lock that refuses the key has to be synchronized, and each read costs its battery.
LAST_RETRY_OF_KEY: Final = 3600.0
# How long a state is shown although the lock was used since, or a read is overdue.
OUTDATED: Final = 10.0
OUTDATED_WITHOUT_LOG: Final = 300.0


@dataclass(slots=True)
class LockPollState:
    """When a lock was read, and when it is due again.

    `log` is the log counter that its state belongs to; `missed_scans` counts the scans in a row that it was
    missing from. Times are the event loop's.
    """

    missed_scans: int = 0
    is_read: bool = False
    log: int | None = None
    next_check: float = 0.0
    failures: int = 0
    next_attempt: float = 0.0
    outdated_since: float | None = None

    def is_due(self, log: int | None, now: float) -> bool:
        """Return whether the lock has to be read."""
        if self.missed_scans or now < self.next_attempt:
            return False
        return not self.is_read or log != self.log or now >= self.next_check

    def is_outdated(self, log: int | None, now: float) -> bool:
        """Note the log counter; return whether the state has been outdated for too long."""
        if not self.is_read:
            return False
        if log is None:
            return now >= self.next_check + OUTDATED_WITHOUT_LOG
        if log == self.log:
            self.outdated_since = None
            return False
        if self.outdated_since is None:
            self.outdated_since = now
        return now >= self.outdated_since + OUTDATED

    def succeeded(self, log: int | None, now: float) -> None:
        """Note that the lock answered; `log` is the log counter from before it was read."""
        self.is_read = True
        self.log = log
        self.outdated_since = None
        self.failures = 0
        self.next_attempt = 0.0
        self.next_check = now + (RECONCILE if log is not None else RECONCILE_WITHOUT_LOG)

    def failed(self, error: GatewayError, now: float) -> None:
        """Note that it did not answer: it is read again after a growing delay."""
        match error:
            case SignatureRefusedError():
                last = LAST_RETRY_OF_SIGNATURE
            case KeysRefusedError(number=number) if number == KEY_REFUSED:
                last = LAST_RETRY_OF_KEY
            case _:
                last = LAST_RETRY
        self.failures += 1
        self.next_attempt = now + backoff_delay(self.failures, first=FIRST_RETRY, factor=2, longest=last)

    def schedule_check(self, at: float) -> None:
        """Read it again at a time: a command may be done late, or the lock may refuse everything."""
        self.next_check = min(self.next_check, at)
