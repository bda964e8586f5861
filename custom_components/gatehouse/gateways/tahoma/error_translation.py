"""The text of each error of a TaHoma box."""

from functools import partial
from typing import Final

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

_BOX_ERRORS: Final[ErrorTable] = {
    CommandFailedError: ErrorText("command_failed_{reason}"),
    CommandUnconfirmedError: ErrorText("not_confirmed"),
    GatewayAuthenticationError: ErrorText("authentication_failed"),
    GatewayCertificateError: ErrorText("certificate_{problem}"),
    GatewayConnectionError: ErrorText("cannot_connect"),
    GatewayUnconfirmedError: ErrorText("no_answer"),
    UnknownObjectError: ErrorText("developer_mode_off"),
    GatewayRefusedError: ErrorText("refused"),
    GatewayError: ErrorText("unexpected_answer"),
}

translate_box_error: Final[TranslateError] = partial(translate_error, _BOX_ERRORS)
