"""Tests of the validation of the form input."""

from homeassistant.core import HomeAssistant
import pytest

from custom_components.gatehouse.gateways.tahoma.flows import validation


@pytest.mark.parametrize("typed", ["1234-5678-9012", " 123456789012", "1234 5678 9012 "])
def test_pins(typed: str) -> None:
    assert validation.parse_pin(typed) == "1234-5678-9012"


async def test_pin_from_the_host_name(hass: HomeAssistant) -> None:
    assert await validation.async_find_pin(hass, "gateway-1234-5678-9012.local", 1) == "1234-5678-9012"
