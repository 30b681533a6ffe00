"""Year packages, how long each kind is kept, and what may be destroyed (Điều 8.1, 8.3)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from models.base import Base, col
from models.people.account import Account
from models.people.staff import Staff
from models.school.year import SchoolYear


class RetentionClass(Base):
    """A kind of record and how long it is kept; ``years`` empty: for good, never destroyed.

    Periods are data, since the annex of TT 08/2025 sets them (DOMAIN §7.6); what isn't known is
    kept.
    """

    __tablename__ = "retention_class"
    __table_args__ = (
        UniqueConstraint("code", info={"vi": "Nhóm hồ sơ này đã có."}),
        CheckConstraint("years IS NULL OR years > 0", name="some_years"),
    )
    label = "thời hạn bảo quản"

    code: Mapped[str] = col("Mã nhóm", String(40))
    name: Mapped[str] = col("Nhóm hồ sơ", String(160))
    years: Mapped[int | None] = col("Số năm", help="để trống: giữ mãi")
    source: Mapped[str] = col("Căn cứ", String(200))
    position: Mapped[int] = col("Thứ tự", default=100)


class YearPackage(Base):
    """A year sealed into files; a later one of the same year is a further version.

    ``folder`` and ``second_folder`` say where it lies; without an account it was the operator of
    the machine who sealed it. ``checked`` is the answer of the last verification.
    """

    __tablename__ = "year_package"
    __table_args__ = (
        UniqueConstraint("year_id", "number", info={"vi": "Gói lưu trữ này đã có."}),
        CheckConstraint(
            "(sealed_at IS NULL) = (manifest_sha256 IS NULL)", name="sealed_with_its_hash"
        ),
    )
    label = "gói lưu trữ"

    account_id: Mapped[int | None] = col("Người đóng gói", ForeignKey("account.id"))
    year_id: Mapped[int] = col("Năm học", ForeignKey("school_year.id"))
    number: Mapped[int] = col("Phiên bản")
    created_at: Mapped[datetime] = col("Lập lúc")
    sealed_at: Mapped[datetime | None] = col("Niêm phong lúc")
    manifest_sha256: Mapped[str | None] = col("Mã bản kê", String(64))
    history_head: Mapped[str | None] = col("Mã cuối của lịch sử", String(64))
    files: Mapped[int] = col("Số tệp", default=0)
    size: Mapped[int] = col("Dung lượng (byte)", BigInteger, default=0)
    signed: Mapped[bool] = col("Có chữ kí số", default=False)
    folder: Mapped[str | None] = col("Nơi giữ", String(400))
    second_folder: Mapped[str | None] = col("Nơi giữ thứ hai", String(400))
    checked_at: Mapped[datetime | None] = col("Kiểm tra lúc")
    checked: Mapped[dict[str, Any] | None] = col("Kết quả kiểm tra", JSON)

    account: Mapped[Account | None] = relationship(lazy="raise_on_sql")
    year: Mapped[SchoolYear] = relationship(lazy="raise_on_sql")


class DestructionList(Base):
    """Files of a kind whose time is over: listed by one person, approved by the principal, done.

    ``items`` are frozen when the list is made: place, size and SHA-256 of each file. The list stays
    when the files are gone.
    """

    __tablename__ = "destruction_list"
    __table_args__ = (
        CheckConstraint("proposed_by <> decided_by", name="two_people"),
        CheckConstraint("(decided_at IS NULL) = (decided_by IS NULL)", name="decided_by_somebody"),
        CheckConstraint("(decided_at IS NULL) = (approved IS NULL)", name="decided_one_way"),
        CheckConstraint("executed_at IS NULL OR approved", name="approved_first"),
    )
    label = "danh mục hủy"

    package_id: Mapped[int] = col("Gói lưu trữ", ForeignKey("year_package.id"))
    retention_id: Mapped[int] = col("Nhóm hồ sơ", ForeignKey("retention_class.id"))
    reason: Mapped[str] = col("Lí do", Text)
    items: Mapped[list[dict[str, Any]]] = col("Các tệp", JSON)
    proposed_by: Mapped[int] = col("Người lập", ForeignKey("staff.id"))
    proposed_at: Mapped[datetime] = col("Lập lúc")
    decided_by: Mapped[int | None] = col("Người duyệt", ForeignKey("staff.id"))
    decided_at: Mapped[datetime | None] = col("Duyệt lúc")
    approved: Mapped[bool | None] = col("Đồng ý hủy")
    answer: Mapped[str | None] = col("Ý kiến", String(300))
    executed_at: Mapped[datetime | None] = col("Hủy lúc")

    package: Mapped[YearPackage] = relationship(lazy="raise_on_sql")
    retention: Mapped[RetentionClass] = relationship(lazy="raise_on_sql")
    proposer: Mapped[Staff] = relationship(lazy="raise_on_sql", foreign_keys=[proposed_by])
    decider: Mapped[Staff | None] = relationship(lazy="raise_on_sql", foreign_keys=[decided_by])
