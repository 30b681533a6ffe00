"""Digital signatures on report books: whose certificate, over which content (Điều 4.6).

A row is written only when the signed file was verified. Whether it still holds is never stored: it
is worked out from the file, the copy and what the records say now.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from models.archive.issued import IssuedCopy
from models.base import Base, col, enum_type
from models.people.account import Account
from models.school.classes import SchoolClass


class SignRole(StrEnum):
    """Who signs as what, in this order."""

    PRINCIPAL = "principal"
    SEAL = "seal"


class PaperSignature(Base):
    """A signature on the file of a copy; ``sha256``: of what the copy says."""

    __tablename__ = "paper_signature"
    __table_args__ = (
        UniqueConstraint("copy_id", "role", info={"vi": "Bản này đã có chữ kí đó."}),
        Index(None, "class_id"),
    )
    label = "chữ kí số"

    copy_id: Mapped[int] = col("Bản in", ForeignKey("issued_copy.id"))
    class_id: Mapped[int | None] = col("Lớp", ForeignKey("school_class.id"))
    role: Mapped[SignRole] = col("Kí với tư cách", enum_type(SignRole))
    signer: Mapped[str] = col("Chứng thư của", String(300))
    issuer: Mapped[str] = col("Nơi cấp chứng thư", String(300))
    serial: Mapped[str] = col("Số chứng thư", String(60))
    valid_to: Mapped[datetime] = col("Chứng thư hết hạn")
    sha256: Mapped[str] = col("Mã nội dung", String(64))
    file_sha256: Mapped[str] = col("Mã tệp", String(64))
    signed_at: Mapped[datetime] = col("Kí lúc")
    account_id: Mapped[int] = col("Tài khoản", ForeignKey("account.id"))

    issued_copy: Mapped[IssuedCopy] = relationship(lazy="raise_on_sql")
    school_class: Mapped[SchoolClass | None] = relationship(lazy="raise_on_sql")
    account: Mapped[Account] = relationship(lazy="raise_on_sql")
