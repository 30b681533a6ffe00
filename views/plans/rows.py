"""What the screens of lesson plans show of a plan and of a week: read once, named for people."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeVar

from flask import url_for
from sqlalchemy import select

from models.assessment import Unit
from models.people import Staff
from models.plans import Decision, LessonPlan, PlanFile, PlanSlot, PlanText
from models.plans.documents import PDF
from models.plans.expected import Slot, days_late, due_day
from models.school import Period, PeriodKind, SchoolClass, SchoolYear
from permissions.reach import staff_for
from permissions.session import GuardedSession
from views.frame import current_year, once, periods_of
from views.words import local

Named = TypeVar("Named", Staff, Period)
FEW_CLASSES, FEW_UNITS = 3, 2
WEEKDAYS = {2: "T2", 3: "T3", 4: "T4", 5: "T5", 6: "T6", 7: "T7", 8: "CN"}
STATE_WORDS = {
    None: ("chờ duyệt", "", "clock"),
    Decision.APPROVED: ("đã duyệt", "ok", "tick"),
    Decision.RETURNED: ("đã trả lại", "bad", "returned"),
}


@dataclass(frozen=True, slots=True)
class Names:
    """Classes and units by id, in the order of the school's lists."""

    classes: dict[int, str]
    units: dict[int, str]

    def lesson(self, unit_id: int, class_id: int) -> str:
        """Name what is taught where: "Toán 3A"."""
        return f"{self.units.get(unit_id, '–')} {self.classes.get(class_id, '–')}"


@dataclass(frozen=True, slots=True)
class Group:
    """Lessons of one unit in one class: "Toán 3A", 5 lessons, "T2 tiết 1, T4 tiết 2"."""

    name: str
    slots: tuple[Slot, ...]

    @property
    def first(self) -> str:
        """The first lesson as a form names it."""
        return "-".join(map(str, self.slots[0].place[1:]))

    @property
    def when(self) -> str:
        """Say when in the week."""
        return ", ".join(f"{WEEKDAYS.get(s.weekday, '?')} tiết {s.lesson}" for s in self.slots)


@dataclass(slots=True)
class Card:
    """A plan as lists and panels show it; ``late`` in days, by the first hand-in."""

    plan: LessonPlan
    author: Staff
    week: Period
    file: PlanFile | None = None
    text: PlanText | None = None
    covers: list[tuple[str, int]] = field(default_factory=list)
    what: str = ""
    lessons: int = 0
    version: int = 1
    late: int = 0
    replaced: bool = False
    decider: str = ""
    seen: bool = False

    @property
    def state(self) -> tuple[str, str, str]:
        """Word, colour and glyph of where the plan stands."""
        if self.replaced:
            return "đã nộp lại", "", "returned"
        return STATE_WORDS[self.plan.decision]

    @property
    def last_day(self) -> date:
        """The last usual teaching day of its week."""
        return friday(self.week)

    @property
    def handed(self) -> str:
        """When it was handed in: "10/05 08:12"."""
        return local(self.plan.submitted_at).strftime("%d/%m %H:%M")

    @property
    def token(self) -> str:
        """The plan and the content that was shown, as a decision names them."""
        return f"{self.plan.id}:{self.sha256}"

    @property
    def sha256(self) -> str:
        """The hash of its content: of the file, or of the words written here."""
        kept = self.file or self.text
        return kept.sha256 if kept else ""

    @property
    def hash_words(self) -> str:
        """The head of the content hash, for people to compare: "7f3a 91c2"."""
        return f"{self.sha256[:4]} {self.sha256[4:8]}"

    @property
    def is_pdf(self) -> bool:
        """Whether the browser shows the file itself."""
        return self.file is not None and self.file.media_type == PDF


def plan_authors(session: GuardedSession) -> frozenset[int]:
    """Return whose plans this person decides on; menu and pages ask once a request."""
    return once("plan authors", lambda: staff_for(session, LessonPlan, "decision"))


def weeks_of(session: GuardedSession, year: SchoolYear | None) -> list[Period]:
    """Return the teaching weeks of a year in order."""
    if year is None:
        return []
    return periods_of(session, year, PeriodKind.WEEK)


def week_being_due(weeks: Sequence[Period], today: date) -> Period | None:
    """Return the week whose plans are due next; the last one when all are past."""
    return next((w for w in weeks if due_day(w.from_date) >= today), weeks[-1] if weeks else None)


def week_called(weeks: Sequence[Period], code: str | None) -> Period | None:
    """Return the week of this code (T05), if there is one."""
    return next((w for w in weeks if w.code == code), None)


def slot_url(slot: Slot, week: Period) -> str:
    """Return the way to a lesson's plan, or to its teacher's week while there is none."""
    if slot.plan_id is not None:
        return url_for("plan.show", plan_id=slot.plan_id)
    return url_for("schedule.show", gv=slot.staff_id, tuan=week.code)


def friday(week: Period) -> date:
    """Return the last usual teaching day of a week, as people say "24/05 đến 28/05"."""
    monday = week.from_date - timedelta(days=week.from_date.weekday())
    return min(max(monday + timedelta(days=4), week.from_date), week.to_date)


