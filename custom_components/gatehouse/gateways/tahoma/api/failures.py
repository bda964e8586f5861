"""The reasons of failed commands.

`failureTypeCode` and `failureType` of execution events map to a few reasons, which are translation keys.
"""

from collections.abc import Mapping
from typing import Any, Final

from ...errors import CommandFailedError, GatewayConnectionError, GatewayError, GatewayUnconfirmedError

CANCELLED: Final = "cancelled"
OTHER: Final = "other"

_CODES: Final[Mapping[str, tuple[int, ...]]] = {
    "no_answer": (101, 102, 10001, 20001, 20002, 20003, 60004),
    CANCELLED: (106, 185, 10002),
    "local_control": (107, 110),
    "unknown_command": (104, 105, 111, 115, 128, 130, 146, 197),
    "busy": (122, 137, 180, 10006),
    "obstacle": (153, 161),
    "overheating": (154, 162),
    "limit": (155, 163, 406, 408, 409, 411, 426, 428, 429, 431),
    "door_open": (156, 164),
    "maintenance": (157, 159, 165, 410, 430),
    "dead_sensor": (158, 193),
    "user": (167, 168, 400, 407, 420, 427),
    "rain": (169,),
    "timer": (170, 401, 421),
    "security": (171, 178, 192),
    "automatic": (172, 173, 174, 175),
    "wind": (176, 190, 191),
    "external_access": (177,),
    "battery": (402, 422),
    "offline": (10005,),
}
_NAMES: Final = {
    "ACTUATORUNKNOWN": "no_answer",
    "ACTUATORNOANSWER": "no_answer",
    "DEVICE_NO_ANSWER": "no_answer",
    "TIMED_OUT": "no_answer",
    "CMDCANCELLED": CANCELLED,
    "CANCELLED": CANCELLED,
    "COMMAND_INTERRUPTED": CANCELLED,
    "CMDUNKNOWN": "unknown_command",
    "ERRORCOMMAND": "unknown_command",
    "BUSY_RADIO_ERROR": "busy",
    "GATEWAY_BUFFER_OVERFLOW": "busy",
    "PEER_DOWN": "offline",
    "PRIORITY_LOCK__LOCAL_USER": "user",
    "PRIORITY_LOCK__USER": "user",
    "PRIORITY_LOCK__RAIN": "rain",
    "PRIORITY_LOCK__TIMER": "timer",
    "PRIORITY_LOCK__SECURITY": "security",
    "PRIORITY_LOCK__EMERGENCY": "security",
    "PRIORITY_LOCK__UPS": "automatic",
    "PRIORITY_LOCK__SFC": "automatic",
    "PRIORITY_LOCK__LSC": "automatic",
    "PRIORITY_LOCK__SAAC": "automatic",
    "PRIORITY_LOCK__WIND": "wind",
    "PRIORITY_LOCK__EXTERNAL_ACCESS": "external_access",
    "BLOCKED_BY_HAZARD": "obstacle",
    "OVERHEATING_PROTECTION": "overheating",
    "DEVICE_LIMITATION": "limit",
    "DOOR_IS_OPENED": "door_open",
    "MAINTENANCE_REQUIRED": "maintenance",
    "BATTERY_LEVEL": "battery",
}
_REASONS: Final = _NAMES | {str(code): reason for reason, codes in _CODES.items() for code in codes}

REASONS: Final = tuple(reason for reason in (*_CODES, OTHER) if reason != CANCELLED)
"""The reasons that are reported to the user."""

SEND_FAILURE_REASONS: Final = ("not_reached", "not_confirmed", "refused")
"""The reasons why a command was not sent, or was not accepted by the box."""


def send_failure_reason(error: GatewayError) -> str:
    """Return the reason why a command was not sent, or was not accepted by the box."""
    match error:
        case CommandFailedError():
            return error.reason
        case GatewayConnectionError():
            return "not_reached"
        case GatewayUnconfirmedError():
            return "not_confirmed"
        case _:
            return "refused"


def failure_reason(raw: Mapping[str, Any], default: str = OTHER) -> str:
    """Return the reason in an event, or in one of its failed commands."""
    for code in (raw.get("failureTypeCode"), raw.get("failureType")):
        if isinstance(code, int | str):
            name = str(code).upper().removeprefix("NONEXEC_").removeprefix("WHILEEXEC_")
            if name in _REASONS:
                return _REASONS[name]
    return default
