"""The steps that add a lock to a gateway, and what is asked and kept of a lock in any dialog."""

import asyncio
from contextlib import suppress
from typing import Any, Final

from homeassistant.config_entries import (
    ConfigSubentry,
    ConfigSubentryData,
    ConfigSubentryFlow,
    SubentryFlowResult,
)
from homeassistant.const import CONF_CODE, CONF_HOST, CONF_NAME, CONF_PORT
import voluptuous as vol

from ....errors import GatehouseError
from ....flow_helpers import SECRET, TEXT, Input, async_ask
from ..api.client import TheKeysClient
from ..api.models import Key
from ..const import CONF_IDENTIFIER, CONF_MADE, CONF_SHARE, SUBENTRY_LOCK
from .validation import (
    NotSynchronizedError,
    SyncResult,
    async_reach,
    async_synchronize_locks,
    async_verify,
    client_for,
    is_set_up,
    parse_code,
    parse_identifier,
)

LOCK: Final[dict[vol.Marker, Any]] = {
    vol.Required(CONF_NAME): TEXT,
    vol.Required(CONF_IDENTIFIER): TEXT,
    vol.Required(CONF_CODE): SECRET,
}
CODE_SCHEMA: Final = vol.Schema({vol.Required(CONF_CODE): SECRET})


class LockFlow(ConfigSubentryFlow):
    """Add a lock to a gateway, or change its code."""

    _typed: Input
    _lock: ConfigSubentryData
    _task: asyncio.Task[SyncResult | None] | None = None
    _problem: GatehouseError | None = None

    async def async_step_user(self, user_input: Input | None = None) -> SubentryFlowResult:
        """Add a lock that the gateway sees."""
        problem, self._problem = self._problem, None
        suggested = self._typed if problem is not None else None
        return await async_ask(
            self, "user", vol.Schema(LOCK), user_input, self._async_add, suggested=suggested, problem=problem
        )

    async def _async_add(self, user_input: Input) -> SubentryFlowResult:
        name = parse_name(user_input[CONF_NAME], CONF_NAME)
        key = Key(parse_identifier(user_input[CONF_IDENTIFIER]), parse_code(user_input[CONF_CODE]))
        self._refuse_known(key)
        self._typed, self._lock = user_input, lock_data(name, key)
        try:
            await self._async_verify(key, self._lock["title"])
        except NotSynchronizedError:
            return await self.async_step_unsynchronized()
        finally:
            # Once more: another flow may have been faster, and have begun the entry anew meanwhile.
            self._refuse_known(key)
        return await self.async_step_finish()

    async def async_step_unsynchronized(self, _user_input: Input | None = None) -> SubentryFlowResult:
        """Let the user wait for the gateway and the lock, or leave that to later."""
        return self.async_show_menu(
            step_id="unsynchronized",
            menu_options=["synchronize", "finish"],
            description_placeholders={CONF_NAME: self._lock["title"]},
        )

    async def async_step_synchronize(self, _user_input: Input | None = None) -> SubentryFlowResult:
        """Synchronise, which takes minutes."""
        if self._task is None:
            names = {key_of(self._lock): self._lock["title"]}
            self._task = self.hass.async_create_task(
                async_synchronize_locks(self._client(), names), "synchronize", eager_start=False
            )
        if not self._task.done():
            return self.async_show_progress(
                step_id="synchronize", progress_action="synchronize", progress_task=self._task
            )
        unheard, self._task = self._task.result(), None
        if unheard is None:
            return self.async_show_progress_done(next_step_id="finish")
        if unheard.may_pass:
            return self.async_show_progress_done(next_step_id="unsynchronized")
        self._problem = unheard.problem
        return self.async_show_progress_done(next_step_id="user")

    async def async_step_finish(self, _user_input: Input | None = None) -> SubentryFlowResult:
        """Add the lock, unless another flow was faster."""
        if is_set_up(self.hass, key_of(self._lock).identifier):
            return self.async_abort(reason="keys_lock_is_set_up")
        return self.async_create_entry(
            title=self._lock["title"], data=self._lock["data"], unique_id=self._lock["unique_id"]
        )

    def _refuse_known(self, key: Key) -> None:
        if is_set_up(self.hass, key.identifier):
            raise GatehouseError("keys_lock_is_set_up", CONF_IDENTIFIER)

    async def async_step_reconfigure(self, user_input: Input | None = None) -> SubentryFlowResult:
        """Change the code of a lock."""
        return await async_ask(
            self,
            "reconfigure",
            CODE_SCHEMA,
            user_input,
            self._async_change,
            placeholders={CONF_NAME: self._get_reconfigure_subentry().title},
        )

    async def _async_change(self, user_input: Input) -> SubentryFlowResult:
        subentry = self._get_reconfigure_subentry()
        key = Key(subentry.data[CONF_IDENTIFIER], parse_code(user_input[CONF_CODE]))
        with suppress(NotSynchronizedError):
            await self._async_verify(key, subentry.title)
        return self.async_update_and_abort(
            self._get_entry(), subentry, data=data_with_code(subentry, key.code)
        )

    async def _async_verify(self, key: Key, name: str) -> None:
        client = self._client()
        await async_reach(client)
        await async_verify(client, key, name)

    def _client(self) -> TheKeysClient:
        data = self._get_entry().data
        return client_for(self.hass, data[CONF_HOST], data[CONF_PORT])


def parse_name(typed: str, field: str) -> str:
    """Read a name; raises GatehouseError where there is none."""
    name = typed.strip()
    if not name:
        raise GatehouseError("keys_name_missing", field)
    return name


def lock_data(name: str, key: Key) -> ConfigSubentryData:
    """Make the subentry of a lock."""
    return ConfigSubentryData(
        subentry_type=SUBENTRY_LOCK,
        title=name,
        unique_id=key.identifier,
        data={CONF_IDENTIFIER: key.identifier, CONF_CODE: key.code},
    )


def data_with_code(subentry: ConfigSubentry, code: str) -> Input:
    """Change the code of a lock; which of the cloud's shares another one belongs to is not known."""
    data = {**subentry.data, CONF_CODE: code}
    if code != subentry.data[CONF_CODE]:
        data.pop(CONF_SHARE, None)
        data.pop(CONF_MADE, None)
    return data


def key_of(lock: ConfigSubentryData) -> Key:
    """Return what the subentry of a lock tells about speaking with it."""
    return Key(lock["data"][CONF_IDENTIFIER], lock["data"][CONF_CODE])
