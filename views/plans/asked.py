"""What the head asked the queue to show: tab, person, week, late ones; as SQL and addresses."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from flask import url_for
from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased
from werkzeug.datastructures import MultiDict

from models.plans import Decision, LessonPlan, PlanSeen
from models.school import Period
from permissions.session import GuardedSession
from views.ids import row_id
from views.plans.rows import Card, cards, names_of

MOST = 60
#: of all plans of a tab, looked through for late ones
MOST_LOOKED_AT = 400
TABS = {"cho": "Chờ duyệt", "tra": "Đã trả", "duyet": "Đã duyệt"}
DECISIONS = {"cho": None, "tra": Decision.RETURNED, "duyet": Decision.APPROVED}


@dataclass(frozen=True, slots=True)
class Asked:
    """The tab, and filters: author's id, code of the week, whether late ones alone."""

    tab: str = "cho"
    author: int | None = None
    week: str = ""
    late: bool = False

    @classmethod
    def of(cls, args: MultiDict[str, str]) -> Asked:
        """Read it from an address or a form."""
        tab = args.get("muc", "cho")
        return cls(
            tab if tab in TABS else "cho",
            row_id(args.get("gv")),
            args.get("tuan", "")[:8],
            args.get("muon") == "1",
        )

    def values(self) -> dict[str, Any]:
        """Return it as values of an address."""
        given = {"muc": self.tab, "gv": self.author, "tuan": self.week or None}
        return given | {"muon": "1" if self.late else None}

    def url(self, **more: Any) -> str:
        """Return the queue's address with these filters."""
        return url_for("plan_queue.index", **self.values(), **more)

    def but(self, **changes: Any) -> str:
        """Return the queue's address with some filters changed."""
        return replace(self, **changes).url()


def standing(query: Select[Any], authors: Collection[int], year_id: int) -> Select[Any]:
    """Narrow to these authors' plans of a year; one handed in again gives way to its successor."""
    later = aliased(LessonPlan)
    again = select(later.id).where(later.replaces_id == LessonPlan.id).correlate(LessonPlan)
    return query.join(Period, Period.id == LessonPlan.period_id).where(
        LessonPlan.staff_id.in_(authors), Period.year_id == year_id, ~again.exists()
    )


def counts(session: GuardedSession, authors: Collection[int], year_id: int) -> dict[str, int]:
    """Count the plans of each tab."""
    query = select(LessonPlan.decision, func.count(LessonPlan.id)).group_by(LessonPlan.decision)
    found = dict(session.execute(standing(query, authors, year_id)).all())
    return {tab: found.get(decision, 0) for tab, decision in DECISIONS.items()}


def listed(
    session: GuardedSession, asked: Asked, authors: Collection[int], year_id: int
) -> list[Card]:
    """Dress the plans of a tab: waiting ones by week and moment, decided ones newest first."""
    wanted = [i for i in authors if asked.author in (None, i)]
    query = standing(select(LessonPlan), wanted, year_id)
    if asked.week:
        query = query.where(Period.code == asked.week)
    if asked.tab == "cho":
        query = query.where(LessonPlan.decision.is_(None)).order_by(
            Period.from_date, LessonPlan.submitted_at, LessonPlan.id
        )
    else:
        query = query.where(LessonPlan.decision == DECISIONS[asked.tab]).order_by(
            LessonPlan.decided_at.desc(), LessonPlan.id.desc()
        )
    most = MOST_LOOKED_AT if asked.late else MOST
    found = cards(session, session.scalars(query.limit(most)).all(), names_of(session))
    if asked.late:
        found = [card for card in found if card.late][:MOST]
    _mark_seen(session, found)
    return found


def _mark_seen(session: GuardedSession, found: list[Card]) -> None:
    """Say of each card whether this person has opened the very content."""
    s = PlanSeen
    query = select(s.plan_id, s.sha256).where(
        s.reader_id == session.actor.staff_id, s.plan_id.in_([card.plan.id for card in found])
    )
    seen = {(plan_id, digest) for plan_id, digest in session.execute(query)}
    for card in found:
        card.seen = (card.plan.id, card.sha256) in seen