def names_of(session: GuardedSession) -> Names:
    """Read the names of classes and units."""
    classes = select(SchoolClass.id, SchoolClass.name).order_by(SchoolClass.grade, SchoolClass.name)
    units = select(Unit.id, Unit.short_name).order_by(Unit.position)
    return Names(dict(session.execute(classes).all()), dict(session.execute(units).all()))


def groups(slots: Iterable[Slot], names: Names) -> list[Group]:
    """Group lessons by class and unit, in the order of the school's lists."""
    found: dict[tuple[int, int], list[Slot]] = {}
    for slot in slots:
        found.setdefault((slot.class_id, slot.unit_id), []).append(slot)
    classes, units = list(names.classes), list(names.units)
    ordered = sorted(found, key=lambda key: (classes.index(key[0]), units.index(key[1])))
    return [Group(names.lesson(unit, klass), tuple(found[klass, unit])) for klass, unit in ordered]


def cards(session: GuardedSession, plans: Sequence[LessonPlan], names: Names) -> list[Card]:
    """Dress plans for showing, in their order, by a handful of statements."""
    ids = [plan.id for plan in plans]
    if not ids:
        return []
    deciders = {plan.decided_by for plan in plans if plan.decided_by is not None}
    people = by_id(session, Staff, {plan.staff_id for plan in plans} | deciders)
    usual = {week.id: week for week in weeks_of(session, current_year(session))}
    other = {plan.period_id for plan in plans} - usual.keys()
    weeks = usual | (by_id(session, Period, other) if other else {})
    files = {
        file.plan_id: file
        for file in session.scalars(select(PlanFile).where(PlanFile.plan_id.in_(ids)))
    }
    texts = {
        text.plan_id: text
        for text in session.scalars(select(PlanText).where(PlanText.plan_id.in_(ids)))
    }
    slots: dict[int, list[PlanSlot]] = {}
    for slot in session.scalars(select(PlanSlot).where(PlanSlot.plan_id.in_(ids))):
        slots.setdefault(slot.plan_id, []).append(slot)
    chain = _chain(session, plans)
    replaced = {before for before, _ in chain.values() if before is not None}
    found = []
    for plan in plans:
        version, first = _version(plan.id, chain)
        card = Card(plan, people[plan.staff_id], weeks[plan.period_id], files.get(plan.id))
        card.text = texts.get(plan.id)
        if plan.decided_by is not None:
            decider = people[plan.decided_by]
            stead = f" thay {plan.decided_for}" if plan.decided_for else ""
            card.decider = f"{decider.address} {decider.full_name}{stead}"
        card.version, card.replaced = version, plan.id in replaced
        card.late = days_late(first, due_day(card.week.from_date))
        _cover(card, slots.get(plan.id, []), names)
        found.append(card)
    return found


def authors_of(session: GuardedSession, ids: Collection[int]) -> dict[int, str]:
    """Name people with how they are addressed: "cô Nguyễn Thị Bích Trâm"."""
    people = by_id(session, Staff, set(ids))
    return {i: f"{person.address} {person.full_name}" for i, person in people.items()}


def by_id(session: GuardedSession, model: type[Named], ids: Collection[int]) -> dict[int, Named]:
    """Return rows of a table by id, those known since earlier in the request as well."""
    known: dict[int, Named] = once(("by id", model), dict)
    if wanted := set(ids) - known.keys():
        rows = session.scalars(select(model).where(model.id.in_(wanted)))
        known.update({row.id: row for row in rows})
    return known


Chain = dict[int, tuple[int | None, datetime]]


def _chain(session: GuardedSession, plans: Sequence[LessonPlan]) -> Chain:
    """Map every plan of these authors and weeks to the one it replaces and its moment."""
    query = select(LessonPlan.id, LessonPlan.replaces_id, LessonPlan.submitted_at).where(
        LessonPlan.staff_id.in_({plan.staff_id for plan in plans}),
        LessonPlan.period_id.in_({plan.period_id for plan in plans}),
    )
    return {plan_id: (before, at) for plan_id, before, at in session.execute(query)}


def _version(plan_id: int, chain: Chain) -> tuple[int, datetime]:
    version, (before, first) = 1, chain[plan_id]
    while before is not None and before in chain:
        version, (before, first) = version + 1, chain[before]
    return version, first


def _cover(card: Card, slots: list[PlanSlot], names: Names) -> None:
    counted: dict[tuple[int, int], int] = {}
    for slot in slots:
        counted[slot.class_id, slot.unit_id] = counted.get((slot.class_id, slot.unit_id), 0) + 1
    classes, units = list(names.classes), list(names.units)
    keys = sorted(counted, key=lambda key: (classes.index(key[0]), units.index(key[1])))
    card.lessons = len(slots)
    card.covers = [(names.lesson(unit, klass), counted[klass, unit]) for klass, unit in keys]
    rooms = list(dict.fromkeys(names.classes[klass] for klass, _ in keys))
    taught = list(dict.fromkeys(names.units[unit] for _, unit in keys))
    subject = ", ".join(taught) if len(taught) <= FEW_UNITS else f"{len(taught)} môn"
    if len(rooms) > FEW_CLASSES:
        card.what = f"{subject}, {len(rooms)} lớp"
    else:
        card.what = f"{subject} {', '.join(rooms)}".strip() or card.plan.title
