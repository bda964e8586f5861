"""The repair flows of the issues of locks and unused shares."""

import asyncio
from contextlib import suppress
from functools import partial
from typing import Any, Final

from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_USERNAME
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir

from ....const import DOMAIN
from ....errors import GatehouseError, translated_errors
from ....flow_helpers import FormRepairFlow, Input
from ..account import CREDENTIALS_SCHEMA, async_sign_in
from ..api.models import Command
from ..api.synchronization import async_synchronize
from ..coordinator import TheKeysCoordinator
from ..error_translation import translate_cloud_error
from ..issues import LOCK_ISSUES
from ..unused_shares import UNUSED_SHARES_ISSUE, async_update_offer, offered_shares, share_lock, unused
from .synchronization_step import SynchronizationStep

_RELOAD_TIMEOUT: Final = 30


class SynchronizeFlow(RepairsFlow):
    """Synchronize the share between a gateway and a lock."""

    def __init__(self, issue_data: dict[str, Any]) -> None:
        """Initialize the flow for the lock of an issue."""
        self._entry_id: str = issue_data["entry_id"]
        self._lock_id: str = issue_data["lock_id"]
        self._synchronization = SynchronizationStep[bool]("synchronize")

    async def async_step_init(self, _user_input: Input | None = None) -> RepairsFlowResult:
        """Ask for confirmation."""
        return await self.async_step_confirm()

    async def async_step_confirm(self, user_input: Input | None = None) -> RepairsFlowResult:
        """Ask for confirmation."""
        if user_input is not None:
            return await self.async_step_synchronize()
        issue = ir.async_get(self.hass).async_get_issue(self.handler, self.issue_id)
        return self.async_show_form(
            step_id="confirm",
            description_placeholders=issue.translation_placeholders if issue is not None else None,
        )

    async def async_step_synchronize(self, _user_input: Input | None = None) -> RepairsFlowResult:
        """Synchronize the gateway and the lock."""
        if not self._synchronization.is_running and self._coordinator() is None:
            return self.async_abort(reason="the_keys_not_loaded")
        return self._synchronization.show(
            self, self._async_synchronize, lambda succeeded: "done" if succeeded else "failed"
        )

    async def async_step_done(self, _user_input: Input | None = None) -> RepairsFlowResult:
        """Resolve the issue."""
        return self.async_create_entry(data={})

    async def async_step_failed(self, _user_input: Input | None = None) -> RepairsFlowResult:
        """Keep the issue."""
        return self.async_abort(reason="the_keys_not_synchronized")

    def _coordinator(self) -> TheKeysCoordinator | None:
        """Return the coordinator of the lock, or None if it is not loaded."""
        entry = self.hass.config_entries.async_get_entry(self._entry_id)
        if entry is None or entry.state is not ConfigEntryState.LOADED:
            return None
        coordinator = entry.runtime_data
        has_lock = isinstance(coordinator, TheKeysCoordinator) and self._lock_id in coordinator.data
        return coordinator if has_lock else None

    async def _async_wait_for_coordinator(self) -> TheKeysCoordinator | None:
        """Return the coordinator of the lock, after waiting for a reload of the entry."""
        for _ in range(_RELOAD_TIMEOUT):
            if (coordinator := self._coordinator()) is not None:
                return coordinator
            await asyncio.sleep(1)
        return None

    async def _async_synchronize(self) -> bool:
        """Synchronize, again if the entry was reloaded; return whether the lock accepts its code."""
        coordinator = await self._async_wait_for_coordinator()
        while coordinator is not None:
            if not await async_synchronize(coordinator.client, [coordinator.key(self._lock_id)]):
                with suppress(HomeAssistantError):
                    await coordinator.async_execute(self._lock_id, Command.REFRESH)
                return True
            former, coordinator = coordinator, await self._async_wait_for_coordinator()
            if coordinator is former:
                return False
        return False


def create_fix_flow(issue_id: str, data: dict[str, Any] | None) -> RepairsFlow | None:
    """Return the repair flow of an issue, or None if it is not an issue of The Keys."""
    if data is None:
        return None
    if issue_id.startswith(UNUSED_SHARES_ISSUE):
        return FormRepairFlow(CREDENTIALS_SCHEMA, partial(_async_delete_shares, issue_id))
    return SynchronizeFlow(data) if issue_id.startswith(tuple(LOCK_ISSUES.values())) else None


async def _async_delete_shares(issue_id: str, hass: HomeAssistant, user_input: Input) -> None:
    """Delete the offered shares that are still unused, with the account that the locks belong to.

    The cloud reports shares of another account as deleted, so only those of the account's locks are deleted.
    """
    issue = ir.async_get(hass).async_get_issue(DOMAIN, issue_id)
    shares = offered_shares(issue.data) if issue is not None else {}
    if issue is None or not shares:
        return
    name = (issue.translation_placeholders or {}).get("name", "")
    cloud, owned = await async_sign_in(hass, user_input, set(shares.values()), name)
    with translated_errors(translate_cloud_error, name):
        async with share_lock(hass):
            for number in unused(hass, shares):
                if shares[number] in owned:
                    await cloud.delete_share(number)
                    del shares[number]
            if remaining := {number: shares[number] for number in unused(hass, shares)}:
                async_update_offer(hass, issue_id, remaining)
                raise GatehouseError("the_keys_shares_remain", CONF_USERNAME)
