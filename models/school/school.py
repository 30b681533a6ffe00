"""The school itself, its letterhead and its switches; and its places (điểm trường)."""

from __future__ import annotations

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped

from models.base import Base, col


class School(Base):
    """The one school of this database. Fields that it hasn't given print as dotted lines."""

    __tablename__ = "school"
    label = "trường"

    name: Mapped[str] = col("Tên trường", String(200), help="Trường Tiểu học Sao Mai")
    upper_body: Mapped[str | None] = col("Cơ quan cấp trên", String(200), help="UBND xã Sao Mai")
    ward: Mapped[str | None] = col("Xã (phường)", String(100))
    district: Mapped[str | None] = col("Huyện (quận)", String(100), help="để trống từ 01/07/2025")
    province: Mapped[str | None] = col("Tỉnh (thành phố)", String(100))
    place: Mapped[str | None] = col("Địa danh khi kí", String(100), help="Sao Mai")
    code: Mapped[str | None] = col("Mã trường", String(20))
    # Score 0 is refused while this is on, else warned (DOMAIN §1.3).
    forbid_zero: Mapped[bool] = col("Không nhận điểm 0", default=True)
    monthly_comments: Mapped[bool] = col("Nhận xét tháng là bắt buộc", default=False)
    pupil_word: Mapped[str] = col("Gọi học sinh là", String(20), default="em", help="em, con")
    trait_comments: Mapped[bool] = col("Nhận xét phẩm chất, năng lực là bắt buộc", default=False)


class Campus(Base):
    """A place where the school teaches (điểm trường)."""

    __tablename__ = "campus"
    __table_args__ = (UniqueConstraint("name", info={"vi": "Điểm trường này đã có."}),)
    label = "điểm trường"

    name: Mapped[str] = col("Tên điểm trường", String(100))
    address: Mapped[str | None] = col("Địa chỉ", String(200))
