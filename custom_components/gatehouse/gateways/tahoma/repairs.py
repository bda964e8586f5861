"""What can be put right about a TaHoma box together with the user."""

from typing import Any

from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.helpers import issue_registry as ir

from ...const import CONF_GATEWAY_PIN
from ...forms import Input, async_ask
from .account import (
    CONF_SERVER,
    CONF_TOKEN_UUID,
    CREDENTIALS_SCHEMA,
    TOKEN_ISSUE,
    account_problems,
    async_sign_in,
)


class DeleteTokenFlow(RepairsFlow):
    """Delete a token that nothing needs any more, with the account that it belongs to."""

    def __init__(self, token: dict[str, Any]) -> None:
        """Keep what the issue says of the token."""
        self._token = token

    async def async_step_init(self, user_input: Input | None = None) -> RepairsFlowResult:
        """Sign in and delete it."""
        issue = ir.async_get(self.hass).async_get_issue(self.handler, self.issue_id)
        return await async_ask(
            self,
            "init",
            CREDENTIALS_SCHEMA,
            user_input,
            self._async_delete,
            placeholders=issue.translation_placeholders if issue is not None else None,
        )

    async def _async_delete(self, user_input: Input) -> RepairsFlowResult:
        with account_problems():
            cloud = await async_sign_in(self.hass, {**user_input, CONF_SERVER: self._token[CONF_SERVER]})
            await cloud.delete_token(self._token[CONF_GATEWAY_PIN], self._token[CONF_TOKEN_UUID])
        return self.async_create_entry(data={})


def create_fix_flow(issue_id: str, data: dict[str, Any] | None) -> RepairsFlow | None:
    """Begin to put an issue right; None where it is not one of these."""
    return DeleteTokenFlow(data) if data is not None and issue_id.startswith(TOKEN_ISSUE) else None
