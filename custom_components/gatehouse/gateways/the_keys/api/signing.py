"""How a request shows that it comes from somebody whom the lock is shared with.

Source: the vendor's description of the gateway. Only the timestamp is signed, with the code of the share; the
gateway takes each timestamp once, and none older than the last.
"""

import asyncio
import base64
from collections.abc import Awaitable, Callable
import hashlib
import hmac
from time import time
from typing import Final

from ...errors import GatewayError

PERIOD: Final = 1.0
MOST_AHEAD: Final = 30
SANE: Final = 1_735_689_600  # 2025: no clock that is right tells an earlier time


class ClockError(GatewayError):
    """The clock of this machine is wrong: the gateway would refuse what is signed, now or for long after."""


def signature(code: str, timestamp: int) -> str:
    """Sign a timestamp (in seconds since 1970) with the code of a share: HMAC-SHA256, in base64."""
    digest = hmac.digest(code.encode(), str(timestamp).encode("ascii"), hashlib.sha256)
    return base64.b64encode(digest).decode("ascii")


async def _forget(_: int) -> None:
    """Remember nothing."""


class Timestamps:
    """Gives each signed request its own second, each later than the one before, whatever the clock does.

    One that is far ahead would make the gateway refuse all that follow until that time has come.
    """

    def __init__(
        self,
        last: int = 0,
        remember: Callable[[int], Awaitable[None]] = _forget,
        *,
        clock: Callable[[], float] = time,
    ) -> None:
        """Go on after the last one that was given; `remember` keeps each one before it is used.

        It may not wait: after a sudden end, the clock may be behind, and tell the same second again.
        The clock tells seconds since 1970. By the event loop's, which nobody sets, requests are a second
        apart, and the first a second from now: who was restarted just now may not know the last one.
        """
        self._last = last
        self._remember = remember
        self._clock = clock
        self._pace = asyncio.get_running_loop().time
        self._next = self._pace() + PERIOD

    async def take(self) -> int:
        """Return the next one, when its time has come; raises ClockError where it would be wrong."""
        if (wait := self._next - self._pace()) > 0:
            await asyncio.sleep(wait)
        timestamp = max(int(self._clock()), self._last + 1)
        if timestamp < SANE or timestamp - self._clock() > MOST_AHEAD:
            raise ClockError("the clock of this machine is wrong")
        self._next = self._pace() + PERIOD
        self._last = timestamp
        await self._remember(timestamp)
        return timestamp
