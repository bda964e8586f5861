"""How a box is known to be the box.

Its certificate is signed by Overkiz's own root, which is bundled here. Its names are `gateway-PIN.local`, or
`PIN.local` on some; checked against these, whatever the address the box is reached at.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
import re
import ssl
from typing import Any, Final, override

from ...errors import (
    CertificateProblem,
    GatewayCertificateError,
    GatewayConnectionError,
    GatewayResponseError,
)

PIN: Final = re.compile(r"[0-9]{4}-[0-9]{4}-[0-9]{4}")

_ROOT: Final = Path(__file__).with_name("overkiz-root-ca-2048.pem")
_HANDSHAKE_TIMEOUT: Final = 10.0
_MOST_IN_VAIN: Final = 3
_PROBLEMS: Final = {
    9: CertificateProblem.NOT_YET_VALID,
    10: CertificateProblem.EXPIRED,
    62: CertificateProblem.WRONG_NAME,
    64: CertificateProblem.WRONG_NAME,
}


class _Connection(ssl.SSLObject):
    """Leaves its session behind when it ends in order."""

    _has_left_it = False

    @override
    def unwrap(self) -> None:
        """End the connection; the event loop asks for it until the other side has ended it, too."""
        if not self._has_left_it and isinstance(self.context, _ResumingContext):
            self._has_left_it = True
            self.context.keep(self)
        super().unwrap()


class _ResumingContext(ssl.SSLContext):
    """Resumes the latest session under a name, whose certificate was checked when the session began.

    Boxes end each connection, and a whole handshake, with a signature and a chain to check, is most of the
    work of a poll. Each session is offered once: a server that does not take it goes on with a whole
    handshake by itself, and where one breaks on the offer, the next connection makes none. After a few
    offers in a row that came to nothing no more are made under that name.
    """

    sslobject_class = _Connection

    def __init__(self, *_: object) -> None:
        """Begin without a session."""
        self._sessions: dict[str | bytes | None, ssl.SSLSession] = {}
        self._vain: Counter[str | bytes | None] = Counter()

    @override
    def wrap_bio(
        self,
        incoming: ssl.MemoryBIO,
        outgoing: ssl.MemoryBIO,
        server_side: bool = False,
        server_hostname: str | bytes | None = None,
        session: ssl.SSLSession | None = None,
    ) -> ssl.SSLObject:
        """Begin a connection."""
        session = self._sessions.pop(server_hostname, None)
        if session is not None:
            self._vain[server_hostname] += 1
        return super().wrap_bio(incoming, outgoing, server_side, server_hostname, session)

    def keep(self, connection: _Connection) -> None:
        """Keep the session of a connection for the next one."""
        name = connection.server_hostname
        if connection.session_reused:
            self._vain[name] = 0
        if connection.session is not None and self._vain[name] < _MOST_IN_VAIN:
            self._sessions[name] = connection.session


def create_context(extra_root: Path | None = None, *, any_name: bool = False) -> ssl.SSLContext:
    """Trust the Overkiz root, and one more if given. Reads files: not for the event loop.

    With `any_name` the certificate must be trusted but may be any box's: to ask a box for its name.
    """
    # Not the library's default context, which reads the standard strictly: the root has no key identifiers.
    context = (ssl.SSLContext if any_name else _ResumingContext)(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(_ROOT)
    if extra_root is not None:
        context.load_verify_locations(extra_root)
    context.check_hostname = not any_name
    return context


def certificate_names(pin: str) -> tuple[str, ...]:
    """Return the names that the certificate of a box may have."""
    return f"gateway-{pin}.local", f"{pin}.local"


def certificate_error(error: ssl.SSLError) -> GatewayCertificateError:
    """Put what the TLS library says of a certificate into our terms."""
    code = getattr(error, "verify_code", None)
    problem = _PROBLEMS.get(code, CertificateProblem.UNTRUSTED) if code else CertificateProblem.UNTRUSTED
    message = getattr(error, "verify_message", "") or str(error.reason)
    return GatewayCertificateError(problem, PIN.sub("…", message))


async def read_pin(host: str, port: int, context: ssl.SSLContext) -> str | None:
    """Return the pin in a box's certificate, whose signature is checked; nothing is sent.

    The context is one for any name. None where the certificate holds no pin.
    Raises GatewayConnectionError, GatewayCertificateError, and GatewayResponseError where no TLS is spoken.
    """
    try:
        async with asyncio.timeout(_HANDSHAKE_TIMEOUT):
            _, writer = await asyncio.open_connection(host, port, ssl=context, server_hostname=host)
    except ssl.SSLCertVerificationError as error:
        raise certificate_error(error) from error
    except ssl.SSLError as error:
        raise GatewayResponseError("no TLS is spoken there") from error
    except (OSError, ValueError) as error:  # UnicodeError is a ValueError
        raise GatewayConnectionError(f"{type(error).__name__} at the first contact") from error
    certificate = writer.get_extra_info("peercert")
    writer.close()
    for name in _names(certificate):
        if found := PIN.search(name):
            return found[0]
    return None


def _names(certificate: dict[str, Any]) -> Iterator[str]:
    alternatives: Iterable[tuple[str, str]] = certificate.get("subjectAltName", ())
    yield from (value for kind, value in alternatives if kind == "DNS")
    for relative_name in certificate.get("subject", ()):
        yield from (value for kind, value in relative_name if kind == "commonName")
