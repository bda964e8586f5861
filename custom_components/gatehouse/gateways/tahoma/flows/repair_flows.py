"""What can be put right about a TaHoma box together with the user."""

from functools import partial
from typing import Any

from homeassistant.components.repairs import RepairsFlow
from homeassistant.core import HomeAssistant

from ....flow_helpers import FormFix, Input
from ..account import (
    ATTR_LABEL,
    CONF_SERVER,
    CONF_TOKEN_UUID,
    CREDENTIALS_SCHEMA,
    TOKEN_ISSUE,
    account_problems,
    async_delete_token,
    async_sign_in,
)
from ..const import CONF_GATEWAY_PIN


def create_fix_flow(issue_id: str, data: dict[str, Any] | None) -> RepairsFlow | None:
    """Begin to put an issue right; None where it is not one of these."""
    if data is None or not issue_id.startswith(TOKEN_ISSUE):
        return None
    return FormFix(CREDENTIALS_SCHEMA, partial(_async_delete_token, data))


async def _async_delete_token(token: dict[str, Any], hass: HomeAssistant, user_input: Input) -> None:
    """Delete a token that nothing needs any more, with the account that it belongs to."""
    with account_problems():
        cloud = await async_sign_in(hass, {**user_input, CONF_SERVER: token[CONF_SERVER]})
        await async_delete_token(
            cloud, token[CONF_GATEWAY_PIN], token.get(CONF_TOKEN_UUID), token.get(ATTR_LABEL)
        )
