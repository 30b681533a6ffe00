"""What a pupil's homeroom teacher must know of the pupil's health, and no more (Điều 6.2)."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from models.base import Base, col
from models.pupils.pupil import Pupil


class HealthNote(Base):
    """One sentence by the nurse for the homeroom teacher: an allergy, what to avoid, what to do.

    It is a table of its own because reading is granted by row: the diagnosis behind it stays
    with the nurse.
    """

    __tablename__ = "health_note"
    __table_args__ = (UniqueConstraint("pupil_id", info={"vi": "Em này đã có lưu ý."}),)
    label = "lưu ý sức khỏe"

    pupil_id: Mapped[int] = col("Học sinh", ForeignKey("pupil.id"))
    text: Mapped[str] = col("Lưu ý cho GVCN", String(300), help="Dị ứng tôm, cua")

    pupil: Mapped[Pupil] = relationship(lazy="raise_on_sql")
