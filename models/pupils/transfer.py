"""A pupil who moves to another school or comes from one: the steps of Điều 36 TT 28/2020 (Đ2.11).

A transfer is kept step by step, each with its day and its person. What the former school declared
of a newcomer stands apart from this school's own results and is never counted among them.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, relationship

from models.assessment.unit import Unit
from models.base import Base, col, enum_type
from models.people.staff import Sex, Staff
from models.pupils.pupil import Pupil
from models.school.classes import SchoolClass
from models.school.year import Period, SchoolYear


class Way(StrEnum):
    """Which way the pupil goes."""

    OUT = "out"
    IN = "in"


class StepKind(StrEnum):
    """The steps, of both ways; which follow each other says models/pupils/transferring.py."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    LETTER = "letter"
    PACKET = "packet"
    LEFT = "left"
    PAPERS = "papers"
    PLACED = "placed"
    ENTERED = "entered"
    STOPPED = "stopped"


class Transfer(Base):
    """One pupil's move. Until a newcomer is enrolled there is only the name on the application.

    ``school``: the other school. ``papers``: codes of what is in the packet. ``closed_on``: the
    day of the last step, or of the end without one; empty while it goes on.
    """

    __tablename__ = "transfer"
    __table_args__ = (
        CheckConstraint("grade BETWEEN 1 AND 5", name="grade_1_to_5"),
        CheckConstraint("way = 'in' OR pupil_id IS NOT NULL", name="who_leaves_is_known"),
        Index(None, "pupil_id"),
        Index(None, "class_id"),
        Index(None, "closed_on"),
    )
    label = "hồ sơ chuyển trường"

    way: Mapped[Way] = col("Đi hay đến", enum_type(Way, 8))
    year_id: Mapped[int] = col("Năm học", ForeignKey("school_year.id"))
    grade: Mapped[int] = col("Khối")
    pupil_id: Mapped[int | None] = col("Học sinh", ForeignKey("pupil.id"))
    class_id: Mapped[int | None] = col("Lớp", ForeignKey("school_class.id"))
    full_name: Mapped[str] = col("Họ và tên", String(100))
    code: Mapped[str | None] = col("Mã học sinh", String(20))
    birth_date: Mapped[date | None] = col("Ngày sinh")
    sex: Mapped[Sex | None] = col("Giới tính", enum_type(Sex, 8))
    school: Mapped[str] = col("Trường kia", String(200))
    place: Mapped[str | None] = col("Xã, tỉnh", String(200))
    guardian: Mapped[str] = col("Người xin", String(100))
    reason: Mapped[str | None] = col("Lí do", String(200))
    papers: Mapped[list[str]] = col("Giấy tờ trong hồ sơ", JSON, default=list)
    other_papers: Mapped[str | None] = col("Giấy tờ khác", String(300))
    closed_on: Mapped[date | None] = col("Xong ngày")

    year: Mapped[SchoolYear] = relationship(lazy="raise_on_sql")
    pupil: Mapped[Pupil | None] = relationship(lazy="raise_on_sql")
    school_class: Mapped[SchoolClass | None] = relationship(lazy="raise_on_sql")

    def __str__(self) -> str:
        """Name who moves."""
        return self.full_name


class TransferStep(Base):
    """One step that was taken: on which day, by whom, on which paper, and who noted it."""

    __tablename__ = "transfer_step"
    __table_args__ = (
        UniqueConstraint("transfer_id", "kind", info={"vi": "Bước này đã ghi."}),
        Index(None, "staff_id"),
    )
    label = "bước chuyển trường"

    transfer_id: Mapped[int] = col("Hồ sơ chuyển trường", ForeignKey("transfer.id"))
    kind: Mapped[StepKind] = col("Bước", enum_type(StepKind))
    on_day: Mapped[date] = col("Ngày")
    person: Mapped[str | None] = col("Người làm", String(100))
    paper: Mapped[str | None] = col("Giấy tờ, ghi chú", String(200))
    staff_id: Mapped[int] = col("Người ghi", ForeignKey("staff.id"))
    noted_at: Mapped[datetime] = col("Ghi lúc")

    transfer: Mapped[Transfer] = relationship(lazy="raise_on_sql")
    staff: Mapped[Staff] = relationship(lazy="raise_on_sql")


class FormerResult(Base):
    """A result as the former school declared it, in its own words; never one of this school's."""

    __tablename__ = "former_result"
    __table_args__ = (
        UniqueConstraint(
            "transfer_id", "period_id", "unit_id", info={"vi": "Kết quả trường cũ này đã ghi."}
        ),
        CheckConstraint("score BETWEEN 1 AND 10", name="score_1_to_10"),
        CheckConstraint(
            "level IS NOT NULL OR score IS NOT NULL OR comment IS NOT NULL", name="says_something"
        ),
        ForeignKeyConstraint(
            ["pupil_id", "class_id"],
            ["enrolment.pupil_id", "enrolment.class_id"],
            name="fk_former_result_enrolment",
        ),
        Index(None, "class_id"),
        Index(None, "pupil_id"),
    )
    label = "kết quả trường cũ"

    transfer_id: Mapped[int] = col("Hồ sơ chuyển trường", ForeignKey("transfer.id"))
    pupil_id: Mapped[int] = col("Học sinh", ForeignKey("pupil.id"))
    class_id: Mapped[int] = col("Lớp vào", ForeignKey("school_class.id"))
    period_id: Mapped[int] = col("Thời điểm", ForeignKey("period.id"))
    unit_id: Mapped[int] = col("Môn học / HĐGD, PC, NL", ForeignKey("unit.id"))
    level: Mapped[str | None] = col("Mức", String(1))
    score: Mapped[int | None] = col("Điểm")
    comment: Mapped[str | None] = col("Nhận xét", Text)

    pupil: Mapped[Pupil] = relationship(lazy="raise_on_sql")
    school_class: Mapped[SchoolClass] = relationship(lazy="raise_on_sql")
    unit: Mapped[Unit] = relationship(lazy="raise_on_sql")
    period: Mapped[Period] = relationship(lazy="raise_on_sql")
