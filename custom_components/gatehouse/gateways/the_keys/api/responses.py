"""The responses of a gateway, in their real form, the documented one, and mixed forms.

Source: the vendor's description, and what clients of real gateways found: status and code change places, and
numbers come as texts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
import re
from typing import Any, Final
from urllib.parse import unquote

from ...errors import GatewayError, GatewayRefusedError, GatewayResponseError
from ...http import parse_json, redact
from .models import LockState, whole

# 1 to 3 are responses to a synchronization; to `/update`, they mean that there is no firmware.
SYNC_NOT_DETECTED: Final = 1
SYNC_NOT_COMPATIBLE: Final = 2
SYNC_INVALID: Final = 3
NOT_SHARED: Final = 32
WRONG_SIGNATURE: Final = 33
NOT_DETECTED: Final = 34
NOT_COMPATIBLE: Final = 35
KEY_REFUSED: Final = 36
WRONG_CLOCK: Final = 38
ALREADY_STARTED: Final = 400
BUSY: Final = 500

_SIGNATURE: Final = re.compile(r"[A-Za-z0-9+/]{43}=")
_STATES: Final = frozenset(LockState)
_OK: Final = ("ok", 0)
_PARAMETERS: Final = ("timestamp", "ts", "hash", "identifier")


class SignatureRefusedError(GatewayError):
    """The code of a share or the timestamp is wrong; the gateway does not distinguish them.

    It concerns one lock, not the gateway.
    """


class KeysRefusedError(GatewayRefusedError):
    """The gateway or the lock rejected the request; `number` is the vendor's error code."""

    def __init__(self, number: int, text: str) -> None:
        """Initialize the error."""
        super().__init__(str(number), text)
        self.number = number


@dataclass(frozen=True, slots=True)
class Response:
    """A response that is not an error; `state` is that of the lock, if there is one."""

    state: LockState | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    is_empty: bool = False


def parse_response(body: bytes, secret: str = "") -> Response:
    """Parse the response to anything but `/status`; no error contains the secret.

    Raises KeysRefusedError or SignatureRefusedError if it is an error, and GatewayResponseError if it is
    invalid.
    """
    if not body.strip():
        return Response(is_empty=True)
    raw = parse_json(body)
    if not isinstance(raw, dict):
        raise GatewayResponseError("a response that is not an object")
    status, code = (_parse_code(raw.get(name)) for name in ("status", "code"))
    number = next((told for told in (code, status) if isinstance(told, int) and told), None)
    if number is None and "ko" in (status, code):
        raise KeysRefusedError(0, "")
    if number in _STATES:
        return Response(LockState(number), raw)
    if number is not None:
        raise _refusal(number, raw, secret)
    if status in _OK or code in _OK:
        return Response(facts=raw)
    raise GatewayResponseError("a response without a result")


def _parse_code(value: Any) -> int | str | None:
    number = whole(value)
    if number is not None:
        return number
    return value.strip().lower() if isinstance(value, str) else None


def _refusal(number: int, raw: Mapping[str, Any], secret: str) -> GatewayError:
    told = (raw.get(name) for name in ("cause", "message", "error", "code"))
    text = next((value for value in told if isinstance(value, str)), "")
    text = redact(_SIGNATURE.sub("…", unquote(text)), [secret])
    if number == WRONG_SIGNATURE:
        return SignatureRefusedError(text)
    return KeysRefusedError(number, text)


def is_parameter_error(error: KeysRefusedError) -> bool:
    """Return whether the error is a missing parameter, not a busy gateway."""
    return error.message.strip().lower() in _PARAMETERS
