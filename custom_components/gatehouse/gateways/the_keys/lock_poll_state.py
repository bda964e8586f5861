"""What is remembered of a lock, and when it is asked by Bluetooth, which costs its battery."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from ..auth_failures import AuthFailureTracker
from ..backoff import backoff_delay
from ..errors import GatewayError
from .api.models import Command, Key
from .api.replies import KEY_REFUSED, KeysRefusedError, SignatureRefusedError

RECONCILE: Final = 45 * 60.0
RECONCILE_WITHOUT_LOG: Final = 300.0
FIRST_RETRY: Final = 10.0
LAST_RETRY: Final = 300.0
LAST_RETRY_OF_SIGNATURE: Final = 30.0
# A lock that refuses the key has to be synchronised, and each question costs its battery.
LAST_RETRY_OF_KEY: Final = 3600.0
# How long a lock is taken for what it was although it was used since, or was not asked for too long.
OUTDATED: Final = 10.0
OUTDATED_WITHOUT_LOG: Final = 300.0


@dataclass(slots=True)
class LockPollState:
    """What is remembered of a lock besides what is shown of it.

    `readings` give way to commands, `wishes` are the operations that are under way or wait, each under a mark
    of its own, `log` is the counter that its state belongs to, `missed` how many looks of the gateway's in a
    row it was not in; times are the event loop's.
    """

    key: Key
    busy: asyncio.Lock = field(default_factory=asyncio.Lock)
    readings: set[asyncio.Timeout] = field(default_factory=set)
    wishes: dict[object, Command] = field(default_factory=dict)
    missed: int = 0
    is_read: bool = False
    log: int | None = None
    reconcile: float = 0.0
    failures: int = 0
    retry: float = 0.0
    outdated_since: float | None = None
    doubt: AuthFailureTracker = field(default_factory=AuthFailureTracker)

    @asynccontextmanager
    async def giving_way(self) -> AsyncIterator[None]:
        """Be about a reading until a command comes; raises TimeoutError then."""
        async with asyncio.timeout(None) as reading:
            self.readings.add(reading)
            try:
                yield
            finally:
                self.readings.discard(reading)

    def go_ahead(self) -> None:
        """End the readings: they would hold a command up, and be old news after it."""
        while self.readings:
            self.readings.pop().reschedule(0.0)

    def is_due(self, log: int | None, now: float) -> bool:
        """Tell whether the lock has to be asked."""
        if self.missed or self.busy.locked() or now < self.retry:
            return False
        return not self.is_read or log != self.log or now >= self.reconcile

    def is_outdated(self, log: int | None, now: float) -> bool:
        """Note the counter of uses; tell whether what is known of the lock has been old news for too long."""
        if not self.is_read:
            return False
        if log is None:
            return now >= self.reconcile + OUTDATED_WITHOUT_LOG
        if log == self.log:
            self.outdated_since = None
            return False
        if self.outdated_since is None:
            self.outdated_since = now
        return now >= self.outdated_since + OUTDATED

    def succeeded(self, log: int | None, now: float) -> None:
        """Note that the lock has answered; the counter is the one from before it was asked."""
        self.is_read = True
        self.log = log
        self.outdated_since = None
        self.failures = 0
        self.retry = 0.0
        self.reconcile = now + (RECONCILE if log is not None else RECONCILE_WITHOUT_LOG)

    def failed(self, error: GatewayError, now: float) -> None:
        """Note that it has not: it is asked again later, and later each time."""
        match error:
            case SignatureRefusedError():
                last = LAST_RETRY_OF_SIGNATURE
            case KeysRefusedError(number=number) if number == KEY_REFUSED:
                last = LAST_RETRY_OF_KEY
            case _:
                last = LAST_RETRY
        self.failures += 1
        self.retry = now + backoff_delay(self.failures, first=FIRST_RETRY, factor=2, longest=last)

    def ask_again(self, at: float) -> None:
        """Let it be asked once more: what it was told may be done late, or it may refuse everything."""
        self.reconcile = min(self.reconcile, at)
