"""What signs: one interface over a key file (PKCS#12) and a token (PKCS#11), as schools' seals are.

The secret of either is asked for at the moment of signing and kept nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

from models.refusal import NotReady

HASHES = {"sha256": hashes.SHA256, "sha384": hashes.SHA384, "sha512": hashes.SHA512}
#: bytes of a placeholder that any signature of these kinds fits into
ROOM = 1024


class KeySigner(Signer):  # type: ignore[misc]
    """Signs with a private key that was loaded once, for all files of a run."""

    def __init__(self, key: Any, certificate: Any, others: Any) -> None:
        """Take a key of the cryptography library and certificates as asn1crypto has them."""
        super().__init__(signing_cert=certificate, cert_registry=others)
        self.key = key

    async def async_sign_raw(
        self,
        data: bytes,
        digest_algorithm: str,
        dry_run: bool = False,  # noqa: FBT001, FBT002 - the library's own signature
    ) -> bytes:
        """Sign with RSA (PKCS#1 1.5) or ECDSA; a dry run returns room for it."""
        if dry_run:
            return bytes(ROOM)
        algorithm = HASHES[digest_algorithm]()
        if isinstance(self.key, ec.EllipticCurvePrivateKey):
            return self.key.sign(data, ec.ECDSA(algorithm))
        signed: bytes = self.key.sign(data, padding.PKCS1v15(), algorithm)
        return signed


def from_file(path: Path, password: str) -> Signer:
    """Return what signs with a PKCS#12 file; NotReady when it or the password doesn't do."""
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(
            path.read_bytes(), password.encode()
        )
    except (OSError, ValueError):
        raise NotReady(f"Không mở được tệp khóa {path.name}, hoặc sai mật khẩu.") from None
    if certificate is None or not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise NotReady(f"Tệp {path.name} không có khóa và chứng thư số để kí.")
    store = SimpleCertificateStore()
    store.register_multiple(_asn1(one) for one in (certificate, *others))
    return KeySigner(key, _asn1(certificate), store)


def _asn1(certificate: Any) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


@dataclass(frozen=True, slots=True)
class Token:
    """A token: its driver's library, its label, and the label of the certificate on it."""

    library: Path
    label: str
    certificate: str


@contextmanager
def from_token(token: Token, pin: str) -> Iterator[Signer]:
    """Open a token and return what signs on it; the key never leaves it. NotReady on trouble."""
    from pkcs11.exceptions import PKCS11Error  # noqa: PLC0415
    from pyhanko.config.pkcs11 import TokenCriteria  # noqa: PLC0415
    from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session  # noqa: PLC0415 - needs a driver

    try:
        session = open_pkcs11_session(
            str(token.library), token_criteria=TokenCriteria(label=token.label), user_pin=pin
        )
    except (PKCS11Error, RuntimeError, OSError) as error:
        raise NotReady(
            f"Không mở được thiết bị kí “{token.label}”: chưa cắm, sai tên hoặc sai mã PIN"
            f" ({type(error).__name__})."
        ) from None
    with session:
        yield PKCS11Signer(session, cert_label=token.certificate, key_label=token.certificate)
