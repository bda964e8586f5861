"""The flows of all kinds, joined."""

from collections.abc import Mapping
from typing import Any, Final, override

from homeassistant.config_entries import ConfigEntry, ConfigFlowResult, OptionsFlow
from homeassistant.core import callback

from .const import CONF_KIND, DOMAIN
from .forms import Input
from .gateways.tahoma.flow import TahomaFlow
from .gateways.tahoma.options import TahomaOptionsFlow

MENU: Final = ["tahoma"]
OPTIONS: Final[Mapping[str, type[OptionsFlow]]] = {"tahoma": TahomaOptionsFlow}


class GatehouseConfigFlow(TahomaFlow, domain=DOMAIN):
    """Begin with the choice of a kind, and go on with the steps of that kind.

    A kind brings `async_step_<kind>`, `async_step_<kind>_reauth` and `async_step_<kind>_reconfigure`.
    """

    VERSION = 1

    @override
    async def async_step_user(self, _user_input: Input | None = None) -> ConfigFlowResult:
        """Let the user choose a kind."""
        return self.async_show_menu(step_id="user", menu_options=MENU)

    async def async_step_reauth(self, entry_data: Mapping[str, Any]) -> ConfigFlowResult:
        """Ask for what the gateway refuses now."""
        return await self._async_step_of_kind(entry_data[CONF_KIND], "reauth")

    async def async_step_reconfigure(self, _user_input: Input | None = None) -> ConfigFlowResult:
        """Change how the gateway is reached."""
        return await self._async_step_of_kind(self._get_reconfigure_entry().data[CONF_KIND], "reconfigure")

    async def _async_step_of_kind(self, kind: str, step: str) -> ConfigFlowResult:
        result: ConfigFlowResult = await getattr(self, f"async_step_{kind}_{step}")()
        return result

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
