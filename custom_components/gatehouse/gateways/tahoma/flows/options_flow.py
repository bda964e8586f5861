"""The options flow of a TaHoma box: its tokens, and the travel times of its one-way motors."""

from typing import Any, Final

from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult, OptionsFlow
from homeassistant.helpers.selector import (
    BooleanSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)
import voluptuous as vol

from ....errors import GatehouseError, translated_errors
from ....flow_helpers import Input, async_ask
from ..account import (
    ACCOUNT_SCHEMA,
    CONF_SERVER,
    CONF_TOKEN_UUID,
    LABEL,
    async_sign_in,
)
from ..api.cloud import TahomaCloud, TokenInfo
from ..const import CONF_CLOSING_TIME, CONF_GATEWAY_PIN, CONF_OPENING_TIME, CONF_TRAVEL_TIMES
from ..error_translation import translate_cloud_error

CONF_COVER: Final = "cover"
CONF_TOKENS: Final = "tokens"
CONF_TOKEN_IN_USE: Final = "token_in_use"  # noqa: S105 - a name
CONF_OPENING_SECONDS: Final = "opening_time"
CONF_CLOSING_SECONDS: Final = "closing_time"

_MAX_SECONDS: Final = 300
_SECONDS: Final = NumberSelector(
    NumberSelectorConfig(
        min=0, max=_MAX_SECONDS, step="any", mode=NumberSelectorMode.BOX, unit_of_measurement="s"
    )
)
TRAVEL_TIMES_SCHEMA: Final = vol.Schema(
    {vol.Optional(CONF_OPENING_SECONDS): _SECONDS, vol.Optional(CONF_CLOSING_SECONDS): _SECONDS}
)
_COMMAND_PAIRS: Final = ({"open", "close"}, {"up", "down"}, {"deploy", "undeploy"})


