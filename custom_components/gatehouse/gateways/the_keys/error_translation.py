"""The text of each error of a The Keys gateway and its locks."""

from typing import Final

from ...errors import ErrorTable, ErrorText, GatehouseError, translate_error
from ..errors import (
    CommandFailedError,
    CommandUnconfirmedError,
    GatewayConnectionError,
    GatewayError,
    GatewayRefusedError,
    GatewayUnconfirmedError,
)
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

_REFUSALS: Final = {
    SYNC_NOT_DETECTED: "the_keys_out_of_range",
    SYNC_NOT_COMPATIBLE: "the_keys_not_compatible",
    NOT_SHARED: "the_keys_not_shared",
    NOT_DETECTED: "the_keys_out_of_range",
    NOT_COMPATIBLE: "the_keys_not_compatible",
    KEY_REFUSED: "the_keys_key_refused",
    WRONG_CLOCK: "the_keys_gateway_clock",
    ALREADY_STARTED: "the_keys_busy",
    BUSY: "the_keys_busy",
}


_GATEWAY_ERRORS: Final[ErrorTable] = {
    CommandFailedError: ErrorText("command_failed_{reason}"),
    CommandUnconfirmedError: ErrorText("not_confirmed"),
    SignatureRefusedError: ErrorText("the_keys_code_refused"),
    ClockError: ErrorText("the_keys_clock_wrong"),
    GatewayConnectionError: ErrorText("cannot_connect"),
    GatewayUnconfirmedError: ErrorText("no_answer"),
    GatewayRefusedError: ErrorText("refused"),
    GatewayError: ErrorText("unexpected_answer"),
}


def translate_gateway_error(error: GatewayError, name: str) -> GatehouseError:
    """Translate an error of the gateway; `name` is what the user calls the lock or the gateway."""
    if isinstance(error, KeysRefusedError) and error.number in _REFUSALS:
        return GatehouseError(_REFUSALS[error.number], name=name)
    return translate_error(_GATEWAY_ERRORS, error, name)
