"""Guardians: whom the school calls."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from models.base import Base, col, enum_type
from models.pupils.pupil import Pupil


class Relation(StrEnum):
    """What the person is to the pupil."""

    FATHER = "cha"
    MOTHER = "mẹ"
    GUARDIAN = "người giám hộ"


class Guardian(Base):
    """A father, mother or guardian, with occupation, telephone and e-mail."""

    __tablename__ = "guardian"
    __table_args__ = (
        UniqueConstraint("pupil_id", "relation", info={"vi": "Em này đã có người thân đó."}),
    )
    label = "người thân"

    pupil_id: Mapped[int] = col("Học sinh", ForeignKey("pupil.id"))
    relation: Mapped[Relation] = col("Quan hệ", enum_type(Relation, 20))
    full_name: Mapped[str] = col("Họ và tên", String(100))
    occupation: Mapped[str | None] = col("Nghề nghiệp", String(100))
    phone: Mapped[str | None] = col("Điện thoại", String(20))
    email: Mapped[str | None] = col("Email", String(200))

    pupil: Mapped[Pupil] = relationship(lazy="raise_on_sql")

    def __str__(self) -> str:
        """Name the person."""
        return f"{self.full_name} ({self.relation})"
