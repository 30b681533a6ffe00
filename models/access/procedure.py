"""How a record kind is kept: who writes it, by when, how, whom to ask (Điều 2.3).

Trưởng ban and Phó ban write it; a version holds from its date until the next one does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session

from models.access.lock import LOCK_KIND_LABEL, LockKind
from models.base import Base, col, enum_type
from models.refusal import NotReady, Unfit

LONGEST = {"who": 200, "until": 300, "how": 1000, "ask": 200}


class Procedure(Base):
    """One version of the procedure of one record kind."""

    __tablename__ = "procedure"
    __table_args__ = (
        UniqueConstraint(
            "kind", "from_date", info={"vi": "Loại sổ này đã có quy trình từ ngày đó; sửa bản ấy."}
        ),
    )
    label = "quy trình"

    kind: Mapped[LockKind] = col("Loại sổ", enum_type(LockKind))
    from_date: Mapped[date] = col("Áp dụng từ ngày")
    who: Mapped[str] = col("Ai ghi", String(LONGEST["who"]), help="Giáo viên bộ môn, GVCN")
    until: Mapped[str] = col(
        "Ghi lúc nào, chậm nhất bao giờ", String(LONGEST["until"]), help="Trước 17:00 thứ Sáu"
    )
    how: Mapped[str] = col("Ghi thế nào", String(LONGEST["how"]))
    ask: Mapped[str] = col("Vướng thì hỏi ai", String(LONGEST["ask"]), help="Phó hiệu trưởng")

    def __str__(self) -> str:
        """Name the version."""
        return f"Quy trình {LOCK_KIND_LABEL[self.kind].lower()} từ {self.from_date:%d/%m/%Y}"


@dataclass(frozen=True, slots=True)
class Written:
    """The words of a version, as typed: keys of LONGEST."""

    who: str
    until: str
    how: str
    ask: str


def versions_of(session: Session, kind: LockKind) -> Sequence[Procedure]:
    """Return every version of a kind, the newest first."""
    query = select(Procedure).where(Procedure.kind == kind)
    return session.scalars(query.order_by(Procedure.from_date.desc())).all()


def on_day(versions: Iterable[Procedure], day: date) -> dict[LockKind, Procedure]:
    """Return the version of each kind that holds on a day: the newest that has begun."""
    begun = sorted((v for v in versions if v.from_date <= day), key=lambda v: v.from_date)
    return {version.kind: version for version in begun}


def procedures_on(session: Session, day: date) -> dict[LockKind, Procedure]:
    """Read the versions that hold on a day."""
    return on_day(session.scalars(select(Procedure).where(Procedure.from_date <= day)), day)


def procedure_on(session: Session, kind: LockKind, day: date) -> Procedure | None:
    """Read the version of one kind that holds on a day, if there is one."""
    query = select(Procedure).where(Procedure.kind == kind, Procedure.from_date <= day)
    return session.scalars(query.order_by(Procedure.from_date.desc()).limit(1)).first()


def keep(
    session: Session, kind: LockKind, from_date: date, words: Written, today: date
) -> Procedure:
    """Write a version that begins today or later; one of that date not yet in force is rewritten.

    Unfit for empty or too long words and a date that is over; NotReady for a version that has
    begun: people have worked by it, so it stays as it was.
    """
    given = {name: getattr(words, name).strip() for name in LONGEST}
    for name, value in given.items():
        if not value:
            raise Unfit("Chưa ghi mục này.", field=name)
        if len(value) > LONGEST[name]:
            raise Unfit(f"Dài quá {LONGEST[name]} kí tự.", field=name)
    if from_date < today:
        raise Unfit("Quy trình mới áp dụng từ hôm nay trở đi.", field="from_date")
    known = next((v for v in versions_of(session, kind) if v.from_date == from_date), None)
    if known is None:
        known = Procedure(kind=kind, from_date=from_date, **given)
        session.add(known)
    elif from_date <= today:
        raise NotReady("Bản từ ngày này đã áp dụng; sửa thì viết bản mới từ ngày mai.")
    else:
        for name, value in given.items():
            setattr(known, name, value)
    session.flush()
    return known


def take_back(session: Session, procedure: Procedure, today: date) -> None:
    """Delete a version that hasn't begun; NotReady for one that has."""
    if procedure.from_date <= today:
        raise NotReady("Bản này đã áp dụng nên được giữ lại để xem.")
    session.delete(procedure)
    session.flush()


def quoted(procedure: Procedure | None) -> str:
    """Quote it in a reminder: by when, and whom to ask; "" without one."""
    if procedure is None:
        return ""
    return f" Quy trình: {_ended(procedure.until)} Vướng thì hỏi {_ended(procedure.ask)}"


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
