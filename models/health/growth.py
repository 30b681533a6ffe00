"""BMI, and how it stands for a child's age and sex: thresholds as data, the rule as a function."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from sqlalchemy import Float, UniqueConstraint
from sqlalchemy.orm import Mapped

from models.base import Base, col, enum_type
from models.people.staff import Sex


class GrowthReference(Base):
    """BMI-for-age thresholds (kg/m²) at an age in months: −2 SD, +1 SD and +2 SD."""

    __tablename__ = "growth_reference"
    __table_args__ = (UniqueConstraint("sex", "months", info={"vi": "Tuổi này đã có ngưỡng."}),)
    label = "ngưỡng BMI theo tuổi"

    sex: Mapped[Sex] = col("Giới tính", enum_type(Sex, 8))
    months: Mapped[int] = col("Tháng tuổi")
    thin: Mapped[float] = col("−2 SD", Float)
    over: Mapped[float] = col("+1 SD", Float)
    obese: Mapped[float] = col("+2 SD", Float)

    def __str__(self) -> str:
        """Name the line."""
        return f"{self.sex.value}, {self.months} tháng"


class Nutrition(StrEnum):
    """How a BMI stands for age and sex (Mẫu 01 part II: bình thường, suy dinh dưỡng, thừa cân)."""

    THIN = "thin"
    NORMAL = "normal"
    OVER = "over"
    OBESE = "obese"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The limits at one age in months; a BMI below ``thin`` or above ``over`` stands out."""

    months: int
    thin: float
    over: float
    obese: float


def bmi(height: float | None, weight: float | None) -> float | None:
    """Return weight (kg) over the square of height (m), to one decimal; height is in cm."""
    if not height or not weight:
        return None
    return round(weight / (height / 100) ** 2, 1)


def age_in_months(born: date, on: date) -> int:
    """Return the months of life completed on a day; negative before birth."""
    return (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)


def at_age(table: Sequence[Thresholds], months: int) -> Thresholds | None:
    """Return the limits at an age, between two lines of the table in proportion.

    ``table`` is sorted by months. None for ages outside it.
    """
    for before, after in pairwise(table):
        if before.months <= months <= after.months:
            share = (months - before.months) / (after.months - before.months)
            return Thresholds(
                months,
                *(
                    getattr(before, name) + share * (getattr(after, name) - getattr(before, name))
                    for name in ("thin", "over", "obese")
                ),
            )
    return None


def classify(value: float, limits: Thresholds) -> Nutrition:
    """Say how a BMI stands (WHO 2007): under −2 SD, over +1 SD, over +2 SD, or in between."""
    if value < limits.thin:
        return Nutrition.THIN
    if value > limits.obese:
        return Nutrition.OBESE
    return Nutrition.OVER if value > limits.over else Nutrition.NORMAL
