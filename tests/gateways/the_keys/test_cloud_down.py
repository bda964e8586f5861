"""A gateway is used without the vendor's cloud, whatever is the matter with that."""

import asyncio
from collections.abc import AsyncIterator, Callable
import logging
from typing import Any

from homeassistant.const import ATTR_ENTITY_ID, CONF_PASSWORD, CONF_USERNAME
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.gatehouse.gateways.the_keys.const import CONF_GATEWAY
from simulators.the_keys import Action, Lock, Origin, State, TheKeysCloud, TheKeysGateway
from tests.cloud import write_endpoints
from tests.conftest import Until

from .conftest import DOOR, StateOf

TROUBLES: dict[str, Callable[[TheKeysCloud], None]] = {
    "unreachable": lambda cloud: cloud.go_down(),
    "hangs": lambda cloud: cloud.faults.hang(times=None),
    "fails": lambda cloud: cloud.faults.server_error(times=None),
}


@pytest.fixture
def door(gateway: TheKeysGateway) -> Lock:
    return gateway.locks[DOOR]


@pytest.fixture
async def cloud(gateway: TheKeysGateway, endpoints: dict[str, Any]) -> AsyncIterator[TheKeysCloud]:
    """The cloud that the integration knows of."""
    async with TheKeysCloud(gateway.home) as cloud:
        endpoints["the_keys"] = {"cloud": cloud.url}
        write_endpoints(endpoints)
        yield cloud


@pytest.fixture(params=["local", "account"])
def entry(
    request: pytest.FixtureRequest,
    hass: HomeAssistant,
    gateway: TheKeysGateway,
    keys_entry: MockConfigEntry,
    cloud: TheKeysCloud,
) -> MockConfigEntry:
    """An entry that was set up with the code of a share, or that keeps the account; not set up."""
    keys_entry.add_to_hass(hass)
    if request.param == "account":
        account = {
            CONF_GATEWAY: gateway.accessory.identifier,
            CONF_USERNAME: cloud.account.username,
            CONF_PASSWORD: cloud.account.password,
        }
        hass.config_entries.async_update_entry(keys_entry, data={**keys_entry.data, **account})
    return keys_entry


def connections(cloud: TheKeysCloud) -> int:
    return cloud._server.accepted


async def use(hass: HomeAssistant, action: str, state_of: StateOf) -> None:
    await hass.services.async_call(
        "lock", action, {ATTR_ENTITY_ID: state_of("lock", "lock").entity_id}, blocking=True
    )


async def turned_by_hand(door: Lock, action: Action, state: str, state_of: StateOf, until: Until) -> None:
    loop = asyncio.get_running_loop()
    begun = loop.time()
    door.operate(action, Origin.HAND)
    await until(lambda: state_of("lock", "lock").state == state)
    assert loop.time() - begun < 30


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_nobody_notices(
    trouble: str,
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: TheKeysCloud,
    clock_of_the_home: None,
    door: Lock,
    state_of: StateOf,
    until: Until,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """From the start, and after another one; nothing is said of it in the log."""
    loop = asyncio.get_running_loop()
    TROUBLES[trouble](cloud)
    for start in (hass.config_entries.async_setup, hass.config_entries.async_reload):
        begun = loop.time()
        assert await start(entry.entry_id)
        assert loop.time() - begun < 15
        await until(lambda: state_of("lock", "lock").state == "locked")
        begun = loop.time()
        await use(hass, "unlock", state_of)
        assert loop.time() - begun < 20
        assert (state_of("lock", "lock").state, door.state) == ("unlocked", State.OPEN)
        await turned_by_hand(door, Action.CLOSE, "locked", state_of, until)
        await asyncio.sleep(25)
        assert state_of("binary_sensor", "connection", "the_keys-gateway").state == "on"
    assert not hass.config_entries.flow.async_progress()
    assert CONF_USERNAME in entry.data or connections(cloud) == 0
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert complaints(caplog) == []


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("entry", ["account"], indirect=True)
async def test_it_comes_and_goes(
    trouble: str,
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: TheKeysCloud,
    clock_of_the_home: None,
    door: Lock,
    state_of: StateOf,
    until: Until,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A cloud that is lost while all is well is not missed, nor is it noticed when it is back."""
    assert await hass.config_entries.async_setup(entry.entry_id)
    await until(lambda: state_of("lock", "lock").state == "locked")
    TROUBLES[trouble](cloud)
    await use(hass, "unlock", state_of)
    assert (state_of("lock", "lock").state, door.state) == ("unlocked", State.OPEN)
    await turned_by_hand(door, Action.CLOSE, "locked", state_of, until)
    await asyncio.sleep(25)
    cloud.faults.clear()
    await cloud.come_up()
    await turned_by_hand(door, Action.OPEN, "unlocked", state_of, until)
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert complaints(caplog) == []


def complaints(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what is a warning or worse in the log, but for what is said of every custom integration."""
    return [
        record.getMessage()
        for record in caplog.records
        if record.levelno >= logging.WARNING and record.name != "homeassistant.loader"
    ]
