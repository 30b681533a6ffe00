"""Remarks to begin a return with: the school's and one's own."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, relationship

from models.base import Base, col
from models.people.staff import Staff


class RemarkTemplate(Base):
    """A sentence under a short name; without ``owner_id`` it is the school's."""

    __tablename__ = "remark_template"
    __table_args__ = (Index(None, "owner_id"),)
    label = "mẫu nhận xét kế hoạch"

    name: Mapped[str] = col("Tên ngắn", String(40), help="Thiếu phân hóa")
    text: Mapped[str] = col("Câu nhận xét", String(500))
    position: Mapped[int] = col("Thứ tự", default=100, help="nhỏ đứng trước")
    owner_id: Mapped[int | None] = col(
        "Của riêng", ForeignKey("staff.id"), help="để trống: mẫu chung của trường"
    )

    owner: Mapped[Staff | None] = relationship(lazy="raise_on_sql")
