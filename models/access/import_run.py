"""An import on screen: the file, what was found in it, what the person corrected (RIGHTS.md)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from models.base import Base, col, enum_type
from models.people.account import Account


class ImportState(StrEnum):
    """Where the import stands."""

    PREVIEW = "preview"
    WRITTEN = "written"
    DROPPED = "dropped"
    FAILED = "failed"


class ImportRun(Base):
    """One file that somebody is importing or has imported.

    ``class_name`` and ``period_code`` name the grid from which it was begun; the file must be of
    that class and time.
    """

    __tablename__ = "import_run"
    label = "lần nhập từ tệp"

    account_id: Mapped[int] = col("Tài khoản", ForeignKey("account.id"))
    kind: Mapped[str] = col("Loại", String(20))
    year: Mapped[str] = col("Năm học", String(9))
    file_name: Mapped[str] = col("Tên tệp", String(200))
    class_name: Mapped[str | None] = col("Vào bảng lớp", String(20))
    period_code: Mapped[str | None] = col("Vào bảng thời điểm", String(8))
    reason: Mapped[str | None] = col("Lí do", String(300))
    state: Mapped[ImportState] = col("Trạng thái", enum_type(ImportState))
    created_at: Mapped[datetime] = col("Lúc")
    report: Mapped[dict[str, Any]] = col("Kết quả đọc", JSON)
    corrections: Mapped[dict[str, Any]] = col("Ô đã sửa", JSON, default=dict)
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary, info={"label": "Tệp"}))

    account: Mapped[Account] = relationship(lazy="raise_on_sql")
