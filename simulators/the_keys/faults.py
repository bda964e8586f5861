"""Fault injection for a The Keys gateway."""

from functools import partial
from typing import TYPE_CHECKING

from simulators import faults
from simulators.faults import Handler

from .result_codes import ApiError, ResultCode

if TYPE_CHECKING:
    from aiohttp import web

    from simulators.clock import Clock

    from .responses import Responses


class Faults(faults.Faults):
    """The faults of a gateway; paths are such as `/open` and `/locker/*`."""

    def __init__(self, clock: Clock, responses: Responses) -> None:
        """Initialize without faults."""
        super().__init__(clock)
        self._responses = responses

    def code(
        self,
        code: int,
        path: str = "*",
        times: int | None = 1,
        *,
        executed: bool = False,
        delay: float = 0.0,
    ) -> None:
        """Respond with a result code after a delay in seconds."""
        self.add(partial(self._fail, code=code, executed=executed, delay=delay), path, times)

    def failed(self, path: str = "*", times: int | None = 1, *, executed: bool = False) -> None:
        """Respond with code 37, which leaves open whether the motor ran."""
        self.code(ResultCode.FAILED, path, times, executed=executed)

    def busy(self, path: str = "*", times: int | None = 1) -> None:
        """Respond that the gateway is busy."""
        self.code(ResultCode.BUSY, path, times)

    async def _fail(
        self, request: web.Request, handler: Handler, code: int, *, executed: bool, delay: float
    ) -> web.Response:
        await self._clock.sleep(delay)
        if executed:
            await handler(request)
        return self._responses.error(ApiError(code))
