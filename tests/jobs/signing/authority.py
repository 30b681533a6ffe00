"""An invented authority that issues keys to an invented school, in a file or on a token."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    pkcs12,
)
from cryptography.x509.oid import NameOID

PASSWORD = "mat-khau-con-dau"  # noqa: S105 - of an invented key


@dataclass(frozen=True)
class Authority:
    """A root with its key."""

    key: Any
    certificate: x509.Certificate

    def issue(self, name: str, *, days: int = 365) -> tuple[Any, x509.Certificate]:
        """Return a key and its certificate; negative days: it has expired."""
        key = rsa.generate_private_key(65537, 2048)
        now = dt.datetime.now(dt.UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(_name(name))
            .issuer_name(self.certificate.subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(days=400))
            .not_valid_after(now + dt.timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(sign=True), critical=True)
            .sign(self.key, hashes.SHA256())
        )
        return key, certificate

    def file(self, folder: Path, name: str, **options: int) -> Path:
        """Write a key file for a name; return its path."""
        key, certificate = self.issue(name, **options)
        path = folder / f"{name}.p12"
        protection = BestAvailableEncryption(PASSWORD.encode())
        path.write_bytes(
            pkcs12.serialize_key_and_certificates(
                name.encode(), key, certificate, [self.certificate], protection
            )
        )
        return path

    def trust(self, folder: Path) -> Path:
        """Put the root into a folder of trusted certificates; return the folder."""
        folder.mkdir(exist_ok=True)
        (folder / "goc.pem").write_bytes(self.certificate.public_bytes(Encoding.PEM))
        return folder


def authority(name: str = "CA thử") -> Authority:
    """Make a root."""
    key = rsa.generate_private_key(65537, 2048)
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(name))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=800))
        .not_valid_after(now + dt.timedelta(days=800))
        .add_extension(x509.BasicConstraints(ca=True, path_length=1), critical=True)
        .add_extension(_usage(sign=False), critical=True)
        .sign(key, hashes.SHA256())
    )
    return Authority(key, certificate)


def _name(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _usage(*, sign: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=sign,
        content_commitment=sign,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=not sign,
        crl_sign=not sign,
        encipher_only=False,
        decipher_only=False,
    )
