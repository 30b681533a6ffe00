"""The history: one line per changed row, one link of the hash chain per transaction.

Append-only: triggers refuse every change of it, also from outside the program (DESIGN §3).
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, col

# A transaction's number: milliseconds since 1970 shifted left 20 bits, plus 20 random bits.
_TXN = BigInteger().with_variant(Integer, "sqlite")


class HistorySet(Base):
    """A transaction: who (and for whom), when, why; ``hash`` covers it, its lines and ``prev``."""

    __tablename__ = "history_set"
    __table_args__ = (UniqueConstraint("txn"), UniqueConstraint("prev"), Index(None, "at"))
    label = "lần ghi"
    recorded: ClassVar[bool] = False

    txn: Mapped[int] = mapped_column(_TXN)
    at: Mapped[datetime] = col("Lúc")
    account_id: Mapped[int | None] = col("Tài khoản")
    who: Mapped[str] = col("Ai", String(200))
    on_behalf: Mapped[str | None] = col("Thay cho", String(200))
    reason: Mapped[str | None] = col("Lí do", String(300))
    request: Mapped[str | None] = col("Yêu cầu", String(40))
    lines: Mapped[int] = col("Số dòng")
    prev: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class HistoryLine(Base):
    """One changed row: ``changes`` is JSON text {field: [old, new]}, exactly as it was hashed.

    ``reopening_id``: the granted request without which the cell was closed (Điều 2.3).
    """

    __tablename__ = "history_line"
    __table_args__ = (
        UniqueConstraint("txn", "n"),
        Index(None, "entity", "row_id"),
        Index(
            None,
            "reopening_id",
            sqlite_where=text("reopening_id IS NOT NULL"),
            postgresql_where=text("reopening_id IS NOT NULL"),
        ),
    )
    label = "dòng lịch sử"
    recorded: ClassVar[bool] = False

    txn: Mapped[int] = mapped_column(_TXN)
    n: Mapped[int] = mapped_column()
    entity: Mapped[str] = col("Loại", String(40))
    row_id: Mapped[int] = col("Dòng")
    action: Mapped[str] = col("Việc", String(10))
    capacity: Mapped[str] = col("Với tư cách", String(80))
    changes: Mapped[str] = col("Thay đổi", Text)
    reopening_id: Mapped[int | None] = col("Theo yêu cầu mở lại")
