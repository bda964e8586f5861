"""What a kind is: everything that shared code needs to know of one type of gateway."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from homeassistant.components.repairs import RepairsFlow
from homeassistant.config_entries import ConfigEntry, ConfigSubentryFlow, OptionsFlow
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.device_registry import DeviceEntry

from .descriptions import GatehouseDescription
from .redaction import RedactionRules

type SetUpEntry = Callable[[HomeAssistant, ConfigEntry[Any], Sequence[Platform]], Awaitable[None]]
type RemoveEntry = Callable[[HomeAssistant, ConfigEntry[Any]], Awaitable[None]]
type CreateFixFlow = Callable[[str, dict[str, Any] | None], RepairsFlow | None]


class Runtime(Protocol):
    """What the set-up of an entry leaves in `entry.runtime_data`, whatever its kind."""

    @property
    def is_connected(self) -> bool:
        """Whether the gateway can be reached."""

    def owns_device(self, device: DeviceEntry) -> bool:
        """Return whether the entry still has this device, so that the user cannot delete it."""

    def diagnostics(self) -> dict[str, Any]:
        """Return what a diagnostics download contains, before redaction."""

    def device_diagnostics(self, device: DeviceEntry) -> dict[str, Any]:
        """Return what the diagnostics download of one device contains, before redaction."""


async def _async_do_nothing(_hass: HomeAssistant, _entry: ConfigEntry[Any]) -> None:
    """Remove nothing more than Home Assistant does."""


def _register_no_services(_hass: HomeAssistant) -> None:
    """Register nothing, for a kind without actions."""


def _create_no_fix_flow(_issue_id: str, _data: dict[str, Any] | None) -> RepairsFlow | None:
    """Return None, for a kind without fixable issues."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A type of gateway.

    `name` is stored in the entry's data and prefixes steps, texts and unique IDs. `async_setup_entry` gets
    the platforms to forward and leaves a `Runtime` in `entry.runtime_data`. `async_remove_entry` removes what
    the entry stored and offers to delete what it created in a cloud. `create_fix_flow` returns None for
    issues of other kinds. The zeroconf types and DHCP select the kind's discovery steps.
    """

    name: str
    async_setup_entry: SetUpEntry
    redaction: RedactionRules
    descriptions: Mapping[Platform, Sequence[GatehouseDescription[Any]]] = field(default_factory=dict)
    async_remove_entry: RemoveEntry = _async_do_nothing
    async_register_services: Callable[[HomeAssistant], None] = _register_no_services
    create_fix_flow: CreateFixFlow = _create_no_fix_flow
    options_flow: type[OptionsFlow] | None = None
    subentry_flows: Mapping[str, type[ConfigSubentryFlow]] = field(default_factory=dict)
    zeroconf_types: Sequence[str] = ()
    has_dhcp_discovery: bool = False

    @property
    def platforms(self) -> list[Platform]:
        """The platforms that the kind has entities of."""
        return list(self.descriptions)
