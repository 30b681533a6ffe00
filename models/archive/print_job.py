"""Print runs and the files that they made (Điều 2.6, 7.3)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from models.base import Base, col, enum_type
from models.people.account import Account
from models.school.classes import SchoolClass


class PrintDocument(StrEnum):
    """What can be printed."""

    REPORT_BOOKS = "report-books"
    SUMMARY_SHEETS = "summary-sheets"
    PROMOTION_DECISION = "promotion-decision"
    AWARD_DECISION = "award-decision"
    REVIEW_LISTS = "review-lists"
    TRANSFER_PACKET = "transfer-packet"
    CERTIFICATES = "certificates"


class JobState(StrEnum):
    """Where a run stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class PrintJob(Base):
    """A run over a class, a grade or the school; official copies by board and office.

    ``transfer_id``: the packet of one pupil who moves to another school.
    """

    __tablename__ = "print_job"
    label = "lần in"

    account_id: Mapped[int] = col("Tài khoản", ForeignKey("account.id"))
    year_id: Mapped[int] = col("Năm học", ForeignKey("school_year.id"))
    class_id: Mapped[int | None] = col("Lớp", ForeignKey("school_class.id"))
    grade: Mapped[int | None] = col("Khối")
    document: Mapped[PrintDocument] = col("Tài liệu", enum_type(PrintDocument))
    official: Mapped[bool] = col("Bản chính thức", default=False)
    transfer_id: Mapped[int | None] = col("Hồ sơ chuyển trường", ForeignKey("transfer.id"))
    created_at: Mapped[datetime] = col("Lúc")

    account: Mapped[Account] = relationship(lazy="raise_on_sql")
    school_class: Mapped[SchoolClass | None] = relationship(lazy="raise_on_sql")


class PrintProgress(Base):
    """How far a run is; written by the worker, kept out of the history."""

    __tablename__ = "print_progress"
    __table_args__ = (UniqueConstraint("job_id"),)
    label = "tiến độ in"
    recorded: ClassVar[bool] = False

    job_id: Mapped[int] = col("Lần in", ForeignKey("print_job.id"))
    account_id: Mapped[int] = col("Tài khoản", ForeignKey("account.id"))
    state: Mapped[JobState] = col("Trạng thái", enum_type(JobState), default=JobState.QUEUED)
    done: Mapped[int] = col("Đã xong", default=0)
    total: Mapped[int] = col("Tất cả", default=0)
    message: Mapped[str | None] = col("Lời nhắn", Text)
    updated_at: Mapped[datetime] = col("Cập nhật lúc")


class PrintedDocument(Base):
    """A file that a run made: its place under the data folder, pages, hash, copy number.

    A decision is one file for its class, its grade, or (both empty) the school.
    """

    __tablename__ = "printed_document"
    __table_args__ = (UniqueConstraint("job_id", "class_id"),)
    label = "tài liệu đã in"

    job_id: Mapped[int] = col("Lần in", ForeignKey("print_job.id"))
    account_id: Mapped[int] = col("Tài khoản", ForeignKey("account.id"))
    class_id: Mapped[int | None] = col("Lớp", ForeignKey("school_class.id"))
    grade: Mapped[int | None] = col("Khối")
    document: Mapped[PrintDocument] = col("Tài liệu", enum_type(PrintDocument))
    official: Mapped[bool] = col("Bản chính thức", default=False)
    file_name: Mapped[str] = col("Tệp", String(200))
    pupils: Mapped[int] = col("Số học sinh")
    pages: Mapped[int] = col("Số trang")
    copy_number: Mapped[int] = col("Bản in lần")
    sha256: Mapped[str] = col("Mã nội dung", String(64))
    printed_at: Mapped[datetime] = col("In lúc")

    school_class: Mapped[SchoolClass | None] = relationship(lazy="raise_on_sql")
