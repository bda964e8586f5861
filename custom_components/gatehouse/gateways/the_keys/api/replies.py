"""What a gateway answers: in the shape that it really has, in the documented one, and anything between.

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

# 1 to 3 are told where something is synchronised; of `/update`, they mean that there is no firmware.
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
    """The code of a share is wrong, or the timestamp: the gateway tells them not apart.

    It is about one lock: the gateway refuses nobody.
    """


class KeysRefusedError(GatewayRefusedError):
    """The gateway, or the lock, refuses; `number` is the vendor's."""

    def __init__(self, number: int, text: str) -> None:
        """Keep what the gateway says."""
        super().__init__(str(number), text)
        self.number = number


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that is no refusal. `state` is the lock's, where it tells one; an empty body has no facts."""

    state: LockState | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    is_empty: bool = False


def read_reply(body: bytes, secret: str = "") -> Reply:
    """Read an answer to anything but `/status`; no error repeats the secret.

    Raises KeysRefusedError and SignatureRefusedError where it is a refusal, and GatewayResponseError where it
    cannot be understood.
    """
    if not body.strip():
        return Reply(is_empty=True)
    raw = parse_json(body)
    if not isinstance(raw, dict):
        raise GatewayResponseError("an answer that is no object")
    status, code = (_told(raw.get(name)) for name in ("status", "code"))
    number = next((told for told in (code, status) if isinstance(told, int) and told), None)
    if number is None and "ko" in (status, code):
        raise KeysRefusedError(0, "")
    if number in _STATES:
        return Reply(LockState(number), raw)
    if number is not None:
        raise _refusal(number, raw, secret)
    if status in _OK or code in _OK:
        return Reply(facts=raw)
    raise GatewayResponseError("an answer that says neither yes nor no")


def _told(value: Any) -> int | str | None:
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


def names_a_parameter(error: KeysRefusedError) -> bool:
    """Tell whether it is about a request that lacks something, not about a gateway that is busy."""
    return error.message.strip().lower() in _PARAMETERS
