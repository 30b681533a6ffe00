"""Fields that the office declares itself, and what they hold for each pupil (Điều 4.1).

A declared field stands in the pupil's file, the list, search, export and import like a built-in
one. A value is kept as its kind writes it (5,5; 05/09/2026), which the kind reads back.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    select,
)
from sqlalchemy.orm import Mapped, Session, relationship

from models import typed
from models.base import Base, col, enum_type
from models.clock import in_force
from models.names import fold
from models.pupils.pupil import Pupil
from models.refusal import Unfit

LONGEST = 300
_MOST = 999_999_999
_FIRST, _LAST = date(1900, 1, 1), date(2100, 12, 31)
IN_USE = (
    "Mục này đã có giá trị của học sinh nên không đổi kiểu được."
    " Ghi ngày kết thúc rồi khai mục mới."
)


class DeclaredKind(StrEnum):
    """What a declared field holds."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"


class DeclaredField(Base):
    """One field of the pupil's file that this school asks for, from a day to a day."""

    __tablename__ = "declared_field"
    __table_args__ = (
        UniqueConstraint("name", info={"vi": "Mục này đã khai."}),
        UniqueConstraint("id", "kind"),
        CheckConstraint("to_date IS NULL OR from_date <= to_date", name="days_in_order"),
        CheckConstraint(
            "(kind = 'choice') = (options IS NOT NULL)",
            name="options_of_a_choice",
            info={"vi": "Chỉ mục kiểu chọn có các lựa chọn, và phải có."},
        ),
    )
    label = "mục hồ sơ riêng"

    name: Mapped[str] = col(
        "Tên mục", String(80), help="cũng là tiêu đề cột khi nhập, xuất Excel; ví dụ Đưa đón"
    )
    kind: Mapped[DeclaredKind] = col("Kiểu", enum_type(DeclaredKind))
    options: Mapped[str | None] = col("Các lựa chọn", Text, help="chỉ kiểu chọn: mỗi dòng một")
    help: Mapped[str | None] = col("Hướng dẫn ghi", String(200))
    position: Mapped[int] = col("Thứ tự", default=10)
    from_date: Mapped[date] = col("Dùng từ ngày")
    to_date: Mapped[date | None] = col("Dùng đến hết ngày")
    required_from: Mapped[date | None] = col(
        "Bắt buộc từ ngày", help="từ ngày đó em nào chưa có thì GVCN thấy còn thiếu"
    )
    sensitive: Mapped[bool] = col(
        "Dữ liệu nhạy cảm",
        default=False,
        help="chỉ ở trang hồ sơ và tệp xuất có ghi lại; không ở danh sách, bộ lọc, tìm",
    )

    @property
    def choices(self) -> list[str]:
        """The options of a choice, one a line."""
        lines = ((" ".join(line.split())) for line in (self.options or "").splitlines())
        return list(dict.fromkeys(line for line in lines if line))

    @property
    def holds(self) -> typed.Kind:
        """What a cell of this field takes, and how it is written."""
        if self.kind is DeclaredKind.NUMBER:
            return typed.Number(-_MOST, _MOST, places=2)
        if self.kind is DeclaredKind.DATE:
            return typed.Day(_FIRST, _LAST)
        if self.kind is DeclaredKind.CHOICE:
            return typed.Choice({option: option for option in self.choices})
        return typed.Text(LONGEST, self.name, lines=False)


class DeclaredValue(Base):
    """What a declared field holds for a pupil; its kind is the field's, so that none changes."""

    __tablename__ = "declared_value"
    __table_args__ = (
        UniqueConstraint("pupil_id", "field_id", info={"vi": "Mục này của em đã có."}),
        ForeignKeyConstraint(
            ["field_id", "kind"],
            ["declared_field.id", "declared_field.kind"],
            name="fk_declared_value_declared_field",
            info={"vi": IN_USE},
        ),
        Index(None, "field_id", "value"),
    )
    label = "mục riêng của học sinh"

    pupil_id: Mapped[int] = col("Học sinh", ForeignKey("pupil.id"))
    field_id: Mapped[int] = col("Mục", ForeignKey("declared_field.id"))
    kind: Mapped[DeclaredKind] = col("Kiểu", enum_type(DeclaredKind))
    value: Mapped[str | None] = col("Giá trị", String(LONGEST))
    folded: Mapped[str | None] = col("Khóa tìm", String(LONGEST))

    pupil: Mapped[Pupil] = relationship(lazy="raise_on_sql")


def kept(text: str | None) -> dict[str, Any]:
    """Return the columns that hold a value written as its kind writes it."""
    return {"value": text or None, "folded": fold(text)[:LONGEST] if text else None}


def declared_on(session: Session, day: date) -> list[DeclaredField]:
    """List the fields in use on a day, as far as the session's actor reads them; one statement."""
    asked = select(DeclaredField).where(in_force(DeclaredField, day))
    return list(session.scalars(asked.order_by(DeclaredField.position, DeclaredField.id)))


def check_declaration(
    session: Session, field: DeclaredField, key: Callable[[str], str], taken: Collection[str]
) -> None:
    """Refuse a declaration that can't work.

    ``key`` folds a header as the import does, ``taken`` are the folded headers of built-in columns.
    Raises Unfit with the form's field: a name that another column has, a choice without options,
    an option in use taken away, another kind while values are kept.
    """
    others = [one for one in session.scalars(select(DeclaredField)) if one.id != field.id]
    name = key(field.name or "")
    if not name or name in taken or name in {key(one.name) for one in others}:
        raise Unfit("Hồ sơ đã có mục tên này, hoặc tên không có chữ; đặt tên khác.", field="name")
    if (field.kind == DeclaredKind.CHOICE) is not bool(field.choices):
        said = "Chỉ kiểu chọn mới có." if field.choices else "Ghi các lựa chọn, mỗi dòng một."
        raise Unfit(said, field="options")
    if field.id is not None:
        _check_use(session, field)


def _check_use(session: Session, field: DeclaredField) -> None:
    """Refuse another kind, or an option less, while pupils have values of it."""
    v = DeclaredValue
    used = session.execute(select(v.kind, v.value).where(v.field_id == field.id).distinct()).all()
    if any(kind != field.kind for kind, _ in used):
        raise Unfit(IN_USE, field="kind")
    gone = {value for _, value in used if value} - set(field.choices)
    if field.kind == DeclaredKind.CHOICE and gone:
        raise Unfit(f"Đang có em ghi “{min(gone)}”; giữ lựa chọn đó.", field="options")
