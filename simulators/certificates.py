"""A root certificate of the vendor's profile, and the server certificates signed by it."""

from datetime import UTC, datetime
from enum import Enum
from functools import cached_property
from pathlib import Path
import ssl
import tempfile
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

ISSUED = datetime(2016, 4, 27, tzinfo=UTC)
EXPIRED = datetime(2020, 4, 27, tzinfo=UTC)
ENDS = datetime(2046, 4, 27, tzinfo=UTC)


class Certificate(Enum):
    """How a server certificate names its gateway."""

    A = "CN=PIN.local and SAN gateway-PIN.local"
    B = "CN=PIN.local only"
    C = "CN=gateway-PIN.local only"
    D = "as A, but expired"


def _name(*attributes: tuple[x509.ObjectIdentifier, str]) -> x509.Name:
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in attributes])


def _new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


class FakeRoot:
    """A self-signed authority without key identifiers, for several gateways and runs."""

    NAME = _name(
        (NameOID.ORGANIZATION_NAME, "Gatehouse simulators"),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, "Root CA"),
        (NameOID.COMMON_NAME, "Simulated Root CA"),
        (NameOID.COUNTRY_NAME, "FR"),
    )

    def __init__(self, path: Path | None = None) -> None:
        """Use the PEM file and the key beside it, or make them; without a path, temporary ones."""
        self._directory: tempfile.TemporaryDirectory[str] | None = None
        if path is None:
            self._directory = tempfile.TemporaryDirectory()
            path = Path(self._directory.name) / "root.pem"
        self.path = path
        self._contexts: dict[tuple[str, Certificate], ssl.SSLContext] = {}
        key_path = path.with_suffix(".key")
        if path.exists() and key_path.exists():
            key = load_pem_private_key(key_path.read_bytes(), None)
            if not isinstance(key, ec.EllipticCurvePrivateKey):
                raise TypeError(f"{key_path} holds no elliptic curve key")
            self._key = key
        else:
            self._key = _new_key()
            path.parent.mkdir(parents=True, exist_ok=True)
            key_path.touch(mode=0o600)
            key_path.write_bytes(_pem(self._key))
            path.write_bytes(self._certificate.public_bytes(Encoding.PEM))

    def close(self) -> None:
        """Remove the files, if they were temporary."""
        if self._directory:
            self._directory.cleanup()

    def __enter__(self) -> Self:
        """Return the root, closed at the end."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def server_context(self, pin: str, certificate: Certificate) -> ssl.SSLContext:
        """Return the TLS context of the gateway with this pin."""
        context = self._contexts.get((pin, certificate))
        if context is None:
            key = _new_key()
            leaf = self._leaf(pin, certificate, key)
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            with tempfile.NamedTemporaryFile() as chain:
                chain.write(_pem(key) + leaf.public_bytes(Encoding.PEM))
                chain.flush()
                context.load_cert_chain(chain.name)
            self._contexts[pin, certificate] = context
        return context

    @cached_property
    def _certificate(self) -> x509.Certificate:
        usage = dict.fromkeys(
            (
                "digital_signature",
                "content_commitment",
                "key_encipherment",
                "data_encipherment",
                "key_agreement",
                "encipher_only",
                "decipher_only",
            ),
            False,
        )
        return (
            x509.CertificateBuilder(self.NAME, self.NAME)
            .public_key(self._key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(ISSUED)
            .not_valid_after(ENDS)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(x509.KeyUsage(key_cert_sign=True, crl_sign=True, **usage), critical=True)
            .sign(self._key, hashes.SHA256())
        )

    def _leaf(self, pin: str, certificate: Certificate, key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
        host = f"gateway-{pin}.local" if certificate is Certificate.C else f"{pin}.local"
        builder = (
            x509.CertificateBuilder(self.NAME, _name((NameOID.COMMON_NAME, host)))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(ISSUED)
            .not_valid_after(EXPIRED if certificate is Certificate.D else ENDS)
        )
        if certificate in {Certificate.A, Certificate.D}:
            names = x509.SubjectAlternativeName([x509.DNSName(f"gateway-{pin}.local")])
            builder = builder.add_extension(names, critical=False)
        return builder.sign(self._key, hashes.SHA256())
