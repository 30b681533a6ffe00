"""An invented school's key and certificate, made anew for each run."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID

from jobs.seal import Pkcs12Seal

PASSWORD = "một mật khẩu của phép thử"  # noqa: S105 - of the tests alone


@cache
def seal(name: str = "Trường Tiểu học Hoa Sen") -> Pkcs12Seal:
    """Return the seal of a school."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(who, who, key.public_key(), x509.random_serial_number())
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    made = (
        made.not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(usage, critical=True)
    )
    return Pkcs12Seal(key, made.sign(key, hashes.SHA256()))


def seal_file(folder: Path) -> Path:
    """Write a seal as a PKCS#12 file."""
    one, path = seal(), folder / "truong.p12"
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(
            b"truong",
            one.key,
            one.certificate,
            None,
            BestAvailableEncryption(PASSWORD.encode()),
        )
    )
    return path
