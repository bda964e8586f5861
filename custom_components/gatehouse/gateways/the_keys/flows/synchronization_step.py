"""The progress step of all flows that wait for the gateway and the locks to synchronize."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from homeassistant.data_entry_flow import FlowHandler, FlowResult


class SynchronizationStep[T]:
    """Runs a synchronization, which takes minutes, while the flow shows a progress step."""

    def __init__(self, step_id: str) -> None:
        """Initialize the step; the progress text has the key of the step."""
        self._step_id = step_id
        self._task: asyncio.Task[T] | None = None

    @property
    def is_running(self) -> bool:
        """Whether the synchronization was started and its result was not used yet."""
        return self._task is not None

    def show[ContextT: Any, ResultT: FlowResult[Any, Any], HandlerT: Any](
        self,
        flow: FlowHandler[ContextT, ResultT, HandlerT],
        start: Callable[[], Coroutine[Any, Any, T]],
        next_step: Callable[[T], str],
    ) -> ResultT:
        """Start the synchronization once, and show its progress or the step that follows its result."""
        if self._task is None:
            self._task = flow.hass.async_create_task(start(), self._step_id, eager_start=False)
        if not self._task.done():
            return flow.async_show_progress(
                step_id=self._step_id, progress_action=self._step_id, progress_task=self._task
            )
        result, self._task = self._task.result(), None
        return flow.async_show_progress_done(next_step_id=next_step(result))
