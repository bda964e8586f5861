"""A Home Assistant in this process, with an empty configuration directory of its own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import json
import logging
from pathlib import Path
from tempfile import TemporaryDirectory

from aiohttp import ThreadedResolver
from homeassistant import loader
from homeassistant.components.http.config import HTTP_STORAGE_SCHEMA
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import frame
from homeassistant.helpers.aiohttp_client import DATA_RESOLVER
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import async_test_home_assistant

from development.processes import free_port

# They tell each time of what is no matter here.
NOISY = ("homeassistant.loader", "aiohttp_fast_zlib", "pyoverkiz")


@asynccontextmanager
async def home_assistant() -> AsyncIterator[HomeAssistant]:
    """Run a Home Assistant with what every home has."""
    with TemporaryDirectory() as directory:
        _configure(Path(directory))
        for name in NOISY:
            logging.getLogger(name).setLevel(logging.ERROR)
        async with async_test_home_assistant(config_dir=directory) as hass:
            # The test harness hides what is in custom_components.
            hass.data.pop(loader.DATA_CUSTOM_COMPONENTS)
            frame.async_setup(hass)
            # Without mDNS: the box is known by its address.
            hass.data[str(DATA_RESOLVER)] = ThreadedResolver()
            if not await async_setup_component(hass, "application_credentials", {}):
                raise RuntimeError("Home Assistant does not start")
            await hass.async_block_till_done()
            try:
                yield hass
            finally:
                await hass.async_stop(force=True)


async def set_up(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Set an entry up, and wait until all its entities are there."""
    if not await hass.config_entries.async_setup(entry.entry_id):
        raise RuntimeError(f"{entry.domain} cannot be set up: {entry.reason}")
    await hass.async_block_till_done()


@asynccontextmanager
async def running_entry(
    hass: HomeAssistant, entry: ConfigEntry, settle: float = 0.0
) -> AsyncIterator[ConfigEntry]:
    """Have an entry set up, and left alone for some seconds."""
    await set_up(hass, entry)
    await asyncio.sleep(settle)
    try:
        yield entry
    finally:
        await hass.config_entries.async_remove(entry.entry_id)
        await hass.async_block_till_done()


def _configure(directory: Path) -> None:
    """Let the web server listen where nobody else does; it can be configured by its own store only."""
    http = HTTP_STORAGE_SCHEMA({"server_host": ["127.0.0.1"], "server_port": free_port()})
    http["created_at"] = "2026-11-01T00:00:00+00:00"
    data = {"stable": http, "pending": None, "yaml_migration_done": True}
    store = {"version": 2, "minor_version": 2, "key": "http", "data": data}
    (directory / ".storage").mkdir()
    (directory / ".storage" / "http").write_text(json.dumps(store), encoding="utf-8")
