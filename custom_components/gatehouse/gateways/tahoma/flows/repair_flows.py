"""The repair flows of a TaHoma box."""

from functools import partial
from typing import Any

from homeassistant.components.repairs import RepairsFlow
from homeassistant.core import HomeAssistant

from ....errors import translated_errors
from ....flow_helpers import FormRepairFlow, Input
from ..account import (
    ATTR_LABEL,
    CONF_SERVER,
    CONF_TOKEN_UUID,
    CREDENTIALS_SCHEMA,
    TOKEN_ISSUE,
    async_delete_token,
    async_sign_in,
)
from ..const import CONF_GATEWAY_PIN
from ..error_translation import translate_cloud_error


def create_fix_flow(issue_id: str, data: dict[str, Any] | None) -> RepairsFlow | None:
    """Return the repair flow of an issue, or None if it is not one of a TaHoma box."""
    if data is None or not issue_id.startswith(TOKEN_ISSUE):
        return None
    return FormRepairFlow(CREDENTIALS_SCHEMA, partial(_async_delete_token, data))


async def _async_delete_token(token: dict[str, Any], hass: HomeAssistant, user_input: Input) -> None:
    """Delete an unused token with the account that it belongs to."""
    with translated_errors(translate_cloud_error):
        cloud = await async_sign_in(hass, {**user_input, CONF_SERVER: token[CONF_SERVER]})
        await async_delete_token(
            cloud, token[CONF_GATEWAY_PIN], token.get(CONF_TOKEN_UUID), token.get(ATTR_LABEL)
        )
