"""The rows behind a number: which pupils it counts, for whoever may read their names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import g, render_template, request, url_for
from sqlalchemy import select

from models.pupils import Pupil
from models.statistics.facts import Fact
from models.statistics.measures import GROUP_LABEL, Group, Measure
from permissions.errors import OutOfScope
from permissions.session import GuardedSession
from views.database import request_session
from views.listing import number
from views.statistics.asked import Asked, asked, by_grant, statistics
from views.statistics.counting import Counted, counted

SIZE = 100


@dataclass(frozen=True, slots=True)
class Row:
    """A pupil that the number counts, in which class, and how much."""

    room: str
    name: str
    url: str
    amount: int


@statistics.get("/danh-sach")
def rows() -> str:
    """List the pupils of a number: table as in the address, measure (do), group (nhom)."""
    session = request_session()
    wanted = asked(session)
    if by_grant(g.actor, wanted.kind):
        raise OutOfScope
    found = counted(session, wanted)
    measure = _measure(found)
    group = _group(found)
    facts = [fact for fact in found.found.facts if _counts(found, fact, measure, group)]
    listed = _named(session, wanted, facts, measure)
    page = number(request.args.get("trang"), max(0, (len(listed) - 1) // SIZE), 0)
    return render_template(
        "screens/statistics/rows.html",
        asked=wanted,
        measure=measure,
        group=GROUP_LABEL[group],
        rows=listed[page * SIZE : (page + 1) * SIZE],
        total=len(listed),
        sum=sum(row.amount for row in listed),
        first=page * SIZE + 1,
        before=_page(page - 1) if page else None,
        after=_page(page + 1) if (page + 1) * SIZE < len(listed) else None,
    )


def _page(page: int) -> str:
    return url_for("statistics.rows", **{**request.args.to_dict(), "trang": page})


def _measure(found: Counted) -> Measure:
    code = request.args.get("do", "n")
    measure = next((one for one in found.table.measures.all if one.code == code), None)
    if measure is None:
        raise OutOfScope
    return measure


def _group(found: Counted) -> Group:
    code = request.args.get("nhom", Group.ALL.value)
    group = next((one for one in found.table.groups if one.value == code), None)
    if group is None:
        raise OutOfScope
    return group


def _counts(found: Counted, fact: Fact, measure: Measure, group: Group) -> bool:
    """Tell whether a fact is one of the number's; by the same rules as the cube counts."""
    wanted, known = found.asked, found.members
    grades = {room.id: room.grade for room in wanted.rooms}
    here = (
        fact.class_id in grades
        and (wanted.room is None or wanted.room.id == fact.class_id)
        and wanted.grade in (None, grades[fact.class_id])
    )
    unit = wanted.unit.id if wanted.unit is not None else 0
    return (
        here
        and fact.unit_id == unit
        and measure.code in fact.amounts
        and known.knows(group, fact.class_id)
        and group in set(known.groups_of(fact.pupil_id))
    )


def _named(
    session: GuardedSession, wanted: Asked, facts: list[Fact], measure: Measure
) -> list[Row]:
    ids = {fact.pupil_id for fact in facts}
    pupils = {p.id: p for p in session.scalars(select(Pupil).where(Pupil.id.in_(ids)))}
    order = {room.id: (at, room.name) for at, room in enumerate(wanted.rooms)}
    facts = [fact for fact in facts if fact.pupil_id in pupils]
    facts.sort(key=lambda f: (order[f.class_id], pupils[f.pupil_id].sort_key, f.pupil_id))
    return [
        Row(
            order[fact.class_id][1],
            pupils[fact.pupil_id].full_name,
            _file(fact.pupil_id),
            fact.amounts[measure.code],
        )
        for fact in facts
    ]


def _file(pupil_id: int) -> Any:
    return url_for("record_pupil.details_view", id=pupil_id)
