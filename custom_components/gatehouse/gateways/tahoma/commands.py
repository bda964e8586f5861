"""The way of commands to a box: gathered, sent once, and followed to their end."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Final

from homeassistant.core import HomeAssistant, callback

from ...const import LOGGER
from ...coordinator import GatehouseConfigEntry
from ..errors import CommandFailedError, GatewayConnectionError, GatewayError, GatewayUnconfirmedError
from ..tasks import wait_for_task
from .api.client import TahomaClient
from .api.events import ExecutionChanged, ExecutionRegistered
from .api.failures import CANCELLED, reason_not_taken
from .api.models import OWN, Action, ActionGroup, Command, CommandFailed, Device
from .command_batcher import CommandBatcher
from .executions import Executions, Outcome
from .position_estimator import PositionEstimator

ADOPTION_PATIENCE: Final = 3.0
_LOOK_AGAIN: Final = 0.5
_TRY_AGAIN: Final = 1.0
# No execution has more commands for one device; the last ones tell where it goes.
_MOST: Final = 20
_STOP: Final = Command("stop")


class Commands:
    """Sends commands to a box, and knows what its devices are about.

    `devices` is the snapshot as it is at any time; `begun` is told of the devices that something of ours
    begins for, or may have begun for, `estimated` of those whose estimated position changes, and `failed` of
    what the box did not take.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: GatehouseConfigEntry,
        client: TahomaClient,
        devices: Mapping[str, Device],
        begun: Callable[[Iterable[str]], None],
        estimated: Callable[[Iterable[str]], None],
        failed: Callable[[str, CommandFailed], None],
    ) -> None:
        """Begin with nothing under way."""
        self._entry = entry
        self._client = client
        self._devices = devices
        self._begun = begun
        self._failed = failed
        self._now = hass.loop.time
        self.executions = Executions(self._now)
        self.estimates = PositionEstimator(hass, entry, self._async_stop, estimated)
        self._outbox = CommandBatcher(self._async_apply, self._prepare)

    def __bool__(self) -> bool:
        """Tell whether any is under way."""
        return bool(self.executions) or bool(self.estimates)

    def running(self, url: str) -> tuple[Command, ...]:
        """Return what a device is about."""
        return self.executions.running(url) or self.estimates.running(url)

    @callback
    def registered(self, event: ExecutionRegistered) -> tuple[str, ...]:
        """Follow an execution that the box tells of; return the devices that it is new for."""
        actions = self._known(event.actions)
        begun = self.executions.registered(event.execution_id, actions)
        self._estimate(event.execution_id, actions, begun)
        return begun

    @callback
    def changed(self, event: ExecutionChanged) -> tuple[tuple[str, ...], dict[str, CommandFailed]]:
        """Take in how an execution goes on.

        Returns the devices that it is over for, and for those that failed, what failed and why. What was
        cancelled is no failure, but was not carried out either.
        """
        progress = self.executions.changed(event)
        for url in progress.failed:
            self.estimates.failed(event.execution_id, url)
        if progress.released:
            self.estimates.released(
                event.execution_id, self._devices, to_stop=self.executions.is_alone(event.execution_id)
            )
        failed = {url: failure for url, failure in progress.failed.items() if failure.reason != CANCELLED}
        return progress.over, failed

    @callback
    def settle(self) -> None:
        """Draw conclusions, once all is taken in that the box told at one time."""
        for execution_id, url in self.executions.held_back():
            self.estimates.held(execution_id, url)
        self.executions.settle()

    def _known(self, actions: Iterable[Action]) -> tuple[Action, ...]:
        return tuple(
            replace(action, commands=action.commands[-_MOST:])
            for action in actions
            if action.device_url in self._devices
        )

    def _estimate(self, execution_id: str, actions: Iterable[Action], begun: tuple[str, ...]) -> None:
        """Note what motors were told by an execution that is new for them."""
        for action in actions:
            if action.device_url in begun:
                device = self._devices[action.device_url]
                earlier = self.executions.expects(device.url)
                self.estimates.told(execution_id, device, action, is_overtaken=earlier)

    async def async_follow(
        self, url: str, commands: tuple[Command, ...], patience: float, *, to_end: bool = False
    ) -> Outcome:
        """Carry out commands, and wait until the device has heard, or `to_end`; patience in seconds.

        One-way motors never tell, so nothing is waited for there.
        Raises GatewayError where the commands failed, or may have failed.
        """
        device = self._devices[url]
        execution_id = await self._async_put(url, commands)
        if execution_id is None:
            return Outcome.COMPLETED
        if device.is_one_way and not to_end:
            return Outcome.IN_PROGRESS
        return await self.executions.outcome(execution_id, url, patience, to_end=to_end)

    async def _async_put(self, url: str, commands: tuple[Command, ...]) -> str | None:
        """Send commands; return the execution's id, None where there is nothing to do.

        What the box does not take is told like what fails afterwards: whoever gave it may not listen.
        """
        try:
            return await self._outbox.put(url, commands)
        except CommandFailedError:
            raise
        except GatewayError as error:
            for command in commands:
                self._tell_not_taken(url, command, error)
            raise

    def _tell_not_taken(self, url: str, command: Command, error: GatewayError) -> None:
        name = command.name.removeprefix(OWN)
        self._failed(url, CommandFailed("", name, reason_not_taken(error)))

    async def async_play(self, scenario: ActionGroup) -> None:
        """Carry out a scenario's actions: the box's own way of playing one does nothing.

        Raises CommandFailedError where nothing of it can be carried out, and GatewayError once all was sent
        where something failed, or may have failed.
        """
        wishes: dict[str, tuple[Command, ...]] = {}
        unknown: set[str] = set()
        for action in scenario.actions:
            device = self._devices.get(action.device_url)
            if device is None or device.missing:
                unknown.add(action.device_url)
            else:
                wishes[device.url] = (*wishes.get(device.url, ()), *action.commands)
        if unknown:
            urls = ", ".join(sorted(unknown)).replace(self._client.pin, "…")
            LOGGER.debug("%s: not known: %s", scenario.label, urls)
        if not wishes:
            raise CommandFailedError("unknown_devices")
        outcomes = await asyncio.gather(
            *(self._async_put(url, commands) for url, commands in wishes.items()), return_exceptions=True
        )
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome

    async def async_close(self) -> None:
        """Send what is to be sent; where that is not answered in time, nobody knows what became of it.

        What was not sent by then is not sent any more.
        """
        self.estimates.hurry()
        try:
            while under_way := self._outbox.tasks | self.estimates.stops:
                await asyncio.wait(under_way)
        finally:
            self._outbox.give_up()
            for url in self._outbox.unanswered:
                self.estimates.lost(url)
            await self.estimates.async_close()

    async def _async_apply(self, take: Callable[[], tuple[Action, ...]]) -> str | None:
        """Send the actions still wanted when the slot is granted; return the execution ID, if any."""
        execution_id: str | None = None
        async with self._client.command_slot():
            actions, sent_at = take(), self._now()
            if not actions:
                return None
            with suppress(GatewayUnconfirmedError):
                execution_id = await self._client.apply(actions)
        if execution_id is None:
            execution_id = await self._async_match_execution(actions, sent_at)
        started = self.executions.answered(execution_id, actions)
        for action in actions:
            if device := self._devices.get(action.device_url):
                self.estimates.answered(execution_id, device, action, sent_at, is_news=device.url in started)
        for url in self.executions.failed_for(execution_id):
            self.estimates.failed(execution_id, url)
        if self._entry.pref_disable_polling:
            # No events are fetched that could end the execution.
            self.executions.end(execution_id)
        self._begun(started)
        return execution_id

    async def _async_match_execution(self, actions: tuple[Action, ...], since: float) -> str:
        """Find out whether commands without an answer arrived; raises GatewayUnconfirmedError if not."""
        deadline = self._now() + ADOPTION_PATIENCE
        self._begun(())
        with suppress(GatewayError):
            for execution in await self._client.executions():
                listed = self._known(execution.actions)
                self._estimate(execution.id, listed, self.executions.listed(execution.id, listed))
        while (found := self.executions.match_unacknowledged(actions, since)) is None:
            if self._now() >= deadline:
                for action in actions:
                    self.estimates.lost(action.device_url)
                raise GatewayUnconfirmedError("no answer, and nothing is known to be under way")
            await asyncio.sleep(_LOOK_AGAIN)
        return found

    async def _async_stop(self, url: str, is_due: Callable[[], bool]) -> None:
        """Stop a one-way motor on its way; one that stands still would go to its "my" position."""
        failure: GatewayConnectionError | None = None
        while True:
            # What is on its way to the motor voids the stop, if the box takes it.
            await self._outbox.settled(url)
            if not is_due():
                break
            # A stop that is sent voids the one that was to come, whoever waits for it.
            failure = await wait_for_task(asyncio.create_task(self._async_try_to_stop(url, is_due)))
            if failure is None:
                return
            await asyncio.sleep(_TRY_AGAIN)
        if failure is not None:
            self._tell_not_taken(url, _STOP, failure)

    async def _async_try_to_stop(self, url: str, is_due: Callable[[], bool]) -> GatewayConnectionError | None:
        """Stop a motor; return the error where nothing was sent, so that it may be tried again."""
        try:
            await self._outbox.put(url, (_STOP,), is_due)
        except GatewayConnectionError as error:
            return error
        except GatewayError as error:
            self._tell_not_taken(url, _STOP, error)
        return None

    def _prepare(self, url: str, commands: tuple[Command, ...]) -> Action:
        device = self._devices.get(url)
        if device is None or device.missing:
            # The box refuses all that is sent at once for one device that it does not know.
            raise CommandFailedError("offline")
        commands, stop_after = self.estimates.way(device, commands)
        return Action(url, device.prepared(commands), stop_after)
