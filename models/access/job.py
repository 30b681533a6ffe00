"""Long work that was put on the queue: who asked for what, how far it is, what became of it.

Print runs keep their own rows (models/archive); whatever else a worker does has a row here.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from models.archive.print_job import JobState
from models.base import Base, col, enum_type
from models.people.account import Account


class JobKind(StrEnum):
    """What kinds there are; a further kind is a word here and a way to do it (jobs/queue.py)."""

    IMPORT = "import"
    ROLLOVER = "rollover"
    ARCHIVE = "archive"
    ROUND = "round"


class Job(Base):
    """One piece of work.

    ``key`` names the very thing ("import:12"): put twice, it is one row and has one effect.
    ``account_id`` None: the machine's own, by the clock. ``subject_id``: the row it is about;
    ``done`` of ``total`` count what the kind counts (rows). ``tries``: how often a worker began.
    """

    __tablename__ = "job"
    __table_args__ = (
        UniqueConstraint("key", info={"vi": "Việc này đã có trong hàng chờ."}),
        Index(None, "state", "updated_at"),
        Index(None, "account_id"),
    )
    label = "việc nền"
    recorded: ClassVar[bool] = False

    kind: Mapped[str] = col("Loại việc", String(24))
    key: Mapped[str] = col("Khóa", String(120))
    account_id: Mapped[int | None] = col("Người giao", ForeignKey("account.id"))
    subject_id: Mapped[int | None] = col("Về dòng")
    what: Mapped[str] = col("Việc", String(200))
    state: Mapped[JobState] = col("Tình trạng", enum_type(JobState), default=JobState.QUEUED)
    done: Mapped[int] = col("Đã xong", default=0)
    total: Mapped[int] = col("Tất cả", default=0)
    message: Mapped[str | None] = col("Lời nhắn", Text)
    tries: Mapped[int] = col("Lần làm", default=0)
    created_at: Mapped[datetime] = col("Lúc")
    updated_at: Mapped[datetime] = col("Cập nhật lúc")
    cancel_at: Mapped[datetime | None] = col("Xin dừng lúc")

    account: Mapped[Account | None] = relationship(lazy="raise_on_sql")

    def __str__(self) -> str:
        """Name the job."""
        return self.what
