"""Sends commands to a box: batches them, sends each once, and follows the executions."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import batched
from typing import Final

from homeassistant.core import HomeAssistant, callback

from ...const import LOGGER
from ...coordinator import GatehouseConfigEntry
from ..errors import CommandFailedError, GatewayConnectionError, GatewayError, GatewayUnconfirmedError
from ..tasks import wait_for_task
from .api.client import TahomaClient
from .api.events import ExecutionChanged, ExecutionRegistered
from .api.failures import CANCELLED, send_failure_reason
from .api.models import GATEHOUSE_PREFIX, Action, ActionGroup, Command, CommandFailed
from .command_listener import CommandListener
from .executions import Executions, Outcome
from .position_estimator import PositionEstimator

# Commands within BATCH_WINDOW seconds are sent in one request of at most MAX_ACTIONS actions.
BATCH_WINDOW: Final = 0.05
MAX_ACTIONS: Final = 10
MATCH_TIMEOUT: Final = 3.0
_MATCH_INTERVAL: Final = 0.5
_STOP_RETRY_DELAY: Final = 1.0
# More than any real execution has; the last commands determine the target.
_MAX_COMMANDS: Final = 20
_STOP: Final = Command("stop")


@dataclass(slots=True)
class PendingCommand:
    """Commands to one device that a caller waits for; `execution_id` is None if nothing was to be sent."""

    commands: tuple[Command, ...]
    execution_id: asyncio.Future[str | None]
    is_due: Callable[[], bool] | None
    is_sent: bool = False

    @property
    def is_wanted(self) -> bool:
        """Whether the caller still waits and the commands are still due."""
        return not self.execution_id.done() and (self.is_due is None or self.is_due())

    def succeed(self, execution_id: str | None) -> None:
        """Give the execution ID to the caller, if it still waits."""
        if not self.execution_id.done():
            self.execution_id.set_result(execution_id)

    def fail(self, error: Exception) -> None:
        """Raise an error in the caller, if it still waits."""
        if not self.execution_id.done():
            self.execution_id.set_exception(error)


type _Batch = dict[str, list[PendingCommand]]


class Commands:
    """Sends commands in batches and tracks what the devices of a box are doing.

    A command is sent at most once, and only if its caller still waits when the request is sent. Whether a
    device is active follows from executions, reported movement and estimated positions.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: GatehouseConfigEntry,
        client: TahomaClient,
        listener: CommandListener,
    ) -> None:
        """Initialize without commands."""
        self._entry = entry
        self._client = client
        self._listener = listener
        self._now = hass.loop.time
        self.executions = Executions(self._now)
        self.position_estimator = PositionEstimator(hass, entry, listener)
        self._waiting: _Batch = {}
        self._tasks: dict[asyncio.Task[None], _Batch] = {}

    @property
    def is_active(self) -> bool:
        """Whether an execution is running or a device is moving."""
        return self.executions.is_active or bool(self.position_estimator)

    def running(self, url: str) -> tuple[Command, ...]:
        """Return the commands that a device is executing."""
        return self.executions.running(url) or self.position_estimator.running(url)

    @callback
    def registered(self, event: ExecutionRegistered) -> tuple[str, ...]:
        """Track an execution that the box reports; return the devices for which it is new."""
        actions = self._known(event.actions)
        started = self.executions.registered(event.execution_id, actions)
        self._estimate(event.execution_id, actions, started)
        return started

    @callback
    def changed(self, event: ExecutionChanged) -> tuple[tuple[str, ...], dict[str, CommandFailed]]:
        """Apply the new state of an execution.

        Returns the devices for which it is over, and the failures by device. Canceled commands are not
        included, although they were not executed either.
        """
        progress = self.executions.changed(event)
        for url in progress.failed:
            self.position_estimator.failed(event.execution_id, url)
        if progress.released:
            self.position_estimator.released(
                event.execution_id, self._listener.data, to_stop=self.executions.is_alone(event.execution_id)
            )
        failed = {url: failure for url, failure in progress.failed.items() if failure.reason != CANCELLED}
        return progress.over, failed

    @callback
    def settle(self) -> None:
        """Notify the waiting callers, after all events of one fetch were applied."""
        for execution_id, url in self.executions.queued():
            self.position_estimator.queued(execution_id, url)
        self.executions.settle()

    def _known(self, actions: Iterable[Action]) -> tuple[Action, ...]:
        return tuple(
            replace(action, commands=action.commands[-_MAX_COMMANDS:])
            for action in actions
            if action.device_url in self._listener.data
        )

    def _estimate(self, execution_id: str, actions: Iterable[Action], started: tuple[str, ...]) -> None:
        """Estimate the positions of motors that an execution is new for."""
        for action in actions:
            if action.device_url in started:
                device = self._listener.data[action.device_url]
                is_overtaken = self.executions.expects_registration(device.url)
                self.position_estimator.apply_action(execution_id, device, action, is_overtaken=is_overtaken)

    async def async_follow(
        self, url: str, commands: tuple[Command, ...], timeout_seconds: float, *, to_end: bool = False
    ) -> Outcome:
        """Execute commands, and wait until the device reacts, or with `to_end` until they are completed.

        Does not wait for the reaction of one-way motors, which never report anything.
        Raises GatewayError if the commands failed or may have failed.
        """
        device = self._listener.data[url]
        execution_id = await self._async_put(url, commands)
        if execution_id is None:
            return Outcome.COMPLETED
        if device.is_one_way and not to_end:
            return Outcome.IN_PROGRESS
        return await self.executions.outcome(execution_id, url, timeout_seconds, to_end=to_end)

    async def async_play(self, scenario: ActionGroup) -> None:
        """Send the actions of a scenario, because the local API cannot run it.

        Raises CommandFailedError if none of its devices is known, and GatewayError if a command failed
        or may have failed, after everything was sent.
        """
        known = [
            action
            for action in scenario.actions
            if (device := self._listener.data.get(action.device_url)) is not None and not device.missing
        ]
        if unknown := {action.device_url for action in scenario.actions if action not in known}:
            urls = ", ".join(sorted(unknown)).replace(self._client.pin, "…")
            LOGGER.debug("%s: unknown devices: %s", scenario.label, urls)
        if not known:
            raise CommandFailedError("unknown_devices")
        outcomes = await asyncio.gather(
            *(self._async_put(action.device_url, action.commands) for action in known), return_exceptions=True
        )
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome

    async def _async_put(self, url: str, commands: tuple[Command, ...]) -> str | None:
        """Send commands with `_async_send`, and also report rejected ones as an event."""
        try:
            return await self._async_send(url, commands)
        except CommandFailedError:
            raise
        except GatewayError as error:
            for command in commands:
                self._report_rejected(url, command, error)
            raise

    def _report_rejected(self, url: str, command: Command, error: GatewayError) -> None:
        name = command.name.removeprefix(GATEHOUSE_PREFIX)
        self._listener.async_command_failed(url, CommandFailed("", name, send_failure_reason(error)))

    # Batches

    async def _async_send(
        self, url: str, commands: tuple[Command, ...], is_due: Callable[[], bool] | None = None
    ) -> str | None:
        """Send commands with the next batch; return the execution ID, or None if nothing is to be sent.

        If the caller is canceled, the commands are not sent, unless they already are; nor are they if
        `is_due` returns False at the time of sending.
        """
        pending = PendingCommand(commands, asyncio.get_running_loop().create_future(), is_due)
        if not self._waiting:
            self._start(self._async_send_batches(), {})
        self._waiting.setdefault(url, []).append(pending)
        return await pending.execution_id

    def _start(self, work: Coroutine[None, None, None], batch: _Batch) -> None:
        task = asyncio.create_task(work)
        self._tasks[task] = batch
        task.add_done_callback(self._tasks.pop)

    async def _async_send_batches(self) -> None:
        await asyncio.sleep(BATCH_WINDOW)
        waiting, self._waiting = self._waiting, {}
        for items in batched(waiting.items(), MAX_ACTIONS, strict=False):
            batch = dict(items)
            self._start(self._async_send_batch(batch), batch)

    async def _async_send_batch(self, batch: _Batch) -> None:
        try:
            execution_id = await self._async_apply(batch)
        except Exception as error:  # noqa: BLE001 - raised in the callers
            for pending in batch.values():
                for command in pending:
                    command.fail(error)
        else:
            for pending in batch.values():
                for command in pending:
                    command.succeed(execution_id)

    async def _async_apply(self, batch: _Batch) -> str | None:
        """Send the commands still wanted when the slot is granted; return the execution ID, or None."""
        execution_id: str | None = None
        async with self._client.command_slot():
            actions, sent_at = self._take_actions(batch), self._now()
            if not actions:
                return None
            with suppress(GatewayUnconfirmedError):
                execution_id = await self._client.apply(actions)
        if execution_id is None:
            execution_id = await self._async_match_execution(actions, sent_at)
        started = self.executions.acknowledged(execution_id, actions)
        for action in actions:
            if device := self._listener.data.get(action.device_url):
                self.position_estimator.acknowledged(
                    execution_id, device, action, sent_at, is_new=device.url in started
                )
        for url in self.executions.failed_for(execution_id):
            self.position_estimator.failed(execution_id, url)
        if self._entry.pref_disable_polling:
            # No events are fetched that could end the execution.
            self.executions.end(execution_id)
        self._listener.async_activity_changed(started)
        return execution_id

    def _take_actions(self, batch: _Batch) -> tuple[Action, ...]:
        """Return the actions to send now; devices without one are removed from the batch."""
        actions: list[Action] = []
        for url, pending in tuple(batch.items()):
            wanted = [command for command in pending if command.is_wanted]
            for command in wanted:
                command.is_sent = True
            try:
                action = self._merge(url, wanted)
            except Exception as error:  # noqa: BLE001 - raised in the callers
                for command in batch.pop(url):
                    command.fail(error)
                continue
            if action.commands:
                actions.append(action)
            else:
                for command in batch.pop(url):
                    command.succeed(None)
        return tuple(actions)

    def _merge(self, url: str, pending: list[PendingCommand]) -> Action:
        """Merge the commands to one device into one action.

        Equal commands in one batch are sent once, for example to a cover and to a group that contains it.
        """
        device = self._listener.data.get(url)
        if device is None or device.missing:
            # The box rejects the whole request if it does not know one of the devices.
            raise CommandFailedError("offline")
        merged: tuple[Command, ...] = ()
        for command in pending:
            if merged[-len(command.commands) :] != command.commands:
                merged += command.commands
        merged, stop_after = self.position_estimator.resolve_target(device, merged)
        return Action(url, device.prepared(merged), stop_after)

    async def _async_match_execution(self, actions: tuple[Action, ...], sent_at: float) -> str:
        """Find the execution of a request without a response; raises GatewayUnconfirmedError if none."""
        deadline = self._now() + MATCH_TIMEOUT
        self._listener.async_activity_changed(())
        with suppress(GatewayError):
            for execution in await self._client.executions():
                listed = self._known(execution.actions)
                self._estimate(execution.id, listed, self.executions.listed(execution.id, listed))
        while (found := self.executions.match_unacknowledged(actions, sent_at)) is None:
            if self._now() >= deadline:
                for action in actions:
                    self.position_estimator.mark_unknown(action.device_url)
                raise GatewayUnconfirmedError("no response, and no matching execution")
            await asyncio.sleep(_MATCH_INTERVAL)
        return found

    # Stops of one-way motors

    async def async_stop_motor(self, url: str, is_due: Callable[[], bool]) -> None:
        """Stop a one-way motor while it moves; a stopped one would move to its "my" position."""
        failure: GatewayConnectionError | None = None
        while True:
            # A command that is being sent replaces the stop if the box accepts it.
            while url in self._unanswered:
                await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
            if not is_due():
                break
            # The stop must complete even if its own execution cancels the caller.
            failure = await wait_for_task(asyncio.create_task(self._async_try_to_stop(url, is_due)))
            if failure is None:
                return
            await asyncio.sleep(_STOP_RETRY_DELAY)
        if failure is not None:
            self._report_rejected(url, _STOP, failure)

    async def _async_try_to_stop(self, url: str, is_due: Callable[[], bool]) -> GatewayConnectionError | None:
        """Send a stop; return the error if nothing was sent, so that it can be retried."""
        try:
            await self._async_send(url, (_STOP,), is_due)
        except GatewayConnectionError as error:
            return error
        except GatewayError as error:
            self._report_rejected(url, _STOP, error)
        return None

    # Closing

    @property
    def _unanswered(self) -> set[str]:
        """The devices with commands that the box has not answered yet."""
        return {url for batch in self._tasks.values() for url in batch}.union(self._waiting)

    async def async_close(self) -> None:
        """Wait until all commands are sent and answered; when canceled, drop those that were not sent."""
        self.position_estimator.stop_now()
        try:
            while tasks := set(self._tasks) | self.position_estimator.stops:
                await asyncio.wait(tasks)
        finally:
            error = GatewayConnectionError("the connection to the box was closed")
            for batch in (self._waiting, *self._tasks.values()):
                for pending in batch.values():
                    for command in pending:
                        if not command.is_sent:
                            command.fail(error)
            for url in self._unanswered:
                self.position_estimator.mark_unknown(url)
            await self.position_estimator.async_close()
