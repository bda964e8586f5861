"""A simulated gateway with a lock, and a client of ours."""

from collections.abc import AsyncIterator, Callable
from typing import Any

from aiohttp import ClientSession
from homeassistant.config_entries import ConfigEntryState, ConfigSubentryData
from homeassistant.const import CONF_CODE, CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_USERNAME
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.gatehouse.const import CONF_KIND, DOMAIN
from custom_components.gatehouse.gateways.the_keys import client_factory
from custom_components.gatehouse.gateways.the_keys.api.client import TheKeysClient
from custom_components.gatehouse.gateways.the_keys.api.models import Key
from custom_components.gatehouse.gateways.the_keys.api.signing import Timestamps
from custom_components.gatehouse.gateways.the_keys.const import (
    CONF_GATEWAY,
    CONF_IDENTIFIER,
    CONF_MADE,
    CONF_SHARE,
)
from simulators.clock import Clock
from simulators.the_keys import Home, Lock, Share, TheKeysCloud, TheKeysGateway
from tests.cloud import write_endpoints
from tests.conftest import Until

DOOR, CODE = "46001", "0Ge3uGsPVYwVxLZM"
GARDEN, GARDEN_CODE = "46002", "Zmo1sps2OVyCFtl1"
CODES = {DOOR: CODE, GARDEN: GARDEN_CODE}
KEY = Key(DOOR, CODE)

type Connect = Callable[..., TheKeysClient]
type StateOf = Callable[..., State]
type DeviceOf = Callable[..., dr.DeviceEntry]


@pytest.fixture
def locks() -> list[Lock]:
    """The locks of the home; a test that needs others overrides this."""
    return [Lock(DOOR, "Front door", CODE)]


@pytest.fixture
async def keys_home(locks: list[Lock]) -> Home:
    """The simulated home."""
    return Home(*locks, clock=Clock())


@pytest.fixture
async def gateway(keys_home: Home) -> AsyncIterator[TheKeysGateway]:
    """A running gateway."""
    async with TheKeysGateway(keys_home) as gateway:
        yield gateway


@pytest.fixture
def door(gateway: TheKeysGateway) -> Lock:
    """The lock of the front door."""
    return gateway.locks[DOOR]


@pytest.fixture
async def keys_cloud(gateway: TheKeysGateway, endpoints: dict[str, Any]) -> AsyncIterator[TheKeysCloud]:
    """A running cloud, with the account that owns the home; it knows where the gateway is."""
    gateway.accessory.ip = f"{gateway.host}:{gateway.port}"
    async with TheKeysCloud(gateway.home) as cloud:
        endpoints["the_keys"] = {"cloud": cloud.url}
        write_endpoints(endpoints)
        yield cloud


@pytest.fixture
async def connect() -> AsyncIterator[Connect]:
    """Make clients of a gateway."""
    async with ClientSession() as session:

        def connect(gateway: TheKeysGateway, last: int = 0) -> TheKeysClient:
            timestamps = Timestamps(last, clock=gateway.clock.unix_time)
            return TheKeysClient(session, gateway.host, gateway.port, timestamps)

        yield connect


@pytest.fixture
async def client(gateway: TheKeysGateway, connect: Connect) -> TheKeysClient:
    """A client of the gateway."""
    return connect(gateway)


# In Home Assistant


def entry_of(gateway: TheKeysGateway, cloud: TheKeysCloud | None = None) -> MockConfigEntry:
    """Make the entry of a gateway with all its locks, not set up; with a cloud, its account is kept."""
    data: dict[str, Any] = {CONF_KIND: "the_keys", CONF_HOST: gateway.host, CONF_PORT: gateway.port}
    if cloud is not None:
        data |= {
            CONF_USERNAME: cloud.account.username,
            CONF_PASSWORD: cloud.account.password,
            CONF_GATEWAY: gateway.accessory.identifier,
        }
    return MockConfigEntry(
        domain=DOMAIN,
        title="The Keys",
        unique_id="the_keys-gateway",
        data=data,
        subentries_data=[
            ConfigSubentryData(
                subentry_type="lock",
                title=lock.name,
                unique_id=lock.identifier,
                data={CONF_IDENTIFIER: lock.identifier, CONF_CODE: CODES[lock.identifier]}
                | ({CONF_SHARE: share_of(gateway, lock.identifier).number, CONF_MADE: True} if cloud else {}),
            )
            for lock in gateway.locks.values()
        ],
    )


def share_of(gateway: TheKeysGateway, identifier: str) -> Share:
    """Return the share of a lock that a set-up made."""
    return next(
        share
        for share in gateway.home.shares.values()
        if share.lock == identifier and share.accessory is gateway.accessory
    )


@pytest.fixture
def keys_entry(gateway: TheKeysGateway) -> MockConfigEntry:
    """The entry of the gateway, not set up."""
    return entry_of(gateway)


@pytest.fixture
async def keys_loaded(
    hass: HomeAssistant, keys_entry: MockConfigEntry, clock_of_the_home: None
) -> AsyncIterator[MockConfigEntry]:
    """The entry, set up, and its locks read; unloaded in the end."""
    keys_entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(keys_entry.entry_id)
    await hass.async_block_till_done()
    yield keys_entry
    if keys_entry.state is ConfigEntryState.LOADED:
        await hass.config_entries.async_unload(keys_entry.entry_id)
    await hass.async_block_till_done()


@pytest.fixture
async def known(keys_loaded: MockConfigEntry, state_of: StateOf, until: Until) -> MockConfigEntry:
    """The entry, set up, when the lock was read."""
    await until(lambda: state_of("lock", "lock").state == "locked")
    return keys_loaded


@pytest.fixture
def clock_of_the_home(keys_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Home Assistant and the gateway have the same time."""
    monkeypatch.setattr(client_factory, "time", keys_home.clock.unix_time)


@pytest.fixture
def state_of(hass: HomeAssistant) -> StateOf:
    """Read the state of a lock's entity, or the gateway's."""

    def state_of(platform: str, key: str, device: str = f"the_keys-{DOOR}") -> State:
        entity_id = er.async_get(hass).async_get_entity_id(platform, DOMAIN, f"{device}-{key}")
        assert entity_id is not None, f"no {platform} {device}-{key}"
        state = hass.states.get(entity_id)
        assert state is not None, f"{entity_id} has no state"
        return state

    return state_of


@pytest.fixture
def device_of(hass: HomeAssistant, keys_entry: MockConfigEntry) -> DeviceOf:
    """Find the device of a lock, or the gateway's."""

    def device_of(identifier: str = f"the_keys-{DOOR}") -> dr.DeviceEntry:
        registry = dr.async_get(hass)
        device = registry.async_get_device_by_identifier((DOMAIN, identifier), keys_entry.entry_id)
        assert device is not None, f"no device {identifier}"
        return device

    return device_of


@pytest.fixture
async def unload(hass: HomeAssistant, clock_of_the_home: None) -> AsyncIterator[None]:
    """Unload what a flow has set up."""
    yield
    await hass.async_block_till_done()
    for entry in hass.config_entries.async_loaded_entries(DOMAIN):
        await hass.config_entries.async_unload(entry.entry_id)
