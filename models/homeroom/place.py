"""Where a row of the homeroom book stands: its class, and the period that closes it (Điều 4.4).

What is written once a year hangs on the year, a plan on its month or week, a day on its week.
"""

from __future__ import annotations

from sqlalchemy import ForeignKey, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, declared_attr

from models.base import col


class InBook:
    """The columns by which a row of the book is found, read and closed."""

    @declared_attr
    def class_id(cls) -> Mapped[int]:  # noqa: N805
        """The class whose book it is."""
        return col("Lớp", ForeignKey("school_class.id"))  # type: ignore[no-any-return]

    @declared_attr
    def period_id(cls) -> Mapped[int]:  # noqa: N805
        """The period with which the row closes."""
        return col("Thời gian", ForeignKey("period.id"))  # type: ignore[no-any-return]


def of_the_class(table: str) -> ForeignKeyConstraint:
    """Tie a row's pupil to its class: the enrolment is there."""
    return ForeignKeyConstraint(
        ["pupil_id", "class_id"],
        ["enrolment.pupil_id", "enrolment.class_id"],
        name=f"fk_{table}_enrolment",
        info={"vi": "Em này không học ở lớp đó."},
    )
