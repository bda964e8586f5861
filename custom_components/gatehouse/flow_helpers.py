"""What the flows of all kinds share: forms, form fields, and the update of an entry."""

from collections.abc import Awaitable, Callable, Mapping
from ipaddress import ip_address
from typing import Any, Final

from aiohttp import ClientSession, DummyCookieJar
from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.config_entries import ConfigEntry, ConfigEntryState, ConfigFlow, ConfigFlowResult
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_USERNAME
from homeassistant.core import HomeAssistant, callback
from homeassistant.data_entry_flow import AbortFlow, FlowHandler, FlowResult
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.aiohttp_client import async_create_clientsession
from homeassistant.helpers.selector import TextSelector, TextSelectorConfig, TextSelectorType
from homeassistant.util.hass_dict import HassKey
import voluptuous as vol
from yarl import URL

from .const import DOMAIN, LOGGER
from .errors import GatehouseError

TEXT: Final = TextSelector(TextSelectorConfig(autocomplete="off"))
SECRET: Final = TextSelector(TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="off"))

_SESSION: Final[HassKey[ClientSession]] = HassKey(f"{DOMAIN}_account_session")

type Input = dict[str, Any]


def credential_fields(username_type: TextSelectorType) -> dict[vol.Marker, Any]:
    """Return the fields for signing in to an account; the username is an email address or a phone number."""
    return {
        vol.Required(CONF_USERNAME): TextSelector(
            TextSelectorConfig(type=username_type, autocomplete="username")
        ),
        vol.Required(CONF_PASSWORD): TextSelector(
            TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="current-password")
        ),
    }


def parse_address(host: str, port: int) -> tuple[str, int]:
    """Return the host and port of a host name or an IP address; a port in `host` overrides `port`.

    Raises GatehouseError for the field `host`.
    """
    host = host.strip()
    try:
        return str(ip_address(host.strip("[]"))), port
    except ValueError:
        pass
    try:
        url = URL(host if "://" in host else f"http://{host}")
        name, port = url.raw_host, url.explicit_port or port
    except ValueError:
        name = None
    if not name or " " in name:
        raise GatehouseError("invalid_host", CONF_HOST)
    return name, port


@callback
def async_account_session(hass: HomeAssistant) -> ClientSession:
    """Return the session, without cookies, in which flows talk to the vendors' clouds.

    Flows share one session, because a session that is not bound to an entry stays open until Home Assistant
    stops. The clouds of entries use sessions that are closed when the entry is unloaded.
    """
    if _SESSION not in hass.data:
        hass.data[_SESSION] = async_create_clientsession(hass, cookie_jar=DummyCookieJar())
    return hass.data[_SESSION]


@callback
def async_update_entry_and_abort(
    flow: ConfigFlow, entry: ConfigEntry[Any], data: Mapping[str, Any]
) -> ConfigFlowResult:
    """Replace the data of an entry, reload it, and finish the flow.

    The update listener of a loaded entry reloads it when its data changed. An entry that is not loaded, or
    whose data stays the same, has to be reloaded here.
    """
    listener_reloads = entry.state is ConfigEntryState.LOADED and data != entry.data
    result = flow.async_update_and_abort(entry, data=data)
    if not listener_reloads:
        flow.hass.config_entries.async_schedule_reload(entry.entry_id)
    return result


async def async_ask[ContextT: Any, ResultT: FlowResult[Any, Any], HandlerT: Any](
    flow: FlowHandler[ContextT, ResultT, HandlerT],
    step_id: str,
    schema: vol.Schema,
    user_input: Input | None,
    act: Callable[[Input], Awaitable[ResultT]],
    *,
    suggested: Mapping[str, Any] | None = None,
    placeholders: Mapping[str, str] | None = None,
    problem: GatehouseError | None = None,
) -> ResultT:
    """Handle a step with one form: call `act` with the input, or show the form.

    If `act` raises GatehouseError, the form is shown again with the error and the input. `problem` is an
    error that a later step found.
    """
    errors: dict[str, str] = {}
    description_placeholders = dict(placeholders or {})

    def add_error(error: GatehouseError) -> None:
        field = next((field for field in error.fields if field in schema.schema), "base")
        errors[field] = error.key
        description_placeholders.update(error.placeholders)

    if problem is not None:
        add_error(problem)
    if user_input is not None:
        try:
            return await act(user_input)
        except GatehouseError as error:
            add_error(error)
        except AbortFlow:
            raise
        except Exception:  # noqa: BLE001 - the form is shown again, so that the input is not lost
            LOGGER.exception("Unexpected error in step %s", step_id)
            errors["base"] = "unknown"
    return flow.async_show_form(
        step_id=step_id,
        data_schema=flow.add_suggested_values_to_schema(
            schema, suggested if user_input is None else user_input
        ),
        errors=errors,
        description_placeholders=description_placeholders,
    )


class FormRepairFlow(RepairsFlow):
    """Repair flow with a menu: fix the issue with one form, or ignore it.

    `fix` gets the input of the form and raises GatehouseError if it fails.
    """

    def __init__(self, schema: vol.Schema, fix: Callable[[HomeAssistant, Input], Awaitable[None]]) -> None:
        """Initialize the flow."""
        self._schema = schema
        self._fix = fix

    async def async_step_init(self, _: Input | None = None) -> RepairsFlowResult:
        """Show the menu. The input is the issue's data, not the user's."""
        return self.async_show_menu(
            step_id="init", menu_options=["confirm", "ignore"], description_placeholders=self._placeholders
        )

    async def async_step_confirm(self, user_input: Input | None = None) -> RepairsFlowResult:
        """Show the form and fix the issue."""
        return await async_ask(
            self, "confirm", self._schema, user_input, self._async_fix, placeholders=self._placeholders
        )

    async def async_step_ignore(self, _: Input | None = None) -> RepairsFlowResult:
        """Ignore the issue: Home Assistant shows no other way to ignore a fixable issue."""
        issues = ir.async_get(self.hass)
        if issues.async_get_issue(self.handler, self.issue_id) is not None:
            issues.async_ignore(self.handler, self.issue_id, ignore=True)
        return self.async_abort(reason="issue_ignored")

    @property
    def _placeholders(self) -> Mapping[str, str]:
        issue = ir.async_get(self.hass).async_get_issue(self.handler, self.issue_id)
        return issue.translation_placeholders or {} if issue is not None else {}

    async def _async_fix(self, user_input: Input) -> RepairsFlowResult:
        await self._fix(self.hass, user_input)
        return self.async_create_entry(data={})
