"""The sheet before a department's meeting: what each member owes, was late with and sent (Đ7.4).

One sheet per department and month or term. Comments are those of the period; slots of lesson
plans are those that were due in it; messages are those that a member sent in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, datetime
from typing import Any, Self

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.assessment.counted import Which, count_cells
from models.assessment.month import comments_owed
from models.clock import in_force
from models.messages.tally import tally
from models.people.staff import Staff
from models.plans.expected import Slot
from models.plans.on_time import due_slots, on_time_counts
from models.school.department import Membership
from models.school.year import Period, PeriodKind
from models.supervision.copied import Place, copied


@dataclass(frozen=True, slots=True)
class Share:
    """The comments of one class and unit (None: monthly): whose, how many expected and missing."""

    class_id: int
    unit_id: int | None
    owner_id: int
    expected: int
    missing: int


@dataclass(frozen=True, slots=True)
class Line:
    """A member's line.

    ``comments`` expected and ``written`` of them, ``copied`` ones among these; ``slots`` that were
    due, handed in ``late``, and ``overdue``: not handed in at all; recipients whom messages reached
    (``sent``) and didn't (``failed``); the moment of the ``last`` entry since the period began.
    """

    staff_id: int
    name: str
    comments: int = 0
    written: int = 0
    copied: int = 0
    slots: int = 0
    late: int = 0
    overdue: int = 0
    sent: int = 0
    failed: int = 0
    last: str | None = None

    @property
    def owes(self) -> bool:
        """Whether something waits for this member."""
        return self.written < self.comments or self.overdue > 0 or self.failed > 0

    @property
    def last_at(self) -> datetime | None:
        """The moment of the last entry."""
        return datetime.fromisoformat(self.last) if self.last else None


COUNTED = tuple(f.name for f in fields(Line) if f.name not in ("staff_id", "name", "last"))


@dataclass(frozen=True, slots=True)
class Sheet:
    """The lines of a department's members as they stood ``at`` a moment."""

    at: datetime
    lines: tuple[Line, ...]

    @property
    def all(self) -> Line:
        """The sums."""
        sums = {name: sum(getattr(line, name) for line in self.lines) for name in COUNTED}
        return Line(0, "Cộng", **sums)

    def kept(self) -> dict[str, Any]:
        """Return it as minutes keep it."""
        return {"at": self.at.isoformat(), "lines": [asdict(line) for line in self.lines]}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """Read what minutes kept."""
        lines = tuple(Line(**line) for line in kept.get("lines", ()))
        at = kept.get("at")
        return cls(datetime.fromisoformat(at) if at else datetime.now(UTC), lines)


@dataclass(frozen=True, slots=True)
class Frame:
    """Of whom and when a sheet tells; ``since``: when accounts were issued, for the plans."""

    department_id: int
    period: Period
    today: date
    since: Mapping[int, datetime]

    @property
    def until(self) -> date:
        """The last day that counts: today, or the period's end when it has passed."""
        return min(self.period.to_date, self.today)

    def due_slots(self, session: Session, staff_ids: Collection[int]) -> list[Slot]:
        """List these people's slots whose plans were due in the period, up to today (Điều 4.7)."""
        return due_slots(session, staff_ids, self.period.from_date, self.until, since=self.since)


def members(session: Session, department_id: int, day: date) -> Sequence[Staff]:
    """Return who belongs to a department on a day, as staff lists sort."""
    belong = select(Membership.staff_id).where(
        Membership.department_id == department_id, in_force(Membership, day)
    )
    return session.scalars(select(Staff).where(Staff.id.in_(belong)).order_by(Staff.sort_key)).all()


def sheet(
    session: Session,
    frame: Frame,
    people: Sequence[Staff],
    last: Mapping[int, datetime],
    now: datetime,
) -> Sheet:
    """Count the sheet of these members; ``last``: each one's last entry, as far as it's told."""
    ids = [person.id for person in people]
    shares = comment_shares(session, frame, ids)
    owners = {(s.class_id, s.unit_id): s.owner_id for s in shares}
    alike = Counter(one.owner_id for one in copied(session, frame.period, owners))
    plans = on_time_counts(frame.due_slots(session, ids), ids, frame.today)
    told = tally(session, ids, frame.period.from_date, frame.until)
    lines = []
    for person in people:
        own = [share for share in shares if share.owner_id == person.id]
        expected, due = sum(s.expected for s in own), plans[person.id]
        moment = last.get(person.id)
        lines.append(
            Line(
                person.id,
                person.full_name,
                comments=expected,
                written=expected - sum(s.missing for s in own),
                copied=alike[person.id],
                slots=due.expected,
                late=due.late,
                overdue=due.missing,
                sent=told[person.id].sent,
                failed=told[person.id].failed,
                last=moment.isoformat() if moment else None,
            )
        )
    return Sheet(now, tuple(lines))


def comment_shares(session: Session, frame: Frame, staff_ids: Collection[int]) -> list[Share]:
    """List the comments that these people have to write in the period, by class and unit."""
    period = frame.period
    if period.kind is PeriodKind.MONTH:
        owed = comments_owed(session, period, frame.today)
        found: Iterable[tuple[Place, int | None, int, int]] = (
            ((room, None), owner, *counts) for (room, owner), counts in owed.items()
        )
    else:
        found = (
            ((c.class_id, c.unit_id), c.owner_id, c.comments, c.uncommented)
            for c in count_cells(session, Which(period.year_id, periods=(period.code,)))
        )
    return [
        Share(*place, owner, expected, missing)
        for place, owner, expected, missing in found
        if owner in staff_ids and owner is not None and expected
    ]
