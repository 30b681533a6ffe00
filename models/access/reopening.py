"""Reopening: asked for with a reason, answered by a second person, ended by the clock (Đ2.3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.access.closing import Scope
from models.access.history import HistoryLine, HistorySet
from models.access.lock import Closure, Reopening
from models.base import utc_now
from models.refusal import NotReady, Unfit

LONGEST_ANSWER = 300
MOST_PUPILS = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as one person made it: a row, or a row a pupil under the same batch."""

    rows: tuple[Reopening, ...]

    @property
    def first(self) -> Reopening:
        """What all its rows have in common stands in each; this is one of them."""
        return self.rows[0]

    @property
    def pupil_ids(self) -> list[int]:
        """The pupils it is about; none: everybody of its scope."""
        return [row.pupil_id for row in self.rows if row.pupil_id is not None]

    @property
    def state(self) -> str:
        """How it stands now: asked, granted, refused, over (its time is up, granted or not)."""
        if self.first.refused_at is not None:
            return "refused"
        if self.first.ends_at <= utc_now():
            return "over"
        return "asked" if self.first.granted_at is None else "granted"


def request_reopening(
    session: Session,
    scope: Scope,
    closure: Closure,
    staff_id: int,
    *,
    reason: str,
    until: datetime,
    pupil_ids: Sequence[int] = (),
) -> Reopening:
    """Ask that a closure be lifted for a scope until a moment; a second person must grant it.

    ``pupil_ids``: only these pupils' cells. Return the first row of the request. Unfit without a
    reason, or when the end isn't ahead; NotReady while the closure isn't in force.
    """
    now = utc_now()
    if not reason.strip():
        raise Unfit("Xin mở lại thì phải ghi lí do (Đ2.3).", field="reason")
    if until <= now:
        raise Unfit("Hạn mở lại phải ở phía trước.", field="until")
    if len(pupil_ids) > MOST_PUPILS:
        raise Unfit("Chọn cả lớp khi cần sửa nhiều em như vậy.", field="em")
    if not closure.sealed and closure.starts_at > now:
        raise NotReady("Phần này chưa đóng nên chưa cần mở lại.")
    common = asdict(scope) | {
        "closure_id": closure.id,
        "ends_at": until,
        "reason": reason.strip()[:300],
        "requested_by": staff_id,
        "requested_at": now,
        "batch": uuid4().hex,
    }
    rows = [Reopening(**common, pupil_id=pupil) for pupil in dict.fromkeys(pupil_ids) or [None]]
    session.add_all(rows)
    session.flush()
    return rows[0]


def request_of(session: Session, row: Reopening) -> Asked:
    """Return the whole request that a row belongs to."""
    query = select(Reopening).where(Reopening.batch == row.batch).order_by(Reopening.id)
    return Asked(tuple(session.scalars(query)))


def requests(rows: Iterable[Reopening]) -> list[Asked]:
    """Put rows together to the requests that they belong to, in the order of their ids."""
    found: dict[str, list[Reopening]] = {}
    for row in sorted(rows, key=lambda row: row.id):
        found.setdefault(row.batch, []).append(row)
    return [Asked(tuple(own)) for own in found.values()]


def _answerable(asked: Asked, staff_id: int) -> None:
    if asked.first.requested_by == staff_id:
        raise NotReady("Người xin không tự cho mở lại; cần người thứ hai (Đ2.3).")
    if asked.first.granted_at is not None:
        raise NotReady("Yêu cầu này đã được cho mở lại.")
    if asked.first.refused_at is not None:
        raise NotReady("Yêu cầu này đã có lời đáp: không cho.")


def grant(
    session: Session, reopening: Reopening, staff_id: int, *, until: datetime | None = None
) -> None:
    """Grant a request as the second person until a moment (None: as it was asked).

    NotReady for own requests, answered ones, and ones whose time is up; Unfit for a moment past.
    """
    asked = request_of(session, reopening)
    _answerable(asked, staff_id)
    now = utc_now()
    ends_at = until or asked.first.ends_at
    if ends_at <= now:
        if until is not None:
            raise Unfit("Hạn mở lại phải ở phía trước.", field="until")
        raise NotReady("Hạn xin mở lại đã qua; chọn một hạn khác.")
    for row in asked.rows:
        row.granted_by, row.granted_at, row.ends_at = staff_id, now, ends_at
    session.flush()


def refuse(session: Session, reopening: Reopening, staff_id: int, answer: str) -> None:
    """Refuse a request as the second person, and say why. Unfit without words."""
    asked = request_of(session, reopening)
    _answerable(asked, staff_id)
    if not answer.strip():
        raise Unfit("Không cho thì ghi vì sao, để người xin biết.", field="answer")
    for row in asked.rows:
        row.refused_by, row.refused_at = staff_id, utc_now()
        row.answer = answer.strip()[:LONGEST_ANSWER]
    session.flush()


def end_now(session: Session, reopening: Reopening) -> None:
    """End a granted reopening before its time: what was to be put right is right. NotReady else."""
    asked = request_of(session, reopening)
    if asked.state != "granted":
        raise NotReady("Yêu cầu này không còn hiệu lực.")
    for row in asked.rows:
        row.ends_at = utc_now()
    session.flush()


def written_under(
    session: Session, rows: Iterable[Reopening]
) -> list[tuple[HistoryLine, HistorySet]]:
    """Return what was written by these requests, in its order; the session reads the history."""
    ids = [row.id for row in rows]
    if not ids:
        return []
    query = (
        select(HistoryLine, HistorySet)
        .join(HistorySet, HistorySet.txn == HistoryLine.txn)
        .where(HistoryLine.reopening_id.in_(ids))
        .order_by(HistorySet.id, HistoryLine.n)
    )
    return [(line, act) for line, act in session.execute(query)]
