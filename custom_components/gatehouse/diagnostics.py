"""What a user may hand over when something does not work, without what is personal or secret.

It is taken out twice: by what it is called, and then by what it is, wherever it stands.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
import re
from typing import Any, Final

from homeassistant.components.diagnostics import REDACTED
from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers.device_registry import DeviceEntry

from .device_registrar import DeviceDetails
from .kind import Runtime
from .kinds import kind_of

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
    _hass: HomeAssistant, entry: ConfigEntry[Runtime]
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
        facts |= entry.runtime_data.diagnostics()
    return _redacted(entry, facts)


async def async_get_device_diagnostics(
    _hass: HomeAssistant, entry: ConfigEntry[Runtime], device: DeviceEntry
) -> dict[str, Any]:
    """Tell what is known of the devices that make one of Home Assistant's."""
    if entry.state is not ConfigEntryState.LOADED:
        return {}
    return _redacted(entry, entry.runtime_data.device_diagnostics(device))


def _redacted(entry: ConfigEntry[Runtime], facts: dict[str, Any]) -> dict[str, Any]:
    """Take out the entry's secrets, wherever they are, and what looks private."""
    rules = kind_of(entry).redaction
    kept = (entry.data, *(subentry.data for subentry in entry.subentries.values()))
    secrets = {str(data[key]) for data in kept for key in rules.secrets if data.get(key)}
    written = map(_written_anyhow, sorted(secrets, key=len, reverse=True))
    private = _Private(
        names=re.compile(f"{_PRIVATE_NAMES}|{rules.names}", re.IGNORECASE),
        values=re.compile("|".join((*written, rules.values, _PRIVATE_VALUES)), re.IGNORECASE),
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
        if isinstance(value, DeviceDetails):
            value = replace(value, name=REDACTED)
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
