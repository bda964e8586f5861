"""A gateway does one thing at a time, and needs a breath between: whoever asks, and whenever."""

import asyncio

from homeassistant.config_entries import ConfigEntryState, ConfigSubentryData
from homeassistant.const import ATTR_ENTITY_ID, CONF_CODE, CONF_HOST, CONF_NAME, CONF_PORT
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.gatehouse.const import CONF_KIND, DOMAIN
from custom_components.gatehouse.gateways.the_keys.const import CONF_IDENTIFIER
from custom_components.gatehouse.gateways.the_keys.flows import validation
from simulators.the_keys import Lock, Overlap, TheKeysGateway
from tests.flows import begin, submit

from .conftest import CODE, DOOR, GARDEN, GARDEN_CODE, StateOf


class TestRest:
    """Nobody asks a gateway before it has rested."""

    @pytest.fixture
    def strict(self, gateway: TheKeysGateway) -> TheKeysGateway:
        """A gateway that resets connections that come too soon, as was seen in homes."""
        gateway.quirks.overlap, gateway.quirks.cooldown = Overlap.RESET, 0.4
        return gateway

    async def test_reload(
        self, hass: HomeAssistant, known: MockConfigEntry, strict: TheKeysGateway, state_of: StateOf
    ) -> None:
        target = {ATTR_ENTITY_ID: state_of("button", "refresh").entity_id}
        await hass.services.async_call("button", "press", target, blocking=True)
        await hass.config_entries.async_reload(known.entry_id)
        assert known.state is ConfigEntryState.LOADED
        assert strict.overlaps == 0

    async def test_set_up_after_the_flow(
        self,
        hass: HomeAssistant,
        strict: TheKeysGateway,
        clock_of_the_home: None,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(validation, "DEFAULT_HOST", "127.0.0.1")
        monkeypatch.setattr(validation, "DEFAULT_PORT", 1)
        result = await begin(hass, "the_keys", "the_keys_local")
        typed = {CONF_NAME: "Front door", CONF_IDENTIFIER: DOOR, CONF_CODE: CODE}
        result = await submit(hass, result, {CONF_HOST: strict.host, CONF_PORT: strict.port, **typed})
        await hass.async_block_till_done()
        (entry,) = hass.config_entries.async_entries(DOMAIN)
        assert entry.state is ConfigEntryState.LOADED
        assert strict.overlaps == 0
        await hass.config_entries.async_unload(entry.entry_id)


async def test_two_entries(hass: HomeAssistant, known: MockConfigEntry, gateway: TheKeysGateway) -> None:
    """A gateway may get the address that another one had when it was set up."""
    gateway.add(Lock(GARDEN, "Garden gate", GARDEN_CODE))
    other = MockConfigEntry(
        domain=DOMAIN,
        unique_id="the_keys-other",
        data={CONF_KIND: "the_keys", CONF_HOST: gateway.host, CONF_PORT: gateway.port},
        subentries_data=[
            ConfigSubentryData(
                subentry_type="lock",
                title="Garden gate",
                unique_id=GARDEN,
                data={CONF_IDENTIFIER: GARDEN, CONF_CODE: GARDEN_CODE},
            )
        ],
    )
    other.add_to_hass(hass)
    assert await hass.config_entries.async_setup(other.entry_id)
    await asyncio.sleep(90)
    assert gateway.overlaps == 0
    await hass.config_entries.async_unload(other.entry_id)


@pytest.mark.parametrize(("firmware", "reads"), [(81, 2), (56, 12)])
async def test_an_idle_hour(
    hass: HomeAssistant,
    keys_loaded: MockConfigEntry,
    gateway: TheKeysGateway,
    door: Lock,
    firmware: int,
    reads: int,
) -> None:
    """Nothing overlaps, and the lock is left alone, more so where it has a log."""
    door.firmware = firmware
    await asyncio.sleep(600)
    before = len(door.reads)
    await asyncio.sleep(3600)
    assert gateway.overlaps == 0
    assert 0 < len(door.reads) - before <= reads
