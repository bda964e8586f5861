"""What can be put right about a lock together with the user."""

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
from ....errors import GatehouseError
from ....flow_helpers import FormRepairFlow, Input
from ..account import CREDENTIALS_SCHEMA, account_problems, async_sign_in_again
from ..api.models import Command
from ..api.synchronization import async_synchronize
from ..coordinator import TheKeysCoordinator
from ..issues import PROBLEMS
from ..unused_shares import UNUSED_SHARES_ISSUE, async_reduce, one_at_a_time, shares_of, unused

_SECONDS_TO_BEGIN_ANEW: Final = 30


class SynchronizeFlow(RepairsFlow):
    """Let a gateway and a lock hear of the share between them."""

    def __init__(self, issue: dict[str, Any]) -> None:
        """Keep which lock the issue is about."""
        self._issue = issue
        self._task: asyncio.Task[bool] | None = None

    async def async_step_init(self, _user_input: Input | None = None) -> RepairsFlowResult:
        """Ask whether to begin."""
        return await self.async_step_confirm()

    async def async_step_confirm(self, user_input: Input | None = None) -> RepairsFlowResult:
        """Tell what will be done."""
        if user_input is not None:
            return await self.async_step_synchronize()
        issue = ir.async_get(self.hass).async_get_issue(self.handler, self.issue_id)
        return self.async_show_form(
            step_id="confirm",
            description_placeholders=issue.translation_placeholders if issue is not None else None,
        )

    async def async_step_synchronize(self, _user_input: Input | None = None) -> RepairsFlowResult:
        """Synchronise, which takes minutes."""
        if self._task is None:
            coordinator = self._coordinator()
            if coordinator is None:
                return self.async_abort(reason="not_loaded")
            self._task = self.hass.async_create_task(self._async_synchronize(coordinator), "synchronize")
        if not self._task.done():
            return self.async_show_progress(
                step_id="synchronize", progress_action="synchronize", progress_task=self._task
            )
        succeeded = self._task.result()
        return self.async_show_progress_done(next_step_id="done" if succeeded else "failed")

    async def async_step_done(self, _user_input: Input | None = None) -> RepairsFlowResult:
        """End the issue."""
        return self.async_create_entry(data={})

    async def async_step_failed(self, _user_input: Input | None = None) -> RepairsFlowResult:
        """Leave the issue as it is."""
        return self.async_abort(reason="not_synchronized")

    def _coordinator(self) -> TheKeysCoordinator | None:
        """Return the coordinator of the lock, None where it is not set up at the moment."""
        entry = self.hass.config_entries.async_get_entry(self._issue["entry_id"])
        if entry is None or entry.state is not ConfigEntryState.LOADED:
            return None
        coordinator = entry.runtime_data
        is_there = isinstance(coordinator, TheKeysCoordinator) and self._issue["lock_id"] in coordinator.data
        return coordinator if is_there else None

    async def _async_coordinator_now(self) -> TheKeysCoordinator | None:
        """Return the coordinator, also where the entry is being begun anew, which takes some seconds."""
        for _ in range(_SECONDS_TO_BEGIN_ANEW):
            if (coordinator := self._coordinator()) is not None:
                return coordinator
            await asyncio.sleep(1)
        return None

    async def _async_synchronize(self, coordinator: TheKeysCoordinator) -> bool:
        """Synchronise, also where the entry is begun anew meanwhile."""
        lock_id = self._issue["lock_id"]
        while await async_synchronize(coordinator.client, [coordinator.key(lock_id)]):
            now = await self._async_coordinator_now()
            if now is None or now is coordinator:
                return False
            coordinator = now
        with suppress(HomeAssistantError):
            await coordinator.async_execute(lock_id, Command.REFRESH)
        return True


def create_fix_flow(issue_id: str, data: dict[str, Any] | None) -> RepairsFlow | None:
    """Begin to put an issue right; None where it is not one of these."""
    if data is None:
        return None
    if issue_id.startswith(UNUSED_SHARES_ISSUE):
        return FormRepairFlow(CREDENTIALS_SCHEMA, partial(_async_delete_shares, issue_id))
    is_about_a_lock = any(issue_id.startswith(problem) for problem in PROBLEMS.values())
    return SynchronizeFlow(data) if is_about_a_lock else None


async def _async_delete_shares(issue_id: str, hass: HomeAssistant, user_input: Input) -> None:
    """Delete the shares that an issue is about and nothing needs any more, with the account they belong to.

    The cloud tells any other one that they are gone, which it only cannot see: these are left to the issue.
    """
    issue = ir.async_get(hass).async_get_issue(DOMAIN, issue_id)
    shares = shares_of(issue.data) if issue is not None else {}
    if not shares:
        return
    cloud, owned = await async_sign_in_again(hass, user_input, set(shares.values()))
    with account_problems():
        async with one_at_a_time(hass):
            for number in unused(hass, shares):
                if shares[number] in owned:
                    await cloud.delete_share(number)
                    del shares[number]
            if left := {number: shares[number] for number in unused(hass, shares)}:
                async_reduce(hass, issue_id, left)
                raise GatehouseError("keys_not_all_locks", CONF_USERNAME)
