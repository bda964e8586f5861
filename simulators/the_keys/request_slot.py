"""Handling of overlapping requests: a gateway executes one request at a time."""

from typing import TYPE_CHECKING

from .quirks import Overlap
from .result_codes import ApiError, ResultCode

if TYPE_CHECKING:
    from simulators.clock import Clock
    from simulators.server import Server
    from simulators.tasks import Tasks

    from .quirks import Quirks


class RequestSlot:
    """A context manager that is occupied by a request and during the cooldown after it."""

    def __init__(self, clock: Clock, quirks: Quirks, tasks: Tasks, server: Server) -> None:
        """Initialize the slot; the server refuses connections while it is occupied, if a quirk says so."""
        self._clock = clock
        self._quirks = quirks
        self._tasks = tasks
        self._server = server
        self._is_executing = False
        self._cooldown_ends_at = 0.0

    @property
    def is_occupied(self) -> bool:
        """Return whether another request would overlap."""
        return self._is_executing or self._clock.now() < self._cooldown_ends_at

    @property
    def resets_connection(self) -> bool:
        """Return whether another request gets no response."""
        return self.is_occupied and self._quirks.overlap in {Overlap.RESET, Overlap.REFUSE}

    def check(self) -> None:
        """Raise an error if the slot is occupied."""
        if self.is_occupied:
            raise self.busy_error()

    def busy_error(self) -> ApiError:
        """Return the error for an overlapping request."""
        is_started = self._quirks.overlap is Overlap.STARTED
        return ApiError(ResultCode.BAD_REQUEST if is_started else ResultCode.BUSY)

    def __enter__(self) -> None:
        """Occupy the slot."""
        self._is_executing = True
        if self._quirks.overlap is Overlap.REFUSE:
            self._server.refuse_connections()

    def __exit__(self, *_: object) -> None:
        """Start the cooldown."""
        self._is_executing = False
        self._cooldown_ends_at = self._clock.now() + self._quirks.cooldown
        if not self._server.is_listening:
            self._tasks.start(self._accept_after_cooldown())

    async def _accept_after_cooldown(self) -> None:
        await self._clock.sleep(self._quirks.cooldown)
        await self._server.accept_connections()
