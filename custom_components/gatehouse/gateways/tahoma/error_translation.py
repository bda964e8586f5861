"""The text of each error of a TaHoma box and of the Somfy cloud."""

from functools import partial
from typing import Final

from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_TOKEN

from ...errors import ErrorTable, ErrorText, TranslateError, translate_error
from ..errors import (
    CommandFailedError,
    CommandUnconfirmedError,
    GatewayAuthenticationError,
    GatewayCertificateError,
    GatewayConnectionError,
    GatewayError,
    GatewayRefusedError,
    GatewayUnconfirmedError,
)
from .api.client import UnknownObjectError
from .api.cloud import NotOfThisAccountError, TooManyAttemptsError
from .const import CONF_GATEWAY_PIN

_BOX_ERRORS: Final[ErrorTable] = {
    CommandFailedError: ErrorText("tahoma_command_failed_{reason}"),
    CommandUnconfirmedError: ErrorText("tahoma_not_confirmed"),
    GatewayAuthenticationError: ErrorText("tahoma_authentication_failed", (CONF_TOKEN,)),
    GatewayCertificateError: ErrorText("tahoma_certificate_{problem}", (CONF_HOST,)),
    GatewayConnectionError: ErrorText("tahoma_cannot_connect", (CONF_HOST,)),
    GatewayUnconfirmedError: ErrorText("tahoma_no_answer", (CONF_HOST,)),
    UnknownObjectError: ErrorText("tahoma_developer_mode_off"),
    GatewayRefusedError: ErrorText("tahoma_refused"),
    GatewayError: ErrorText("tahoma_unexpected_answer", (CONF_HOST,)),
}
_CLOUD_ERRORS: Final[ErrorTable] = {
    TooManyAttemptsError: ErrorText("tahoma_too_many_attempts"),
    NotOfThisAccountError: ErrorText("tahoma_not_in_account", (CONF_GATEWAY_PIN,)),
    GatewayAuthenticationError: ErrorText("tahoma_invalid_account", (CONF_PASSWORD,)),
    GatewayConnectionError: ErrorText("tahoma_cloud_cannot_connect"),
    GatewayRefusedError: ErrorText("tahoma_cloud_refused"),
    GatewayError: ErrorText("tahoma_cloud_unexpected_answer"),
}

translate_box_error: Final[TranslateError] = partial(translate_error, _BOX_ERRORS)
translate_cloud_error: Final[TranslateError] = partial(translate_error, _CLOUD_ERRORS)
