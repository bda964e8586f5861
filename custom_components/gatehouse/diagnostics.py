"""Diagnostics downloads, without personal or secret data.

Data is redacted twice: by its name, and by its value wherever it appears.
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
# What a device reports may be nested deeper than JSON can be written.
_MAX_DEPTH: Final = 32
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
    """Return the diagnostics of an entry."""
    data: dict[str, Any] = {
        "entry": {
            "data": entry.data,
            "options": entry.options,
            "state": entry.state.value,
            "reason": entry.error_reason_translation_key,
        }
    }
    if entry.state is ConfigEntryState.LOADED:
        data |= entry.runtime_data.diagnostics()
    return _redact(entry, data)


async def async_get_device_diagnostics(
    _hass: HomeAssistant, entry: ConfigEntry[Runtime], device: DeviceEntry
) -> dict[str, Any]:
    """Return the diagnostics of one device."""
    if entry.state is not ConfigEntryState.LOADED:
        return {}
    return _redact(entry, entry.runtime_data.device_diagnostics(device))


def _redact(entry: ConfigEntry[Runtime], data: dict[str, Any]) -> dict[str, Any]:
    """Redact the entry's secrets, wherever they are, and whatever looks private."""
    rules = kind_of(entry).redaction
    stored = (entry.data, *(subentry.data for subentry in entry.subentries.values()))
    secrets = {str(data[key]) for data in stored for key in rules.secrets if data.get(key)}
    patterns = map(_secret_pattern, sorted(secrets, key=len, reverse=True))
    redactor = _Redactor(
        names=re.compile(f"{_PRIVATE_NAMES}|{rules.names}", re.IGNORECASE),
        values=re.compile("|".join((*patterns, rules.values, _PRIVATE_VALUES)), re.IGNORECASE),
    )
    result: dict[str, Any] = redactor.redact(data)
    return result


def _secret_pattern(secret: str) -> str:
    """Return a pattern that matches a secret with any or no separator."""
    return re.escape(secret).replace(re.escape("-"), r"\W?")


@dataclass(frozen=True, slots=True)
class _Redactor:
    """Replaces private names and values."""

    names: re.Pattern[str]
    values: re.Pattern[str]

    def redact(self, value: Any, depth: int = 0) -> Any:
        """Redact a value at any depth; private values are redacted in keys as well."""
        if isinstance(value, DeviceDetails):
            value = replace(value, name=REDACTED)
        if is_dataclass(value) and not isinstance(value, type):
            value = {field.name: getattr(value, field.name) for field in fields(value)}
        if depth > _MAX_DEPTH and isinstance(value, Mapping | list):
            return _TOO_DEEP
        if isinstance(value, Mapping):
            # Vendors also write `{"name": …, "value": …}`.
            name = value.get("name")
            return {
                self.values.sub(REDACTED, str(key)): REDACTED
                if item not in (None, "")
                and self.names.search(str(name if key == "value" and name is not None else key))
                else self.redact(item, depth + 1)
                for key, item in value.items()
            }
        if isinstance(value, str):
            return self.values.sub(REDACTED, value)
        if isinstance(value, Iterable):
            return [self.redact(item, depth + 1) for item in value]
        return value
