"""One request at a time: what a gateway does about a second one."""

from typing import TYPE_CHECKING

from .codes import Code, RefusedError
from .quirks import Overlap

if TYPE_CHECKING:
    from simulators.clock import Clock
    from simulators.server import Server
    from simulators.tasks import Tasks

    from .quirks import Quirks


class Flight:
    """Held while a request is carried out; it lasts until the gateway has rested."""

    def __init__(self, clock: Clock, quirks: Quirks, tasks: Tasks, server: Server) -> None:
        """Take the server, to close its door when the quirks want it."""
        self._clock = clock
        self._quirks = quirks
        self._tasks = tasks
        self._server = server
        self._held = False
        self._rested_at = 0.0

    @property
    def held(self) -> bool:
        """Whether a further request comes too early."""
        return self._held or self._clock.now() < self._rested_at

    @property
    def cuts(self) -> bool:
        """Whether a further request gets no answer at all."""
        return self.held and self._quirks.overlap in {Overlap.RESET, Overlap.REFUSE}

    def check(self) -> None:
        """Refuse a further request."""
        if self.held:
            raise self.refusal()

    def refusal(self) -> RefusedError:
        """Return what a request meets when something else is being done."""
        return RefusedError(Code.BAD_REQUEST if self._quirks.overlap is Overlap.STARTED else Code.BUSY)

    def __enter__(self) -> None:
        """Begin."""
        self._held = True
        if self._quirks.overlap is Overlap.REFUSE:
            self._server.refuse()

    def __exit__(self, *_: object) -> None:
        """Rest."""
        self._held = False
        self._rested_at = self._clock.now() + self._quirks.rest
        if not self._server.listening:
            self._tasks.start(self._rest())

    async def _rest(self) -> None:
        await self._clock.sleep(self._quirks.rest)
        await self._server.admit()
