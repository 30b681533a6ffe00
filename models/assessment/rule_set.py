"""Rule sets as data: which units, tests, scales, thresholds and awards apply to grade × year."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from models.assessment.unit import Unit
from models.base import Base, col
from models.school.year import SchoolYear


class RuleSet(Base):
    """A circular on assessment (TT 27/2020); ``rules`` holds scales, thresholds and awards.

    ``own``: made by the school from another one; the others come with the program.
    """

    __tablename__ = "rule_set"
    __table_args__ = (UniqueConstraint("code", info={"vi": "Bộ quy tắc này đã có."}),)
    label = "bộ quy tắc đánh giá"

    code: Mapped[str] = col("Mã", String(30), help="TT27-2020")
    name: Mapped[str] = col("Tên", String(200))
    rules: Mapped[dict[str, Any]] = col("Thang, ngưỡng, danh hiệu", JSON)
    own: Mapped[bool] = col("Do trường lập", default=False)


class RuleStart(Base):
    """From which school year on a grade follows a rule set, until another starts (DOMAIN §1.1).

    ``autumn`` is the year in which the school year begins; a new school year is laid out by it.
    """

    __tablename__ = "rule_start"
    __table_args__ = (
        UniqueConstraint(
            "grade", "autumn", info={"vi": "Khối này đã có bộ quy tắc bắt đầu từ năm học đó."}
        ),
        CheckConstraint("grade BETWEEN 1 AND 5", name="grade_1_to_5"),
        CheckConstraint("autumn BETWEEN 2000 AND 2100", name="autumn_of_our_time"),
    )
    label = "ngày áp dụng bộ quy tắc"

    rule_set_id: Mapped[int] = col("Bộ quy tắc", ForeignKey("rule_set.id"))
    grade: Mapped[int] = col("Khối")
    autumn: Mapped[int] = col("Từ năm học bắt đầu vào thu năm", help="2026 là năm học 2026-2027")

    rule_set: Mapped[RuleSet] = relationship(lazy="raise_on_sql")


class RuleApplication(Base):
    """Which rule set a grade follows in a school year (DOMAIN §1.1)."""

    __tablename__ = "rule_application"
    __table_args__ = (
        UniqueConstraint("year_id", "grade", info={"vi": "Khối này đã có bộ quy tắc."}),
        CheckConstraint("grade BETWEEN 1 AND 5", name="grade_1_to_5"),
    )
    label = "áp dụng bộ quy tắc"

    year_id: Mapped[int] = col("Năm học", ForeignKey("school_year.id"))
    grade: Mapped[int] = col("Khối")
    rule_set_id: Mapped[int] = col("Bộ quy tắc", ForeignKey("rule_set.id"))

    year: Mapped[SchoolYear] = relationship(lazy="raise_on_sql")
    rule_set: Mapped[RuleSet] = relationship(lazy="raise_on_sql")


class RuleUnit(Base):
    """A rule set assesses a unit in a grade: mandatory, or elective when a class is assigned it."""

    __tablename__ = "rule_unit"
    __table_args__ = (
        UniqueConstraint(
            "rule_set_id", "grade", "unit_id", info={"vi": "Bộ quy tắc đã có môn này ở khối."}
        ),
    )
    label = "môn của bộ quy tắc"

    rule_set_id: Mapped[int] = col("Bộ quy tắc", ForeignKey("rule_set.id"))
    grade: Mapped[int] = col("Khối")
    unit_id: Mapped[int] = col("Môn, phẩm chất, năng lực", ForeignKey("unit.id"))
    mandatory: Mapped[bool] = col("Bắt buộc", default=True)

    rule_set: Mapped[RuleSet] = relationship(lazy="raise_on_sql")
    unit: Mapped[Unit] = relationship(lazy="raise_on_sql")


class RuleTest(Base):
    """A rule set tests a unit with a score in a grade at a period (code GHK1, CHK1, GHK2, CN)."""

    __tablename__ = "rule_test"
    __table_args__ = (
        UniqueConstraint(
            "rule_set_id",
            "grade",
            "unit_id",
            "period_code",
            info={"vi": "Bài kiểm tra định kì này đã có."},
        ),
    )
    label = "bài kiểm tra định kì"

    rule_set_id: Mapped[int] = col("Bộ quy tắc", ForeignKey("rule_set.id"))
    grade: Mapped[int] = col("Khối")
    unit_id: Mapped[int] = col("Môn", ForeignKey("unit.id"))
    period_code: Mapped[str] = col("Thời điểm", String(8))

    rule_set: Mapped[RuleSet] = relationship(lazy="raise_on_sql")
    unit: Mapped[Unit] = relationship(lazy="raise_on_sql")
