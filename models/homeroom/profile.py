"""What a class is like, what it sets out to reach in the year, and by which measures."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped

from models.base import Base, col
from models.homeroom.place import InBook


class ClassProfile(InBook, Base):
    """The class as its teacher finds it, the measures, and the year's targets in per cent.

    The four overall results (TT 27/2020 Đ9) and class completion; the targets of single subjects
    and traits are ``ClassTarget``.
    """

    __tablename__ = "class_profile"
    __table_args__ = (
        UniqueConstraint("class_id", info={"vi": "Lớp đã có trang đặc điểm."}),
        *(
            CheckConstraint(f"{name} BETWEEN 0 AND 100", name=f"{name}_percent")
            for name in ("excellent", "good", "done", "not_done", "completed")
        ),
        CheckConstraint(
            "excellent + good + done + not_done = 100",
            name="overall_adds_up",
            info={"vi": "Bốn mức cuối năm cộng lại phải bằng 100 %."},
        ),
    )
    label = "đặc điểm, chỉ tiêu lớp"

    features: Mapped[str | None] = col("Đặc điểm lớp", Text)
    strengths: Mapped[str | None] = col("Thuận lợi", Text)
    difficulties: Mapped[str | None] = col("Khó khăn", Text)
    measures: Mapped[str | None] = col("Biện pháp", Text)
    excellent: Mapped[int | None] = col("Hoàn thành xuất sắc, %")
    good: Mapped[int | None] = col("Hoàn thành tốt, %")
    done: Mapped[int | None] = col("Hoàn thành, %")
    not_done: Mapped[int | None] = col("Chưa hoàn thành, %")
    completed: Mapped[int | None] = col("Hoàn thành chương trình lớp học, %")


class ClassTarget(InBook, Base):
    """The year's target for a subject or trait: how many of a hundred pupils reach which level.

    ``high`` is T, ``middle`` H (subjects) or Đ (traits), ``low`` C; together 100.
    """

    __tablename__ = "class_target"
    __table_args__ = (
        UniqueConstraint("class_id", "unit_id", info={"vi": "Môn này đã có chỉ tiêu."}),
        *(
            CheckConstraint(f"{name} BETWEEN 0 AND 100", name=f"{name}_percent")
            for name in ("high", "middle", "low")
        ),
        CheckConstraint("high + middle + low = 100", name="adds_up"),
    )
    label = "chỉ tiêu"

    unit_id: Mapped[int] = col("Môn, phẩm chất, năng lực", ForeignKey("unit.id"))
    high: Mapped[int] = col("Tốt, %")
    middle: Mapped[int] = col("Hoàn thành, đạt, %")
    low: Mapped[int] = col("Chưa hoàn thành, cần cố gắng, %")
