"""The devices that a box does not tell of for a while."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from .api.models import BOX, SCENARIO, Device

FORGET_AFTER: Final = 600.0


class MissingDevices:
    """Keeps devices that are missing: a box that starts does not know all of them yet.

    It looks only when everything is read: what has been missing for FORGET_AFTER seconds by then is let go.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        """Begin with none; the clock is in seconds."""
        self._clock = clock
        self._since: dict[str, float] = {}
        self._removed: set[str] = set()

    def removed(self, url: str) -> None:
        """Note that the box said of a device that it is gone."""
        self._removed.add(url)

    def fill(self, present: Mapping[str, Device], known: Mapping[str, Device]) -> dict[str, Device]:
        """Add to the devices that are there those that were, without states, for a while."""
        filled = dict(present)
        now = self._clock()
        for url, device in known.items():
            if url in present or url in self._removed or device.controllable in (BOX, SCENARIO):
                self._since.pop(url, None)
            elif not present or now - self._since.setdefault(url, now) < FORGET_AFTER:
                filled[url] = replace(device, missing=True, states={})
        self._removed.clear()
        return filled
