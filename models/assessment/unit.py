"""Assessed units: what a result hangs on, subjects and traits alike (DESIGN §4)."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped

from models.base import Base, col, enum_type


class UnitKind(StrEnum):
    """A subject or activity; a quality; a general or a specific competence."""

    SUBJECT = "subject"
    QUALITY = "quality"
    GENERAL = "general"
    SPECIFIC = "specific"


class Unit(Base):
    """A unit such as TOAN, AN (printed under NT), PC1, NLD2."""

    __tablename__ = "unit"
    __table_args__ = (UniqueConstraint("code", info={"vi": "Mã môn này đã có."}),)
    label = "môn học, phẩm chất, năng lực"

    code: Mapped[str] = col("Mã", String(10), help="TOAN, PC1, NLD2")
    name: Mapped[str] = col("Tên", String(100))
    short_name: Mapped[str] = col("Tên ngắn", String(30))
    kind: Mapped[UnitKind] = col("Loại", enum_type(UnitKind))
    printed_under: Mapped[str | None] = col("In dưới", String(60), help="Nghệ thuật")
    position: Mapped[int] = col("Thứ tự")
