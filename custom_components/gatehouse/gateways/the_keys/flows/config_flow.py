"""The config flow steps of a The Keys gateway and its locks."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final, override

from homeassistant.config_entries import (
    ConfigFlow,
    ConfigFlowResult,
    ConfigSubentry,
    ConfigSubentryData,
)
from homeassistant.const import CONF_CODE, CONF_HOST, CONF_NAME, CONF_PASSWORD, CONF_PORT, CONF_USERNAME
from homeassistant.core import DOMAIN as HOMEASSISTANT_DOMAIN, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.selector import (
    BooleanSelector,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
)
import voluptuous as vol

from ....const import CONF_KIND
from ....errors import GatehouseError, translated_errors
from ....flow_helpers import TEXT, Input, async_account_session, async_ask, parse_address
from ..account import CREDENTIALS, CREDENTIALS_SCHEMA, async_create_cloud, async_sign_in
from ..api.client import DEFAULT_PORT
from ..api.cloud import CloudGateway, CloudLock, TheKeysCloud
from ..api.models import Key
from ..const import CONF_GATEWAY, CONF_IDENTIFIER, CONF_LOCKS, CONF_MADE, CONF_SHARE, NAME, SUBENTRY_LOCK
from ..error_translation import translate_cloud_error
from ..sharing import Sharing
from ..unused_shares import is_created_by_gatehouse
from .lock_flow import CODE_SCHEMA, LOCK_FIELDS, data_with_code, key_of, lock_data
from .synchronization_step import SynchronizationStep
from .validation import (
    SyncResult,
    async_find_gateway,
    async_synchronize_locks,
    async_verify_connection,
    async_verify_gateway,
    async_verify_lock,
    client_for,
    is_lock_configured,
    parse_code,
    parse_identifier,
    parse_name,
)

CONF_KEEP_ACCOUNT: Final = "keep_account"
CONF_SHARE_NAME: Final = "share_name"
TITLE: Final = "The Keys"
DEFAULT_SHARE_NAME: Final = "Home Assistant"

ADDRESS_FIELDS: Final[dict[vol.Marker, Any]] = {
    vol.Required(CONF_HOST): TEXT,
    vol.Required(CONF_PORT, default=DEFAULT_PORT): cv.port,
}
LOCAL_SCHEMA: Final = vol.Schema({**ADDRESS_FIELDS, **LOCK_FIELDS})
ACCOUNT_SCHEMA: Final = vol.Schema(
    {**CREDENTIALS, vol.Required(CONF_KEEP_ACCOUNT, default=False): BooleanSelector()}
)


class TheKeysFlow(ConfigFlow):
    """Set up a gateway with share codes that the user enters, or that the account creates."""

    _keys_cloud: TheKeysCloud
    _keys_gateways: Mapping[str, tuple[CloudGateway, list[CloudLock]]]
    _keys_gateway: str
    _keys_sharing: Sharing | None = None
    _keys_form: str
    _keys_user_input: Input
    _keys_data: Input
    _keys_locks: list[ConfigSubentryData]
    _keys_error: GatehouseError | None = None
    _keys_unsynchronized: Sequence[str]

    @override
    def __init__(self) -> None:
        """Initialize the flow."""
        super().__init__()
        self._keys_synchronization = SynchronizationStep[SyncResult | None]("the_keys_synchronize")

    async def async_step_the_keys(self, _user_input: Input | None = None) -> ConfigFlowResult:
        """Choose how to get the share codes."""
        return self.async_show_menu(step_id="the_keys", menu_options=["the_keys_account", "the_keys_local"])

    # With a code that the user enters

    async def async_step_the_keys_local(self, user_input: Input | None = None) -> ConfigFlowResult:
        """Set up a gateway and one lock without the cloud."""
        suggested = await self._async_keys_suggest(user_input)
        return await self._async_keys_ask(
            "the_keys_local", LOCAL_SCHEMA, user_input, self._async_keys_add_local, suggested
        )

    async def _async_keys_add_local(self, user_input: Input) -> ConfigFlowResult:
        host, port = parse_address(user_input[CONF_HOST], user_input[CONF_PORT])
        self._async_abort_entries_match({CONF_KIND: NAME, CONF_HOST: host, CONF_PORT: port})
        name = parse_name(user_input[CONF_NAME], CONF_NAME)
        key = Key(parse_identifier(user_input[CONF_IDENTIFIER]), parse_code(user_input[CONF_CODE]))
        client = client_for(self.hass, host, port)
        await async_verify_connection(client, name)
        if is_lock_configured(self.hass, key.identifier):
            raise GatehouseError("the_keys_lock_already_configured", CONF_IDENTIFIER)
        self._keys_data = {CONF_KIND: NAME, CONF_HOST: host, CONF_PORT: port}
        self._keys_locks = [lock_data(name, key)]
        if await async_verify_lock(client, key, name):
            return await self.async_step_the_keys_finish()
        self._keys_unsynchronized = [name]
        return await self.async_step_the_keys_unsynchronized()

    # With the account

    async def async_step_the_keys_account(self, user_input: Input | None = None) -> ConfigFlowResult:
        """Sign in, and read the gateways and locks of the account."""
        return await async_ask(
            self, "the_keys_account", ACCOUNT_SCHEMA, user_input, self._async_keys_read_account
        )

    async def _async_keys_read_account(self, user_input: Input) -> ConfigFlowResult:
        with translated_errors(translate_cloud_error, TITLE):
            session = async_account_session(self.hass)
            self._keys_cloud = await async_create_cloud(self.hass, session, user_input)
            await self._keys_cloud.login()
            locks = await self._keys_cloud.locks()
        if not locks:
            raise GatehouseError("the_keys_no_locks")
        gateways: dict[str, tuple[CloudGateway, list[CloudLock]]] = {}
        for lock in {lock.identifier: lock for lock in locks}.values():
            for gateway in {gateway.identifier: gateway for gateway in lock.gateways}.values():
                gateways.setdefault(gateway.identifier, (gateway, []))[1].append(lock)
        if not gateways:
            raise GatehouseError("the_keys_no_gateway")
        configured = {entry.unique_id for entry in self._async_current_entries()}
        for identifier in list(gateways):
            if f"{NAME}-{identifier}" in configured:
                del gateways[identifier]
        if not gateways:
            return self.async_abort(reason="already_configured")
        self._keys_gateways = gateways
        self._keys_data = {CONF_KIND: NAME}
        if user_input[CONF_KEEP_ACCOUNT]:
            self._keys_data |= {
                CONF_USERNAME: self._keys_cloud.username,
                CONF_PASSWORD: user_input[CONF_PASSWORD],
            }
        if len(gateways) == 1:
            return await self._async_keys_choose(next(iter(gateways)))
        return await self.async_step_the_keys_gateway()

    async def async_step_the_keys_gateway(self, user_input: Input | None = None) -> ConfigFlowResult:
        """Choose a gateway if the account has several."""
        options = [
            SelectOptionDict(
                value=identifier,
                label=f"{gateway.name or identifier} ({', '.join(lock.title for lock in locks)})",
            )
            for identifier, (gateway, locks) in self._keys_gateways.items()
        ]
        schema = vol.Schema(
            {vol.Required(CONF_GATEWAY): SelectSelector(SelectSelectorConfig(options=options))}
        )

        async def choose(user_input: Input) -> ConfigFlowResult:
            return await self._async_keys_choose(user_input[CONF_GATEWAY])

        return await async_ask(self, "the_keys_gateway", schema, user_input, choose)

    async def _async_keys_choose(self, gateway: str) -> ConfigFlowResult:
        await self.async_set_unique_id(f"{NAME}-{gateway}", raise_on_progress=False)
        self._abort_if_unique_id_configured()
        self._keys_gateway = gateway
        if self._keys_sharing is not None:
            self._keys_sharing.async_close()
        self._keys_sharing = Sharing(self.hass, TITLE, self._keys_cloud, gateway)
        self._keys_data[CONF_GATEWAY] = gateway
        return await self.async_step_the_keys_locks()

    async def async_step_the_keys_locks(self, user_input: Input | None = None) -> ConfigFlowResult:
        """Choose the locks, the name of their shares and the address of the gateway."""
        gateway, locks = self._keys_gateways[self._keys_gateway]
        options = [SelectOptionDict(value=lock.identifier, label=lock.title) for lock in locks]
        schema = vol.Schema(
            {
                vol.Required(CONF_LOCKS, default=[lock.identifier for lock in locks]): SelectSelector(
                    SelectSelectorConfig(options=options, multiple=True)
                ),
                vol.Required(CONF_SHARE_NAME, default=DEFAULT_SHARE_NAME): TEXT,
                **ADDRESS_FIELDS,
            }
        )
        suggested = await self._async_keys_suggest(user_input, gateway.host)
        return await self._async_keys_ask(
            "the_keys_locks", schema, user_input, self._async_keys_share, suggested
        )

    async def _async_keys_share(self, user_input: Input) -> ConfigFlowResult:
        """Share the selected locks with the gateway after checking the connection to it."""
        sharing = self._keys_sharing
        assert sharing is not None  # noqa: S101 - set when the gateway was chosen
        host, port = parse_address(user_input[CONF_HOST], user_input[CONF_PORT])
        self._async_abort_entries_match({CONF_KIND: NAME, CONF_HOST: host, CONF_PORT: port})
        _, locks = self._keys_gateways[self._keys_gateway]
        chosen = [lock for lock in locks if lock.identifier in user_input[CONF_LOCKS]]
        if not chosen:
            raise GatehouseError("the_keys_no_lock_selected", CONF_LOCKS)
        if configured := [lock for lock in chosen if is_lock_configured(self.hass, lock.identifier)]:
            names = ", ".join(lock.title for lock in configured)
            raise GatehouseError("the_keys_locks_already_configured", CONF_LOCKS, names=names)
        name = parse_name(user_input[CONF_SHARE_NAME], CONF_SHARE_NAME)
        await async_verify_connection(client_for(self.hass, host, port), TITLE)
        self._keys_data |= {CONF_HOST: host, CONF_PORT: port}
        subentries = []
        with translated_errors(translate_cloud_error, TITLE):
            for lock in chosen:
                share = await sharing.async_share(lock, name)
                data = lock_data(lock.title, Key(lock.identifier, share.code))
                data["data"] = {
                    **data["data"],
                    CONF_SHARE: share.number,
                    CONF_MADE: is_created_by_gatehouse(self.hass, share.number),
                }
                subentries.append(data)
        self._keys_locks = subentries
        return await self.async_step_the_keys_synchronize()

    @callback
    def async_remove(self) -> None:
        """Offer to delete the created shares that are not used."""
        super().async_remove()
        if self._keys_sharing is not None:
            self._keys_sharing.async_close()

    # Synchronization

    async def async_step_the_keys_unsynchronized(self, _user_input: Input | None = None) -> ConfigFlowResult:
        """Offer to synchronize the gateway and the locks now or later."""
        return self.async_show_menu(
            step_id="the_keys_unsynchronized",
            menu_options=["the_keys_synchronize", "the_keys_finish"],
            description_placeholders={"names": ", ".join(self._keys_unsynchronized)},
        )

    async def async_step_the_keys_synchronize(self, _user_input: Input | None = None) -> ConfigFlowResult:
        """Synchronize the gateway and the locks."""
        return self._keys_synchronization.show(
            self,
            lambda: async_synchronize_locks(
                client_for(self.hass, self._keys_data[CONF_HOST], self._keys_data[CONF_PORT]),
                {key_of(lock): lock["title"] for lock in self._keys_locks},
            ),
            self._keys_step_after_synchronization,
        )

    def _keys_step_after_synchronization(self, result: SyncResult | None) -> str:
        if result is None:
            return "the_keys_finish"
        self._keys_unsynchronized = result.names
        # A code created by the account is correct, even if the gateway rejects it before it is synchronized.
        if result.error is None or (
            CONF_CODE in result.error.fields and CONF_CODE not in self._keys_user_input
        ):
            return "the_keys_unsynchronized"
        self._keys_error = result.error
        return self._keys_form

    async def async_step_the_keys_finish(self, _user_input: Input | None = None) -> ConfigFlowResult:
        """Add the gateway with its locks, unless another flow has added one of them."""
        self._abort_if_unique_id_configured()
        self._async_abort_entries_match(
            {key: self._keys_data[key] for key in (CONF_KIND, CONF_HOST, CONF_PORT)}
        )
        if any(is_lock_configured(self.hass, key_of(lock).identifier) for lock in self._keys_locks):
            return self.async_abort(reason="the_keys_lock_already_configured")
        return self.async_create_entry(
            title=self._keys_title(), data=self._keys_data, subentries=self._keys_locks
        )

    def _keys_title(self) -> str:
        """Return the title of the entry, with the name of its first lock if it is not the first gateway."""
        is_first = all(entry.data.get(CONF_KIND) != NAME for entry in self._async_current_entries())
        return TITLE if is_first else f"{TITLE} ({self._keys_locks[0]['title']})"

    # The forms with an address

    async def _async_keys_suggest(
        self, user_input: Input | None, host: str | None = None
    ) -> Mapping[str, Any]:
        """Return the suggested address of the gateway."""
        if user_input is None and self._keys_error is None:
            host = host or await async_find_gateway(self.hass)
        if not host:
            return {}
        try:
            host, port = parse_address(host, DEFAULT_PORT)
        except GatehouseError:
            return {CONF_HOST: host}
        return {CONF_HOST: host, CONF_PORT: port}

    async def _async_keys_ask(
        self,
        step_id: str,
        schema: vol.Schema,
        user_input: Input | None,
        act: Callable[[Input], Awaitable[ConfigFlowResult]],
        suggested: Mapping[str, Any],
    ) -> ConfigFlowResult:
        """Show the form, again with the user input and the error after a failed synchronization."""
        error, self._keys_error = self._keys_error, None
        if user_input is not None:
            self._keys_form, self._keys_user_input = step_id, user_input
        elif error is not None:
            suggested = self._keys_user_input
        return await async_ask(self, step_id, schema, user_input, act, suggested=suggested, problem=error)

    # Reauthentication and reconfiguration

    async def async_step_the_keys_reauth(self) -> ConfigFlowResult:
        """Ask for the rejected code of a lock, or for the account."""
        if CONF_IDENTIFIER in self.init_data:
            return await self.async_step_the_keys_new_code()
        return await self.async_step_the_keys_account_refused()

    async def async_step_the_keys_account_refused(self, user_input: Input | None = None) -> ConfigFlowResult:
        """Sign in to the account again."""
        entry = self._get_reauth_entry()
        return await async_ask(
            self,
            "the_keys_account_refused",
            CREDENTIALS_SCHEMA,
            user_input,
            self._async_keys_sign_in_again,
            suggested={CONF_USERNAME: entry.data[CONF_USERNAME]},
            placeholders={CONF_NAME: entry.title},
        )

    async def _async_keys_sign_in_again(self, user_input: Input) -> ConfigFlowResult:
        entry = self._get_reauth_entry()
        locks = entry.get_subentries_of_type(SUBENTRY_LOCK)
        cloud, _ = await async_sign_in(
            self.hass, user_input, {lock.data[CONF_IDENTIFIER] for lock in locks}, entry.title
        )
        return self.async_update_and_abort(
            entry,
            data_updates={CONF_USERNAME: cloud.username, CONF_PASSWORD: user_input[CONF_PASSWORD]},
        )

    async def async_step_the_keys_new_code(self, user_input: Input | None = None) -> ConfigFlowResult:
        """Ask for the new share code of a lock."""
        subentry = self._keys_rejected_lock()
        if subentry is None:
            return self.async_abort(reason="the_keys_lock_removed")
        return await async_ask(
            self,
            "the_keys_new_code",
            CODE_SCHEMA,
            user_input,
            partial(self._async_keys_change_code, subentry),
            placeholders={CONF_NAME: subentry.title},
        )

    def _keys_rejected_lock(self) -> ConfigSubentry | None:
        identifier = self.init_data.get(CONF_IDENTIFIER)
        locks = self._get_reauth_entry().get_subentries_of_type(SUBENTRY_LOCK)
        return next((lock for lock in locks if lock.data[CONF_IDENTIFIER] == identifier), None)

    async def _async_keys_change_code(self, subentry: ConfigSubentry, user_input: Input) -> ConfigFlowResult:
        entry = self._get_reauth_entry()
        key = Key(subentry.data[CONF_IDENTIFIER], parse_code(user_input[CONF_CODE]))
        client = client_for(self.hass, entry.data[CONF_HOST], entry.data[CONF_PORT])
        # A code that is not synchronized yet is accepted.
        await async_verify_lock(client, key, subentry.title)
        self.hass.config_entries.async_update_subentry(
            entry, subentry, data=data_with_code(subentry, key.code)
        )
        return self.async_abort(reason="reauth_successful", translation_domain=HOMEASSISTANT_DOMAIN)

    async def async_step_the_keys_reconfigure(self, user_input: Input | None = None) -> ConfigFlowResult:
        """Change the address of the gateway."""
        entry = self._get_reconfigure_entry()
        return await async_ask(
            self,
            "the_keys_reconfigure",
            vol.Schema(ADDRESS_FIELDS),
            user_input,
            self._async_keys_change_address,
            suggested=entry.data,
            placeholders={CONF_NAME: entry.title},
        )

    async def _async_keys_change_address(self, user_input: Input) -> ConfigFlowResult:
        entry = self._get_reconfigure_entry()
        host, port = parse_address(user_input[CONF_HOST], user_input[CONF_PORT])
        if (host, port) != (entry.data[CONF_HOST], entry.data[CONF_PORT]):
            self._async_abort_entries_match({CONF_KIND: NAME, CONF_HOST: host, CONF_PORT: port})
        locks = entry.get_subentries_of_type(SUBENTRY_LOCK)
        await async_verify_gateway(
            client_for(self.hass, host, port), {lock.data[CONF_IDENTIFIER] for lock in locks}, entry.title
        )
        return self.async_update_and_abort(entry, data_updates={CONF_HOST: host, CONF_PORT: port})
