"""Signing a PDF as PAdES: an increment to the file, what was printed before stays byte by byte."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers.pdf_cms import Signer


@dataclass(frozen=True, slots=True)
class Role:
    """Who signs as what: the name of the field in the file, and the reason that readers show."""

    field: str
    reason: str


PRINCIPAL = Role("HieuTruong", "Hiệu trưởng xác nhận")
SEAL = Role("ConDau", "Con dấu của nhà trường")


def sign(data: bytes, signer: Signer, role: Role, *, place: str = "") -> bytes:
    """Return the file with one more signature over everything in it."""
    meta = PdfSignatureMetadata(
        field_name=role.field,
        reason=role.reason,
        location=place or None,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    out: Any = by_itself(lambda: PdfSigner(meta, signer=signer).sign_pdf(writer))
    signed: bytes = out.getvalue()
    return signed


def by_itself(work: Callable[[], Any]) -> Any:
    """Do what starts an event loop: in a thread of its own where one runs already."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return work()
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()
