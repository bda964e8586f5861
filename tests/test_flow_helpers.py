"""Tests of what the flows of all kinds share."""

from typing import Any

from homeassistant.data_entry_flow import FlowHandler, FlowResultType
import pytest
import voluptuous as vol

from custom_components.gatehouse.errors import GatehouseError
from custom_components.gatehouse.flow_helpers import Input, async_ask, parse_address


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("192.0.2.7", ("192.0.2.7", 8443)),
        ("192.0.2.7:9443", ("192.0.2.7", 9443)),
        ("2001:db8::7", ("2001:db8::7", 8443)),
        ("[2001:db8::7]", ("2001:db8::7", 8443)),
        ("[2001:db8::7]:9443", ("2001:db8::7", 9443)),
        (" gateway-1234-1234-1234.local ", ("gateway-1234-1234-1234.local", 8443)),
        ("https://gateway-1234-1234-1234.local/", ("gateway-1234-1234-1234.local", 8443)),
        ("bücher.example:9443", ("xn--bcher-kva.example", 9443)),
    ],
)
def test_addresses(host: str, address: tuple[str, int]) -> None:
    assert parse_address(host, 8443) == address


@pytest.mark.parametrize(
    ("error", "errors"),
    [
        (GatehouseError("wrong", "other", "host"), {"host": "wrong"}),
        (GatehouseError("wrong", "other"), {"base": "wrong"}),
    ],
)
async def test_error_of_a_later_step(error: GatehouseError, errors: dict[str, str]) -> None:
    """The form is shown with the error at the first of its fields that it has."""
    flow: FlowHandler[Any, Any, Any] = FlowHandler()
    flow.flow_id = flow.handler = "test"

    async def act(_: Input) -> Any:
        raise NotImplementedError

    result = await async_ask(flow, "step", vol.Schema({"host": str}), None, act, problem=error)
    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == errors
