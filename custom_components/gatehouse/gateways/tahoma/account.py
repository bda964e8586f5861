"""The user's account in the vendor's cloud, used to make and to delete tokens and then forgotten.

What is wrong is raised as GatehouseError, for the field it belongs to.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from secrets import token_hex
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_PASSWORD, CONF_TOKEN, CONF_USERNAME
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.selector import (
    SelectSelector,
    SelectSelectorConfig,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
import voluptuous as vol

from ...accounts import async_account_session
from ...cleanup import async_offer_to_delete
from ...endpoints import endpoint
from ...errors import GatehouseError
from ...flow_helpers import Input
from ..errors import (
    GatewayAuthenticationError,
    GatewayConnectionError,
    GatewayError,
    GatewayRefusedError,
)
from .api.cloud import HOSTS, NotOfThisAccountError, TahomaCloud, TooManyAttemptsError
from .const import CONF_GATEWAY_PIN

CONF_SERVER: Final = "server"
CONF_TOKEN_UUID: Final = "token_uuid"  # noqa: S105 - a name
ATTR_LABEL: Final = "label"
TOKEN_ISSUE: Final = "tahoma_token"  # noqa: S105 - a name
LABEL: Final = "Gatehouse"

_CREDENTIALS: Final[dict[vol.Marker, Any]] = {
    vol.Required(CONF_USERNAME): TextSelector(
        TextSelectorConfig(type=TextSelectorType.EMAIL, autocomplete="username")
    ),
    vol.Required(CONF_PASSWORD): TextSelector(
        TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="current-password")
    ),
}
CREDENTIALS_SCHEMA: Final = vol.Schema(_CREDENTIALS)
ACCOUNT_SCHEMA: Final = vol.Schema(
    {
        vol.Required(CONF_SERVER, default=next(iter(HOSTS))): SelectSelector(
            SelectSelectorConfig(options=list(HOSTS), translation_key=CONF_SERVER)
        ),
        **_CREDENTIALS,
    }
)


def _label(hass: HomeAssistant, mark: str) -> str:
    """Name a token after this home, as the vendor lists it; the mark first, in case long names are cut."""
    return f"{LABEL} {mark} ({hass.config.location_name})"


async def async_sign_in(hass: HomeAssistant, account: Input) -> TahomaCloud:
    """Sign in to the account that was typed; raises GatewayError."""
    template = await hass.async_add_executor_job(endpoint, "tahoma", "cloud")
    assert template is not None  # noqa: S101 - it has a default
    cloud = TahomaCloud(async_account_session(hass), template, account[CONF_SERVER])
    await cloud.login(account[CONF_USERNAME].strip(), account[CONF_PASSWORD])
    return cloud


@asynccontextmanager
async def async_new_token(hass: HomeAssistant, account: Input, pin: str) -> AsyncIterator[Input]:
    """Make a token for a box with the account that was typed; raises GatewayError.

    Gives what an entry keeps of it. Where what is done with it fails, it is deleted again, or offered for
    deletion where that is not certain. No other token has its label, so that it is known from those that
    others make at the same time.
    """
    cloud = await async_sign_in(hass, account)
    token = await cloud.generate_token(pin)
    label = _label(hass, token_hex(2))
    uuid = None
    is_active = False
    try:
        await cloud.activate_token(pin, label, token)
        is_active = True
        uuid = await cloud.find_token(pin, label)
        made = {} if uuid is None else {CONF_SERVER: account[CONF_SERVER], CONF_TOKEN_UUID: uuid}
        yield {CONF_TOKEN: token, **made}
    except BaseException as error:
        was_refused = not is_active and isinstance(error, GatewayRefusedError | GatewayAuthenticationError)
        is_gone = False
        try:
            with suppress(GatewayError):
                # What was refused may have been done all the same, if it is listed.
                is_gone = await async_delete_token(cloud, pin, uuid, label) or was_refused
        finally:
            if not is_gone:
                facts = {CONF_SERVER: account[CONF_SERVER], CONF_GATEWAY_PIN: pin, ATTR_LABEL: label}
                texts = {"name": "TaHoma", "label": label}
                async_offer_to_delete(hass, f"{TOKEN_ISSUE}_{label}", TOKEN_ISSUE, facts, texts)
        raise


async def async_delete_token(cloud: TahomaCloud, pin: str, uuid: str | None, label: str | None) -> bool:
    """Delete a token, known by its uuid or its label, and tell whether it was there or its uuid was known."""
    if uuid is None and label is not None:
        uuid = await cloud.find_token(pin, label)
    if uuid is not None:
        await cloud.delete_token(pin, uuid)
    return uuid is not None


@contextmanager
def account_problems() -> Iterator[None]:
    """Put what goes wrong with the cloud into words."""
    try:
        yield
    except GatewayError as error:
        raise _problem(error) from error


@callback
def async_offer_token_removal(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Offer to delete the token that was made for an entry, which does not need it any more."""
    data = entry.data
    if CONF_TOKEN_UUID not in data:
        return
    async_offer_to_delete(
        hass,
        f"{TOKEN_ISSUE}_{data[CONF_TOKEN_UUID]}",
        TOKEN_ISSUE,
        {key: data[key] for key in (CONF_SERVER, CONF_GATEWAY_PIN, CONF_TOKEN_UUID)},
        {"name": entry.title, "label": _label(hass, "…")},
    )


def _problem(error: GatewayError) -> GatehouseError:
    match error:
        case TooManyAttemptsError():
            return GatehouseError("too_many_attempts")
        case NotOfThisAccountError():
            return GatehouseError("not_of_this_account", CONF_GATEWAY_PIN)
        case GatewayAuthenticationError():
            return GatehouseError("invalid_account", CONF_PASSWORD)
        case GatewayConnectionError():
            return GatehouseError("cannot_reach_cloud")
        case GatewayRefusedError():
            return GatehouseError("cloud_refused", message=error.text)
        case _:
            return GatehouseError("unexpected_cloud")
