"""The first contact with a box: what a user types is made sense of, and the box is asked whether it is right.

What is wrong is raised as GatehouseError, for the field it belongs to.
"""

from collections.abc import Awaitable, Callable, Mapping
import re
from typing import Any, Final

from homeassistant.const import CONF_HOST, CONF_PORT, CONF_TOKEN
from homeassistant.core import HomeAssistant

from ....errors import GatehouseError
from ...errors import (
    CertificateProblem,
    GatewayAuthenticationError,
    GatewayCertificateError,
    GatewayConnectionError,
    GatewayError,
    GatewayRefusedError,
    GatewayUnconfirmedError,
)
from ..api.client import TahomaClient, UnknownObjectError
from ..api.tls import PIN
from ..client_factory import async_create_client, async_read_pin
from ..const import CONF_GATEWAY_PIN

DEFAULT_PORT: Final = 8443

_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_PIN_DIGITS: Final = re.compile(r"(\d{4})\D?(\d{4})\D?(\d{4})")


def parse_pin(text: str) -> str:
    """Read a pin, with or without its dashes."""
    if (digits := _PIN_DIGITS.fullmatch(text.strip())) is None:
        raise GatehouseError("invalid_pin", CONF_GATEWAY_PIN)
    return "-".join(digits.groups())


def parse_token(text: str) -> str:
    """Read a token; its name, which lists show in its place, is easily taken for it."""
    token = text.strip()
    if _UUID.fullmatch(token):
        raise GatehouseError("token_is_uuid", CONF_TOKEN)
    if not token or not token.isascii() or not token.isprintable():
        raise GatehouseError("invalid_token", CONF_TOKEN)
    return token


async def async_find_pin(hass: HomeAssistant, host: str, port: int) -> str:
    """Find out the pin of a box: most have it in their names, all in their certificates. Nothing is sent."""
    if named := PIN.search(host):
        return named[0]
    try:
        found = await async_read_pin(hass, host, port)
    except GatewayError as error:
        raise _problem(error) from error
    if found is None:
        raise GatehouseError("pin_needed", CONF_GATEWAY_PIN)
    return found


async def async_reach(hass: HomeAssistant, host: str, port: int, pin: str) -> None:
    """Make sure that this box is there and speaks the local API; one that asks for a token does."""
    data = {CONF_HOST: host, CONF_PORT: port, CONF_GATEWAY_PIN: pin, CONF_TOKEN: ""}
    try:
        await _ask(hass, data, TahomaClient.api_version)
    except GatehouseError as error:
        if CONF_TOKEN not in error.fields:
            raise


async def async_verify(hass: HomeAssistant, data: Mapping[str, Any]) -> None:
    """Make sure that an entry's data are right: the address, the pin and the token."""
    pins = [gateway.pin for gateway in await _ask(hass, data, TahomaClient.gateways)]
    if not pins:
        raise GatehouseError("not_tahoma", CONF_HOST)
    if data[CONF_GATEWAY_PIN] not in pins:
        raise _wrong_pin(pins[0], data[CONF_GATEWAY_PIN])


async def _ask[T](
    hass: HomeAssistant, data: Mapping[str, Any], question: Callable[[TahomaClient], Awaitable[T]]
) -> T:
    client = await async_create_client(hass, data)
    try:
        return await question(client)
    except GatewayError as error:
        problem = _problem(error)
        if problem.key == f"certificate_{CertificateProblem.WRONG_NAME}":
            problem = await _whose(hass, data) or problem
        raise problem from error


async def _whose(hass: HomeAssistant, data: Mapping[str, Any]) -> GatehouseError | None:
    """Tell whose certificate it is that has the wrong name, or what else is wrong with it."""
    try:
        found = await async_read_pin(hass, data[CONF_HOST], data[CONF_PORT])
    except GatewayError as error:
        return _problem(error)
    return _wrong_pin(found, data[CONF_GATEWAY_PIN]) if found else None


def _wrong_pin(found: str, wanted: str) -> GatehouseError:
    return GatehouseError("wrong_pin", CONF_GATEWAY_PIN, CONF_HOST, found=found, wanted=wanted)


def _problem(error: GatewayError) -> GatehouseError:
    match error:
        case GatewayCertificateError():
            problem = GatehouseError(f"certificate_{error.problem}", CONF_HOST)
        case GatewayConnectionError():
            problem = GatehouseError("cannot_connect", CONF_HOST)
        case GatewayUnconfirmedError():
            problem = GatehouseError("no_answer", CONF_HOST)
        case GatewayAuthenticationError():
            problem = GatehouseError("invalid_token", CONF_TOKEN)
        case UnknownObjectError():
            problem = GatehouseError("developer_mode_off")
        case GatewayRefusedError():
            problem = GatehouseError("refused", message=error.text)
        case _:
            problem = GatehouseError("not_tahoma", CONF_HOST)
    return problem
