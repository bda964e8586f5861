"""The errors of all clients.

A client raises only these and its own subclasses of GatewayError, which its coordinator translates. Messages
may be logged or shown to the user, so they never contain a secret.
"""

from enum import StrEnum


class GatewayError(Exception):
    """Base class for the errors of a gateway or its cloud."""


class GatewayConnectionError(GatewayError):
    """The gateway could not be reached; nothing was sent, so the request can be retried."""


class GatewayUnconfirmedError(GatewayError):
    """The request was sent at least in part, but there was no response: it may have been executed."""


class CommandUnconfirmedError(GatewayUnconfirmedError):
    """A command was sent, but there was no response: the device may have executed it."""


class GatewayResponseError(GatewayError):
    """The response is invalid: from another device, malformed, or too large."""


class GatewayAuthenticationError(GatewayError):
    """The gateway rejected the token, the code or the password."""


class CertificateProblem(StrEnum):
    """The reason why a certificate is not trusted."""

    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    UNTRUSTED = "untrusted"
    WRONG_NAME = "wrong_name"


class GatewayCertificateError(GatewayConnectionError):
    """The certificate of the gateway is not trusted; nothing was sent."""

    def __init__(self, problem: CertificateProblem, message: str) -> None:
        """Store the problem; `message` is that of the TLS library."""
        super().__init__(message)
        self.problem = problem


class GatewayRefusedError(GatewayError):
    """The gateway understood the request but rejected it."""

    def __init__(self, code: str, message: str) -> None:
        """Store the error code and the message of the vendor."""
        super().__init__(f"{message} ({code})")
        self.code = code
        self.message = message

    @property
    def text(self) -> str:
        """The message of the vendor, or the code if there is none."""
        return self.message or self.code or "?"


class CommandFailedError(GatewayError):
    """The gateway accepted a command, but the device did not execute it."""

    def __init__(self, reason: str) -> None:
        """Store the reason, a translation key of the kind."""
        super().__init__(reason)
        self.reason = reason
