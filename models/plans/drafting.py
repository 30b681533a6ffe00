"""Writing a plan here: a draft is begun, saved time and again, filled from an older one, handed in.

The caller commits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models.base import utc_now
from models.clean import one_line
from models.plans.clean import LONGEST, clean
from models.plans.draft import Places, PlanDraft
from models.plans.expected import departments
from models.plans.lesson_plan import LessonPlan, PlanSlot
from models.plans.submit import TITLE, HandIn, Words, submit
from models.plans.text import PARTS, PlanText
from models.refusal import NotReady, Unfit
from models.school import Period, SchoolClass, SchoolYear

MOST_LESSONS = 60


def written(places: Iterable[tuple[int, ...]]) -> str:
    """Return lessons as a draft keeps them."""
    return " ".join("-".join(map(str, place)) for place in places)


def start(
    session: Session, staff_id: int, period_id: int, unit_id: int, places: Places
) -> PlanDraft:
    """Begin an empty draft for lessons of a unit."""
    draft = PlanDraft(
        staff_id=staff_id,
        period_id=period_id,
        unit_id=unit_id,
        places=written(places),
        title="",
        lessons=max(len(places), 1),
        aims="",
        materials="",
        activities="",
        share=False,
        saved_at=utc_now(),
    )
    session.add(draft)
    session.flush()
    return draft


def start_again(session: Session, returned: LessonPlan) -> PlanDraft:
    """Begin a draft from a returned plan, or go on with the one that was begun.

    NotReady when that plan was a file: it is handed in again as a file.
    """
    begun = select(PlanDraft).where(
        PlanDraft.replaces_id == returned.id, PlanDraft.staff_id == returned.staff_id
    )
    found = session.scalars(begun).first()
    if found is not None:
        return found
    text = session.scalars(select(PlanText).where(PlanText.plan_id == returned.id)).one_or_none()
    if text is None:
        raise NotReady("Bản này nộp bằng tệp: nộp lại bằng tệp đã sửa.")
    slots = session.scalars(
        select(PlanSlot).where(PlanSlot.plan_id == returned.id).order_by(PlanSlot.id)
    )
    places = tuple((slot.class_id, slot.weekday, slot.lesson) for slot in slots)
    draft = start(session, returned.staff_id, returned.period_id, text.unit_id, places)
    draft.replaces_id, draft.share = returned.id, text.shared_with is not None
    draft.title, draft.lessons = text.title, text.lessons
    copy(draft, text)
    session.flush()
    return draft


def save(draft: PlanDraft, version: int, values: Mapping[str, Any], now: datetime) -> None:
    """Take what was typed; markup is cleaned. Unfit for what can't be kept, NotReady when stale.

    ``values``: title, lessons, places, share and the three parts, each where it changed.
    """
    if draft.version != version:
        raise NotReady("Bản này vừa được sửa ở cửa sổ khác. Tải lại trang để viết tiếp.")
    for name in PARTS:
        if name in values:
            setattr(draft, name, _part(name, values[name]))
    if "title" in values:
        draft.title = one_line(str(values["title"]))[:TITLE]
    if "lessons" in values:
        draft.lessons = _number(values["lessons"])
    if "places" in values:
        draft.places = written(_places(values["places"]))
    if "share" in values:
        draft.share = values["share"] is True
    draft.saved_at = now


def _part(name: str, value: Any) -> str:
    text = value if isinstance(value, str) else ""
    if len(text) > LONGEST * 2 or len(cleaned := clean(text)) > LONGEST:
        raise Unfit(f"Phần “{PARTS[name]}” dài quá, chưa lưu được; nộp bằng tệp Word.", field=name)
    return cleaned


def _number(value: Any) -> int:
    text = str(value)
    if not (text.isdecimal() and len(text) <= 2 and 1 <= int(text) <= MOST_LESSONS):  # noqa: PLR2004
        raise Unfit(f"Số tiết từ 1 đến {MOST_LESSONS}.", field="lessons")
    return int(text)


def _places(value: Any) -> Places:
    found = []
    for place in value if isinstance(value, list) else ():
        parts = str(place).split("-")
        if len(parts) != 3 or not all(p.isdecimal() and len(p) < 10 for p in parts):  # noqa: PLR2004
            raise Unfit("Có tiết không đọc được; tải lại trang rồi chọn lại.", field="slots")
        found.append((int(parts[0]), int(parts[1]), int(parts[2])))
    if len(found) > MOST_LESSONS * 2:
        raise Unfit("Nhiều tiết quá cho một bài soạn.", field="slots")
    return tuple(dict.fromkeys(found))


def copy(draft: PlanDraft, text: PlanText) -> None:
    """Take over the words of an older plan; the lessons of the draft stay."""
    draft.title, draft.lessons = draft.title or text.title, text.lessons
    for name in PARTS:
        setattr(draft, name, getattr(text, name))
    draft.saved_at = utc_now()


@dataclass(frozen=True, slots=True)
class Source:
    """A plan that a draft may be filled from."""

    text: PlanText
    week: Period
    year: SchoolYear
    own: bool


def sources(session: Session, draft: PlanDraft, grade: int | None) -> list[Source]:
    """List own plans of this unit and grade, and those shared with the department.

    Own ones of earlier years around the same week come first, then shared ones, each the nearest
    week first.
    """
    here = session.scalars(select(Period).where(Period.id == draft.period_id)).one()
    query = (
        select(PlanText, Period, SchoolYear)
        .join(Period, Period.id == PlanText.period_id)
        .join(SchoolYear, SchoolYear.id == Period.year_id)
        .where(
            PlanText.unit_id == draft.unit_id,
            or_(PlanText.staff_id == draft.staff_id, PlanText.shared_with.is_not(None)),
        )
    )
    if grade is not None:
        query = query.where(PlanText.grade == grade)
    found = [
        Source(text, week, year, text.staff_id == draft.staff_id)
        for text, week, year in session.execute(query)
    ]

    def near(source: Source) -> tuple[bool, bool, int, date, int]:
        this_year = source.week.year_id == here.year_id
        distance = abs(source.week.number - here.number)
        first = source.year.first_day
        return not source.own, this_year, distance, first, source.text.id

    return sorted(found, key=near)


def grade_of(session: Session, draft: PlanDraft) -> int | None:
    """Return the grade of the draft's lessons; None while none is chosen."""
    rooms = {room for room, _, _ in draft.chosen()}
    grades = session.scalars(select(SchoolClass.grade).where(SchoolClass.id.in_(rooms)))
    return next(iter(grades), None)


def hand_in(
    session: Session, draft: PlanDraft, today: date, *, now: datetime | None = None
) -> LessonPlan:
    """Hand the draft in as a plan, and let the draft go. Refusals are those of ``submit``."""
    where = departments(session, today).get(draft.staff_id) if draft.share else None
    words = Words(draft.lessons, draft.aims, draft.materials, draft.activities, where)
    plan = submit(
        session,
        draft.staff_id,
        HandIn(
            period_id=draft.period_id,
            places=draft.chosen(),
            title=draft.title,
            replaces_id=draft.replaces_id,
            words=words,
        ),
        now=now,
    )
    session.delete(draft)
    session.flush()
    return plan
