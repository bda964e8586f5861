"""Time from an event at the box to the state in Home Assistant."""

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

from benchmarks.home_assistant import running_home_assistant
from benchmarks.measure import percentile
from benchmarks.report import AT_MOST_REFERENCE, Goal, Row

from .box import SimulatedBox
from .integrations import GATEHOUSE, INTEGRATIONS, OVERKIZ, iter_entities, loaded_integration
from .traffic import SENSOR_STATES, get_different_value

SETTLE_TIME = 15.0
STATE_TIMEOUT = 30.0
# Pauses by the golden ratio spread events evenly over the poll interval, be it one, two or five seconds.
# With random pauses, the median of 60 samples has a standard deviation of 1/16 of the interval.
GOLDEN_RATIO = (1 + sqrt(5)) / 2
# Gatehouse polls more often for ten seconds after an event.
IDLE_PAUSE = 14.0 + 2 * GOLDEN_RATIO
MOVING_PAUSE = GOLDEN_RATIO
# A cover takes 20 seconds from end to end, so that the next one starts before it stops.
MOVE_PAUSE = 12.0
COVERS = 4
PERCENTILES = (50, 95)
# While something moves, both integrations poll once a second, so that neither can be faster.
IDLE_GOALS: tuple[Goal, Goal] = (1.1, AT_MOST_REFERENCE)
MOVING_GOALS: tuple[Goal, Goal] = (0.6, 1.1)

# Seconds by integration.
type Sample = dict[str, float]


class StateChangeListener:
    """Listens to state changes of devices."""

    def __init__(self, hass: HomeAssistant, entries: Iterable[ConfigEntry]) -> None:
        """Start listening to the entities of config entries."""
        self._devices = {
            entity.entity_id: (entry.domain, device)
            for entry in entries
            for entity, device in iter_entities(hass, entry)
        }
        self._futures: dict[tuple[str, str], asyncio.Future[float]] = {}
        self._unsubscribe = hass.bus.async_listen(EVENT_STATE_CHANGED, self._handle_event)

    def close(self) -> None:
        """Stop listening."""
        self._unsubscribe()

    def has_device(self, device: str) -> bool:
        """Return whether all integrations have entities of a device."""
        return all((domain, device) in self._devices.values() for domain in INTEGRATIONS)

    def await_change(self, domain: str, device: str) -> asyncio.Future[float]:
        """Return a future with the time of the next state change of a device."""
        future = asyncio.get_running_loop().create_future()
        self._futures[domain, device] = future
        return future

    @callback
    def _handle_event(self, event: Event[EventStateChangedData]) -> None:
        now = monotonic()
        device = self._devices.get(event.data["entity_id"])
        if device is not None and (future := self._futures.pop(device, None)) and not future.done():
            future.set_result(now)


class LatencySampler:
    """Takes latency samples of all integrations at once."""

    def __init__(self, hass: HomeAssistant, box: SimulatedBox, entries: Iterable[ConfigEntry]) -> None:
        """Initialize the sampler with the config entries of all integrations."""
        self.hass = hass
        self._box = box
        self._entries = tuple(entries)
        self._random = Random(2)  # noqa: S311 - not used for security

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Listen to state changes in Home Assistant."""
        self._listener = StateChangeListener(self.hass, self._entries)
        devices = (await self._box.control.get_state())["devices"]
        self._sensor_states = {
            device["url"]: next(
                (state, value) for state, value in device["states"].items() if state in SENSOR_STATES
            )
            for device in devices
            if not SENSOR_STATES.keys().isdisjoint(device["states"])
            and self._listener.has_device(_base_url(device["url"]))
        }
        try:
            yield
        finally:
            self._listener.close()

    async def take_samples(self, count: int, pause: float) -> list[Sample]:
        """Change the states of sensors and return the seconds until each integration shows the change."""
        devices = cycle(list(self._sensor_states))
        due = monotonic()
        async with asyncio.TaskGroup() as tasks:
            samples = []
            for _ in range(count):
                due += pause
                await asyncio.sleep(due - monotonic())
                samples.append(tasks.create_task(self._take_sample(next(devices))))
        return [sample.result() for sample in samples]

    async def _take_sample(self, url: str) -> Sample:
        state, value = self._sensor_states[url]
        value = get_different_value(self._random, state, value)
        self._sensor_states[url] = (state, value)
        times = {domain: self._listener.await_change(domain, _base_url(url)) for domain in INTEGRATIONS}
        start = monotonic()
        await self._box.control.set_state(url, state, value)
        async with asyncio.timeout(STATE_TIMEOUT):
            return {domain: await time - start for domain, time in times.items()}

    @asynccontextmanager
    async def moving_covers(self) -> AsyncIterator[None]:
        """Keep covers moving, with commands from each integration in turn."""
        task = asyncio.create_task(self._move_covers())
        await asyncio.sleep(MOVE_PAUSE / 4)
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait([task])
            if not task.cancelled():
                await task

    async def _move_covers(self) -> None:
        for domain, (service, number) in zip(cycle(INTEGRATIONS), self._iter_moves(), strict=False):
            cover = self._get_covers(domain)[number]
            await self.hass.services.async_call("cover", service, {ATTR_ENTITY_ID: cover})
            await asyncio.sleep(MOVE_PAUSE)

    def _iter_moves(self) -> Iterator[tuple[str, int]]:
        for service in cycle(("close_cover", "open_cover", "close_cover")):
            for number in range(COVERS):
                yield service, number

    def _get_covers(self, domain: str) -> list[str]:
        covers = {
            device: entity.entity_id
            for entry in self._entries
            for entity, device in iter_entities(self.hass, entry)
            if entry.domain == domain and entity.domain == "cover" and device.startswith("io:")
        }
        return [covers[device] for device in sorted(covers)[:COVERS]]


def _base_url(url: str) -> str:
    return url.partition("#")[0]


async def measure(box: SimulatedBox, idle_samples: int, moving_samples: int) -> list[Row]:
    """Measure both integrations at once, while nothing else happens and while covers move."""
    async with (
        running_home_assistant() as hass,
        loaded_integration(hass, OVERKIZ, box.config, 0) as overkiz,
        loaded_integration(hass, GATEHOUSE, box.config, SETTLE_TIME) as gatehouse,
    ):
        sampler = LatencySampler(hass, box, (overkiz, gatehouse))
        async with sampler.listening():
            idle = await sampler.take_samples(idle_samples, IDLE_PAUSE)
            async with sampler.moving_covers():
                moving = await sampler.take_samples(moving_samples, MOVING_PAUSE)
    return [*_create_rows("idle", idle, IDLE_GOALS), *_create_rows("moving", moving, MOVING_GOALS)]


def _create_rows(condition: str, samples: list[Sample], goals: tuple[Goal, Goal]) -> Iterator[Row]:
    for percent, goal in zip(PERCENTILES, goals, strict=True):
        gatehouse, overkiz = (
            percentile([sample[domain] for sample in samples], percent) for domain in (GATEHOUSE, OVERKIZ)
        )
        name = f"event to state, {condition}, p{percent} of {len(samples)}"
        yield Row(name, "s", gatehouse, overkiz, goal)
