"""The errors of all clients.

A client raises nothing but these, and its kind's own under GatewayError, which the kind's coordinator
explains. What a message says may reach a log or a user: it never holds a secret.
"""

from enum import StrEnum


class GatewayError(Exception):
    """Something went wrong with a gateway or its cloud."""


class GatewayConnectionError(GatewayError):
    """The gateway was not reached: nothing of the request was sent, it may be sent again."""


class GatewayUnconfirmedError(GatewayError):
    """The request was sent, or part of it, and no answer came: it may have been carried out."""


class CommandUnconfirmedError(GatewayUnconfirmedError):
    """A command was sent and no answer came: the device may have executed it."""


class GatewayResponseError(GatewayError):
    """The answer is none of this protocol: another device, a broken or an oversized body."""


class GatewayAuthenticationError(GatewayError):
    """The gateway refuses the token, the code or the password."""


class CertificateProblem(StrEnum):
    """What is wrong with a certificate."""

    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    UNTRUSTED = "untrusted"
    WRONG_NAME = "wrong_name"


class GatewayCertificateError(GatewayConnectionError):
    """The gateway's certificate is not trusted; nothing was sent."""

    def __init__(self, problem: CertificateProblem, message: str) -> None:
        """Keep the problem apart from the message of the TLS library."""
        super().__init__(message)
        self.problem = problem


class GatewayRefusedError(GatewayError):
    """The gateway understood the request and refuses it."""

    def __init__(self, code: str, message: str) -> None:
        """Keep the vendor's code apart from the vendor's message."""
        super().__init__(f"{message} ({code})")
        self.code = code
        self.message = message

    @property
    def text(self) -> str:
        """The vendor's message, or its code where there is none."""
        return self.message or self.code or "?"


class CommandFailedError(GatewayError):
    """The gateway accepted a command, and the device did not carry it out."""

    def __init__(self, reason: str) -> None:
        """Keep the reason, a key of the kind's table of reasons."""
        super().__init__(reason)
        self.reason = reason
