"""The flows of all kinds, joined."""

from collections.abc import Mapping
from typing import Any, Final, override

from homeassistant.config_entries import ConfigEntry, ConfigFlowResult, ConfigSubentryFlow, OptionsFlow
from homeassistant.core import callback
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
from homeassistant.helpers.service_info.zeroconf import ZeroconfServiceInfo

from .const import CONF_KIND, DOMAIN, SUBENTRY_LOCK
from .forms import Input
from .gateways.tahoma.flow import TahomaFlow
from .gateways.tahoma.options import TahomaOptionsFlow
from .gateways.the_keys.flow import TheKeysFlow
from .gateways.the_keys.lock_flow import LockFlow

MENU: Final = ["tahoma", "the_keys"]
ANNOUNCED: Final = {"_kizboxdev._tcp.local.": "tahoma"}
OPTIONS: Final[Mapping[str, type[OptionsFlow]]] = {"tahoma": TahomaOptionsFlow}
SUBENTRIES: Final[Mapping[str, dict[str, type[ConfigSubentryFlow]]]] = {"the_keys": {SUBENTRY_LOCK: LockFlow}}


class GatehouseConfigFlow(TahomaFlow, TheKeysFlow, domain=DOMAIN):
    """Begin with the choice of a kind, and go on with the steps of that kind.

    A kind brings `async_step_<kind>`, `async_step_<kind>_reauth` and `async_step_<kind>_reconfigure`, and
    `async_step_<kind>_zeroconf` or `_dhcp` where it is found so. All flows share one class: what is a kind's
    own has the kind in its name, and what it overrides, as `async_remove`, goes on to the other kinds.
    """

    VERSION = 1

    @override
    async def async_step_user(self, _user_input: Input | None = None) -> ConfigFlowResult:
        """Let the user choose a kind."""
        return self.async_show_menu(step_id="user", menu_options=MENU)

    @override
    async def async_step_zeroconf(self, discovery_info: ZeroconfServiceInfo) -> ConfigFlowResult:
        """Take in that a gateway announces itself."""
        return await self._async_step_of_kind(ANNOUNCED[discovery_info.type], "zeroconf", discovery_info)

    @override
    async def async_step_dhcp(self, discovery_info: DhcpServiceInfo) -> ConfigFlowResult:
        """Take in that what may be a gateway has got an address; only one kind is known by that."""
        return await self._async_step_of_kind("tahoma", "dhcp", discovery_info)

    async def async_step_reauth(self, entry_data: Mapping[str, Any]) -> ConfigFlowResult:
        """Ask for what the gateway refuses now."""
        return await self._async_step_of_kind(entry_data[CONF_KIND], "reauth")

    async def async_step_reconfigure(self, _user_input: Input | None = None) -> ConfigFlowResult:
        """Change how the gateway is reached."""
        return await self._async_step_of_kind(self._get_reconfigure_entry().data[CONF_KIND], "reconfigure")

    async def _async_step_of_kind(self, kind: str, step: str, *what: Any) -> ConfigFlowResult:
        result: ConfigFlowResult = await getattr(self, f"async_step_{kind}_{step}")(*what)
        return result

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(
        cls, config_entry: ConfigEntry
    ) -> dict[str, type[ConfigSubentryFlow]]:
        """Tell what can be added to an entry."""
        return SUBENTRIES.get(config_entry.data.get(CONF_KIND, ""), {})

    @classmethod
    @callback
    @override
    def async_supports_options_flow(cls, config_entry: ConfigEntry) -> bool:
        """Tell whether the kind has something to change."""
        return config_entry.data.get(CONF_KIND) in OPTIONS

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> OptionsFlow:
        """Begin to change it."""
        return OPTIONS[config_entry.data[CONF_KIND]]()
