"""What the head asked the queue to show: tab, person, week, late ones; as SQL and addresses."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from flask import url_for
from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.orm import aliased
from werkzeug.datastructures import MultiDict

from models.plans import Decision, LessonPlan, PlanSeen
from models.school import Period
from permissions.errors import OutOfScope
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
    """The tab, and filters: author's id, code of the week, whether late ones alone.

    ``after``: the plan behind which the page begins.
    """

    tab: str = "cho"
    author: int | None = None
    week: str = ""
    late: bool = False
    after: int | None = None

    @classmethod
    def of(cls, args: MultiDict[str, str]) -> Asked:
        """Read it from an address or a form."""
        tab = args.get("muc", "cho")
        return cls(
            tab if tab in TABS else "cho",
            row_id(args.get("gv")),
            args.get("tuan", "")[:8],
            args.get("muon") == "1",
            row_id(args.get("sau")),
        )

    def values(self) -> dict[str, Any]:
        """Return it as values of an address."""
        given = {"muc": self.tab, "gv": self.author, "tuan": self.week or None}
        return given | {"muon": "1" if self.late else None, "sau": self.after}

    def url(self, **more: Any) -> str:
        """Return the queue's address with these filters."""
        return url_for("plan_queue.index", **self.values(), **more)

    def but(self, **changes: Any) -> str:
        """Return the queue's address with some filters changed, from the beginning."""
        return replace(self, **{"after": None} | changes).url()


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
) -> tuple[list[Card], int | None]:
    """Dress the plans of a tab: waiting ones by week and moment, decided ones newest first.

    Second, the plan behind which the next page begins. OutOfScope where this one begins nowhere.
    """
    wanted = [i for i in authors if asked.author in (None, i)]
    query = standing(select(LessonPlan), wanted, year_id)
    if asked.week:
        query = query.where(Period.code == asked.week)
    if asked.tab == "cho":
        place: tuple[Any, ...] = (Period.from_date, LessonPlan.submitted_at, LessonPlan.id)
        query = query.where(LessonPlan.decision.is_(None)).order_by(*place)
    else:
        place = (LessonPlan.decided_at, LessonPlan.id)
        query = query.where(LessonPlan.decision == DECISIONS[asked.tab])
        query = query.order_by(*(column.desc() for column in place))
    if asked.after:
        start = _place(session, asked.after, place)
        query = query.where(
            tuple_(*place) > start if asked.tab == "cho" else tuple_(*place) < start
        )
    most = MOST_LOOKED_AT if asked.late else MOST
    plans = session.scalars(query.limit(most + 1)).all()
    found = cards(session, plans[:most], names_of(session))
    if asked.late:
        found = [card for card in found if card.late]
    cut = len(found) > MOST
    follows = found[MOST - 1].plan if cut else plans[most - 1] if len(plans) > most else None
    _mark_seen(session, found[:MOST])
    return found[:MOST], follows.id if follows else None


def _place(session: GuardedSession, plan_id: int, place: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return where a plan stands in the order; it may have left the tab meanwhile."""
    query = select(*place).select_from(LessonPlan).join(Period, Period.id == LessonPlan.period_id)
    found = session.execute(query.where(LessonPlan.id == plan_id)).one_or_none()
    if found is None or None in tuple(found):
        raise OutOfScope
    return tuple(found)


def _mark_seen(session: GuardedSession, found: list[Card]) -> None:
    """Say of each card whether this person has opened the very content."""
    s = PlanSeen
    query = select(s.plan_id, s.sha256).where(
        s.reader_id == session.actor.staff_id, s.plan_id.in_([card.plan.id for card in found])
    )
    seen = {(plan_id, digest) for plan_id, digest in session.execute(query)}
    for card in found:
        card.seen = (card.plan.id, card.sha256) in seen
