"""Trouble that only a The Keys gateway makes."""

from functools import partial
from typing import TYPE_CHECKING

from simulators import faults
from simulators.faults import Handler

from .codes import Code, RefusedError

if TYPE_CHECKING:
    from aiohttp import web

    from simulators.clock import Clock

    from .answers import Answers


class Faults(faults.Faults):
    """The troubles of a gateway; paths are such as `/open` and `/locker/*`."""

    def __init__(self, clock: Clock, answers: Answers) -> None:
        """Start without trouble."""
        super().__init__(clock)
        self._answers = answers

    def code(
        self,
        code: int,
        path: str = "*",
        times: int | None = 1,
        *,
        executed: bool = False,
        after: float = 0.0,
    ) -> None:
        """Answer with a number, after some seconds, and do nothing, or `executed`: do it all the same."""
        self.add(partial(self._fail, code=code, executed=executed, after=after), path, times)

    def failed(self, path: str = "*", times: int | None = 1, *, executed: bool = False) -> None:
        """Answer 37, behind which the motor may have run or not."""
        self.code(Code.FAILED, path, times, executed=executed)

    def busy(self, path: str = "*", times: int | None = 1) -> None:
        """Answer that something else is being done."""
        self.code(Code.BUSY, path, times)

    async def _fail(
        self, request: web.Request, handler: Handler, code: int, *, executed: bool, after: float
    ) -> web.Response:
        await self._clock.sleep(after)
        if executed:
            await handler(request)
        return self._answers.refused(RefusedError(code))
