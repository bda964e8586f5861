"""An hour of simulated use, with wall switches and in Home Assistant."""

import asyncio
from contextlib import suppress
import logging
import random
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceNotSupported
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity_platform import async_get_platforms
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.gatehouse.const import DOMAIN
from simulators.tahoma import Home, TahomaBox
from simulators.tahoma.activity import ActivitySimulator

from ...conftest import Until

HOUR = 3600.0
PAUSE = 12.0

USES: dict[str, tuple[tuple[str, dict[str, Any]], ...]] = {
    "cover": (("open_cover", {}), ("close_cover", {}), ("stop_cover", {}), ("toggle", {})),
    "light": (("turn_on", {}), ("turn_off", {}), ("turn_on", {"brightness": 90})),
    "switch": (("turn_on", {}), ("turn_off", {})),
    "lock": (("lock", {}), ("unlock", {})),
    "fan": (("set_percentage", {"percentage": 50}), ("turn_off", {})),
}


@pytest.fixture
def home() -> Home:
    return Home.showcase()


async def use(hass: HomeAssistant, entry: MockConfigEntry, chance: random.Random) -> None:
    """Call random actions at random times; none may fail."""
    usable = [
        entity
        for entity in er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
        if entity.domain in USES and not entity.disabled
    ]
    while True:
        await asyncio.sleep(chance.expovariate(1 / PAUSE))
        entity = chance.choice(usable)
        action, data = chance.choice(USES[entity.domain])
        state = hass.states.get(entity.entity_id)
        if state is None or state.state == "unavailable":
            continue
        with suppress(ServiceNotSupported):
            await hass.services.async_call(
                entity.domain, action, {"entity_id": entity.entity_id, **data}, blocking=True
            )


@pytest.mark.timeout(180)
async def test_an_hour(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    box: TahomaBox,
    until: Until,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """All states are correct in the end, no listener is left, and nothing is logged as a warning."""
    chance = random.Random(1)  # noqa: S311 - only for simulated activity
    busy = [
        asyncio.create_task(ActivitySimulator(box, interval=5.0).run()),
        asyncio.create_task(use(hass, loaded, chance)),
    ]
    await asyncio.sleep(HOUR)
    done = [task for task in busy if task.done()]
    for task in busy:
        task.cancel()
    await asyncio.gather(*busy, return_exceptions=True)
    assert [task.exception() for task in done] == []
    assert len(box.sent_commands) > 100

    def wrong_states() -> list[tuple[str, str, Any, Any]]:
        devices = loaded.runtime_data.data
        return [
            (url, name, value, devices[url].states.get(name))
            for url, simulated in box.home.devices.items()
            for name, value in simulated.states.items()
            if devices[url].states.get(name) != value
        ]

    await until(lambda: not wrong_states())
    await asyncio.sleep(5)
    written = {state.entity_id: state.as_dict() for state in hass.states.async_all()}
    for platform in async_get_platforms(hass, DOMAIN):
        for entity in platform.entities.values():
            entity.async_write_ha_state()
    for state in hass.states.async_all():
        assert (state.state, state.attributes) == (
            written[state.entity_id]["state"],
            written[state.entity_id]["attributes"],
        )
    assert await hass.config_entries.async_unload(loaded.entry_id)
    assert loaded.state is ConfigEntryState.NOT_LOADED
    assert not box.listeners
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
