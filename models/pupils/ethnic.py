"""The list of ethnic groups (QĐ 121-TCTK/PPCĐ 1979), as a catalogue."""

from __future__ import annotations

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped

from models.base import Base, col


class EthnicGroup(Base):
    """One ethnic group by its code of the 1979 list ("01" Kinh)."""

    __tablename__ = "ethnic_group"
    __table_args__ = (
        UniqueConstraint("code", info={"vi": "Mã dân tộc này đã có."}),
        UniqueConstraint("name", info={"vi": "Dân tộc này đã có."}),
    )
    label = "dân tộc"

    code: Mapped[str] = col("Mã", String(4))
    name: Mapped[str] = col("Tên", String(40))
