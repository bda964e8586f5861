"""Config flow of Gatehouse, which combines the flows of all kinds."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.config_entries import ConfigEntry, ConfigFlowResult, ConfigSubentryFlow, OptionsFlow
from homeassistant.core import callback
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
from homeassistant.helpers.service_info.zeroconf import ZeroconfServiceInfo

from .const import CONF_KIND, DOMAIN
from .flow_helpers import Input
from .gateways.tahoma.flows.config_flow import TahomaFlow
from .gateways.the_keys.flows.config_flow import TheKeysFlow
from .kinds import KINDS, find_kind, kind_of


class GatehouseConfigFlow(TahomaFlow, TheKeysFlow, domain=DOMAIN):
    """Show a menu of kinds and continue with the steps of the selected kind.

    A kind implements `async_step_<kind>`, `async_step_<kind>_reauth` and `async_step_<kind>_reconfigure`, and
    `async_step_<kind>_zeroconf` or `_dhcp` if it can be discovered. All kinds share one class: the names of
    their attributes contain the kind, and methods that they override, like `async_remove`, call `super()`.
    """

    VERSION = 1

    @override
    async def async_step_user(self, _user_input: Input | None = None) -> ConfigFlowResult:
        """Show the menu of kinds."""
        return self.async_show_menu(step_id="user", menu_options=[kind.name for kind in KINDS])

    @override
    async def async_step_zeroconf(self, discovery_info: ZeroconfServiceInfo) -> ConfigFlowResult:
        """Handle a gateway discovered by zeroconf."""
        kind = next(kind for kind in KINDS if discovery_info.type in kind.zeroconf_types)
        return await self._async_step_of_kind(kind.name, "zeroconf", discovery_info)

    @override
    async def async_step_dhcp(self, discovery_info: DhcpServiceInfo) -> ConfigFlowResult:
        """Handle a device discovered by DHCP; only one kind uses it."""
        kind = next(kind for kind in KINDS if kind.has_dhcp_discovery)
        return await self._async_step_of_kind(kind.name, "dhcp", discovery_info)

    async def async_step_reauth(self, entry_data: Mapping[str, Any]) -> ConfigFlowResult:
        """Reauthenticate an entry."""
        return await self._async_step_of_kind(entry_data[CONF_KIND], "reauth")

    async def async_step_reconfigure(self, _user_input: Input | None = None) -> ConfigFlowResult:
        """Reconfigure an entry."""
        return await self._async_step_of_kind(self._get_reconfigure_entry().data[CONF_KIND], "reconfigure")

    async def _async_step_of_kind(self, kind: str, step: str, *args: Any) -> ConfigFlowResult:
        result: ConfigFlowResult = await getattr(self, f"async_step_{kind}_{step}")(*args)
        return result

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(
        cls, config_entry: ConfigEntry
    ) -> dict[str, type[ConfigSubentryFlow]]:
        """Return the subentry types of the entry's kind."""
        kind = find_kind(config_entry)
        return {} if kind is None else dict(kind.subentry_flows)

    @classmethod
    @callback
    @override
    def async_supports_options_flow(cls, config_entry: ConfigEntry) -> bool:
        """Return whether the entry's kind has an options flow."""
        kind = find_kind(config_entry)
        return kind is not None and kind.options_flow is not None

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> OptionsFlow:
        """Return the options flow of the entry's kind."""
        options_flow = kind_of(config_entry).options_flow
        assert options_flow is not None  # noqa: S101 - see async_supports_options_flow
        return options_flow()
