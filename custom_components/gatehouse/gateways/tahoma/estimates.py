"""The estimated positions of one-way motors whose travel times the user measured.

Without these times, which is the default, nothing is estimated.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import Store

from ...const import CONF_CLOSING_TIME, CONF_OPENING_TIME, CONF_TRAVEL_TIMES, DOMAIN
from ..errors import CommandFailedError
from .models import (
    ESTIMATED_POSITION,
    SET_ESTIMATED_POSITION,
    Command,
    Device,
    JsonValue,
)
from .travel import CLOSED, OPEN, Travel, TravelTimes

_SAVE_DELAY: Final = 10.0

# Where commands take a motor; an awning that is out counts as open.
_SHUTTER_ENDS: Final = {"open": OPEN, "up": OPEN, "close": CLOSED, "down": CLOSED}
_AWNING_ENDS: Final = {
    "deploy": OPEN,
    "undeploy": CLOSED,
    "down": OPEN,
    "up": CLOSED,
    "open": OPEN,
    "close": CLOSED,
}

type Stop = Callable[[str], Coroutine[Any, Any, None]]


class Estimates:
    """Follows the motors that have travel times, and remembers where they are."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry[Any], clock: Callable[[], float]) -> None:
        """Begin without a motor."""
        self._hass = hass
        self._entry = entry
        self._clock = clock
        self._travels: dict[str, Travel] = {}
        self._stops: dict[str, asyncio.Task[None]] = {}
        self._store: Store[dict[str, float | None]] = Store(hass, 1, f"{DOMAIN}.positions.{entry.entry_id}")
        self._remembered: dict[str, float | None] = {}

    async def async_load(self) -> None:
        """Read where the motors were."""
        self._remembered = await self._store.async_load() or {}
        self.configure()

    def configure(self) -> None:
        """Take in the travel times of the entry's options."""
        known = self._positions()
        self._travels = {
            url: Travel(
                TravelTimes(times[CONF_OPENING_TIME], times[CONF_CLOSING_TIME]), self._clock, known.get(url)
            )
            for url, times in self._entry.options.get(CONF_TRAVEL_TIMES, {}).items()
        }

    def states(self, device: Device) -> dict[str, JsonValue]:
        """Return what is estimated of a device."""
        travel = self._travels.get(device.url)
        if travel is None:
            return {}
        position = travel.position
        return {ESTIMATED_POSITION: None if position is None else round(position)}

    def running(self, url: str) -> tuple[Command, ...]:
        """Return what a motor is about."""
        travel = self._travels.get(url)
        return (travel.running,) if travel is not None and travel.running is not None else ()

    def __iter__(self) -> Iterator[str]:
        """Go through the motors that are followed."""
        return iter(self._travels)

    def __bool__(self) -> bool:
        """Tell whether any is on its way."""
        return any(travel.running is not None for travel in self._travels.values())

    def told(self, device: Device, commands: Iterable[Command]) -> None:
        """Note what a motor was told just now."""
        travel = self._travels.get(device.url)
        if travel is None:
            return
        for command in commands:
            travel.told(command, _ends(device).get(command.name))
        self._store.async_delay_save(self._positions, _SAVE_DELAY)

    def resolve(self, device: Device, commands: tuple[Command, ...], stop: Stop) -> tuple[Command, ...]:
        """Replace "go to this position" by the way there; `stop` is called when the motor is there.

        Raises CommandFailedError where it is not known where the motor is.
        """
        travel = self._travels.get(device.url)
        if travel is None:
            return commands
        if (waiting := self._stops.pop(device.url, None)) is not None:
            waiting.cancel()
        return tuple(
            self._way(device, travel, command, stop) if command.name == SET_ESTIMATED_POSITION else command
            for command in commands
        )

    def _way(self, device: Device, travel: Travel, command: Command, stop: Stop) -> Command:
        position = command.parameters[0]
        assert isinstance(position, int)  # noqa: S101 - the description's own command
        way = travel.way_to(position)
        if way is None:
            raise CommandFailedError("position_unknown")
        end, seconds = way
        if position not in (OPEN, CLOSED):
            self._stops[device.url] = self._entry.async_create_background_task(
                self._hass, self._async_stop_after(seconds, device.url, stop), "stop"
            )
        return Command(
            next(name for name, to in _ends(device).items() if to == end and name in device.commands)
        )

    async def _async_stop_after(self, seconds: float, url: str, stop: Stop) -> None:
        await asyncio.sleep(seconds)
        await stop(url)

    async def async_close(self) -> None:
        """Remember where the motors are."""
        if self._travels:
            await self._store.async_save(self._positions())

    def _positions(self) -> dict[str, float | None]:
        return self._remembered | {url: travel.position for url, travel in self._travels.items()}


def _ends(device: Device) -> Mapping[str, int]:
    return _AWNING_ENDS if device.ui_class == "Awning" else _SHUTTER_ENDS
