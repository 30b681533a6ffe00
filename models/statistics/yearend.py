"""Facts about the outcome: from the approved, frozen list where there is one, else by the rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.assessment.result import SubjectResult, TraitResult
from models.pupils.enrolment import Enrolment
from models.pupils.pupil import Pupil
from models.school.classes import SchoolClass
from models.statistics.facts import Fact
from models.statistics.measures import award_code
from models.yearend.dossier import Dossier, FrozenList
from models.yearend.outcomes import outcomes

#: what somebody has to read of a class before its outcome is counted
NEEDED = (Dossier, SubjectResult, TraitResult)


def frozen_lists(session: Session, year_ids: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """Return the pupils of the approved lists of these years by class; one statement."""
    rows = session.execute(
        select(FrozenList.class_id, FrozenList.content)
        .join(Dossier, Dossier.id == FrozenList.dossier_id)
        .join(SchoolClass, SchoolClass.id == FrozenList.class_id)
        .where(SchoolClass.year_id.in_(tuple(year_ids)), Dossier.approved_at.is_not(None))
    )
    return {class_id: content["pupils"] for class_id, content in rows}


def outcome_facts(
    session: Session,
    rooms: Mapping[int, tuple[int, ...]],
    frozen: Mapping[int, list[dict[str, Any]]],
    judge: int,
) -> dict[int, list[Fact]]:
    """Read by year the outcome of every pupil of these classes (year → class ids).

    ``frozen``: the approved lists, which are taken as they are. Of the year ``judge`` the other
    classes are judged by the rule now; of past years only what was approved counts. NotReady when
    a grade of that year has no rule set.
    """
    approved = [room for of in rooms.values() for room in of if room in frozen]
    ids = _ids(session, approved)
    found = {
        year_id: [
            _approved(room, ids.get(line["code"], 0), line)
            for room in of
            for line in frozen.get(room, ())
        ]
        for year_id, of in rooms.items()
    }
    open_ = tuple(room for room in rooms.get(judge, ()) if room not in frozen)
    found.setdefault(judge, []).extend(_judged(session, judge, open_))
    return found


def _ids(session: Session, rooms: list[int]) -> dict[str, int]:
    if not rooms:
        return {}
    query = (
        select(Pupil.code, Pupil.id)
        .join(Enrolment, Enrolment.pupil_id == Pupil.id)
        .where(Enrolment.class_id.in_(rooms))
    )
    return dict(session.execute(query).all())


def _approved(room: int, pupil_id: int, line: Mapping[str, Any]) -> Fact:
    amounts = _amounts(
        line["overall"],
        line["completed"],
        line["promoted"],
        line["award"],
        individual=bool(line["individual_plan"]),
    )
    return Fact(room, 0, pupil_id, amounts)


def _judged(session: Session, year_id: int, rooms: tuple[int, ...]) -> list[Fact]:
    if not rooms:
        return []
    return [
        Fact(
            pupil.class_id,
            0,
            pupil.pupil_id,
            _amounts(
                pupil.outcome.overall,
                pupil.outcome.completed,
                pupil.outcome.completed,
                pupil.outcome.award,
                individual=pupil.outcome.individual,
            ),
        )
        for pupil in outcomes(session, year_id, rooms)
    ]


def _amounts(
    overall: str | None,
    completed: bool | None,  # noqa: FBT001 - three-valued facts of a list, not switches
    promoted: bool | None,  # noqa: FBT001
    award: str | None,
    *,
    individual: bool,
) -> dict[str, int]:
    found = {
        "n": 1,
        overall or ("individual" if individual else "missing"): 1,
        _three(completed, "completed", "not-judged"): 1,
        _three(promoted, "promoted", "not-decided"): 1,
    }
    if award:
        found[award_code(award)] = 1
    return found


def _three(value: bool | None, word: str, unknown: str) -> str:  # noqa: FBT001 - as above
    return unknown if value is None else word if value else f"not-{word}"
