"""What a user may hand over when something does not work, without what is personal or secret.

It is taken out twice: by what it is called, and then by what it is, wherever it stands.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
import re
from typing import Any, Final

from homeassistant.components.diagnostics import REDACTED
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers.device_registry import DeviceEntry

from .const import CONF_KIND, DOMAIN
from .coordinator import DeviceDetails, GatehouseConfigEntry
from .kinds import KINDS

_PRIVATE_NAMES: Final = (
    r"^(host|hostname|title|label|name_by_user|owner|server)$"
    r"|token|password|secret|uuid|username|e-?mail|phone|serial|ssid|IPv[46]|Mac_?Address|Latitude|Longitude"
)
# What a device reports may be nested deeper than can be written down.
_DEEPEST: Final = 32
_TOO_DEEP: Final = "…"
_PRIVATE_VALUES: Final = (
    r"(?<![\w.+-])[\w.+-]{1,64}@[\w.-]{1,253}"  # an e-mail address
    r"|\b\d{1,3}(?:\.\d{1,3}){3}\b"  # an IPv4 address
    r"|(?<![\w:])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{1,4}(?![\w:])"  # an IPv6 address, or a MAC address
    r"|\b(?:[0-9a-f]{2}-?){5}[0-9a-f]{2}\b"  # a MAC address
)


async def async_get_config_entry_diagnostics(
    _hass: HomeAssistant, entry: GatehouseConfigEntry
) -> dict[str, Any]:
    """Tell what is known of a gateway and its devices."""
    facts: dict[str, Any] = {
        "entry": {
            "data": entry.data,
            "options": entry.options,
            "state": entry.state.value,
            "reason": entry.error_reason_translation_key,
        }
    }
    if entry.state is ConfigEntryState.LOADED:
        coordinator = entry.runtime_data
        error = coordinator.last_exception
        facts["coordinator"] = {
            "last_update_success": coordinator.last_update_success,
            "last_error": getattr(error, "translation_key", None) or (error and type(error).__name__),
            "hub": _unnamed(coordinator.hub),
        }
        facts["devices"] = list(coordinator.data.values())
    return _redacted(entry, facts)


async def async_get_device_diagnostics(
    _hass: HomeAssistant, entry: GatehouseConfigEntry, device: DeviceEntry
) -> dict[str, Any]:
    """Tell what is known of the devices that make one of Home Assistant's."""
    if entry.state is not ConfigEntryState.LOADED:
        return {}
    identifiers = {identifier for domain, identifier in device.identifiers if domain == DOMAIN}
    coordinator = entry.runtime_data
    parts = [
        part for part in coordinator.data.values() if coordinator.details(part).identifier in identifiers
    ]
    details = [_unnamed(coordinator.details(part)) for part in parts]
    return _redacted(entry, {"details": details, "devices": parts})


def _unnamed(details: DeviceDetails) -> DeviceDetails:
    return replace(details, name=REDACTED)


def _redacted(entry: GatehouseConfigEntry, facts: dict[str, Any]) -> dict[str, Any]:
    """Take out the entry's secrets, wherever they are, and what looks private."""
    privacy = KINDS[entry.data[CONF_KIND]].privacy
    kept = (entry.data, *(subentry.data for subentry in entry.subentries.values()))
    secrets = {str(data[key]) for data in kept for key in privacy.secrets if data.get(key)}
    written = map(_written_anyhow, sorted(secrets, key=len, reverse=True))
    private = _Private(
        names=re.compile(f"{_PRIVATE_NAMES}|{privacy.names}", re.IGNORECASE),
        values=re.compile("|".join((*written, privacy.values, _PRIVATE_VALUES)), re.IGNORECASE),
    )
    result: dict[str, Any] = private.taken_out_of(facts)
    return result


def _written_anyhow(secret: str) -> str:
    return re.escape(secret).replace(re.escape("-"), r"\W?")


@dataclass(frozen=True, slots=True)
class _Private:
    names: re.Pattern[str]
    values: re.Pattern[str]

    def taken_out_of(self, value: Any, depth: int = 0) -> Any:
        """Take out what is private, at any depth, also where it is the name of something."""
        if is_dataclass(value) and not isinstance(value, type):
            value = {field.name: getattr(value, field.name) for field in fields(value)}
        if depth > _DEEPEST and isinstance(value, Mapping | list):
            return _TOO_DEEP
        if isinstance(value, Mapping):
            # Vendors also write `{"name": …, "value": …}`.
            named = value.get("name")
            return {
                self.values.sub(REDACTED, str(key)): REDACTED
                if item not in (None, "")
                and self.names.search(str(named if key == "value" and named is not None else key))
                else self.taken_out_of(item, depth + 1)
                for key, item in value.items()
            }
        if isinstance(value, str):
            return self.values.sub(REDACTED, value)
        if isinstance(value, Iterable):
            return [self.taken_out_of(item, depth + 1) for item in value]
        return value
