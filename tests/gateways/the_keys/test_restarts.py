"""Timestamps across restarts of Home Assistant, as the gateway sees them.

A gateway takes each once, and none that is older than the last: who signs one twice is refused, and who signs
one far ahead is refused until that time has come.
"""

import asyncio
from collections.abc import Awaitable, Callable
from itertools import pairwise
from pathlib import Path

from homeassistant.const import EVENT_HOMEASSISTANT_FINAL_WRITE
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.gatehouse.gateways.the_keys import client_factory
from custom_components.gatehouse.gateways.the_keys.api.client import TheKeysClient
from custom_components.gatehouse.gateways.the_keys.api.signing import MOST_AHEAD, ClockError
from custom_components.gatehouse.gateways.the_keys.client_factory import async_create_client
from simulators.clock import Clock
from simulators.the_keys import Lock, TheKeysGateway
from tests.conftest import Until

from .conftest import CODE, DOOR, KEY

HOUR = 3600.0

type Start = Callable[[], Awaitable[TheKeysClient]]


class Wall:
    """The clock of the machine that Home Assistant runs on, and what it showed at each request."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.wrong_by = 0.0

    def time(self) -> float:
        return self._clock.unix_time() + self.wrong_by


@pytest.fixture
def locks() -> list[Lock]:
    return [Lock(DOOR, "Front door", CODE, ble_latency=0.5)]


@pytest.fixture
def wall(gateway: TheKeysGateway, monkeypatch: pytest.MonkeyPatch) -> Wall:
    wall = Wall(gateway.clock)
    monkeypatch.setattr(client_factory, "time", wall.time)
    return wall


@pytest.fixture
def start(hass: HomeAssistant, keys_entry: MockConfigEntry, wall: Wall, tmp_path: Path) -> Start:
    """Start the client, with what was written to the disk until now; the one before just ends."""
    hass.config.config_dir = str(tmp_path)
    return lambda: async_create_client(hass, keys_entry)


def timestamps(gateway: TheKeysGateway) -> list[int]:
    return [int(request.form["ts"]) for request in gateway.requests if "ts" in request.form]


def rise(seen: list[int]) -> bool:
    return all(earlier < later for earlier, later in pairwise(seen))


async def test_a_thousand_requests_across_three_restarts(
    hass: HomeAssistant, gateway: TheKeysGateway, wall: Wall, start: Start
) -> None:
    gateway.locks[DOOR].ble_latency = 0.0
    ahead: list[float] = []
    for life in range(4):
        client = await start()
        for _ in range(250):
            await client.read(KEY)
            ahead.append(timestamps(gateway)[-1] - wall.time())
        if life == 1:
            hass.bus.async_fire(EVENT_HOMEASSISTANT_FINAL_WRITE)
            await hass.async_block_till_done()
    seen = timestamps(gateway)
    assert len(seen) == 1000
    assert rise(seen)
    assert max(ahead) <= 0


@pytest.mark.parametrize("behind", [0.0, 2.0, 10.0, 25.0])
async def test_power_fails_while_the_gateway_answers(
    behind: float, gateway: TheKeysGateway, wall: Wall, start: Start, until: Until
) -> None:
    """A timestamp that was sent is known after the start, also where the clock would give it again."""
    client = await start()
    await client.read(KEY)
    for _ in range(5):
        wall.wrong_by = -behind
        before = gateway.request_count
        lost = asyncio.create_task(client.read(KEY))
        while gateway.request_count == before:
            await asyncio.sleep(0.05)
        client = await start()
        await client.read(KEY)
        await lost
    assert rise(timestamps(gateway))
    assert timestamps(gateway)[-1] - wall.time() <= MOST_AHEAD


async def test_clock_goes_back_an_hour(gateway: TheKeysGateway, wall: Wall, start: Start) -> None:
    """Nothing is signed until it is right again, whoever asks."""
    client = await start()
    await client.read(KEY)
    wall.wrong_by = -HOUR
    before = gateway.request_count
    for again in (client, await start()):
        for _ in range(3):
            with pytest.raises(ClockError):
                await again.read(KEY)
    assert gateway.request_count == before
    wall.wrong_by = 0.0
    await (await start()).read(KEY)
    await client.close(timeout=10)
    assert len(timestamps(gateway)) == 2
    assert rise(timestamps(gateway))


async def test_clock_was_ahead(gateway: TheKeysGateway, wall: Wall, start: Start) -> None:
    """What was signed ahead is not gone back from, and nothing is signed further ahead than the guard."""
    wall.wrong_by = HOUR
    client = await start()
    await client.read(KEY)
    wall.wrong_by = 0.0
    for again in (client, await start()):
        with pytest.raises(ClockError):
            await again.read(KEY)
    assert len(timestamps(gateway)) == 1
    wall.wrong_by = HOUR - 20.0
    await (await start()).read(KEY)
    assert len(timestamps(gateway)) == 2
    assert rise(timestamps(gateway))


async def test_clock_goes_too_slowly(gateway: TheKeysGateway, wall: Wall, start: Start) -> None:
    """Timestamps go on a second apart, as far ahead as the guard lets them."""
    client, furthest = await start(), 0.0

    async def read_for_ever() -> None:
        nonlocal furthest
        for request in range(100):
            wall.wrong_by = -3.0 * request
            if request % 7 == 6:
                await start()
            await client.read(KEY)
            furthest = max(furthest, timestamps(gateway)[-1] - wall.time())

    with pytest.raises(ClockError):
        await read_for_ever()
    assert rise(timestamps(gateway))
    assert MOST_AHEAD - 5 < furthest <= MOST_AHEAD
