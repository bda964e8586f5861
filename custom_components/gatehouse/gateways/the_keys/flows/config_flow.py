"""The steps that set up a The Keys gateway and its locks."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, Final

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
from ....errors import GatehouseError
from ....flow_helpers import TEXT, Input, async_account_session, async_ask, parse_address
from ..account import (
    CREDENTIALS,
    CREDENTIALS_SCHEMA,
    account_problems,
    async_create_cloud,
    async_sign_in_again,
)
from ..api.client import DEFAULT_PORT
from ..api.cloud import CloudGateway, CloudLock, TheKeysCloud
from ..api.models import Key
from ..const import CONF_GATEWAY, CONF_IDENTIFIER, CONF_MADE, CONF_SHARE, SUBENTRY_LOCK
from ..sharing import Sharing
from ..unused_shares import is_made
from .lock_flow import CODE_SCHEMA, LOCK, data_with_code, key_of, lock_data, parse_name
from .validation import (
    CONF_LOCKS,
    KIND,
    NotSynchronizedError,
    SyncResult,
    async_find,
    async_reach,
    async_synchronize_locks,
    async_verify,
    async_verify_gateway,
    client_for,
    is_set_up,
    parse_code,
    parse_identifier,
)

CONF_KEEP_ACCOUNT: Final = "keep_account"
CONF_SHARE_NAME: Final = "share_name"
TITLE: Final = "The Keys"
SHARE_NAME: Final = "Home Assistant"

ADDRESS: Final[dict[vol.Marker, Any]] = {
    vol.Required(CONF_HOST): TEXT,
    vol.Required(CONF_PORT, default=DEFAULT_PORT): cv.port,
}
LOCAL_SCHEMA: Final = vol.Schema({**ADDRESS, **LOCK})
ACCOUNT_SCHEMA: Final = vol.Schema(
    {**CREDENTIALS, vol.Required(CONF_KEEP_ACCOUNT, default=False): BooleanSelector()}
)


class TheKeysFlow(ConfigFlow):
    """Set up a gateway with the codes of shares that the user has, or that his account makes."""

    _keys_cloud: TheKeysCloud
    _keys_gateways: Mapping[str, tuple[CloudGateway, list[CloudLock]]]
    _keys_gateway: str
    _keys_sharing: Sharing | None = None
    _keys_form: str
    _keys_typed: Input
    _keys_data: Input
    _keys_locks: list[ConfigSubentryData]
    _keys_task: asyncio.Task[SyncResult | None] | None = None
    _keys_problem: GatehouseError | None = None
    _keys_late: Sequence[str]

    async def async_step_the_keys(self, _user_input: Input | None = None) -> ConfigFlowResult:
        """Let the user choose where the codes come from."""
        return self.async_show_menu(step_id="the_keys", menu_options=["the_keys_account", "the_keys_local"])

    # With a code that the user has

    async def async_step_the_keys_local(self, user_input: Input | None = None) -> ConfigFlowResult:
        """Set up a gateway and one lock without any cloud."""
        suggested = await self._async_keys_suggest(user_input)
        return await self._async_keys_ask(
            "the_keys_local", LOCAL_SCHEMA, user_input, self._async_keys_add_local, suggested
        )

    async def _async_keys_add_local(self, user_input: Input) -> ConfigFlowResult:
        host, port = parse_address(user_input[CONF_HOST], user_input[CONF_PORT])
        self._async_abort_entries_match({CONF_KIND: KIND, CONF_HOST: host, CONF_PORT: port})
        name = parse_name(user_input[CONF_NAME], CONF_NAME)
        key = Key(parse_identifier(user_input[CONF_IDENTIFIER]), parse_code(user_input[CONF_CODE]))
        client = client_for(self.hass, host, port)
        await async_reach(client)
        if is_set_up(self.hass, key.identifier):
            raise GatehouseError("keys_lock_is_set_up", CONF_IDENTIFIER)
        self._keys_data = {CONF_KIND: KIND, CONF_HOST: host, CONF_PORT: port}
        lock = lock_data(name, key)
        self._keys_locks = [lock]
        try:
            await async_verify(client, key, lock["title"])
        except NotSynchronizedError:
            self._keys_late = [lock["title"]]
            return await self.async_step_the_keys_unsynchronized()
        return await self.async_step_the_keys_finish()

    # With the account

    async def async_step_the_keys_account(self, user_input: Input | None = None) -> ConfigFlowResult:
        """Sign in, and read which gateways and locks there are."""
        return await async_ask(self, "the_keys_account", ACCOUNT_SCHEMA, user_input, self._async_keys_sign_in)

    async def _async_keys_sign_in(self, user_input: Input) -> ConfigFlowResult:
        with account_problems():
            session = async_account_session(self.hass)
            self._keys_cloud = await async_create_cloud(self.hass, session, user_input)
            await self._keys_cloud.login()
            locks = await self._keys_cloud.locks()
        if not locks:
            raise GatehouseError("keys_no_locks")
        gateways: dict[str, tuple[CloudGateway, list[CloudLock]]] = {}
        for lock in {lock.identifier: lock for lock in locks}.values():
            for gateway in {gateway.identifier: gateway for gateway in lock.gateways}.values():
                gateways.setdefault(gateway.identifier, (gateway, []))[1].append(lock)
        if not gateways:
            raise GatehouseError("keys_no_gateway")
        present = {entry.unique_id for entry in self._async_current_entries()}
        for identifier in list(gateways):
            if f"{KIND}-{identifier}" in present:
                del gateways[identifier]
        if not gateways:
            return self.async_abort(reason="already_configured")
        self._keys_gateways = gateways
        self._keys_data = {CONF_KIND: KIND}
        if user_input[CONF_KEEP_ACCOUNT]:
            self._keys_data |= {
                CONF_USERNAME: self._keys_cloud.username,
                CONF_PASSWORD: user_input[CONF_PASSWORD],
            }
        if len(gateways) == 1:
            return await self._async_keys_choose(next(iter(gateways)))
        return await self.async_step_the_keys_gateway()

    async def async_step_the_keys_gateway(self, user_input: Input | None = None) -> ConfigFlowResult:
        """Let the user choose a gateway, where there are several."""
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

        async def choose(chosen: Input) -> ConfigFlowResult:
            return await self._async_keys_choose(chosen[CONF_GATEWAY])

        return await async_ask(self, "the_keys_gateway", schema, user_input, choose)

    async def _async_keys_choose(self, gateway: str) -> ConfigFlowResult:
        await self.async_set_unique_id(f"{KIND}-{gateway}", raise_on_progress=False)
        self._abort_if_unique_id_configured()
        self._keys_gateway = gateway
        if self._keys_sharing is not None:
            self._keys_sharing.async_end()
        self._keys_sharing = Sharing(self.hass, TITLE, self._keys_cloud, gateway)
        self._keys_data[CONF_GATEWAY] = gateway
        return await self.async_step_the_keys_locks()

    async def async_step_the_keys_locks(self, user_input: Input | None = None) -> ConfigFlowResult:
        """Let the user choose the locks, the name of their shares, and say where the gateway is."""
        gateway, locks = self._keys_gateways[self._keys_gateway]
        options = [SelectOptionDict(value=lock.identifier, label=lock.title) for lock in locks]
        schema = vol.Schema(
            {
                vol.Required(CONF_LOCKS, default=[lock.identifier for lock in locks]): SelectSelector(
                    SelectSelectorConfig(options=options, multiple=True)
                ),
                vol.Required(CONF_SHARE_NAME, default=SHARE_NAME): TEXT,
                **ADDRESS,
            }
        )
        suggested = await self._async_keys_suggest(user_input, gateway.host)
        return await self._async_keys_ask(
            "the_keys_locks", schema, user_input, self._async_keys_share, suggested
        )

    async def _async_keys_share(self, user_input: Input) -> ConfigFlowResult:
        """Share the chosen locks with the gateway, once it is certain that it is there."""
        sharing = self._keys_sharing
        assert sharing is not None  # noqa: S101 - the gateway was chosen
        host, port = parse_address(user_input[CONF_HOST], user_input[CONF_PORT])
        self._async_abort_entries_match({CONF_KIND: KIND, CONF_HOST: host, CONF_PORT: port})
        _, locks = self._keys_gateways[self._keys_gateway]
        chosen = [lock for lock in locks if lock.identifier in user_input[CONF_LOCKS]]
        if not chosen:
            raise GatehouseError("keys_choose_a_lock", CONF_LOCKS)
        if taken := [lock for lock in chosen if is_set_up(self.hass, lock.identifier)]:
            names = ", ".join(lock.title for lock in taken)
            raise GatehouseError("keys_locks_are_set_up", CONF_LOCKS, names=names)
        name = parse_name(user_input[CONF_SHARE_NAME], CONF_SHARE_NAME)
        await async_reach(client_for(self.hass, host, port))
        self._keys_data |= {CONF_HOST: host, CONF_PORT: port}
        shared = []
        with account_problems():
            for lock in chosen:
                share = await sharing.async_share(lock, name)
                data = lock_data(lock.title, Key(lock.identifier, share.code))
                data["data"] = {
                    **data["data"],
                    CONF_SHARE: share.number,
                    CONF_MADE: is_made(self.hass, share.number),
                }
                shared.append(data)
        self._keys_locks = shared
        return await self.async_step_the_keys_synchronize()

    @callback
    def async_remove(self) -> None:
        """Leave the shares that were made, used by the locks or not."""
        super().async_remove()
        if self._keys_sharing is not None:
            self._keys_sharing.async_end()

    # Until the gateway and the locks have heard of it

    async def async_step_the_keys_unsynchronized(self, _user_input: Input | None = None) -> ConfigFlowResult:
        """Let the user wait for the gateway and the locks, or leave that to later."""
        return self.async_show_menu(
            step_id="the_keys_unsynchronized",
            menu_options=["the_keys_synchronize", "the_keys_finish"],
            description_placeholders={"names": ", ".join(self._keys_late)},
        )

    async def async_step_the_keys_synchronize(self, _user_input: Input | None = None) -> ConfigFlowResult:
        """Synchronise, which takes minutes."""
        if self._keys_task is None:
            client = client_for(self.hass, self._keys_data[CONF_HOST], self._keys_data[CONF_PORT])
            names = {key_of(lock): lock["title"] for lock in self._keys_locks}
            self._keys_task = self.hass.async_create_task(
                async_synchronize_locks(client, names), "the_keys_synchronize", eager_start=False
            )
        if not self._keys_task.done():
            return self.async_show_progress(
                step_id="the_keys_synchronize",
                progress_action="the_keys_synchronize",
                progress_task=self._keys_task,
            )
        unheard, self._keys_task = self._keys_task.result(), None
        if unheard is None:
            return self.async_show_progress_done(next_step_id="the_keys_finish")
        self._keys_late = unheard.names
        if unheard.may_pass or (CONF_CODE in unheard.problem.fields and CONF_CODE not in self._keys_typed):
            # Codes that the account made are right.
            return self.async_show_progress_done(next_step_id="the_keys_unsynchronized")
        self._keys_problem = unheard.problem
        return self.async_show_progress_done(next_step_id=self._keys_form)

    async def async_step_the_keys_finish(self, _user_input: Input | None = None) -> ConfigFlowResult:
        """Add the gateway with its locks, unless another flow was faster."""
        self._abort_if_unique_id_configured()
        where = {key: self._keys_data[key] for key in (CONF_KIND, CONF_HOST, CONF_PORT)}
        self._async_abort_entries_match(where)
        if any(is_set_up(self.hass, key_of(lock).identifier) for lock in self._keys_locks):
            return self.async_abort(reason="keys_lock_is_set_up")
        return self.async_create_entry(
            title=self._keys_title(), data=self._keys_data, subentries=self._keys_locks
        )

    def _keys_title(self) -> str:
        """Name a gateway, also after its first lock where it is not the first one."""
        is_first = all(entry.data.get(CONF_KIND) != KIND for entry in self._async_current_entries())
        return TITLE if is_first else f"{TITLE} ({self._keys_locks[0]['title']})"

    # The forms that this begins with

    async def _async_keys_suggest(
        self, user_input: Input | None, host: str | None = None
    ) -> Mapping[str, Any]:
        """Suggest where the gateway is, before anything was typed."""
        if user_input is None and self._keys_problem is None:
            host = host or await async_find(self.hass)
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
        """Ask, or show again what was typed with what synchronising has found to be wrong with it."""
        problem, self._keys_problem = self._keys_problem, None
        if user_input is not None:
            self._keys_form, self._keys_typed = step_id, user_input
        elif problem is not None:
            suggested = self._keys_typed
        return await async_ask(self, step_id, schema, user_input, act, suggested=suggested, problem=problem)

    # Changes

    async def async_step_the_keys_reauth(self) -> ConfigFlowResult:
        """Take in that a lock's code is refused, or the account."""
        if CONF_IDENTIFIER in self.init_data:
            return await self.async_step_the_keys_new_code()
        return await self.async_step_the_keys_account_refused()

    async def async_step_the_keys_account_refused(self, user_input: Input | None = None) -> ConfigFlowResult:
        """Ask for the account anew."""
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
        locks = self._get_reauth_entry().get_subentries_of_type(SUBENTRY_LOCK)
        cloud, _ = await async_sign_in_again(
            self.hass, user_input, {lock.data[CONF_IDENTIFIER] for lock in locks}
        )
        account = {CONF_USERNAME: cloud.username, CONF_PASSWORD: user_input[CONF_PASSWORD]}
        return self.async_update_and_abort(self._get_reauth_entry(), data_updates=account)

    async def async_step_the_keys_new_code(self, user_input: Input | None = None) -> ConfigFlowResult:
        """Ask for the new code of a share."""
        subentry = self._keys_refused_lock()
        if subentry is None:
            return self.async_abort(reason="keys_lock_is_gone")
        return await async_ask(
            self,
            "the_keys_new_code",
            CODE_SCHEMA,
            user_input,
            partial(self._async_keys_take_code, subentry),
            placeholders={CONF_NAME: subentry.title},
        )

    def _keys_refused_lock(self) -> ConfigSubentry | None:
        identifier = self.init_data.get(CONF_IDENTIFIER)
        locks = self._get_reauth_entry().get_subentries_of_type(SUBENTRY_LOCK)
        return next((lock for lock in locks if lock.data[CONF_IDENTIFIER] == identifier), None)

    async def _async_keys_take_code(self, subentry: ConfigSubentry, user_input: Input) -> ConfigFlowResult:
        entry = self._get_reauth_entry()
        key = Key(subentry.data[CONF_IDENTIFIER], parse_code(user_input[CONF_CODE]))
        client = client_for(self.hass, entry.data[CONF_HOST], entry.data[CONF_PORT])
        with suppress(NotSynchronizedError):
            await async_verify(client, key, subentry.title)
        self.hass.config_entries.async_update_subentry(
            entry, subentry, data=data_with_code(subentry, key.code)
        )
        return self.async_abort(reason="reauth_successful", translation_domain=HOMEASSISTANT_DOMAIN)

    async def async_step_the_keys_reconfigure(self, user_input: Input | None = None) -> ConfigFlowResult:
        """Change where the gateway is."""
        entry = self._get_reconfigure_entry()
        return await async_ask(
            self,
            "the_keys_reconfigure",
            vol.Schema(ADDRESS),
            user_input,
            self._async_keys_move,
            suggested=entry.data,
            placeholders={CONF_NAME: entry.title},
        )

    async def _async_keys_move(self, user_input: Input) -> ConfigFlowResult:
        entry = self._get_reconfigure_entry()
        host, port = parse_address(user_input[CONF_HOST], user_input[CONF_PORT])
        if (host, port) != (entry.data[CONF_HOST], entry.data[CONF_PORT]):
            self._async_abort_entries_match({CONF_KIND: KIND, CONF_HOST: host, CONF_PORT: port})
        locks = entry.get_subentries_of_type(SUBENTRY_LOCK)
        await async_verify_gateway(
            client_for(self.hass, host, port), {lock.data[CONF_IDENTIFIER] for lock in locks}
        )
        return self.async_update_and_abort(entry, data_updates={CONF_HOST: host, CONF_PORT: port})
