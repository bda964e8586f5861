"""The config flow of a TaHoma box."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from homeassistant.config_entries import (
    SOURCE_IGNORE,
    SOURCE_ZEROCONF,
    ConfigEntry,
    ConfigEntryState,
    ConfigFlow,
    ConfigFlowResult,
)
from homeassistant.const import CONF_HOST, CONF_NAME, CONF_PORT, CONF_TOKEN
from homeassistant.core import callback
from homeassistant.data_entry_flow import AbortFlow
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
from homeassistant.helpers.service_info.zeroconf import ZeroconfServiceInfo
import voluptuous as vol

from ....const import CONF_KIND
from ....errors import GatehouseError, translated_errors
from ....flow_helpers import SECRET, TEXT, Input, async_ask, async_update_entry_and_abort, parse_address
from ..account import (
    ACCOUNT_SCHEMA,
    CONF_SERVER,
    CONF_TOKEN_UUID,
    async_new_token,
    async_offer_token_removal,
)
from ..api.tls import PIN
from ..const import CONF_GATEWAY_PIN
from ..coordinator import TahomaCoordinator
from ..error_translation import translate_cloud_error
from .validation import DEFAULT_PORT, async_find_pin, async_reach, async_verify, parse_pin, parse_token

KIND: Final = "tahoma"

_NEW_TOKEN_ATTEMPTS: Final = 10
_NEW_TOKEN_INTERVAL: Final = 1.0

_PORT: Final[dict[vol.Marker, Any]] = {vol.Required(CONF_PORT, default=DEFAULT_PORT): cv.port}

TOKEN_SCHEMA: Final = vol.Schema({vol.Required(CONF_TOKEN): SECRET})
LOCAL_SCHEMA: Final = vol.Schema(
    {
        vol.Required(CONF_HOST): TEXT,
        **_PORT,
        vol.Required(CONF_TOKEN): SECRET,
        vol.Optional(CONF_GATEWAY_PIN): TEXT,
    }
)
NEW_TOKEN_SCHEMA: Final = ACCOUNT_SCHEMA.extend(
    {vol.Required(CONF_GATEWAY_PIN): TEXT, vol.Optional(CONF_HOST): TEXT, **_PORT}
)
RECONFIGURE_SCHEMA: Final = vol.Schema(
    {vol.Required(CONF_HOST): TEXT, **_PORT, vol.Optional(CONF_TOKEN): SECRET}
)


class TahomaFlow(ConfigFlow):
    """Set up a box with a token from the TaHoma app or one created with the Somfy account."""

    _tahoma_discovery: Mapping[str, Any]
    _tahoma_removed = False

    def __init__(self) -> None:
        """Initialize the flow."""
        super().__init__()
        # A form that is submitted twice creates only one token.
        self._tahoma_token_lock = asyncio.Lock()

    async def async_step_tahoma(self, _user_input: Input | None = None) -> ConfigFlowResult:
        """Show how to get the token."""
        return self.async_show_menu(step_id="tahoma", menu_options=["tahoma_local", "tahoma_account"])

    async def async_step_tahoma_local(self, user_input: Input | None = None) -> ConfigFlowResult:
        """Set up a box with a token from the app."""
        return await async_ask(
            self,
            "tahoma_local",
            LOCAL_SCHEMA,
            user_input,
            self._async_tahoma_add_local,
            suggested=self._tahoma_suggested_address(),
        )

    async def _async_tahoma_add_local(self, user_input: Input) -> ConfigFlowResult:
        host, port = parse_address(user_input[CONF_HOST], user_input[CONF_PORT])
        token = parse_token(user_input[CONF_TOKEN])
        if user_input.get(CONF_GATEWAY_PIN):
            pin = parse_pin(user_input[CONF_GATEWAY_PIN])
        else:
            pin = await async_find_pin(self.hass, host, port)
        await self._async_tahoma_set_unique_id(pin)
        return await self._async_tahoma_add(_data(host, port, pin, token))

    async def async_step_tahoma_account(self, user_input: Input | None = None) -> ConfigFlowResult:
        """Set up a box with a token created with the Somfy account."""
        return await async_ask(
            self,
            "tahoma_account",
            NEW_TOKEN_SCHEMA,
            user_input,
            self._async_tahoma_add_with_account,
            suggested=self._tahoma_suggested_address(),
        )

    async def _async_tahoma_add_with_account(self, user_input: Input) -> ConfigFlowResult:
        pin = parse_pin(user_input[CONF_GATEWAY_PIN])
        host, port = parse_address(user_input.get(CONF_HOST) or f"gateway-{pin}.local", user_input[CONF_PORT])
        await self._async_tahoma_set_unique_id(pin)
        # The box has to be reachable and the right one before a token is created in the cloud.
        await async_reach(self.hass, host, port, pin)
        with translated_errors(translate_cloud_error):
            async with self._tahoma_token_lock, async_new_token(self.hass, user_input, pin) as token_data:
                data = {**_data(host, port, pin, token_data[CONF_TOKEN]), **token_data}
                await self._async_tahoma_verify_new_token(data)
                if self._tahoma_removed:
                    raise AbortFlow("tahoma_dialog_closed")
        return self._tahoma_create_entry(data)

    @callback
    def async_remove(self) -> None:
        """Note that the dialog was closed; a step in progress continues."""
        super().async_remove()
        self._tahoma_removed = True

    async def _async_tahoma_verify_new_token(self, data: Input) -> None:
        """Wait until the box accepts the new token, which it gets from the cloud."""
        for _ in range(_NEW_TOKEN_ATTEMPTS):
            try:
                await async_verify(self.hass, data)
            except GatehouseError as error:
                if CONF_TOKEN not in error.fields:
                    raise
            else:
                return
            await asyncio.sleep(_NEW_TOKEN_INTERVAL)
        raise GatehouseError("tahoma_new_token_not_accepted")

    async def _async_tahoma_set_unique_id(self, pin: str) -> None:
        await self.async_set_unique_id(f"{KIND}-{pin}", raise_on_progress=False)
        self._abort_if_unique_id_configured()
        self.context.pop("discovery_key", None)
        for flow in self._async_in_progress():
            if flow["context"].get("unique_id") == self.unique_id and "discovery_key" in flow["context"]:
                # Home Assistant offers a deleted box again if its entry has the discovery key.
                self.context["discovery_key"] = flow["context"]["discovery_key"]

    async def _async_tahoma_add(self, data: Input) -> ConfigFlowResult:
        await async_verify(self.hass, data)
        return self._tahoma_create_entry(data)

    def _tahoma_create_entry(self, data: Input) -> ConfigFlowResult:
        """Create the entry; its title has the end of the PIN if the box is not the first one."""
        is_first = all(entry.data.get(CONF_KIND) != KIND for entry in self._async_current_entries())
        pin = data[CONF_GATEWAY_PIN]
        return self.async_create_entry(title="TaHoma" if is_first else f"TaHoma {pin[-4:]}", data=data)

    # Discovery

    async def async_step_tahoma_zeroconf(self, discovery_info: ZeroconfServiceInfo) -> ConfigFlowResult:
        """Handle a box with developer mode that was discovered by zeroconf."""
        pin = discovery_info.properties.get("gateway_pin")
        if not isinstance(pin, str) or not PIN.fullmatch(pin):
            return self.async_abort(reason="tahoma_no_gateway_pin")
        # A link-local address cannot be used without the network interface.
        addresses = [address for address in discovery_info.ip_addresses if not address.is_link_local]
        if not addresses:
            return self.async_abort(reason="tahoma_no_address")
        host = str(min(addresses, key=lambda address: address.version))
        port = discovery_info.port or DEFAULT_PORT
        entry = await self.async_set_unique_id(f"{KIND}-{pin}")
        await self._async_tahoma_abort_if_known(entry, host, port)
        if self._tahoma_is_in_overkiz(pin):
            return self.async_abort(reason="tahoma_set_up_in_overkiz")
        self._tahoma_discovery = {CONF_HOST: host, CONF_PORT: port, CONF_GATEWAY_PIN: pin}
        # The manual steps suggest the address from here.
        self.context["title_placeholders"] = {
            CONF_NAME: f"TaHoma {pin}",
            **{key: str(value) for key, value in self._tahoma_discovery.items()},
        }
        return await self.async_step_tahoma_confirm()

    async def async_step_tahoma_confirm(self, user_input: Input | None = None) -> ConfigFlowResult:
        """Set up a discovered box with a token from the app."""
        return await async_ask(
            self,
            "tahoma_confirm",
            TOKEN_SCHEMA,
            user_input,
            self._async_tahoma_add_discovered,
            placeholders={key: str(value) for key, value in self._tahoma_discovery.items()},
        )

    async def _async_tahoma_add_discovered(self, user_input: Input) -> ConfigFlowResult:
        token = parse_token(user_input[CONF_TOKEN])
        return await self._async_tahoma_add({CONF_KIND: KIND, **self._tahoma_discovery, CONF_TOKEN: token})

    async def async_step_tahoma_dhcp(self, discovery_info: DhcpServiceInfo) -> ConfigFlowResult:
        """Update the address of a known box; a new one is discovered by zeroconf."""
        if pin := PIN.search(discovery_info.hostname):
            entry = await self.async_set_unique_id(f"{KIND}-{pin[0]}")
            if entry is not None:
                await self._async_tahoma_abort_if_known(
                    entry, discovery_info.ip, entry.data.get(CONF_PORT, DEFAULT_PORT)
                )
        return self.async_abort(reason="tahoma_not_discovered")

    async def _async_tahoma_abort_if_known(self, entry: ConfigEntry | None, host: str, port: int) -> None:
        """Abort if the box is set up, and update its address, without a reload if it is loaded.

        Discovery is not authenticated: the address of an entry that is not loaded is only updated if the box
        proves its identity there.
        """
        if entry is None:
            return
        if entry.state is ConfigEntryState.LOADED and isinstance(entry.runtime_data, TahomaCoordinator):
            entry.runtime_data.async_announced(host, port)
            raise AbortFlow("already_configured")
        if entry.source == SOURCE_IGNORE:
            raise AbortFlow("already_configured")
        try:
            await async_reach(self.hass, host, port, entry.data[CONF_GATEWAY_PIN])
        except GatehouseError:
            raise AbortFlow("already_configured") from None
        self._abort_if_unique_id_configured({CONF_HOST: host, CONF_PORT: port})

    def _tahoma_is_in_overkiz(self, pin: str) -> bool:
        entry = self.hass.config_entries.async_entry_for_domain_unique_id("overkiz", pin)
        return entry is not None and entry.source != SOURCE_IGNORE

    def _tahoma_suggested_address(self) -> dict[str, Any]:
        """Return the address of a discovered box that is not set up yet."""
        for flow in self._async_in_progress():
            found = flow["context"].get("title_placeholders", {})
            if flow["context"]["source"] == SOURCE_ZEROCONF and CONF_GATEWAY_PIN in found:
                return {**found, CONF_PORT: int(found[CONF_PORT])}
        return {}

    # Reauthentication and reconfiguration

    async def async_step_tahoma_reauth(self, user_input: Input | None = None) -> ConfigFlowResult:
        """Ask for a new token after the box rejected the stored one."""
        return await async_ask(
            self,
            "tahoma_reauth",
            TOKEN_SCHEMA,
            user_input,
            self._async_tahoma_replace_token,
            placeholders={CONF_NAME: self._get_reauth_entry().title},
        )

    async def _async_tahoma_replace_token(self, user_input: Input) -> ConfigFlowResult:
        entry = self._get_reauth_entry()
        data = _with_token(entry.data, parse_token(user_input[CONF_TOKEN]))
        await async_verify(self.hass, data)
        if CONF_TOKEN_UUID not in data:
            async_offer_token_removal(self.hass, entry)
        return async_update_entry_and_abort(self, entry, data)

    async def async_step_tahoma_reconfigure(self, user_input: Input | None = None) -> ConfigFlowResult:
        """Change the address or the token of a box."""
        data = self._get_reconfigure_entry().data
        return await async_ask(
            self,
            "tahoma_reconfigure",
            RECONFIGURE_SCHEMA,
            user_input,
            self._async_tahoma_reconfigure,
            suggested={CONF_HOST: data[CONF_HOST], CONF_PORT: data[CONF_PORT]},
            placeholders={CONF_NAME: self._get_reconfigure_entry().title},
        )

    async def _async_tahoma_reconfigure(self, user_input: Input) -> ConfigFlowResult:
        entry = self._get_reconfigure_entry()
        host, port = parse_address(user_input[CONF_HOST], user_input[CONF_PORT])
        data = {**entry.data, CONF_HOST: host, CONF_PORT: port}
        if user_input.get(CONF_TOKEN):
            data = _with_token(data, parse_token(user_input[CONF_TOKEN]))
        await async_verify(self.hass, data)
        if CONF_TOKEN_UUID not in data:
            async_offer_token_removal(self.hass, entry)
        return async_update_entry_and_abort(self, entry, data)


def _data(host: str, port: int, pin: str, token: str) -> Input:
    return {CONF_KIND: KIND, CONF_HOST: host, CONF_PORT: port, CONF_GATEWAY_PIN: pin, CONF_TOKEN: token}


def _with_token(data: Mapping[str, Any], token: str) -> Input:
    """Return the data with another token, whose UUID in the cloud is unknown."""
    if token == data[CONF_TOKEN]:
        return dict(data)
    kept = {key: value for key, value in data.items() if key not in (CONF_SERVER, CONF_TOKEN_UUID)}
    return {**kept, CONF_TOKEN: token}
