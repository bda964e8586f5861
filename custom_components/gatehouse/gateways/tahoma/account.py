"""The user's Somfy account, which creates and deletes tokens. Its credentials are not stored."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from secrets import token_hex
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_PASSWORD, CONF_TOKEN, CONF_USERNAME
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.selector import SelectSelector, SelectSelectorConfig, TextSelectorType
import voluptuous as vol

from ...cleanup import async_offer_to_delete
from ...endpoints import endpoint
from ...flow_helpers import Input, async_account_session, credential_fields
from ..errors import GatewayAuthenticationError, GatewayError, GatewayRefusedError
from .api.cloud import HOSTS, TahomaCloud
from .const import CONF_GATEWAY_PIN

CLOUD_URL: Final = "https://{host}/enduser-mobile-web/enduserAPI"

CONF_SERVER: Final = "server"
CONF_TOKEN_UUID: Final = "token_uuid"  # noqa: S105 - a name
ATTR_LABEL: Final = "label"
TOKEN_ISSUE: Final = "tahoma_token"  # noqa: S105 - a name
LABEL: Final = "Gatehouse"

_CREDENTIALS: Final = credential_fields(TextSelectorType.EMAIL)
CREDENTIALS_SCHEMA: Final = vol.Schema(_CREDENTIALS)
ACCOUNT_SCHEMA: Final = vol.Schema(
    {
        vol.Required(CONF_SERVER, default=next(iter(HOSTS))): SelectSelector(
            SelectSelectorConfig(options=list(HOSTS), translation_key=CONF_SERVER)
        ),
        **_CREDENTIALS,
    }
)


def _label(hass: HomeAssistant, suffix: str) -> str:
    """Return the name of a token in the vendor's list; the suffix comes first in case long names are cut."""
    return f"{LABEL} {suffix} ({hass.config.location_name})"


async def async_sign_in(hass: HomeAssistant, account: Input) -> TahomaCloud:
    """Sign in to the account in the form input; raises GatewayError."""
    template = await hass.async_add_executor_job(endpoint, "tahoma", "cloud", CLOUD_URL)
    cloud = TahomaCloud(async_account_session(hass), template, account[CONF_SERVER])
    await cloud.login(account[CONF_USERNAME].strip(), account[CONF_PASSWORD])
    return cloud


@asynccontextmanager
async def async_new_token(hass: HomeAssistant, account: Input, pin: str) -> AsyncIterator[Input]:
    """Create a token for a box with the account in the form input; raises GatewayError.

    Yields the data that the entry stores. If the body fails, the token is deleted again, or a repair offers
    to delete it if the deletion is not confirmed. The label is unique, so that the token is not confused with
    one that is created at the same time.
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
        found = {} if uuid is None else {CONF_SERVER: account[CONF_SERVER], CONF_TOKEN_UUID: uuid}
        yield {CONF_TOKEN: token, **found}
    except BaseException as error:
        was_refused = not is_active and isinstance(error, GatewayRefusedError | GatewayAuthenticationError)
        is_deleted = False
        try:
            with suppress(GatewayError):
                # The token may be listed although the cloud refused to activate it.
                is_deleted = await async_delete_token(cloud, pin, uuid, label) or was_refused
        finally:
            if not is_deleted:
                data = {CONF_SERVER: account[CONF_SERVER], CONF_GATEWAY_PIN: pin, ATTR_LABEL: label}
                placeholders = {"name": "TaHoma", "label": label}
                async_offer_to_delete(hass, f"{TOKEN_ISSUE}_{label}", TOKEN_ISSUE, data, placeholders)
        raise


async def async_delete_token(cloud: TahomaCloud, pin: str, uuid: str | None, label: str | None) -> bool:
    """Delete a token by its UUID or its label; return False if no token has the label."""
    if uuid is None and label is not None:
        uuid = await cloud.find_token(pin, label)
    if uuid is not None:
        await cloud.delete_token(pin, uuid)
    return uuid is not None


@callback
def async_offer_token_removal(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Offer to delete the token that was created for an entry, which no longer uses it."""
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
