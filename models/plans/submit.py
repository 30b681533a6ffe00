"""Handing in: a teacher gives a file, or a plan written here, for slots of a week (Điều 4.7)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base import utc_now
from models.clean import one_line
from models.people import Staff
from models.plans.clean import clean, lines, plain
from models.plans.documents import DOCX, Document, check_document
from models.plans.expected import Slot, SlotState, expected_slots
from models.plans.lesson_plan import Decision, LessonPlan, PlanFile, PlanSlot
from models.plans.reading import read_docx
from models.plans.text import PARTS, PlanText, digest
from models.refusal import NotReady, Unfit
from models.school import SchoolClass

TITLE = 200
Place = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Words:
    """The parts of a plan that was written here; ``shared_with``: a department, or nobody."""

    lessons: int
    aims: str
    materials: str
    activities: str
    shared_with: int | None = None


@dataclass(frozen=True, slots=True)
class HandIn:
    """What a teacher hands in: places are (class id, weekday, lesson) of the week.

    Either a file or ``words``. ``topics``: place → (name of the lesson, equipment), for the week's
    teaching schedule; with words it follows from them. ``replaces_id`` names the returned plan
    that this one is the corrected version of.
    """

    period_id: int
    places: tuple[Place, ...]
    title: str
    file_name: str = ""
    content: bytes = b""
    replaces_id: int | None = None
    words: Words | None = None
    topics: Mapping[Place, tuple[str, str]] = field(default_factory=dict)


def submit(
    session: Session, staff_id: int, hand_in: HandIn, *, now: datetime | None = None
) -> LessonPlan:
    """Hand a plan in and return it; the caller commits.

    Raises Unfit with the field ("title", "file", "slots") when a value is wrong, a slot isn't the
    teacher's own, or a plan stands for it already (says which); NotReady when the plan named by
    ``replaces_id`` isn't waiting to be handed in again.
    """
    title = " ".join(hand_in.title.split())
    if not title or len(title) > TITLE:
        raise Unfit(f"Tên kế hoạch cần từ 1 đến {TITLE} chữ.", field="title")
    file = None
    if hand_in.words is None:
        file = check_document(hand_in.file_name, hand_in.content)
        if file.media_type == DOCX:
            read_docx(file.content)
    _one_at_a_time(session, staff_id)
    own: dict[tuple[int, ...], Slot] = {
        slot.place[1:]: slot
        for slot in expected_slots(session, [hand_in.period_id], staff_ids=[staff_id])
    }
    returned = _returned(session, staff_id, hand_in)
    chosen = _chosen(session, own, hand_in, returned)
    plan = LessonPlan(
        staff_id=staff_id,
        period_id=hand_in.period_id,
        title=title,
        replaces_id=hand_in.replaces_id,
        submitted_at=now or utc_now(),
    )
    session.add(plan)
    session.flush()
    if hand_in.words is not None:
        text = _text(session, plan, hand_in.words, chosen)
        session.add(text)
        about = (title, plain(text.materials, TITLE))
        session.add_all(_slots(plan, chosen, dict.fromkeys(hand_in.places, about)))
    elif file is not None:
        session.add(_file(plan, file))
        session.add_all(_slots(plan, chosen, hand_in.topics))
    session.flush()
    return plan


def _one_at_a_time(session: Session, staff_id: int) -> None:
    """Let two hand-ins of one teacher follow each other, so that no slot is covered twice."""
    session.scalars(
        select(Staff).where(Staff.id == staff_id).with_for_update(key_share=True)
    ).one_or_none()


def _returned(session: Session, staff_id: int, hand_in: HandIn) -> LessonPlan | None:
    if hand_in.replaces_id is None:
        return None
    plan = session.scalars(
        select(LessonPlan).where(
            LessonPlan.id == hand_in.replaces_id,
            LessonPlan.staff_id == staff_id,
            LessonPlan.period_id == hand_in.period_id,
        )
    ).one_or_none()
    again = session.scalars(
        select(LessonPlan.id).where(LessonPlan.replaces_id == hand_in.replaces_id).limit(1)
    ).first()
    if plan is None or plan.decision is not Decision.RETURNED:
        raise NotReady("Bản này không ở trạng thái đã trả lại, nên không nộp lại được.")
    if again is not None:
        raise NotReady(f"“{plan.title}” đã được nộp lại rồi. Xem ở trang kế hoạch của tuần.")
    return plan


def _chosen(
    session: Session,
    own: dict[tuple[int, ...], Slot],
    hand_in: HandIn,
    returned: LessonPlan | None,
) -> list[Slot]:
    places = dict.fromkeys(hand_in.places)
    if not places:
        raise Unfit("Chưa chọn tiết nào.", field="slots")
    strange = [place for place in places if place not in own]
    if strange:
        where = _where(session, strange)
        raise Unfit(
            f"{where}: không phải tiết của mình trong tuần này theo thời khóa biểu (Đ4.7).",
            field="slots",
        )
    chosen = [own[place] for place in places]
    for slot in chosen:
        _refuse_covered(session, slot, returned)
    if returned is not None:
        left = [s for s in own.values() if s.plan_id == returned.id and s not in chosen]
        if left:
            where = _where(session, [s.place[1:] for s in left])
            raise Unfit(f"Bản nộp lại còn thiếu {where} của bản đã trả.", field="slots")
    return chosen


def _refuse_covered(session: Session, slot: Slot, returned: LessonPlan | None) -> None:
    if slot.state is SlotState.OWED or (returned is not None and slot.plan_id == returned.id):
        return
    plan = session.get(LessonPlan, slot.plan_id)
    title = plan.title if plan is not None else ""
    where = _where(session, [slot.place[1:]])
    if slot.state is SlotState.RETURNED:
        raise Unfit(
            f"{where} thuộc “{title}” đã trả lại: bấm Nộp lại ở bản đó để tổ trưởng thấy bản sửa.",
            field="slots",
        )
    state = "đã duyệt" if slot.state is SlotState.APPROVED else "đang chờ duyệt"
    raise Unfit(f"{where} đã có trong “{title}” ({state}).", field="slots")


def _where(session: Session, places: Iterable[tuple[int, ...]]) -> str:
    """Name places as people do: "3A thứ Hai tiết 2"."""
    listed = list(places)
    wanted = [place[0] for place in listed]
    query = select(SchoolClass.id, SchoolClass.name).where(SchoolClass.id.in_(wanted))
    names = dict(session.execute(query).all())
    days = {2: "Hai", 3: "Ba", 4: "Tư", 5: "Năm", 6: "Sáu", 7: "Bảy"}
    words = [
        f"{names.get(class_id, 'lớp khác')} thứ {days.get(weekday, weekday)} tiết {lesson}"
        for class_id, weekday, lesson in listed[:3]
    ]
    more = len(listed) - len(words)
    return ", ".join(words) + (f" và {more} tiết khác" if more > 0 else "")


def _slots(
    plan: LessonPlan, chosen: list[Slot], topics: Mapping[Place, tuple[str, str]]
) -> list[PlanSlot]:
    return [
        PlanSlot(
            plan_id=plan.id,
            staff_id=plan.staff_id,
            period_id=plan.period_id,
            class_id=slot.class_id,
            unit_id=slot.unit_id,
            weekday=slot.weekday,
            lesson=slot.lesson,
            topic=_line(topics, slot, 0),
            equipment=_line(topics, slot, 1),
        )
        for slot in chosen
    ]


def _line(topics: Mapping[Place, tuple[str, str]], slot: Slot, which: int) -> str | None:
    said = topics.get((slot.class_id, slot.weekday, slot.lesson), ("", ""))[which]
    return one_line(said)[:TITLE] or None


def _text(session: Session, plan: LessonPlan, words: Words, chosen: list[Slot]) -> PlanText:
    """Return the plan's words as they are kept; Unfit names the part that is missing."""
    rooms = select(SchoolClass.grade).where(SchoolClass.id.in_({s.class_id for s in chosen}))
    grades = set(session.scalars(rooms))
    if len({slot.unit_id for slot in chosen}) > 1 or len(grades) > 1:
        raise Unfit("Một bài soạn cho một môn của một khối; bỏ bớt tiết.", field="slots")
    parts = {name: clean(getattr(words, name)) for name in PARTS}
    for name in ("aims", "activities"):
        if not lines(parts[name]):
            raise Unfit(f"Chưa viết phần “{PARTS[name]}”.", field=name)
    return PlanText(
        plan_id=plan.id,
        staff_id=plan.staff_id,
        period_id=plan.period_id,
        unit_id=chosen[0].unit_id,
        grade=grades.pop(),
        title=plan.title,
        lessons=words.lessons,
        sha256=digest(plan.title, words.lessons, *parts.values()),
        shared_with=words.shared_with,
        **parts,
    )


def _file(plan: LessonPlan, file: Document) -> PlanFile:
    return PlanFile(
        plan_id=plan.id,
        staff_id=plan.staff_id,
        period_id=plan.period_id,
        name=file.name,
        media_type=file.media_type,
        size=len(file.content),
        sha256=hashlib.sha256(file.content).hexdigest(),
        content=file.content,
    )