class TahomaOptionsFlow(OptionsFlow):
    """Delete tokens and set travel times."""

    _cloud: TahomaCloud
    _tokens: tuple[TokenInfo, ...]
    _cover: str
    _cover_name: str

    async def async_step_init(self, _user_input: Input | None = None) -> ConfigFlowResult:
        """Show the menu, with travel times only if a cover needs them."""
        options = ["tahoma_travel_times", "tahoma_tokens"]
        return self.async_show_menu(step_id="init", menu_options=options if self._covers() else options[1:])

    # Tokens

    async def async_step_tahoma_tokens(self, user_input: Input | None = None) -> ConfigFlowResult:
        """Sign in to the account that the box belongs to."""
        return await async_ask(
            self,
            "tahoma_tokens",
            ACCOUNT_SCHEMA,
            user_input,
            self._async_sign_in,
            suggested=self.config_entry.data,
        )

    async def _async_sign_in(self, user_input: Input) -> ConfigFlowResult:
        with translated_errors(translate_cloud_error):
            self._cloud = await async_sign_in(self.hass, user_input)
            tokens = await self._cloud.tokens(self._pin)
        self._tokens = tuple(token for token in tokens if token.label.startswith(LABEL))
        if not self._tokens:
            return self.async_abort(reason="tahoma_no_tokens")
        return await self.async_step_tahoma_tokens_delete()

    async def async_step_tahoma_tokens_delete(self, user_input: Input | None = None) -> ConfigFlowResult:
        """Show the tokens to delete."""
        in_use = self.config_entry.data.get(CONF_TOKEN_UUID)
        choices = [
            SelectOptionDict(
                value=token.uuid, label=f"{'★ ' if token.uuid == in_use else ''}{token.label} · {token.uuid}"
            )
            for token in self._tokens
        ]
        schema = vol.Schema(
            {
                vol.Required(CONF_TOKENS): SelectSelector(
                    SelectSelectorConfig(options=choices, multiple=True, mode=SelectSelectorMode.LIST)
                ),
                vol.Optional(CONF_TOKEN_IN_USE, default=False): BooleanSelector(),
            }
        )
        return await async_ask(self, "tahoma_tokens_delete", schema, user_input, self._async_delete_tokens)

    async def _async_delete_tokens(self, user_input: Input) -> ConfigFlowResult:
        entry = self.config_entry
        selected = user_input[CONF_TOKENS]
        if not selected:
            raise GatehouseError("tahoma_no_token_selected", CONF_TOKENS)
        in_use = entry.data.get(CONF_TOKEN_UUID)
        if in_use in selected and not user_input[CONF_TOKEN_IN_USE]:
            raise GatehouseError("tahoma_token_in_use", CONF_TOKEN_IN_USE)
        with translated_errors(translate_cloud_error):
            for uuid in selected:
                await self._cloud.delete_token(self._pin, uuid)
        if in_use in selected:
            removed = (CONF_SERVER, CONF_TOKEN_UUID)
            self.hass.config_entries.async_update_entry(
                entry, data={key: value for key, value in entry.data.items() if key not in removed}
            )
        return self.async_abort(
            reason="tahoma_tokens_deleted", description_placeholders={"count": str(len(selected))}
        )

    # Travel times

    async def async_step_tahoma_travel_times(self, user_input: Input | None = None) -> ConfigFlowResult:
        """Show the one-way motors."""
        choices = [SelectOptionDict(value=url, label=name) for url, name in self._covers().items()]
        schema = vol.Schema(
            {vol.Required(CONF_COVER): SelectSelector(SelectSelectorConfig(options=choices, sort=True))}
        )
        return await async_ask(self, "tahoma_travel_times", schema, user_input, self._async_choose_cover)

    async def _async_choose_cover(self, user_input: Input) -> ConfigFlowResult:
        covers = self._covers()
        if user_input[CONF_COVER] not in covers:
            raise GatehouseError("tahoma_unknown_cover", CONF_COVER)
        self._cover = user_input[CONF_COVER]
        self._cover_name = covers[self._cover]
        return await self.async_step_tahoma_travel_times_cover()

    async def async_step_tahoma_travel_times_cover(self, user_input: Input | None = None) -> ConfigFlowResult:
        """Set the travel times of the selected motor."""
        times = self._travel_times.get(self._cover, {})
        return await async_ask(
            self,
            "tahoma_travel_times_cover",
            TRAVEL_TIMES_SCHEMA,
            user_input,
            self._async_set_travel_times,
            suggested={
                CONF_OPENING_SECONDS: times.get(CONF_OPENING_TIME),
                CONF_CLOSING_SECONDS: times.get(CONF_CLOSING_TIME),
            },
            placeholders={CONF_COVER: self._cover_name},
        )

    async def _async_set_travel_times(self, user_input: Input) -> ConfigFlowResult:
        opening, closing = (
            user_input.get(CONF_OPENING_SECONDS) or 0.0,
            user_input.get(CONF_CLOSING_SECONDS) or 0.0,
        )
        if bool(opening) != bool(closing):
            raise GatehouseError(
                "tahoma_both_times", CONF_CLOSING_SECONDS if opening else CONF_OPENING_SECONDS
            )
        times = self._travel_times
        times.pop(self._cover, None)
        if opening:
            times[self._cover] = {CONF_OPENING_TIME: opening, CONF_CLOSING_TIME: closing}
        entry = self.config_entry
        options = {**entry.options, CONF_TRAVEL_TIMES: times}
        # Before the flow ends, because the coordinator reads the options from the entry.
        self.hass.config_entries.async_update_entry(entry, options=options)
        if entry.state is ConfigEntryState.LOADED:
            entry.runtime_data.async_options_changed()
        return self.async_create_entry(data=options)

    @property
    def _pin(self) -> str:
        pin: str = self.config_entry.data[CONF_GATEWAY_PIN]
        return pin

    @property
    def _travel_times(self) -> dict[str, dict[str, Any]]:
        return dict(self.config_entry.options.get(CONF_TRAVEL_TIMES, {}))

    def _covers(self) -> dict[str, str]:
        """Return the names of the covers with one-way radio by URL; none while the box is not loaded."""
        entry = self.config_entry
        if entry.state is not ConfigEntryState.LOADED:
            return {}
        return {
            device.url: entry.runtime_data.name_of(device)
            for device in entry.runtime_data.data.values()
            if device.protocol == "rts"
            and "stop" in device.commands
            and any(pair <= device.commands.keys() for pair in _COMMAND_PAIRS)
        }
