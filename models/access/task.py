"""Tasks that the head of the board assigns, one row a person, with a due date (Điều 2.1)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from models.base import Base, col
from models.people.staff import Staff


class Task(Base):
    """What one person is asked to do.

    A task for a department or for all who hold a duty is a row for each of them under the same
    ``batch``; ``target`` is what was chosen (models/access/target.py), ``through`` says it in words
    ("Tổ 3", "GVCN").
    """

    __tablename__ = "task"
    __table_args__ = (
        Index(None, "to_id", "done_at"),
        UniqueConstraint("batch", "to_id", info={"vi": "Người này đã được giao việc đó."}),
    )
    label = "việc được giao"

    to_id: Mapped[int] = col("Người làm", ForeignKey("staff.id"))
    assigned_by: Mapped[int] = col("Người giao", ForeignKey("staff.id"))
    assigned_at: Mapped[datetime] = col("Giao lúc")
    batch: Mapped[str] = col("Đợt giao", String(32))
    target: Mapped[str] = col("Chọn theo", String(40), default="people")
    through: Mapped[str | None] = col("Giao cho", String(100))
    title: Mapped[str] = col("Việc", String(200), help="Nộp danh sách học sinh cần hỗ trợ")
    text: Mapped[str | None] = col("Nói rõ thêm", String(1000))
    due_on: Mapped[date] = col("Hạn")
    done_at: Mapped[datetime | None] = col("Xong lúc")
    remark: Mapped[str | None] = col("Kết quả, vướng mắc", String(500))
    withdrawn_at: Mapped[datetime | None] = col("Thôi giao lúc")
    mailed_at: Mapped[datetime | None] = col("Gửi email lúc")

    to: Mapped[Staff] = relationship(lazy="raise_on_sql", foreign_keys=[to_id])
    assigner: Mapped[Staff] = relationship(lazy="raise_on_sql", foreign_keys=[assigned_by])

    def __str__(self) -> str:
        """Name the task."""
        return self.title
