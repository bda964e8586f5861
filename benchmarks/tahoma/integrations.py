"""Config entries of Gatehouse and of core's Overkiz integration for the same box."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from benchmarks.home_assistant import loaded_entry

from .box import BoxConfig

GATEHOUSE, OVERKIZ = "gatehouse", "overkiz"
INTEGRATIONS = (OVERKIZ, GATEHOUSE)


def create_entry(domain: str, box: BoxConfig) -> MockConfigEntry:
    """Return the config entry that the config flow of the integration would create."""
    return _create_overkiz_entry(box) if domain == OVERKIZ else _create_gatehouse_entry(box)


@asynccontextmanager
async def loaded_integration(
    hass: HomeAssistant, domain: str, box: BoxConfig, settle_time: float
) -> AsyncIterator[ConfigEntry]:
    """Set up a box with an integration, wait `settle_time` seconds, and remove its entry on exit."""
    entry = create_entry(domain, box)
    entry.add_to_hass(hass)
    async with loaded_entry(hass, entry, settle_time):
        yield entry


def iter_entities(hass: HomeAssistant, entry: ConfigEntry) -> Iterator[tuple[er.RegistryEntry, str]]:
    """Yield the entities of a config entry that have a state, each with the identifier of its device."""
    devices = {
        device.id: identifier
        for device in dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
        for domain, identifier in device.identifiers
        if domain == entry.domain
    }
    for entity in er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id):
        if entity.device_id in devices and hass.states.get(entity.entity_id) is not None:
            yield entity, devices[entity.device_id]


def _create_gatehouse_entry(box: BoxConfig) -> MockConfigEntry:
    return MockConfigEntry(
        domain=GATEHOUSE,
        title="TaHoma",
        unique_id=f"tahoma-{box.pin}",
        data={
            "kind": "tahoma",
            "host": box.host,
            "port": box.port,
            "gateway_pin": box.pin,
            "token": box.token,
        },
    )


def _create_overkiz_entry(box: BoxConfig) -> MockConfigEntry:
    # Overkiz cannot verify the certificate by IP address; by name, each request would cost slightly more.
    return MockConfigEntry(
        domain=OVERKIZ,
        title="Gateway",
        unique_id=box.pin,
        minor_version=2,
        data={
            "hub": "somfy_europe",
            "api_type": "local",
            "host": f"{box.host}:{box.port}",
            "token": box.token,
            "verify_ssl": False,
        },
    )
