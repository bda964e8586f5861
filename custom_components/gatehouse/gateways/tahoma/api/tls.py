"""TLS verification of a box.

The certificate is signed by the Overkiz root, which is bundled here. Its name is `gateway-PIN.local`, or
`PIN.local` on some boxes, and is verified whatever address the box is reached at.
"""

import asyncio
from collections.abc import Iterable, Iterator
from pathlib import Path
import re
import ssl
from typing import Any, Final

from ...errors import (
    CertificateProblem,
    GatewayCertificateError,
    GatewayConnectionError,
    GatewayResponseError,
)

PIN: Final = re.compile(r"[0-9]{4}-[0-9]{4}-[0-9]{4}")

_ROOT: Final = Path(__file__).with_name("overkiz-root-ca-2048.pem")
_HANDSHAKE_TIMEOUT: Final = 10.0
_PROBLEMS: Final = {
    9: CertificateProblem.NOT_YET_VALID,
    10: CertificateProblem.EXPIRED,
    62: CertificateProblem.WRONG_NAME,
    64: CertificateProblem.WRONG_NAME,
}


def create_context(extra_root: Path | None = None, *, any_name: bool = False) -> ssl.SSLContext:
    """Create a context that trusts the Overkiz root, and one more if given. Blocking: it reads files.

    With `any_name` the certificate must be trusted, but its name is not verified.
    """
    # ssl.create_default_context sets VERIFY_X509_STRICT, which rejects the root: it has no key identifiers.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(_ROOT)
    if extra_root is not None:
        context.load_verify_locations(extra_root)
    context.check_hostname = not any_name
    return context


def certificate_names(pin: str) -> tuple[str, ...]:
    """Return the names that the certificate of a box may have."""
    return f"gateway-{pin}.local", f"{pin}.local"


def certificate_error(error: ssl.SSLError) -> GatewayCertificateError:
    """Convert a verification error of the ssl module."""
    code = getattr(error, "verify_code", None)
    problem = _PROBLEMS.get(code, CertificateProblem.UNTRUSTED) if code else CertificateProblem.UNTRUSTED
    message = getattr(error, "verify_message", "") or str(error.reason)
    return GatewayCertificateError(problem, PIN.sub("…", message))


async def read_pin(host: str, port: int, context: ssl.SSLContext) -> str | None:
    """Return the PIN in the verified certificate of a box, or None if it has none; no request is sent.

    The context is one for any name.
    Raises GatewayConnectionError, GatewayCertificateError, or GatewayResponseError without TLS.
    """
    try:
        async with asyncio.timeout(_HANDSHAKE_TIMEOUT):
            _, writer = await asyncio.open_connection(host, port, ssl=context, server_hostname=host)
    except ssl.SSLCertVerificationError as error:
        raise certificate_error(error) from error
    except ssl.SSLError as error:
        raise GatewayResponseError("the server does not use TLS") from error
    except (OSError, ValueError) as error:  # UnicodeError is a ValueError
        raise GatewayConnectionError(f"{type(error).__name__} during the TLS handshake") from error
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
