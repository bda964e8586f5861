"""The text of each error of a The Keys gateway, its locks and the cloud."""

from functools import partial
from http import HTTPStatus
from typing import Final

from homeassistant.const import CONF_CODE, CONF_HOST, CONF_PASSWORD

from ...errors import ErrorTable, ErrorText, GatehouseError, TranslateError, translate_error
from ..errors import (
    CommandFailedError,
    CommandUnconfirmedError,
    GatewayAuthenticationError,
    GatewayConnectionError,
    GatewayError,
    GatewayRefusedError,
    GatewayUnconfirmedError,
)
from .api.cloud import NotFoundError
from .api.responses import (
    ALREADY_STARTED,
    BUSY,
    KEY_REFUSED,
    NOT_COMPATIBLE,
    NOT_DETECTED,
    NOT_SHARED,
    SYNC_NOT_COMPATIBLE,
    SYNC_NOT_DETECTED,
    WRONG_CLOCK,
    KeysRefusedError,
    SignatureRefusedError,
)
from .api.signing import ClockError
from .const import CONF_IDENTIFIER, CONF_LOCKS

_LOCK_FIELDS: Final = (CONF_IDENTIFIER, CONF_LOCKS)

_OUT_OF_RANGE: Final = ErrorText("the_keys_out_of_range", _LOCK_FIELDS)
_NOT_COMPATIBLE: Final = ErrorText("the_keys_not_compatible", _LOCK_FIELDS)
_BUSY: Final = ErrorText("the_keys_busy", (CONF_HOST,))
_INVALID_RESPONSE: Final = ErrorText("the_keys_invalid_response", (CONF_HOST,))

REFUSALS: Final[dict[int, ErrorText]] = {
    SYNC_NOT_DETECTED: _OUT_OF_RANGE,
    SYNC_NOT_COMPATIBLE: _NOT_COMPATIBLE,
    NOT_SHARED: ErrorText("the_keys_not_shared", (CONF_CODE,)),
    NOT_DETECTED: _OUT_OF_RANGE,
    NOT_COMPATIBLE: _NOT_COMPATIBLE,
    KEY_REFUSED: ErrorText("the_keys_key_refused", (CONF_CODE,)),
    WRONG_CLOCK: ErrorText("the_keys_gateway_clock_wrong", (CONF_HOST,)),
    HTTPStatus.NOT_FOUND: _INVALID_RESPONSE,
    ALREADY_STARTED: _BUSY,
    BUSY: _BUSY,
}

# The reasons of CommandFailedError are text keys.
GATEWAY_ERRORS: Final[ErrorTable] = {
    CommandFailedError: ErrorText("{reason}"),
    CommandUnconfirmedError: ErrorText("the_keys_not_confirmed"),
    SignatureRefusedError: ErrorText("the_keys_code_refused", (CONF_CODE,)),
    ClockError: ErrorText("the_keys_clock_wrong"),
    GatewayConnectionError: ErrorText("the_keys_cannot_connect", (CONF_HOST,)),
    GatewayUnconfirmedError: ErrorText("the_keys_no_answer", (CONF_HOST,)),
    GatewayRefusedError: ErrorText("the_keys_refused"),
    GatewayError: _INVALID_RESPONSE,
}

CLOUD_ERRORS: Final[ErrorTable] = {
    GatewayAuthenticationError: ErrorText("the_keys_invalid_account", (CONF_PASSWORD,)),
    GatewayConnectionError: ErrorText("the_keys_cannot_reach_cloud"),
    GatewayUnconfirmedError: ErrorText("the_keys_cloud_unconfirmed"),
    NotFoundError: ErrorText("the_keys_not_in_cloud"),
    GatewayRefusedError: ErrorText("the_keys_cloud_refused"),
    GatewayError: ErrorText("the_keys_invalid_cloud_response"),
}


def translate_gateway_error(error: GatewayError, name: str) -> GatehouseError:
    """Translate an error of the gateway; `name` is what the user calls the lock or the gateway."""
    text = None
    if isinstance(error, KeysRefusedError):
        text = REFUSALS.get(error.number)
    elif isinstance(error, GatewayUnconfirmedError) and isinstance(error.__cause__, KeysRefusedError):
        # The gateway answered, the lock did not.
        text = _OUT_OF_RANGE
    if text is not None:
        return GatehouseError(text.key, *text.fields, name=name)
    return translate_error(GATEWAY_ERRORS, error, name)


translate_cloud_error: Final[TranslateError] = partial(translate_error, CLOUD_ERRORS)
