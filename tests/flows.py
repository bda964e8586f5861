"""Helpers for tests of flows."""

from typing import Any

from homeassistant.config_entries import SOURCE_USER, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResult, FlowResultType

from custom_components.gatehouse.const import DOMAIN


async def begin(hass: HomeAssistant, *choices: str) -> ConfigFlowResult:
    """Start a flow and select the menu options."""
    result = await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    for choice in choices:
        assert result["type"] is FlowResultType.MENU
        result = await hass.config_entries.flow.async_configure(result["flow_id"], {"next_step_id": choice})
    assert result["step_id"] == choices[-1]
    return result


async def submit(hass: HomeAssistant, result: ConfigFlowResult, user_input: Any) -> ConfigFlowResult:
    """Submit a form or select a menu option."""
    return await hass.config_entries.flow.async_configure(result["flow_id"], user_input)


def suggested(result: FlowResult[Any, Any]) -> dict[str, Any]:
    """Return the suggested values of a form."""
    schema = result["data_schema"]
    assert schema is not None
    return {
        str(marker.schema): marker.description["suggested_value"]
        for marker in schema.schema
        if marker.description and "suggested_value" in marker.description
    }


def offered(result: FlowResult[Any, Any], field: str) -> list[str]:
    """Return the options of a form field."""
    schema = result["data_schema"]
    assert schema is not None
    return [option["value"] for option in schema.schema[field].config["options"]]
