"""Gatehouse and core's Overkiz, set up for the same box."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from benchmarks.home_assistant import running_entry

from .box import Address

OURS, CORES = "gatehouse", "overkiz"
INTEGRATIONS = (CORES, OURS)


def add_entry(hass: HomeAssistant, domain: str, box: Address) -> ConfigEntry:
    """Add the entry that the integration's own flow would make, not set up."""
    entry = _core_entry(box) if domain == CORES else _our_entry(box)
    entry.add_to_hass(hass)
    return entry


@asynccontextmanager
async def running(
    hass: HomeAssistant, domain: str, box: Address, settle: float
) -> AsyncIterator[ConfigEntry]:
    """Have a box set up by an integration, and left alone for some seconds."""
    async with running_entry(hass, add_entry(hass, domain, box), settle) as entry:
        yield entry


def entities(hass: HomeAssistant, entry: ConfigEntry) -> Iterator[tuple[er.RegistryEntry, str]]:
    """Return an entry's entities that have a state, each with the box's URL of the device it belongs to."""
    devices = {
        device.id: identifier
        for device in dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
        for domain, identifier in device.identifiers
        if domain == entry.domain
    }
    for entity in er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id):
        if entity.device_id in devices and hass.states.get(entity.entity_id) is not None:
            yield entity, devices[entity.device_id]


def _our_entry(box: Address) -> MockConfigEntry:
    return MockConfigEntry(
        domain=OURS,
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


def _core_entry(box: Address) -> MockConfigEntry:
    # By address it cannot verify the certificate; with a name it would do a little more work at each contact.
    return MockConfigEntry(
        domain=CORES,
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
