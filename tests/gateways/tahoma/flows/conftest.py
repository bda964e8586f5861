"""Fixtures of the tests of flows."""

from collections.abc import AsyncIterator

from homeassistant.core import HomeAssistant
import pytest

from custom_components.gatehouse.const import DOMAIN


@pytest.fixture(autouse=True)
async def unload(hass: HomeAssistant) -> AsyncIterator[None]:
    """Unload the entries that a flow set up."""
    yield
    await hass.async_block_till_done()
    for entry in hass.config_entries.async_loaded_entries(DOMAIN):
        await hass.config_entries.async_unload(entry.entry_id)
