"""A root certificate with the properties of the vendor's, and the server certificates it signs."""

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

NOT_BEFORE = datetime(2016, 4, 27, tzinfo=UTC)
NOT_AFTER = datetime(2046, 4, 27, tzinfo=UTC)
NOT_AFTER_EXPIRED = datetime(2020, 4, 27, tzinfo=UTC)


class Certificate(Enum):
    """The host names in a server certificate, where PIN is the gateway's PIN."""

    GATEWAY_SAN = "CN=PIN.local and SAN gateway-PIN.local"
    PIN_CN = "CN=PIN.local only"
    GATEWAY_CN = "CN=gateway-PIN.local only"
    EXPIRED = "like GATEWAY_SAN, but expired"


def _name(*attributes: tuple[x509.ObjectIdentifier, str]) -> x509.Name:
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in attributes])


def _new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


class FakeRoot:
    """A self-signed certificate authority without key identifiers, like the vendor's."""

    NAME = _name(
        (NameOID.ORGANIZATION_NAME, "Gatehouse simulators"),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, "Root CA"),
        (NameOID.COMMON_NAME, "Simulated Root CA"),
        (NameOID.COUNTRY_NAME, "FR"),
    )

    def __init__(self, path: Path | None = None) -> None:
        """Load the PEM file and its `.key` file, or create them; without a path, as temporary files."""
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
                raise TypeError(f"{key_path} does not contain an elliptic curve key")
            self._key = key
        else:
            self._key = _new_key()
            path.parent.mkdir(parents=True, exist_ok=True)
            key_path.touch(mode=0o600)
            key_path.write_bytes(_pem(self._key))
            path.write_bytes(self._certificate.public_bytes(Encoding.PEM))

    def close(self) -> None:
        """Delete temporary files."""
        if self._directory:
            self._directory.cleanup()

    def __enter__(self) -> Self:
        """Return the certificate authority."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def server_context(self, pin: str, certificate: Certificate) -> ssl.SSLContext:
        """Return the TLS context of the gateway with this PIN."""
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
            .not_valid_before(NOT_BEFORE)
            .not_valid_after(NOT_AFTER)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(x509.KeyUsage(key_cert_sign=True, crl_sign=True, **usage), critical=True)
            .sign(self._key, hashes.SHA256())
        )

    def _leaf(self, pin: str, certificate: Certificate, key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
        host = f"gateway-{pin}.local" if certificate is Certificate.GATEWAY_CN else f"{pin}.local"
        builder = (
            x509.CertificateBuilder(self.NAME, _name((NameOID.COMMON_NAME, host)))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(NOT_BEFORE)
            .not_valid_after(NOT_AFTER_EXPIRED if certificate is Certificate.EXPIRED else NOT_AFTER)
        )
        if certificate in {Certificate.GATEWAY_SAN, Certificate.EXPIRED}:
            names = x509.SubjectAlternativeName([x509.DNSName(f"gateway-{pin}.local")])
            builder = builder.add_extension(names, critical=False)
        return builder.sign(self._key, hashes.SHA256())
