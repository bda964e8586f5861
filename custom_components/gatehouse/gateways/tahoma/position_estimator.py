"""Estimates the positions of one-way motors that have travel times in the options."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import Store

from ...const import DOMAIN
from ..errors import CommandFailedError
from .api.models import ESTIMATED_POSITION, SET_ESTIMATED_POSITION, Action, Command, Device, JsonValue
from .command_listener import CommandListener
from .const import CONF_CLOSING_TIME, CONF_OPENING_TIME, CONF_TRAVEL_TIMES
from .motor_position import CLOSED, OPEN, MotorPosition, TravelTimes

# With a longer delay, the time at which the motor received a command is unknown.
MAX_DELAY: Final = 2.0
_SAVE_DELAY: Final = 10.0
_REPORT_INTERVAL: Final = 1.0

# The end that a command moves to; an extended awning is open.
_SHUTTER_ENDS: Final = {"open": OPEN, "up": OPEN, "close": CLOSED, "down": CLOSED}
_AWNING_ENDS: Final = {
    "deploy": OPEN,
    "undeploy": CLOSED,
    "down": OPEN,
    "up": CLOSED,
    "open": OPEN,
    "close": CLOSED,
}

# Commands that do not move a motor.
_NON_MOVING_COMMANDS: Final = frozenset({"advancedRefresh", "getName", "openConfiguration", "setName"})


@dataclass(frozen=True, slots=True)
class _LastAction:
    """The last action sent to a motor, and its execution.

    `was_stopped` is whether the motor stood still before it, `is_queued` whether the box still queues it.
    """

    execution_id: str
    action: Action
    was_stopped: bool
    is_queued: bool = False


class PositionEstimator:
    """Estimates the positions of motors with travel times, stops them at a target, and stores positions."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry[Any], listener: CommandListener) -> None:
        """Initialize without motors."""
        self._hass = hass
        self._entry = entry
        self._clock = hass.loop.time
        self._listener = listener
        self._report_timer: asyncio.TimerHandle | None = None
        self._motors: dict[str, MotorPosition] = {}
        self._configured: frozenset[str] = frozenset()
        self._last_actions: dict[str, _LastAction] = {}
        self._stops: dict[str, asyncio.Task[None]] = {}
        self._stop_now = asyncio.Event()
        self._store = position_store(hass, entry)
        self._stored_positions: dict[str, float | None] = {}

    async def async_load(self) -> None:
        """Load the stored positions."""
        self._stored_positions = await self._store.async_load() or {}
        self.configure()

    def configure(self) -> None:
        """Apply the travel times of the entry's options."""
        previous, self._motors = self._motors, {}
        for url, raw in self._entry.options.get(CONF_TRAVEL_TIMES, {}).items():
            times = TravelTimes(raw[CONF_OPENING_TIME], raw[CONF_CLOSING_TIME])
            motor = previous.get(url) or MotorPosition(times, self._clock, self._stored_positions.get(url))
            motor.times = times
            self._motors[url] = motor
        self._configured = frozenset(self._motors)
        for url in previous.keys() - self._motors.keys():
            if url in self._stops:
                # It is moving to a target and still has to be stopped.
                self._motors[url] = previous[url]
            else:
                self._stored_positions[url] = None

    def states(self, device: Device) -> dict[str, JsonValue]:
        """Return the estimated states of a device."""
        if device.url not in self._configured:
            return {}
        position = self._motors[device.url].position
        return {ESTIMATED_POSITION: None if position is None else round(position)}

    def running(self, url: str) -> tuple[Command, ...]:
        """Return the command that a motor is executing, as a tuple."""
        motor = self._motors.get(url)
        return (motor.running,) if motor is not None and motor.running is not None else ()

    def __bool__(self) -> bool:
        """Return whether any motor is moving."""
        return any(motor.running is not None for motor in self._motors.values())

    def acknowledged(
        self, execution_id: str, device: Device, action: Action, since: float, *, is_new: bool
    ) -> None:
        """Apply an action that the box accepted; `is_new` is False if its events came before the response."""
        last = self._last(execution_id, device.url)
        if last is not None and last.is_queued:
            self._last_actions[device.url] = replace(last, action=action)
        elif is_new or last is not None:
            self.apply_action(execution_id, device, action, since)
        elif self._clock() - since > MAX_DELAY:
            self.mark_unknown(device.url)

    def _last(self, execution_id: str, url: str) -> _LastAction | None:
        """Return the last action of a motor if it is of this execution."""
        last = self._last_actions.get(url)
        return last if last is not None and last.execution_id == execution_id else None

    def apply_action(
        self,
        execution_id: str,
        device: Device,
        action: Action,
        since: float | None = None,
        *,
        is_overtaken: bool = False,
    ) -> None:
        """Apply an action of any client, sent now or at `since`, and cancel a scheduled stop.

        The position becomes unknown if the action is reported late, or after a newer one (`is_overtaken`).
        """
        motor = self._motors.get(device.url)
        commands = [command for command in action.commands if command.name not in _NON_MOVING_COMMANDS]
        if not commands:
            return
        if motor is None:
            self._forget(device.url)
            return
        if is_overtaken:
            motor.mark_start_unknown()
            self._position_changed()
            return
        self._cancel_stop(device.url)
        earlier = self._last(execution_id, device.url)
        was_stopped = motor.running is None if earlier is None else earlier.was_stopped
        self._last_actions[device.url] = _LastAction(execution_id, action, was_stopped)
        now = self._clock()
        since = now if since is None else since
        ends = [_ends(device).get(command.name) for command in commands]
        # A stop that is reported twice must not count as a stop of a motor that stands still.
        if earlier is None or earlier.is_queued or ends[-1] is not None:
            for command, end in zip(commands, ends, strict=True):
                motor.apply_command(command, end, since)
        if action.stop_after is not None and motor.running is not None:
            stop = self._async_stop_after(device.url, since + action.stop_after - now)
            self._stops[device.url] = asyncio.create_task(stop)
        if now - since > MAX_DELAY:
            motor.mark_start_unknown()
        self._position_changed()

    def failed(self, execution_id: str, url: str) -> None:
        """Handle an execution that failed or was canceled for a motor."""
        if self._last(execution_id, url) is not None:
            self.mark_unknown(url)

    def queued(self, execution_id: str, url: str) -> None:
        """Handle an action that the box queues while the motor executes the previous one."""
        last = self._last(execution_id, url)
        if last is not None and not last.is_queued:
            self.mark_unknown(url)
            self._last_actions[url] = replace(last, is_queued=True)

    def released(self, execution_id: str, devices: Mapping[str, Device], *, to_stop: bool) -> None:
        """Handle a queued action that the box sends to the motor now.

        A motor that was moving is not stopped at the target, because its position is unknown now.
        """
        for url in tuple(self._last_actions):
            last = self._last(execution_id, url)
            if last is not None and last.is_queued and (device := devices.get(url)) is not None:
                stop_after = last.action.stop_after if to_stop and last.was_stopped else None
                self.apply_action(execution_id, device, replace(last.action, stop_after=stop_after))

    def mark_unknown(self, url: str) -> None:
        """Mark the position unknown, because a motor may have received a command."""
        if (motor := self._motors.get(url)) is None:
            self._forget(url)
        else:
            self._cancel_stop(url)
            self._last_actions.pop(url, None)
            motor.mark_unknown()
            self._position_changed()

    def _forget(self, url: str) -> None:
        """Remove the stored position of a motor without travel times."""
        if self._stored_positions.get(url) is not None:
            self._stored_positions = self._stored_positions | {url: None}
            self._store.async_delay_save(self._positions, 0)

    def _position_changed(self) -> None:
        self._store.async_delay_save(self._positions, _SAVE_DELAY)
        if self._report_timer is None:
            self._schedule_report()

    def _schedule_report(self) -> None:
        self._report_timer = self._hass.loop.call_later(_REPORT_INTERVAL, self._report)

    def _report(self) -> None:
        """Report the positions every second while a motor is moving."""
        self._report_timer = None
        self._listener.async_activity_changed(self._motors)
        if self:
            self._schedule_report()

    def resolve_target(
        self, device: Device, commands: tuple[Command, ...]
    ) -> tuple[tuple[Command, ...], float | None]:
        """Replace a target position by a movement; return the seconds until the stop, or None without a stop.

        Only the last of several targets is used. Raises CommandFailedError if the position is unknown.
        """
        targets = [command for command in commands if command.name == SET_ESTIMATED_POSITION]
        if not targets:
            return commands, None
        target = targets[-1]
        position = target.parameters[0]
        motor = self._motors.get(device.url)
        if motor is not None and isinstance(position, int) and motor.is_stopped_at(position):
            return tuple(command for command in commands if command.name != SET_ESTIMATED_POSITION), None
        movement = motor.plan_movement(position) if motor is not None and isinstance(position, int) else None
        if movement is None:
            raise CommandFailedError("position_unknown")
        end, seconds = movement
        name = next(
            (name for name, to in _ends(device).items() if to == end and name in device.commands), None
        )
        if name is None:
            raise CommandFailedError("unknown_command")
        resolved = tuple(
            Command(name) if command is target else command
            for command in commands
            if command is target or command.name != SET_ESTIMATED_POSITION
        )
        return resolved, seconds if commands[-1] is target else None

    async def _async_stop_after(self, url: str, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stop_now.wait()
        current = asyncio.current_task()
        await self._listener.async_stop_motor(
            url, lambda: self._stops.get(url) is current and bool(self.running(url))
        )
        self._stops.pop(url, None)

    def _cancel_stop(self, url: str) -> None:
        if (stop := self._stops.pop(url, None)) is not None:
            stop.cancel()

    @property
    def stops(self) -> set[asyncio.Task[None]]:
        """The scheduled stops."""
        return {stop for stop in self._stops.values() if not stop.done()}

    def stop_now(self) -> None:
        """Send all scheduled stops now."""
        self._stop_now.set()

    async def async_close(self) -> None:
        """Store the positions and stop estimating."""
        for url in tuple(self._stops):
            self._cancel_stop(url)
        if self._report_timer is not None:
            self._report_timer.cancel()
        self._stored_positions, self._motors, self._configured = self._positions(), {}, frozenset()
        if self._stored_positions:
            await self._store.async_save(self._stored_positions)

    def _positions(self) -> dict[str, float | None]:
        """Return the positions where the motors will stop without another command."""
        return self._stored_positions | {url: motor.destination for url, motor in self._motors.items()}


def position_store(hass: HomeAssistant, entry: ConfigEntry[Any]) -> Store[dict[str, float | None]]:
    """Return the store of the estimated positions of an entry."""
    return Store(hass, 1, f"{DOMAIN}.positions.{entry.entry_id}")


def _ends(device: Device) -> Mapping[str, int]:
    return _AWNING_ENDS if device.ui_class == "Awning" else _SHUTTER_ENDS
