"""A form that is shown again, with what was typed, until what it asks for is right."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import AbortFlow, FlowHandler, FlowResult
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.selector import TextSelector, TextSelectorConfig, TextSelectorType
import voluptuous as vol

from .const import LOGGER
from .errors import GatehouseError

TEXT: Final = TextSelector(TextSelectorConfig(autocomplete="off"))
SECRET: Final = TextSelector(TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="off"))

type Input = dict[str, Any]


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
    """Act on what was typed, or show the form, again with what is wrong if `act` raises GatehouseError.

    A `problem` is what was found to be wrong later with what was typed, which is suggested again.
    """
    errors: dict[str, str] = {}
    texts = dict(placeholders or {})

    def tell(problem: GatehouseError) -> None:
        field = next((field for field in problem.fields if field in schema.schema), "base")
        errors[field] = problem.key
        texts.update(problem.placeholders)

    if problem is not None:
        tell(problem)
    if user_input is not None:
        try:
            return await act(user_input)
        except GatehouseError as error:
            tell(error)
        except AbortFlow:
            raise
        except Exception:  # noqa: BLE001 - whatever it is, nothing of what was typed is lost
            LOGGER.exception("Unexpected error in the step %s", step_id)
            errors["base"] = "unknown"
    return flow.async_show_form(
        step_id=step_id,
        data_schema=flow.add_suggested_values_to_schema(
            schema, suggested if user_input is None else user_input
        ),
        errors=errors,
        description_placeholders=texts,
    )


class FormFix(RepairsFlow):
    """Puts an issue right with what the user types into one form, or leaves it at that if the user says so.

    `fix` raises GatehouseError where that does not do.
    """

    def __init__(self, schema: vol.Schema, fix: Callable[[HomeAssistant, Input], Awaitable[None]]) -> None:
        """Know what to ask for, and what to do with it."""
        self._schema = schema
        self._fix = fix

    async def async_step_init(self, _: Input | None = None) -> RepairsFlowResult:
        """Let the user choose; what Home Assistant gives here was not typed."""
        return self.async_show_menu(
            step_id="init", menu_options=["confirm", "ignore"], description_placeholders=self._placeholders
        )

    async def async_step_confirm(self, user_input: Input | None = None) -> RepairsFlowResult:
        """Ask, and end the issue when it is right."""
        return await async_ask(
            self, "confirm", self._schema, user_input, self._async_act, placeholders=self._placeholders
        )

    async def async_step_ignore(self, _: Input | None = None) -> RepairsFlowResult:
        """Show the issue no more; Home Assistant has no other way to ignore one with a dialog."""
        issues = ir.async_get(self.hass)
        if issues.async_get_issue(self.handler, self.issue_id) is not None:
            issues.async_ignore(self.handler, self.issue_id, ignore=True)
        return self.async_abort(reason="issue_ignored")

    @property
    def _placeholders(self) -> Mapping[str, str]:
        issue = ir.async_get(self.hass).async_get_issue(self.handler, self.issue_id)
        return issue.translation_placeholders or {} if issue is not None else {}

    async def _async_act(self, user_input: Input) -> RepairsFlowResult:
        await self._fix(self.hass, user_input)
        return self.async_create_entry(data={})
