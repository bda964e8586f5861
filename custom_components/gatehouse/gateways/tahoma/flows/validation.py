"""Validation of the form input: its syntax, and whether a box accepts it.

Errors are raised as GatehouseError with the form field that they belong to.
"""

from collections.abc import Awaitable, Callable, Mapping
import re
from typing import Any, Final

from homeassistant.const import CONF_HOST, CONF_PORT, CONF_TOKEN
from homeassistant.core import HomeAssistant

from ....errors import GatehouseError, translated_errors
from ...errors import CertificateProblem, GatewayCertificateError
from ..api.client import TahomaClient
from ..api.tls import PIN
from ..client_factory import async_create_client, async_read_pin
from ..const import CONF_GATEWAY_PIN
from ..error_translation import translate_box_error

DEFAULT_PORT: Final = 8443

_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_PIN_DIGITS: Final = re.compile(r"(\d{4})\D?(\d{4})\D?(\d{4})")


def parse_pin(text: str) -> str:
    """Return a gateway PIN in the vendor's form; the dashes are optional in the input."""
    if (digits := _PIN_DIGITS.fullmatch(text.strip())) is None:
        raise GatehouseError("tahoma_invalid_pin", CONF_GATEWAY_PIN)
    return "-".join(digits.groups())


def parse_token(text: str) -> str:
    """Return a token; its UUID, which token lists show, is a common mistake."""
    token = text.strip()
    if _UUID.fullmatch(token):
        raise GatehouseError("tahoma_token_is_uuid", CONF_TOKEN)
    if not token or not token.isascii() or not token.isprintable():
        raise GatehouseError("tahoma_invalid_token", CONF_TOKEN)
    return token


async def async_find_pin(hass: HomeAssistant, host: str, port: int) -> str:
    """Return the PIN of a box from its host name or its certificate, without sending a request."""
    if match := PIN.search(host):
        return match[0]
    with translated_errors(translate_box_error):
        pin = await async_read_pin(hass, host, port)
    if pin is None:
        raise GatehouseError("tahoma_pin_needed", CONF_GATEWAY_PIN)
    return pin


async def async_reach(hass: HomeAssistant, host: str, port: int, pin: str) -> None:
    """Verify that this box answers at an address; it proves that by rejecting an empty token."""
    data = {CONF_HOST: host, CONF_PORT: port, CONF_GATEWAY_PIN: pin, CONF_TOKEN: ""}
    try:
        await _async_query(hass, data, TahomaClient.api_version)
    except GatehouseError as error:
        if CONF_TOKEN not in error.fields:
            raise


async def async_verify(hass: HomeAssistant, data: Mapping[str, Any]) -> None:
    """Verify the address, the PIN and the token in an entry's data."""
    pins = [gateway.pin for gateway in await _async_query(hass, data, TahomaClient.gateways)]
    if not pins:
        raise GatehouseError("tahoma_unexpected_answer", CONF_HOST)
    if data[CONF_GATEWAY_PIN] not in pins:
        raise _wrong_pin(pins[0], data[CONF_GATEWAY_PIN])


async def _async_query[T](
    hass: HomeAssistant, data: Mapping[str, Any], query: Callable[[TahomaClient], Awaitable[T]]
) -> T:
    client = await async_create_client(hass, data)
    with translated_errors(translate_box_error):
        try:
            return await query(client)
        except GatewayCertificateError as error:
            if error.problem is CertificateProblem.WRONG_NAME:
                pin = await async_read_pin(hass, data[CONF_HOST], data[CONF_PORT])
                if pin is not None:
                    raise _wrong_pin(pin, data[CONF_GATEWAY_PIN]) from error
            raise


def _wrong_pin(found: str, expected: str) -> GatehouseError:
    return GatehouseError("tahoma_wrong_pin", CONF_GATEWAY_PIN, CONF_HOST, found=found, expected=expected)
