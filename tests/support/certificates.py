"""Authorities and certificates of all kinds, made for one test run."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Authority:
    """One that signs certificates and keeps them in a folder."""

    folder: Path
    name: str
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @classmethod
    def founded(cls, folder: Path, name: str) -> Authority:
        folder.mkdir(exist_ok=True)
        key = ec.generate_private_key(ec.SECP256R1())
        built = _builder(name, name, key.public_key()).add_extension(
            x509.BasicConstraints(ca=True, path_length=None), critical=True
        )
        founded = cls(folder, name, key, built.sign(key, hashes.SHA256()))
        founded.file.write_bytes(_pem(founded.certificate))
        return founded

    @property
    def file(self) -> Path:
        return self.folder / f"{self.name}.pem"

    def signed(
        self,
        name: str,
        host: str = "127.0.0.1",
        *,
        days: tuple[int, int] = (-1, 2),
        password: bytes | None = None,
    ) -> Path:
        """Return a file with a certificate for the host, valid between these days from now, and its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        built = _builder(name, self.name, key.public_key(), days).add_extension(_names(host), critical=False)
        file = self.folder / f"{name}.pem"
        file.write_bytes(_key(key, password) + _pem(built.sign(self.key, hashes.SHA256())))
        return file


def self_signed(folder: Path, host: str = "127.0.0.1") -> Path:
    """Return a file with a certificate that nobody else signed, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    built = _builder("alone", "alone", key.public_key()).add_extension(_names(host), critical=False)
    file = folder / "alone.pem"
    file.write_bytes(_key(key, None) + _pem(built.sign(key, hashes.SHA256())))
    return file


def serving(certificate: Path, *, asks_for: Path | None = None) -> ssl.SSLContext:
    """Return what a server with this certificate uses; it may ask its clients for one of an authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    if asks_for is not None:
        context.load_verify_locations(asks_for)
        context.verify_mode = ssl.CERT_REQUIRED
    return context


def _builder(
    name: str, issuer: str, key: ec.EllipticCurvePublicKey, days: tuple[int, int] = (-1, 2)
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return x509.CertificateBuilder(
        issuer_name=_called(issuer),
        subject_name=_called(name),
        public_key=key,
        serial_number=x509.random_serial_number(),
        not_valid_before=now + days[0] * _DAY,
        not_valid_after=now + days[1] * _DAY,
    )


def _called(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])


def _names(host: str) -> x509.SubjectAlternativeName:
    try:
        return x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))])
    except ValueError:
        return x509.SubjectAlternativeName([x509.DNSName(host)])


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _key(key: ec.EllipticCurvePrivateKey, password: bytes | None) -> bytes:
    sealed = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, sealed)
