"""The school's regulation as a dated document, and who has acknowledged it (Điều 3, 10.2)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from models.base import Base, col


class RegulationDocument(Base):
    """One version of the regulation; it is in force from a date until the next one is."""

    __tablename__ = "regulation_document"
    __table_args__ = (UniqueConstraint("number", info={"vi": "Số quyết định này đã có."}),)
    label = "quy chế"

    number: Mapped[str] = col("Số quyết định", String(60))
    title: Mapped[str] = col("Tên quy chế", String(300))
    in_force_from: Mapped[date] = col("Có hiệu lực từ")

    def __str__(self) -> str:
        """Name the document."""
        return f"{self.title} ({self.number})"


class RegulationItem(Base):
    """A numbered item; screens link to it by article ("4.7")."""

    __tablename__ = "regulation_item"
    __table_args__ = (
        UniqueConstraint("document_id", "article", info={"vi": "Điều, khoản này đã có."}),
    )
    label = "điều khoản"

    document_id: Mapped[int] = col("Quy chế", ForeignKey("regulation_document.id"))
    article: Mapped[str] = col("Điều, khoản", String(10), help="4.7")
    position: Mapped[int] = col("Thứ tự")
    text: Mapped[str] = col("Nội dung", Text)

    document: Mapped[RegulationDocument] = relationship(lazy="raise_on_sql")


class Acknowledgement(Base):
    """A person has read the regulation in force."""

    __tablename__ = "acknowledgement"
    __table_args__ = (
        UniqueConstraint("document_id", "account_id", info={"vi": "Đã xác nhận quy chế này."}),
    )
    label = "xác nhận đã đọc quy chế"

    document_id: Mapped[int] = col("Quy chế", ForeignKey("regulation_document.id"))
    account_id: Mapped[int] = col("Tài khoản", ForeignKey("account.id"))
    at: Mapped[datetime] = col("Lúc")

    document: Mapped[RegulationDocument] = relationship(lazy="raise_on_sql")
