"""The flows that add a lock to a gateway or change its code, and the form and data of a lock."""

from typing import Any, Final, override

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
from .synchronization_step import SynchronizationStep
from .validation import (
    SyncResult,
    async_synchronize_locks,
    async_verify_connection,
    async_verify_lock,
    client_for,
    is_lock_configured,
    parse_code,
    parse_identifier,
    parse_name,
)

LOCK_FIELDS: Final[dict[vol.Marker, Any]] = {
    vol.Required(CONF_NAME): TEXT,
    vol.Required(CONF_IDENTIFIER): TEXT,
    vol.Required(CONF_CODE): SECRET,
}
CODE_SCHEMA: Final = vol.Schema({vol.Required(CONF_CODE): SECRET})


class LockFlow(ConfigSubentryFlow):
    """Add a lock to a gateway, or change its code."""

    _user_input: Input
    _lock: ConfigSubentryData
    _error: GatehouseError | None = None

    @override
    def __init__(self) -> None:
        """Initialize the flow."""
        super().__init__()
        self._synchronization = SynchronizationStep[SyncResult | None]("synchronize")

    async def async_step_user(self, user_input: Input | None = None) -> SubentryFlowResult:
        """Add a lock that is in range of the gateway."""
        error, self._error = self._error, None
        return await async_ask(
            self,
            "user",
            vol.Schema(LOCK_FIELDS),
            user_input,
            self._async_add,
            suggested=self._user_input if error is not None else None,
            problem=error,
        )

    async def _async_add(self, user_input: Input) -> SubentryFlowResult:
        name = parse_name(user_input[CONF_NAME], CONF_NAME)
        key = Key(parse_identifier(user_input[CONF_IDENTIFIER]), parse_code(user_input[CONF_CODE]))
        self._raise_if_configured(key)
        self._user_input, self._lock = user_input, lock_data(name, key)
        try:
            is_synchronized = await self._async_verify(key, name)
        finally:
            # Another flow may have added the lock in between.
            self._raise_if_configured(key)
        return await (self.async_step_finish() if is_synchronized else self.async_step_unsynchronized())

    async def async_step_unsynchronized(self, _user_input: Input | None = None) -> SubentryFlowResult:
        """Offer to synchronize the gateway and the lock now or later."""
        return self.async_show_menu(
            step_id="unsynchronized",
            menu_options=["synchronize", "finish"],
            description_placeholders={CONF_NAME: self._lock["title"]},
        )

    async def async_step_synchronize(self, _user_input: Input | None = None) -> SubentryFlowResult:
        """Synchronize the gateway and the lock."""
        return self._synchronization.show(
            self,
            lambda: async_synchronize_locks(self._client(), {key_of(self._lock): self._lock["title"]}),
            self._step_after_synchronization,
        )

    def _step_after_synchronization(self, result: SyncResult | None) -> str:
        if result is None:
            return "finish"
        self._error = result.error
        return "unsynchronized" if result.error is None else "user"

    async def async_step_finish(self, _user_input: Input | None = None) -> SubentryFlowResult:
        """Add the lock, unless another flow has added it."""
        if is_lock_configured(self.hass, key_of(self._lock).identifier):
            return self.async_abort(reason="the_keys_lock_already_configured")
        return self.async_create_entry(
            title=self._lock["title"], data=self._lock["data"], unique_id=self._lock["unique_id"]
        )

    def _raise_if_configured(self, key: Key) -> None:
        if is_lock_configured(self.hass, key.identifier):
            raise GatehouseError("the_keys_lock_already_configured", CONF_IDENTIFIER)

    async def async_step_reconfigure(self, user_input: Input | None = None) -> SubentryFlowResult:
        """Change the code of a lock."""
        return await async_ask(
            self,
            "reconfigure",
            CODE_SCHEMA,
            user_input,
            self._async_change_code,
            placeholders={CONF_NAME: self._get_reconfigure_subentry().title},
        )

    async def _async_change_code(self, user_input: Input) -> SubentryFlowResult:
        subentry = self._get_reconfigure_subentry()
        key = Key(subentry.data[CONF_IDENTIFIER], parse_code(user_input[CONF_CODE]))
        # A code that is not synchronized yet is accepted.
        await self._async_verify(key, subentry.title)
        return self.async_update_and_abort(
            self._get_entry(), subentry, data=data_with_code(subentry, key.code)
        )

    async def _async_verify(self, key: Key, name: str) -> bool:
        client = self._client()
        await async_verify_connection(client, name)
        return await async_verify_lock(client, key, name)

    def _client(self) -> TheKeysClient:
        data = self._get_entry().data
        return client_for(self.hass, data[CONF_HOST], data[CONF_PORT])


def lock_data(name: str, key: Key) -> ConfigSubentryData:
    """Return the subentry of a lock."""
    return ConfigSubentryData(
        subentry_type=SUBENTRY_LOCK,
        title=name,
        unique_id=key.identifier,
        data={CONF_IDENTIFIER: key.identifier, CONF_CODE: key.code},
    )


def data_with_code(subentry: ConfigSubentry, code: str) -> Input:
    """Return the data of a lock with another code, whose share in the cloud is unknown."""
    data = {**subentry.data, CONF_CODE: code}
    if code != subentry.data[CONF_CODE]:
        data.pop(CONF_SHARE, None)
        data.pop(CONF_MADE, None)
    return data


def key_of(lock: ConfigSubentryData) -> Key:
    """Return the identifier and the code of a lock's subentry."""
    return Key(lock["data"][CONF_IDENTIFIER], lock["data"][CONF_CODE])
