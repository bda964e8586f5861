"""How long it takes from an event at the box to the state in Home Assistant."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from itertools import cycle
from math import sqrt
from random import Random
from time import monotonic

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import ATTR_ENTITY_ID, EVENT_STATE_CHANGED
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback

from benchmarks.home_assistant import home_assistant
from benchmarks.measure import percentile
from benchmarks.report import Goal, Row

from .box import Box
from .integrations import CORES, INTEGRATIONS, OURS, entities, running
from .traffic import SENSED, another

SETTLE = 15.0
PATIENCE = 30.0
# By the golden ratio events fall evenly on all moments between two looks, every one, two or five seconds:
# the median of sixty at random is off by a sixteenth of the time between two (standard deviation).
GOLDEN = (1 + sqrt(5)) / 2
# Gatehouse looks more often for ten seconds after an event.
IDLE_PAUSE = 14.0 + 2 * GOLDEN
MOVING_PAUSE = GOLDEN
# A cover takes twenty seconds from end to end; the next one starts before it is there.
MOVE_PAUSE = 12.0
COVERS = 4
# Of the median and the slowest. While something moves both look once a second: none can be ahead.
IDLE: tuple[Goal, Goal] = (1.1, "theirs")
MOVING: tuple[Goal, Goal] = (0.6, 1.1)

type Sample = dict[str, float]


class Watch:
    """Tells when Home Assistant takes notice of a device."""

    def __init__(self, hass: HomeAssistant, entries: Iterable[ConfigEntry]) -> None:
        """Watch the entities of these entries."""
        self._devices = {
            entity.entity_id: (entry.domain, device)
            for entry in entries
            for entity, device in entities(hass, entry)
        }
        self._awaited: dict[tuple[str, str], asyncio.Future[float]] = {}
        self._end = hass.bus.async_listen(EVENT_STATE_CHANGED, self._notice)

    def close(self) -> None:
        """Watch no more."""
        self._end()

    def covers(self, device: str) -> bool:
        """Tell whether all integrations have entities of a device."""
        return all((domain, device) in self._devices.values() for domain in INTEGRATIONS)

    def await_change(self, domain: str, device: str) -> asyncio.Future[float]:
        """Return the time at which the next state of a device changes."""
        future = asyncio.get_running_loop().create_future()
        self._awaited[domain, device] = future
        return future

    @callback
    def _notice(self, event: Event[EventStateChangedData]) -> None:
        now = monotonic()
        device = self._devices.get(event.data["entity_id"])
        if device is not None and (future := self._awaited.pop(device, None)) and not future.done():
            future.set_result(now)


class Home:
    """The simulated home and both integrations' view of it."""

    def __init__(self, hass: HomeAssistant, box: Box, entries: Iterable[ConfigEntry]) -> None:
        """Know the entries."""
        self.hass = hass
        self._box = box
        self._entries = tuple(entries)
        self._chance = Random(2)  # noqa: S311 - it decides on what a simulated home does

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """Watch what changes."""
        self._watch = Watch(self.hass, self._entries)
        devices = (await self._box.control.state())["devices"]
        self._sensed = {
            device["url"]: next(
                (state, value) for state, value in device["states"].items() if state in SENSED
            )
            for device in devices
            if not SENSED.keys().isdisjoint(device["states"]) and self._watch.covers(_base(device["url"]))
        }
        try:
            yield
        finally:
            self._watch.close()

    async def samples(self, count: int, pause: float) -> list[Sample]:
        """Let sensors report something new, and return the time to each integration's state."""
        devices = cycle(list(self._sensed))
        due = monotonic()
        async with asyncio.TaskGroup() as tasks:
            samples = []
            for _ in range(count):
                due += pause
                await asyncio.sleep(due - monotonic())
                samples.append(tasks.create_task(self._sample(next(devices))))
        return [sample.result() for sample in samples]

    async def _sample(self, url: str) -> Sample:
        state, value = self._sensed[url]
        value = another(self._chance, state, value)
        self._sensed[url] = (state, value)
        times = {domain: self._watch.await_change(domain, _base(url)) for domain in INTEGRATIONS}
        begin = monotonic()
        await self._box.control.set_state(url, state, value)
        async with asyncio.timeout(PATIENCE):
            return {domain: await time - begin for domain, time in times.items()}

    @asynccontextmanager
    async def moving(self) -> AsyncIterator[None]:
        """Have some cover under way all the time, sent by one integration and the other in turn."""
        task = asyncio.create_task(self._move())
        await asyncio.sleep(MOVE_PAUSE / 4)
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait([task])
            if not task.cancelled():
                await task

    async def _move(self) -> None:
        for domain, (service, number) in zip(cycle(INTEGRATIONS), self._moves(), strict=False):
            cover = self._covers(domain)[number]
            await self.hass.services.async_call("cover", service, {ATTR_ENTITY_ID: cover})
            await asyncio.sleep(MOVE_PAUSE)

    def _moves(self) -> Iterator[tuple[str, int]]:
        for service in cycle(("close_cover", "open_cover", "close_cover")):
            for number in range(COVERS):
                yield service, number

    def _covers(self, domain: str) -> list[str]:
        covers = {
            device: entity.entity_id
            for entry in self._entries
            for entity, device in entities(self.hass, entry)
            if entry.domain == domain and entity.domain == "cover" and device.startswith("io:")
        }
        return [covers[device] for device in sorted(covers)[:COVERS]]


def _base(url: str) -> str:
    return url.partition("#")[0]


async def measure(box: Box, idle: int, moving: int) -> list[Row]:
    """Take so many samples while nothing else happens and while covers move, with both set up."""
    async with (
        home_assistant() as hass,
        running(hass, CORES, box.address, 0) as cores,
        running(hass, OURS, box.address, SETTLE) as ours,
    ):
        home = Home(hass, box, (cores, ours))
        async with home.watched():
            rows = [*_rows("idle", await home.samples(idle, IDLE_PAUSE), IDLE)]
            async with home.moving():
                rows += _rows("moving", await home.samples(moving, MOVING_PAUSE), MOVING)
    return rows


def _rows(when: str, samples: list[Sample], goals: tuple[Goal, Goal]) -> Iterator[Row]:
    for percent, goal in zip((50, 95), goals, strict=True):
        ours, cores = (
            percentile([sample[domain] for sample in samples], percent) for domain in (OURS, CORES)
        )
        what = f"event to state, {when}, p{percent} of {len(samples)}"
        yield Row(what, "s", ours, cores, goal)
