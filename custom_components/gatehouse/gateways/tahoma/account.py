"""The user's account in the vendor's cloud, used to make and to delete tokens and then forgotten.

What is wrong is raised as FormError, for the field it belongs to.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_PASSWORD, CONF_USERNAME
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
from ...const import CONF_GATEWAY_PIN
from ...endpoints import endpoint
from ...forms import FormError, Input
from ...leftovers import async_offer_to_delete
from ..errors import (
    GatewayAuthenticationError,
    GatewayConnectionError,
    GatewayError,
    GatewayRefusedError,
)
from .cloud import HOSTS, NotOfThisAccountError, TahomaCloud, TooManyAttemptsError

CONF_SERVER: Final = "server"
CONF_TOKEN_UUID: Final = "token_uuid"  # noqa: S105 - a name
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


def token_label(hass: HomeAssistant) -> str:
    """Name a token after this home, as the vendor's app lists it."""
    return f"{LABEL} ({hass.config.location_name})"


async def async_sign_in(hass: HomeAssistant, account: Input) -> TahomaCloud:
    """Sign in to the account that was typed; raises GatewayError."""
    template = await hass.async_add_executor_job(endpoint, "tahoma", "cloud")
    assert template is not None  # noqa: S101 - it has a default
    cloud = TahomaCloud(async_account_session(hass), template, account[CONF_SERVER])
    await cloud.login(account[CONF_USERNAME], account[CONF_PASSWORD])
    return cloud


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
        {"name": entry.title, "label": token_label(hass)},
    )


def _problem(error: GatewayError) -> FormError:
    match error:
        case TooManyAttemptsError():
            return FormError("too_many_attempts")
        case NotOfThisAccountError():
            return FormError("not_of_this_account", CONF_GATEWAY_PIN)
        case GatewayAuthenticationError():
            return FormError("invalid_account", CONF_PASSWORD)
        case GatewayConnectionError():
            return FormError("cannot_reach_cloud")
        case GatewayRefusedError():
            return FormError("cloud_refused", message=error.text)
        case _:
            return FormError("unexpected_cloud")
