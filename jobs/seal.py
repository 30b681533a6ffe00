"""The school's seal for files that aren't PDF: XML-DSig inside an XML, CMS beside any file.

A small protocol, so that a token (PKCS#11) can stand where a key file (PKCS#12) stands now.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from asn1crypto import cms
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7, pkcs12
from lxml import etree
from signxml import XMLSigner, XMLVerifier, methods
from signxml.exceptions import SignXMLException

from models.base import utc_now
from models.clock import school_date
from models.refusal import NotReady

HASHES = {"sha256": hashes.SHA256, "sha384": hashes.SHA384, "sha512": hashes.SHA512}


class Seal(Protocol):
    """What signs in the school's name."""

    @property
    def certificate(self) -> x509.Certificate:
        """The certificate that others verify with."""

    def xml(self, document: bytes) -> bytes:
        """Return the XML with an enveloped XML-DSig as its root's last child."""

    def detached(self, content: bytes) -> bytes:
        """Return a detached CMS signature (DER) of any content."""


@dataclass(frozen=True)
class Pkcs12Seal:
    """A key and its certificates from a PKCS#12 file, read once."""

    key: Any
    certificate: x509.Certificate
    others: tuple[x509.Certificate, ...] = ()

    def xml(self, document: bytes) -> bytes:
        """Sign with the key's own kind of signature and SHA-256, exclusive C14N."""
        kind = "ecdsa" if isinstance(self.key, ec.EllipticCurvePrivateKey) else "rsa"
        signer = XMLSigner(
            method=methods.enveloped,
            signature_algorithm=f"{kind}-sha256",
            digest_algorithm="sha256",
            c14n_algorithm="http://www.w3.org/2001/10/xml-exc-c14n#",
        )
        root = parsed(document)
        chain = [self.certificate, *self.others]
        signed = signer.sign(root, key=self.key, cert=chain)
        return etree.tostring(signed, xml_declaration=True, encoding="UTF-8")

    def detached(self, content: bytes) -> bytes:
        """Sign with SHA-256."""
        builder = (
            pkcs7.PKCS7SignatureBuilder()
            .set_data(content)
            .add_signer(self.certificate, self.key, hashes.SHA256())
        )
        for other in self.others:
            builder = builder.add_certificate(other)
        options = [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary]
        return builder.sign(Encoding.DER, options)


@lru_cache(maxsize=4)
def pkcs12_seal(path: Path, password: str) -> Pkcs12Seal:
    """Read a seal from a file; NotReady, without the password, when it can't be used."""
    try:
        data = path.read_bytes()
        key, certificate, others = pkcs12.load_key_and_certificates(data, password.encode())
    except (OSError, ValueError) as error:
        raise NotReady(
            f"SO_TRUONG_SEAL_P12: không mở được tệp {path.name}, hoặc sai mật khẩu."
        ) from error
    if key is None or certificate is None:
        raise NotReady("SO_TRUONG_SEAL_P12: tệp không có khóa và chứng thư số.")
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise NotReady("SO_TRUONG_SEAL_P12: cần khóa RSA hoặc ECDSA.")
    if certificate.not_valid_after_utc < utc_now():
        last = school_date(certificate.not_valid_after_utc)
        raise NotReady(f"SO_TRUONG_SEAL_P12: chứng thư số đã hết hạn ngày {last:%d/%m/%Y}.")
    return Pkcs12Seal(key, certificate, tuple(others))


def parsed(document: bytes) -> Any:
    """Parse XML that may come from anywhere: no entities, no network, no huge trees."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(document, parser)


def xml_valid(document: bytes, certificate: x509.Certificate) -> bool:
    """Tell whether an XML bears a valid signature of this certificate over its whole content."""
    try:
        found = XMLVerifier().verify(
            parsed(document), x509_cert=certificate.public_bytes(Encoding.PEM).decode()
        )
    except (SignXMLException, etree.XMLSyntaxError, ValueError):
        return False
    signed = getattr(found[0] if isinstance(found, list) else found, "signed_xml", None)
    return signed is not None and signed.tag == parsed(document).tag


def signer_of(signature: bytes) -> x509.Certificate | None:
    """Return the certificate of whoever made a CMS signature; None when it can't be read."""
    try:
        signed = cms.ContentInfo.load(signature, strict=True)["content"]
        serial = signed["signer_infos"][0]["sid"].chosen["serial_number"].native
        for one in signed["certificates"]:
            if one.chosen.serial_number == serial:
                return x509.load_der_x509_certificate(one.chosen.dump())
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        return None
    return None


def detached_valid(
    content: bytes, signature: bytes, certificate: x509.Certificate | None = None
) -> bool:
    """Tell whether a detached CMS signature is of this content.

    ``certificate``: it must be this one's; else any that comes with the signature.
    """
    found = signer_of(signature)
    if found is None or (certificate is not None and found != certificate):
        return False
    try:
        info = cms.ContentInfo.load(signature, strict=True)["content"]["signer_infos"][0]
        digest = info["digest_algorithm"]["algorithm"].native
        attributes = {a["type"].native: a["values"][0].native for a in info["signed_attrs"]}
        if attributes["message_digest"] != hashlib.new(digest, content).digest():
            return False
        body = b"\x31" + info["signed_attrs"].dump()[1:]
        _verify(found.public_key(), info["signature"].native, body, HASHES[digest]())
    except (InvalidSignature, ValueError, TypeError, KeyError, IndexError):
        return False
    return True


def _verify(key: Any, signature: bytes, body: bytes, algorithm: hashes.HashAlgorithm) -> None:
    if isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signature, body, ec.ECDSA(algorithm))
    else:
        key.verify(signature, body, padding.PKCS1v15(), algorithm)


def fingerprint(certificate: x509.Certificate) -> str:
    """Return the SHA-256 of a certificate, to be compared with the one that the school told."""
    return hashlib.sha256(certificate.public_bytes(Encoding.DER)).hexdigest()


def encoded(content: bytes) -> str:
    """Write bytes as text within XML or JSON."""
    return base64.b64encode(content).decode("ascii")
