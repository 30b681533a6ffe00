"""Official copies on paper: each with a code that anybody can check, and where the paper is now.

The office keeps the register (Điều 7.3, 8.1): stamped by whom, handed to whom, kept where. What a
copy says stands in a table of its own, since not everybody who keeps the register reads marks.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from models.archive.print_job import PrintDocument, PrintedDocument
from models.base import Base, col, enum_type
from models.people.account import Account
from models.people.staff import Staff
from models.pupils.pupil import Pupil
from models.school.classes import SchoolClass


class IssuedCopy(Base):
    """A copy with its code: a pupil's book, a class's sheet, a decision (no pupil).

    ``sha256``: of what it says. ``replaced_by``: the copy that was printed in its place.
    """

    __tablename__ = "issued_copy"
    __table_args__ = (
        UniqueConstraint("code", info={"vi": "Mã này đã có."}),
        CheckConstraint(
            "(revoked_at IS NULL) = (revoked_by IS NULL)"
            " AND (revoked_at IS NULL) = (revoke_reason IS NULL)",
            name="revoked_by_somebody_for_a_reason",
        ),
        CheckConstraint(
            "replaced_by IS NULL OR revoked_at IS NOT NULL", name="replaced_is_revoked"
        ),
        Index(None, "document_id"),
        Index(None, "class_id"),
        Index(None, "pupil_id"),
    )
    label = "bản in chính thức"

    code: Mapped[str] = col("Mã kiểm tra", String(16))
    document_id: Mapped[int] = col("Tệp", ForeignKey("printed_document.id"))
    document: Mapped[PrintDocument] = col("Tài liệu", enum_type(PrintDocument))
    year_id: Mapped[int] = col("Năm học", ForeignKey("school_year.id"))
    class_id: Mapped[int | None] = col("Lớp", ForeignKey("school_class.id"))
    pupil_id: Mapped[int | None] = col("Học sinh", ForeignKey("pupil.id"))
    copy_number: Mapped[int] = col("Bản in lần")
    sha256: Mapped[str] = col("Mã nội dung", String(64))
    account_id: Mapped[int] = col("Người in", ForeignKey("account.id"))
    issued_at: Mapped[datetime] = col("In lúc")
    stamped_on: Mapped[date | None] = col("Đóng dấu ngày")
    stamped_by: Mapped[str | None] = col("Người đóng dấu", String(100))
    handed_on: Mapped[date | None] = col("Giao ngày")
    handed_to: Mapped[str | None] = col("Giao cho", String(100), help="mẹ em, GVCN, trường nhận")
    kept_at: Mapped[str | None] = col("Cất ở đâu", String(100), help="Tủ 2, hộp khối 3")
    revoked_at: Mapped[datetime | None] = col("Thu hồi lúc")
    revoked_by: Mapped[int | None] = col("Người thu hồi", ForeignKey("staff.id"))
    revoke_reason: Mapped[str | None] = col("Lí do thu hồi", String(200))
    replaced_by: Mapped[int | None] = col("Thay bằng", ForeignKey("issued_copy.id"))

    file: Mapped[PrintedDocument] = relationship(lazy="raise_on_sql")
    school_class: Mapped[SchoolClass | None] = relationship(lazy="raise_on_sql")
    pupil: Mapped[Pupil | None] = relationship(lazy="raise_on_sql")
    account: Mapped[Account] = relationship(lazy="raise_on_sql")
    staff: Mapped[Staff | None] = relationship(lazy="raise_on_sql")

    def __str__(self) -> str:
        """Name it by its code."""
        return self.code


class IssuedContent(Base):
    """What a copy says, as JSON: it never changes, so that a later reader sees what was signed."""

    __tablename__ = "issued_content"
    __table_args__ = (UniqueConstraint("copy_id"), Index(None, "class_id"))
    label = "nội dung bản in"
    recorded: ClassVar[bool] = False

    copy_id: Mapped[int] = col("Bản in", ForeignKey("issued_copy.id"))
    class_id: Mapped[int | None] = col("Lớp", ForeignKey("school_class.id"))
    content: Mapped[str] = col("Nội dung", Text)
