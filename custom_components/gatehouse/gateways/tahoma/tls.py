"""How a box is known to be the box.

Its certificate is signed by Overkiz's own root, which is bundled here. Its names are `gateway-PIN.local`, or
`PIN.local` on some; checked against these, whatever the address the box is reached at.
"""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
import re
import ssl
from typing import Any, Final, override

from ..errors import CertificateProblem, GatewayCertificateError, GatewayConnectionError, GatewayResponseError

PIN: Final = re.compile(r"[0-9]{4}-[0-9]{4}-[0-9]{4}")

_ROOT: Final = Path(__file__).with_name("overkiz-root-ca-2048.pem")
_HANDSHAKE_TIMEOUT: Final = 10.0
_PROBLEMS: Final = {
    9: CertificateProblem.NOT_YET_VALID,
    10: CertificateProblem.EXPIRED,
    62: CertificateProblem.WRONG_NAME,
    64: CertificateProblem.WRONG_NAME,
}


@dataclass(frozen=True, slots=True)
class _Connection:
    """The latest connection under a name, and whether it began with the offer to resume a session."""

    tls: ssl.SSLObject
    offered: bool


class _ResumingContext(ssl.SSLContext):
    """Resumes the latest session under a name, whose certificate was checked when the session began.

    Boxes end each connection, and a whole handshake, with a signature and a chain to check, is most of the
    work of a poll. A server that does not resume goes on with a whole one by itself; under a name where an
    offer to resume came to nothing none is made any more.
    """

    def __init__(self, *_: object) -> None:
        """Begin without a session."""
        self._latest: dict[str | bytes | None, _Connection] = {}
        self._whole: set[str | bytes | None] = set()

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
        latest = self._latest.get(server_hostname)
        if latest is not None and server_hostname not in self._whole:
            if latest.tls.version() is not None:
                session = latest.tls.session
            elif latest.offered:
                self._whole.add(server_hostname)
        tls = super().wrap_bio(incoming, outgoing, server_side, server_hostname, session)
        self._latest[server_hostname] = _Connection(tls, offered=session is not None)
        return tls


def create_context(extra_root: Path | None = None, *, any_name: bool = False) -> ssl.SSLContext:
    """Trust the Overkiz root, and one more if given. Reads files: not for the event loop.

    With `any_name` the certificate must be trusted but may be any box's: to ask a box for its name.
    """
    # Not the library's default context, which reads the standard strictly: the root has no key identifiers.
    context = _ResumingContext(ssl.PROTOCOL_TLS_CLIENT)
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
