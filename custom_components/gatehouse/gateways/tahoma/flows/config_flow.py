"""The steps that set up a TaHoma box."""

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

from ....addresses import parse_address
from ....const import CONF_KIND
from ....errors import GatehouseError
from ....flow_helpers import SECRET, TEXT, Input, async_ask
from ..account import (
    ACCOUNT_SCHEMA,
    CONF_SERVER,
    CONF_TOKEN_UUID,
    account_problems,
    async_new_token,
    async_offer_token_removal,
)
from ..api.tls import PIN
from ..const import CONF_GATEWAY_PIN
from ..coordinator import TahomaCoordinator
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
    """Set up a box with a token from the vendor's app, or one that the user's account makes."""

    _tahoma_announced: Mapping[str, Any]
    _tahoma_removed = False

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        # A form that is submitted twice makes one token.
        self._tahoma_making = asyncio.Lock()

    async def async_step_tahoma(self, _user_input: Input | None = None) -> ConfigFlowResult:
        """Let the user choose where the token comes from."""
        return self.async_show_menu(step_id="tahoma", menu_options=["tahoma_local", "tahoma_account"])

    async def async_step_tahoma_local(self, user_input: Input | None = None) -> ConfigFlowResult:
        """Set up a box with a token from the app."""
        return await async_ask(
            self,
            "tahoma_local",
            LOCAL_SCHEMA,
            user_input,
            self._async_tahoma_add_local,
            suggested=self._tahoma_discovered(),
        )

    async def _async_tahoma_add_local(self, user_input: Input) -> ConfigFlowResult:
        host, port = parse_address(user_input[CONF_HOST], user_input[CONF_PORT])
        token = parse_token(user_input[CONF_TOKEN])
        if user_input.get(CONF_GATEWAY_PIN):
            pin = parse_pin(user_input[CONF_GATEWAY_PIN])
        else:
            pin = await async_find_pin(self.hass, host, port)
        await self._async_tahoma_claim(pin)
        return await self._async_tahoma_add(_data(host, port, pin, token))

    async def async_step_tahoma_account(self, user_input: Input | None = None) -> ConfigFlowResult:
        """Set up a box with a token that the user's account makes."""
        return await async_ask(
            self,
            "tahoma_account",
            NEW_TOKEN_SCHEMA,
            user_input,
            self._async_tahoma_add_with_account,
            suggested=self._tahoma_discovered(),
        )

    async def _async_tahoma_add_with_account(self, user_input: Input) -> ConfigFlowResult:
        pin = parse_pin(user_input[CONF_GATEWAY_PIN])
        host, port = parse_address(user_input.get(CONF_HOST) or f"gateway-{pin}.local", user_input[CONF_PORT])
        await self._async_tahoma_claim(pin)
        # Before anything is made in the cloud, the box must be there and be this one.
        await async_reach(self.hass, host, port, pin)
        with account_problems():
            async with self._tahoma_making, async_new_token(self.hass, user_input, pin) as new:
                data = {**_data(host, port, pin, new[CONF_TOKEN]), **new}
                await self._async_tahoma_verify_patiently(data)
                if self._tahoma_removed:
                    raise AbortFlow("dialog_closed")
        return self._tahoma_create_entry(data)

    @callback
    def async_remove(self) -> None:
        """Note that the dialog is closed: a step that is under way goes on."""
        super().async_remove()
        self._tahoma_removed = True

    async def _async_tahoma_verify_patiently(self, data: Input) -> None:
        """Wait for the box to hear of its new token from the cloud."""
        for _ in range(_NEW_TOKEN_ATTEMPTS):
            try:
                await async_verify(self.hass, data)
            except GatehouseError as error:
                if CONF_TOKEN not in error.fields:
                    raise
            else:
                return
            await asyncio.sleep(_NEW_TOKEN_INTERVAL)
        raise GatehouseError("new_token_not_accepted")

    async def _async_tahoma_claim(self, pin: str) -> None:
        await self.async_set_unique_id(f"{KIND}-{pin}", raise_on_progress=False)
        self._abort_if_unique_id_configured()
        self.context.pop("discovery_key", None)
        for flow in self._async_in_progress():
            if flow["context"].get("unique_id") == self.unique_id and "discovery_key" in flow["context"]:
                # A box that is deleted is offered again where the entry knows how it was found.
                self.context["discovery_key"] = flow["context"]["discovery_key"]

    async def _async_tahoma_add(self, data: Input) -> ConfigFlowResult:
        await async_verify(self.hass, data)
        return self._tahoma_create_entry(data)

    def _tahoma_create_entry(self, data: Input) -> ConfigFlowResult:
        """Name a box, also after its pin where it is not the first one."""
        is_first = all(entry.data.get(CONF_KIND) != KIND for entry in self._async_current_entries())
        pin = data[CONF_GATEWAY_PIN]
        return self.async_create_entry(title="TaHoma" if is_first else f"TaHoma {pin[-4:]}", data=data)

    # Discovery

    async def async_step_tahoma_zeroconf(self, discovery_info: ZeroconfServiceInfo) -> ConfigFlowResult:
        """Take in that a box with developer mode announces itself."""
        pin = discovery_info.properties.get("gateway_pin")
        if not isinstance(pin, str) or not PIN.fullmatch(pin):
            return self.async_abort(reason="no_gateway_pin")
        # An address of the link alone is of no use without the name of a network card.
        addresses = [address for address in discovery_info.ip_addresses if not address.is_link_local]
        if not addresses:
            return self.async_abort(reason="no_address")
        host = str(min(addresses, key=lambda address: address.version))
        port = discovery_info.port or DEFAULT_PORT
        entry = await self.async_set_unique_id(f"{KIND}-{pin}")
        await self._async_tahoma_abort_if_known(entry, host, port)
        if self._tahoma_is_in_overkiz(pin):
            return self.async_abort(reason="set_up_in_overkiz")
        self._tahoma_announced = {CONF_HOST: host, CONF_PORT: port, CONF_GATEWAY_PIN: pin}
        # The manual steps find the address here, too.
        self.context["title_placeholders"] = {
            CONF_NAME: f"TaHoma {pin}",
            **{key: str(value) for key, value in self._tahoma_announced.items()},
        }
        return await self.async_step_tahoma_confirm()

    async def async_step_tahoma_confirm(self, user_input: Input | None = None) -> ConfigFlowResult:
        """Set up a box that announced itself, with a token from the app."""
        return await async_ask(
            self,
            "tahoma_confirm",
            TOKEN_SCHEMA,
            user_input,
            self._async_tahoma_add_announced,
            placeholders={key: str(value) for key, value in self._tahoma_announced.items()},
        )

    async def _async_tahoma_add_announced(self, user_input: Input) -> ConfigFlowResult:
        token = parse_token(user_input[CONF_TOKEN])
        return await self._async_tahoma_add({CONF_KIND: KIND, **self._tahoma_announced, CONF_TOKEN: token})

    async def async_step_tahoma_dhcp(self, discovery_info: DhcpServiceInfo) -> ConfigFlowResult:
        """Take in that a box has got an address; one that is not known will announce itself if it may."""
        if pin := PIN.search(discovery_info.hostname):
            entry = await self.async_set_unique_id(f"{KIND}-{pin[0]}")
            if entry is not None:
                await self._async_tahoma_abort_if_known(
                    entry, discovery_info.ip, entry.data.get(CONF_PORT, DEFAULT_PORT)
                )
        return self.async_abort(reason="not_announced")

    async def _async_tahoma_abort_if_known(self, entry: ConfigEntry | None, host: str, port: int) -> None:
        """Let a box that is set up already be looked for there, without a reload if it is loaded.

        Anybody may announce anything: one that is not loaded takes no address where it does not prove itself.
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

    def _tahoma_discovered(self) -> dict[str, Any]:
        """Return the address of a box that announced itself and waits to be set up."""
        for flow in self._async_in_progress():
            found = flow["context"].get("title_placeholders", {})
            if flow["context"]["source"] == SOURCE_ZEROCONF and CONF_GATEWAY_PIN in found:
                return {**found, CONF_PORT: int(found[CONF_PORT])}
        return {}

    # What is set up already

    async def async_step_tahoma_reauth(self, user_input: Input | None = None) -> ConfigFlowResult:
        """Take a new token for a box that refuses the old one."""
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
        return self.async_update_reload_and_abort(entry, data=data)

    async def async_step_tahoma_reconfigure(self, user_input: Input | None = None) -> ConfigFlowResult:
        """Change the address of a box, or its token."""
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
        return self.async_update_reload_and_abort(entry, data=data)


def _data(host: str, port: int, pin: str, token: str) -> Input:
    return {CONF_KIND: KIND, CONF_HOST: host, CONF_PORT: port, CONF_GATEWAY_PIN: pin, CONF_TOKEN: token}


def _with_token(data: Mapping[str, Any], token: str) -> Input:
    """Replace the token; which one in the cloud's list the new one is is not known."""
    if token == data[CONF_TOKEN]:
        return dict(data)
    kept = {key: value for key, value in data.items() if key not in (CONF_SERVER, CONF_TOKEN_UUID)}
    return {**kept, CONF_TOKEN: token}
