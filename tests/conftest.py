"""A simulated home, in Home Assistant's test harness."""

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

NOWHERE = "http://127.0.0.1:9"  # nothing listens there


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> FakeRoot:
    """The root that signs the simulated boxes' certificates."""
    return FakeRoot(tmp_path_factory.mktemp("root") / "root.pem")


@pytest.fixture(autouse=True)
def endpoints(root: FakeRoot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Where the integration finds the simulators, and no vendor's cloud.

    What a test adds is written by `write_endpoints`.
    """
    overrides: dict[str, Any] = {
        "tahoma": {"ca": str(root.path), "cloud": NOWHERE},
        "the_keys": {"cloud": NOWHERE},
    }
    file = tmp_path / "endpoints.json"
    file.write_text(json.dumps(overrides))
    monkeypatch.setenv("GATEHOUSE_ENDPOINTS", str(file))
    return overrides


@pytest.fixture(autouse=True)
def custom_integrations(enable_custom_integrations: None, socket_enabled: None) -> None:
    """Load the integration, and let it reach this machine."""


@pytest.fixture(autouse=True)
async def leaps() -> None:
    """Let time leap, for all in the test's loop."""
    leap(asyncio.get_running_loop())


@pytest.fixture
def home() -> Home:
    """The simulated home; a test that needs another one overrides this."""
    return Home.of("io:RollerShutterGenericIOComponent")


@pytest.fixture
async def box(home: Home, root: FakeRoot) -> AsyncIterator[TahomaBox]:
    """A running box."""
    async with TahomaBox(home=home, root=root) as box:
        yield box


@pytest.fixture
def entry_of() -> Callable[[TahomaBox], MockConfigEntry]:
    """Make a box's entry, not set up."""

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
    """The box's entry, not set up."""
    return entry_of(box)


@pytest.fixture
async def loaded(hass: HomeAssistant, entry: MockConfigEntry) -> AsyncIterator[MockConfigEntry]:
    """The box's entry, set up, and unloaded in the end."""
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    yield entry
    if entry.state is ConfigEntryState.LOADED:
        await hass.config_entries.async_unload(entry.entry_id)
    await hass.async_block_till_done()


@pytest.fixture
def until() -> Until:
    """Wait until something is so, for at most a minute of the loop's time."""

    async def until(condition: Callable[[], Any]) -> Any:
        async with asyncio.timeout(60):
            while not (result := condition()):
                await asyncio.sleep(0.05)
        return result

    return until
