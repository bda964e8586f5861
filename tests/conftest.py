"""Fixtures with a simulated box in the test harness of Home Assistant."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
import json
from pathlib import Path
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_HOST, CONF_PORT, CONF_TOKEN
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.gatehouse.const import CONF_KIND, DOMAIN
from custom_components.gatehouse.gateways.tahoma.const import CONF_GATEWAY_PIN
from simulators.certificates import FakeRoot
from simulators.tahoma import Home, TahomaBox

from .cloud import cloud
from .leaps import leap
from .translations import check_translations

__all__ = ["check_translations", "cloud"]

type Until = Callable[[Callable[[], Any]], Awaitable[Any]]

UNREACHABLE = "http://127.0.0.1:9"  # no server listens on this port


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> FakeRoot:
    """The root certificate that signs the certificates of the simulated boxes."""
    return FakeRoot(tmp_path_factory.mktemp("root") / "root.pem")


@pytest.fixture(autouse=True)
def endpoints(root: FakeRoot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Point the integration to the simulators, and to no vendor cloud.

    Tests add endpoints with `write_endpoints`.
    """
    overrides: dict[str, Any] = {
        "tahoma": {"ca": str(root.path), "cloud": UNREACHABLE},
        "the_keys": {"cloud": UNREACHABLE},
    }
    file = tmp_path / "endpoints.json"
    file.write_text(json.dumps(overrides))
    monkeypatch.setenv("GATEHOUSE_ENDPOINTS", str(file))
    return overrides


@pytest.fixture(autouse=True)
def custom_integrations(enable_custom_integrations: None, socket_enabled: None) -> None:
    """Enable the integration and its connections to the simulators."""


@pytest.fixture(autouse=True)
async def leaps() -> None:
    """Simulate the time of the test's event loop."""
    leap(asyncio.get_running_loop())


@pytest.fixture
def home() -> Home:
    """The simulated home; tests override this fixture to use another one."""
    return Home.of("io:RollerShutterGenericIOComponent")


@pytest.fixture
async def box(home: Home, root: FakeRoot) -> AsyncIterator[TahomaBox]:
    """A running box."""
    async with TahomaBox(home=home, root=root) as box:
        yield box


@pytest.fixture
def entry_of() -> Callable[[TahomaBox], MockConfigEntry]:
    """Create a config entry of a box that is not set up."""

    def entry_of(box: TahomaBox) -> MockConfigEntry:
        return MockConfigEntry(
            domain=DOMAIN,
            title="TaHoma",
            unique_id=f"tahoma-{box.pin}",
            data={
                CONF_KIND: "tahoma",
                CONF_HOST: box.host,
                CONF_PORT: box.port,
                CONF_GATEWAY_PIN: box.pin,
                CONF_TOKEN: box.token,
            },
        )

    return entry_of


@pytest.fixture
def entry(box: TahomaBox, entry_of: Callable[[TahomaBox], MockConfigEntry]) -> MockConfigEntry:
    """The config entry of the box, not set up."""
    return entry_of(box)


@pytest.fixture
async def loaded(hass: HomeAssistant, entry: MockConfigEntry) -> AsyncIterator[MockConfigEntry]:
    """The config entry of the box, set up, and unloaded after the test."""
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    yield entry
    if entry.state is ConfigEntryState.LOADED:
        await hass.config_entries.async_unload(entry.entry_id)
    await hass.async_block_till_done()


@pytest.fixture
def until() -> Until:
    """Wait until a condition is true, for at most a minute of simulated time."""

    async def until(condition: Callable[[], Any]) -> Any:
        async with asyncio.timeout(60):
            while not (result := condition()):
                await asyncio.sleep(0.05)
        return result

    return until
