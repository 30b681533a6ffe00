"""Whether a file is signed, by whom, unchanged since, by a certificate that the school trusts."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from asn1crypto import pem
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator import ValidationContext

from jobs.signing.pdf import by_itself


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature: the field, whose certificate, when it was made, and what holds of it.

    ``intact``: what it covers is unchanged; ``whole``: nothing but further signatures came after;
    ``trusted``: its certificate leads to a trusted root and was valid.
    """

    field: str
    signer: str
    issuer: str
    serial: str
    valid_to: datetime
    signed_at: datetime | None
    intact: bool
    whole: bool
    trusted: bool

    @property
    def good(self) -> bool:
        """Whether the file may be shown as signed by it."""
        return self.intact and self.whole and self.trusted

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain values."""
        said = asdict(self)
        for name in ("valid_to", "signed_at"):
            said[name] = said[name].isoformat() if said[name] else None
        return said


def roots_in(folder: Path | None) -> list[asn1_x509.Certificate]:
    """Return the trusted certificates of a folder (*.pem, *.crt, *.cer); none without one."""
    found: list[asn1_x509.Certificate] = []
    if folder is None or not folder.is_dir():
        return found
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in (".pem", ".crt", ".cer"):
            found += _certificates(path.read_bytes())
    return found


def _certificates(data: bytes) -> Iterable[asn1_x509.Certificate]:
    try:
        parts = (
            [der for _, _, der in pem.unarmor(data, multiple=True)] if pem.detect(data) else [data]
        )
        return [asn1_x509.Certificate.load(der, strict=True) for der in parts]
    except ValueError:
        return []


def signatures(data: bytes, roots: Sequence[asn1_x509.Certificate]) -> list[Signature]:
    """Return the signatures of a file, the first made first; none of what is no PDF.

    Nothing is fetched: a certificate is judged by what is in the file and by the trusted roots.
    """
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)
    try:
        reader = PdfFileReader(io.BytesIO(data), strict=False)
        embedded = reader.embedded_regular_signatures
    except (PdfReadError, SigningError, ValueError, KeyError, OSError):
        return []
    return [_judged(one, roots) for one in embedded]


def _judged(one: Any, roots: Sequence[asn1_x509.Certificate]) -> Signature:
    certificate = one.signer_cert
    context = ValidationContext(
        trust_roots=list(roots), allow_fetching=False, revocation_mode="soft-fail"
    )
    try:
        status = by_itself(lambda: validate_pdf_signature(one, signer_validation_context=context))
        intact = bool(status.intact and status.valid)
        whole = status.modification_level in (
            ModificationLevel.NONE,
            ModificationLevel.LTA_UPDATES,
            ModificationLevel.FORM_FILLING,
        )
        trusted = bool(roots) and bool(status.trusted)
    except (SignatureValidationError, SigningError, ValueError, PdfReadError):
        intact = whole = trusted = False
    return Signature(
        field=str(one.field_name),
        signer=certificate.subject.human_friendly,
        issuer=certificate.issuer.human_friendly,
        serial=str(certificate.serial_number),
        valid_to=certificate.not_valid_after,
        signed_at=one.self_reported_timestamp,
        intact=intact,
        whole=whole,
        trusted=trusted,
    )
