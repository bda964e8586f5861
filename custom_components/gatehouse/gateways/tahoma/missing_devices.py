"""Devices that a box temporarily does not list."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from .api.models import BOX, SCENARIO, Device

FORGET_AFTER: Final = 600.0


class MissingDevices:
    """Keeps missing devices for FORGET_AFTER seconds, because a box that is starting lists only some."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Initialize without missing devices; the clock is in seconds."""
        self._clock = clock
        self._since: dict[str, float] = {}
        self._removed: set[str] = set()

    def removed(self, url: str) -> None:
        """Remember that the box reported the removal of a device."""
        self._removed.add(url)

    def fill(self, present: Mapping[str, Device], known: Mapping[str, Device]) -> dict[str, Device]:
        """Add the missing devices, without states, to those that the box lists."""
        filled = dict(present)
        now = self._clock()
        for url, device in known.items():
            if url in present or url in self._removed or device.controllable in (BOX, SCENARIO):
                self._since.pop(url, None)
            elif not present or now - self._since.setdefault(url, now) < FORGET_AFTER:
                filled[url] = replace(device, missing=True, states={})
        self._removed.clear()
        return filled
