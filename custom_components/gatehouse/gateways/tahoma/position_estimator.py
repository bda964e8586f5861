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
from .motor_position import CLOSED, OPEN, Travel, TravelTimes

PROMPT: Final = 2.0
_SAVE_DELAY: Final = 10.0
_TELL_INTERVAL: Final = 1.0

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
_HARMLESS: Final = frozenset({"advancedRefresh", "getName", "openConfiguration", "setName"})


@dataclass(frozen=True, slots=True)
class _Told:
    """The last action sent to a motor, its execution, and whether the motor stood still before.

    It `waits` while the box queues it.
    """

    execution_id: str
    action: Action
    stood: bool
    waits: bool = False


class PositionEstimator:
    """Estimates the positions of motors with travel times, stops them at a target, and stores positions."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry[Any], listener: CommandListener) -> None:
        """Initialize without motors."""
        self._hass = hass
        self._entry = entry
        self._clock = hass.loop.time
        self._listener = listener
        self._telling: asyncio.TimerHandle | None = None
        self._travels: dict[str, Travel] = {}
        self._shown: frozenset[str] = frozenset()
        self._told: dict[str, _Told] = {}
        self._stops: dict[str, asyncio.Task[None]] = {}
        self._hurry = asyncio.Event()
        self._store = position_store(hass, entry)
        self._remembered: dict[str, float | None] = {}

    async def async_load(self) -> None:
        """Load the stored positions."""
        self._remembered = await self._store.async_load() or {}
        self.configure()

    def configure(self) -> None:
        """Apply the travel times of the entry's options."""
        former, self._travels = self._travels, {}
        for url, raw in self._entry.options.get(CONF_TRAVEL_TIMES, {}).items():
            times = TravelTimes(raw[CONF_OPENING_TIME], raw[CONF_CLOSING_TIME])
            travel = former.get(url) or Travel(times, self._clock, self._remembered.get(url))
            travel.times = times
            self._travels[url] = travel
        self._shown = frozenset(self._travels)
        for url in former.keys() - self._travels.keys():
            if url in self._stops:
                # It is moving to a target and still has to be stopped.
                self._travels[url] = former[url]
            else:
                self._remembered[url] = None

    def states(self, device: Device) -> dict[str, JsonValue]:
        """Return the estimated states of a device."""
        if device.url not in self._shown:
            return {}
        position = self._travels[device.url].position
        return {ESTIMATED_POSITION: None if position is None else round(position)}

    def running(self, url: str) -> tuple[Command, ...]:
        """Return the command that a motor is executing, as a tuple."""
        travel = self._travels.get(url)
        return (travel.running,) if travel is not None and travel.running is not None else ()

    def __bool__(self) -> bool:
        """Return whether any motor is moving."""
        return any(travel.running is not None for travel in self._travels.values())

    def answered(
        self, execution_id: str, device: Device, action: Action, since: float, *, is_news: bool
    ) -> None:
        """Note that the box accepted an action; `is_news` is False if its events came first."""
        told = self._last(execution_id, device.url)
        if told is not None and told.waits:
            self._told[device.url] = replace(told, action=action)
        elif is_news or told is not None:
            self.told(execution_id, device, action, since)
        elif self._clock() - since > PROMPT:
            self.lost(device.url)

    def _last(self, execution_id: str, url: str) -> _Told | None:
        """Return the last action of a motor if it is of this execution."""
        told = self._told.get(url)
        return told if told is not None and told.execution_id == execution_id else None

    def told(
        self,
        execution_id: str,
        device: Device,
        action: Action,
        since: float | None = None,
        *,
        is_overtaken: bool = False,
    ) -> None:
        """Note an action of any client, sent now or at `since`; a scheduled stop is canceled.

        The position becomes unknown if the action is reported late, or after a newer one (`is_overtaken`).
        """
        travel = self._travels.get(device.url)
        commands = [command for command in action.commands if command.name not in _HARMLESS]
        if not commands:
            return
        if travel is None:
            self._forget(device.url)
            return
        if is_overtaken:
            travel.doubt()
            self._note_change()
            return
        self._void_stop(device.url)
        earlier = self._last(execution_id, device.url)
        stood = travel.running is None if earlier is None else earlier.stood
        self._told[device.url] = _Told(execution_id, action, stood)
        now = self._clock()
        since = now if since is None else since
        ends = [_ends(device).get(command.name) for command in commands]
        # A stop that is reported twice must not count as a stop of a motor that stands still.
        if earlier is None or earlier.waits or ends[-1] is not None:
            for command, end in zip(commands, ends, strict=True):
                travel.told(command, end, since)
        if action.stop_after is not None and travel.running is not None:
            stop = self._async_stop_after(device.url, since + action.stop_after - now)
            self._stops[device.url] = asyncio.create_task(stop)
        if now - since > PROMPT:
            travel.doubt()
        self._note_change()

    def failed(self, execution_id: str, url: str) -> None:
        """Note that an execution failed or was canceled for a motor."""
        if self._last(execution_id, url) is not None:
            self.lost(url)

    def held(self, execution_id: str, url: str) -> None:
        """Note that the box queues the action of a motor, which continues its previous one."""
        told = self._last(execution_id, url)
        if told is not None and not told.waits:
            self.lost(url)
            self._told[url] = replace(told, waits=True)

    def released(self, execution_id: str, devices: Mapping[str, Device], *, to_stop: bool) -> None:
        """Note that the box sends a queued action now.

        The position of a motor that was moving is unknown by now, so it is not stopped at the target.
        """
        for url in tuple(self._told):
            told = self._last(execution_id, url)
            if told is not None and told.waits and (device := devices.get(url)) is not None:
                stop_after = told.action.stop_after if to_stop and told.stood else None
                self.told(execution_id, device, replace(told.action, stop_after=stop_after))

    def lost(self, url: str) -> None:
        """Mark the position unknown, because a motor may have received a command."""
        if (travel := self._travels.get(url)) is None:
            self._forget(url)
        else:
            self._void_stop(url)
            self._told.pop(url, None)
            travel.lose()
            self._note_change()

    def _forget(self, url: str) -> None:
        """Remove the stored position of a motor without travel times."""
        if self._remembered.get(url) is not None:
            self._remembered = self._remembered | {url: None}
            self._store.async_delay_save(self._positions, 0)

    def _note_change(self) -> None:
        self._store.async_delay_save(self._positions, _SAVE_DELAY)
        if self._telling is None:
            self._tell_soon()

    def _tell_soon(self) -> None:
        self._telling = self._hass.loop.call_later(_TELL_INTERVAL, self._tell)

    def _tell(self) -> None:
        """Report the positions every second while a motor is moving."""
        self._telling = None
        self._listener.async_activity_changed(self._travels)
        if self:
            self._tell_soon()

    def way(self, device: Device, commands: tuple[Command, ...]) -> tuple[tuple[Command, ...], float | None]:
        """Replace a target position by a movement and the seconds until the stop, if one is needed.

        The last of several targets counts. Raises CommandFailedError if the position is unknown.
        """
        wishes = [command for command in commands if command.name == SET_ESTIMATED_POSITION]
        if not wishes:
            return commands, None
        last = wishes[-1]
        position = last.parameters[0]
        travel = self._travels.get(device.url)
        if travel is not None and isinstance(position, int) and travel.stands_at(position):
            return tuple(command for command in commands if command.name != SET_ESTIMATED_POSITION), None
        way = travel.way_to(position) if travel is not None and isinstance(position, int) else None
        if way is None:
            raise CommandFailedError("position_unknown")
        end, seconds = way
        name = next(
            (name for name, to in _ends(device).items() if to == end and name in device.commands), None
        )
        if name is None:
            raise CommandFailedError("unknown_command")
        told = tuple(
            Command(name) if command is last else command
            for command in commands
            if command is last or command.name != SET_ESTIMATED_POSITION
        )
        return told, seconds if commands[-1] is last else None

    async def _async_stop_after(self, url: str, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._hurry.wait()
        this = asyncio.current_task()
        await self._listener.async_stop_motor(
            url, lambda: self._stops.get(url) is this and bool(self.running(url))
        )
        self._stops.pop(url, None)

    def _void_stop(self, url: str) -> None:
        if (waiting := self._stops.pop(url, None)) is not None:
            waiting.cancel()

    @property
    def stops(self) -> set[asyncio.Task[None]]:
        """The scheduled stops."""
        return {stop for stop in self._stops.values() if not stop.done()}

    def hurry(self) -> None:
        """Send all scheduled stops now."""
        self._hurry.set()

    async def async_close(self) -> None:
        """Store the positions and stop estimating."""
        for url in tuple(self._stops):
            self._void_stop(url)
        if self._telling is not None:
            self._telling.cancel()
        self._remembered, self._travels, self._shown = self._positions(), {}, frozenset()
        if self._remembered:
            await self._store.async_save(self._remembered)

    def _positions(self) -> dict[str, float | None]:
        """Return the positions where the motors will stop without another command."""
        return self._remembered | {url: travel.destination for url, travel in self._travels.items()}


def position_store(hass: HomeAssistant, entry: ConfigEntry[Any]) -> Store[dict[str, float | None]]:
    """Return the store of the estimated positions of an entry."""
    return Store(hass, 1, f"{DOMAIN}.positions.{entry.entry_id}")


def _ends(device: Device) -> Mapping[str, int]:
    return _AWNING_ENDS if device.ui_class == "Awning" else _SHUTTER_ENDS
