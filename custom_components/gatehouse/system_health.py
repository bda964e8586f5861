"""System health: how many gateways there are, and how many of them can be reached."""

from collections import Counter
from typing import Any

from homeassistant.components import system_health
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback

from .const import CONF_KIND, DOMAIN
from .kinds import KINDS


@callback
def async_register(_hass: HomeAssistant, register: system_health.SystemHealthRegistration) -> None:
    """Register the system health callback."""
    register.async_register_info(_async_info)


async def _async_info(hass: HomeAssistant) -> dict[str, Any]:
    """Return the number of gateways of each kind and of those that are connected."""
    entries = hass.config_entries.async_entries(DOMAIN, include_ignore=False, include_disabled=False)
    present = Counter(entry.data[CONF_KIND] for entry in entries)
    connected = Counter(
        entry.data[CONF_KIND]
        for entry in entries
        if entry.state is ConfigEntryState.LOADED and entry.runtime_data.is_connected
    )
    return {
        key: count
        for kind in KINDS
        if present[kind.name]
        for key, count in (
            (f"{kind.name}_gateways", present[kind.name]),
            (f"{kind.name}_answering", connected[kind.name]),
        )
    }
