"""Home Assistant running in this process, with a temporary configuration directory."""

import asyncio
from collections.abc import AsyncIterator, Callable
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

# Loggers whose warnings do not matter in a benchmark.
NOISY_LOGGERS = ("homeassistant.loader", "aiohttp_fast_zlib", "pyoverkiz")


@asynccontextmanager
async def running_home_assistant(
    prepare_config_dir: Callable[[Path], None] | None = None,
) -> AsyncIterator[HomeAssistant]:
    """Run Home Assistant with the components that every installation has.

    `prepare_config_dir` is called with the configuration directory before the start.
    """
    with TemporaryDirectory() as directory:
        _write_http_config(Path(directory))
        if prepare_config_dir is not None:
            prepare_config_dir(Path(directory))
        for name in NOISY_LOGGERS:
            logging.getLogger(name).setLevel(logging.ERROR)
        async with async_test_home_assistant(config_dir=directory) as hass:
            # The test harness hides custom integrations.
            hass.data.pop(loader.DATA_CUSTOM_COMPONENTS)
            frame.async_setup(hass)
            # mDNS is not needed: the gateways are configured by address.
            hass.data[str(DATA_RESOLVER)] = ThreadedResolver()
            if not await async_setup_component(hass, "application_credentials", {}):
                raise RuntimeError("Home Assistant failed to start")
            await hass.async_block_till_done()
            try:
                yield hass
            finally:
                await hass.async_stop(force=True)


async def set_up_entry(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Set up a config entry and wait until all its entities are added."""
    if not await hass.config_entries.async_setup(entry.entry_id):
        raise RuntimeError(f"Setup of {entry.domain} failed: {entry.reason}")
    await hass.async_block_till_done()


@asynccontextmanager
async def loaded_entry(
    hass: HomeAssistant, entry: ConfigEntry, settle_time: float = 0.0
) -> AsyncIterator[ConfigEntry]:
    """Set up a config entry, wait `settle_time` seconds, and remove the entry on exit."""
    await set_up_entry(hass, entry)
    await asyncio.sleep(settle_time)
    try:
        yield entry
    finally:
        await hass.config_entries.async_remove(entry.entry_id)
        await hass.async_block_till_done()


def _write_http_config(directory: Path) -> None:
    """Configure the web server to listen on a free port.

    Home Assistant reads this configuration from its store only.
    """
    http = HTTP_STORAGE_SCHEMA({"server_host": ["127.0.0.1"], "server_port": free_port()})
    http["created_at"] = "2026-11-01T00:00:00+00:00"
    data = {"stable": http, "pending": None, "yaml_migration_done": True}
    store = {"version": 2, "minor_version": 2, "key": "http", "data": data}
    (directory / ".storage").mkdir()
    (directory / ".storage" / "http").write_text(json.dumps(store), encoding="utf-8")
