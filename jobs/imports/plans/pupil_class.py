"""Which class a pupil is put into: new, in place while nothing was given there, or moved."""

from __future__ import annotations

from datetime import timedelta

from jobs.imports.context import Context
from jobs.imports.kinds.pupils import PupilLine
from jobs.imports.plan import Plan, Ref
from jobs.imports.plans.pupil_books import PupilBooks
from jobs.imports.report import Change
from jobs.imports.titles import class_key
from models.clock import school_today
from models.pupils import Enrolment, EnrolmentInterval, Pupil
from models.school import SchoolClass


def plan_class(
    line: PupilLine,
    known: Pupil | None,
    pupil_id: int | Ref,
    context: Context,
    made: Plan,
    books: PupilBooks,
) -> list[Change]:
    """Plan the enrolment: from the year's first day without end, as every import's (DESIGN §4)."""
    if not line.class_name:
        return []
    target = context.classes[class_key(line.class_name)]
    intervals = books.intervals.get(known.id, []) if known else []
    if not intervals:
        _enrol(line, pupil_id, target, context, made)
        return [Change("Lớp", None, target.name)] if known else []
    current = intervals[-1]
    if current.class_id == target.id and current.to_date is None:
        return []
    if current.to_date is not None:
        ended = f"{current.to_date:%d/%m/%Y}"
        line.row.warn("class", f"Em này đã ra khỏi lớp ngày {ended}; chưa xếp lại vào lớp")
        return []
    assert known is not None  # noqa: S101 - only a known pupil has intervals
    names = {one.id: one.name for one in context.classes.values()}
    if books.has_results(context, known.id, current.class_id):
        _move(known, current, target, context, made, books)
    else:
        made.update(Enrolment, current.enrolment_id, {"class_id": target.id})
        made.update(EnrolmentInterval, current.id, {"class_id": target.id})
    return [Change("Lớp", names.get(current.class_id), target.name)]


def _enrol(
    line: PupilLine, pupil_id: int | Ref, target: SchoolClass, context: Context, made: Plan
) -> None:
    enrolment = made.create(
        Enrolment, {"pupil_id": pupil_id, "class_id": target.id}, key=(line.code, target.id)
    )
    made.create(
        EnrolmentInterval,
        {
            "enrolment_id": enrolment,
            "pupil_id": pupil_id,
            "class_id": target.id,
            "from_date": context.year.first_day,
        },
    )


def _move(
    known: Pupil,
    current: EnrolmentInterval,
    target: SchoolClass,
    context: Context,
    made: Plan,
    books: PupilBooks,
) -> None:
    """End the old place yesterday and begin the new one today; results stay where they were."""
    year = context.year
    day = min(max(school_today(), current.from_date + timedelta(days=1)), year.last_day)
    made.update(EnrolmentInterval, current.id, {"to_date": day - timedelta(days=1)})
    standing = books.enrolments.get((known.id, target.id))
    enrolment: int | Ref = (
        standing.id
        if standing
        else made.create(
            Enrolment, {"pupil_id": known.id, "class_id": target.id}, key=(known.code, target.id)
        )
    )
    made.create(
        EnrolmentInterval,
        {
            "enrolment_id": enrolment,
            "pupil_id": known.id,
            "class_id": target.id,
            "from_date": day,
            "reason": "Chuyển lớp",
        },
    )
