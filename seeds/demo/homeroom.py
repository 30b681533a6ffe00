"""The demo's homeroom books: every class has one, some weeks without a plan, one with less."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from models.base import Base
from models.homeroom import (
    BoardRole,
    ClassOfficer,
    ClassPlan,
    ClassProfile,
    ClassTarget,
    DayNote,
    MeetingFamily,
    NoteKind,
    Occasion,
    ParentMeeting,
    ParentsBoardMember,
    PupilSupport,
    Seat,
    SupportKind,
    SupportStatus,
    TermSummary,
    WeekTask,
)
from models.homeroom.actual import units_of_class
from models.pupils import Guardian
from models.school import Period, PeriodKind, SchoolClass, SchoolDay
from permissions import guard
from permissions.session import GuardedSession
from seeds.data import read
from seeds.demo.data import demo_school
from seeds.demo.days import TODAYS_WEEK
from seeds.demo.pupils import Child
from seeds.demo.world import World

SEED = 83
WIDE, TEAMS = 8, 4
#: weeks that a class has no plan for; the book of the last class was begun late
WITHOUT: dict[str, set[int]] = {
    "1B": {12, 13, TODAYS_WEEK},
    "3A": {17, 22},
    "3B": {9, TODAYS_WEEK},
    "4B": {TODAYS_WEEK},
    "5B": {*range(1, 20), TODAYS_WEEK},
}
#: classes whose teacher wrote neither targets nor a seating plan
BARE = ("5B",)
NOTES_A_WEEK, WEEKS_OF_NOTES = 3, 6
#: classes that met once more
EXTRA = ("3A", "5A")
#: how many tasks get a result, how many families come
DONE, COMES = 0.9, 0.88
BOARD = (BoardRole.HEAD, BoardRole.DEPUTY, BoardRole.MEMBER)


def build_homeroom(world: World, children: list[Child]) -> None:
    """Write the book of each class as its homeroom teacher."""
    rng = Random(SEED)  # noqa: S311
    for room in demo_school()["classes"]:
        name = room["name"]
        here = [c for c in children if c.room == name and c.there(world.days.today)]
        with world.acting(room["homeroom"]) as s:
            book = _Book(world, s, name, room["homeroom"], here, rng)
            book.people()
            book.plans()
            book.days()
            book.meetings()


class _Book:
    """The book of one class while it is being written."""

    def __init__(
        self,
        world: World,
        session: GuardedSession,
        name: str,
        teacher: str,
        here: list[Child],
        rng: Random,
    ) -> None:
        self.world, self.session, self.name, self.here, self.rng = world, session, name, here, rng
        self.class_id, self.teacher = world.classes[name], world.staff[teacher]
        self.text: dict[str, Any] = read("demo/homeroom")
        self.year = next(p for p in world.periods.values() if p.kind is PeriodKind.YEAR)
        self.first = world.days.mondays[0]

    def add(
        self, model: type[Base], rows: list[dict[str, Any]], period: Period | None = None
    ) -> Any:
        """Write rows of the class; they hang on the year unless they name a period."""
        place = {"class_id": self.class_id}
        if model is not DayNote:
            place["period_id"] = (period or self.year).id
        return guard.write(self.session, model, creates=[place | row for row in rows])

    def people(self) -> None:
        """Write officers, seats and groups, the parents' board, profile and targets."""
        roles = self.text["officers"] + [f"tổ trưởng tổ {n + 1}" for n in range(TEAMS)]
        self.add(
            ClassOfficer,
            [
                {"role": role, "pupil_id": child.id, "from_date": self.first + timedelta(days=4)}
                for role, child in zip(roles, self.rng.sample(self.here, len(roles)), strict=True)
            ],
        )
        g = Guardian
        pupils = [child.id for child in self.rng.sample(self.here, len(BOARD))]
        parents = self.session.scalars(select(g).where(g.pupil_id.in_(pupils)).order_by(g.id)).all()
        known = {parent.pupil_id: parent for parent in parents}
        self.add(
            ParentsBoardMember,
            [
                {
                    "role": role,
                    "full_name": known[pupil].full_name,
                    "phone": known[pupil].phone,
                    "pupil_id": pupil,
                    "from_date": self.first + timedelta(days=13),
                }
                for role, pupil in zip(BOARD, pupils, strict=True)
            ],
        )
        told = {key: text.format(room=self.name) for key, text in self.text["profile"].items()}
        if self.name in BARE:
            self.add(ClassProfile, [told])
            return
        overall = {"excellent": 25, "good": 40, "done": 33, "not_done": 2, "completed": 98}
        self.add(ClassProfile, [told | overall])
        self._seats()
        self._targets()

    def _seats(self) -> None:
        rows = []
        for number, child in enumerate(self.rng.sample(self.here, len(self.here))):
            line, place = divmod(number, WIDE)
            team = place // (WIDE // TEAMS) + 1
            rows.append({"pupil_id": child.id, "team": team, "line": line + 1, "place": place + 1})
        self.add(Seat, rows)

    def _targets(self) -> None:
        room = self.session.get(SchoolClass, self.class_id)
        rows = []
        for unit in units_of_class(self.session, room) if room else ():
            high = self.rng.randrange(45, 75, 5)
            low = self.rng.choice((0, 2, 4))
            rows.append({"unit_id": unit.id, "high": high, "middle": 100 - high - low, "low": low})
        self.add(ClassTarget, rows)

    def plans(self) -> None:
        """Plan the year, its months and weeks as far as they have begun, and the week to come."""
        today = self.world.days.today
        self.add(ClassPlan, [self.text["year"]])
        months = [p for p in self.world.periods.values() if p.kind is PeriodKind.MONTH]
        begun = sorted((m for m in months if m.from_date <= today), key=lambda m: m.from_date)
        for month, (theme, content) in zip(begun, self.text["months"], strict=False):
            past = month.to_date < today
            result = self.rng.choice(self.text["results"]) if past else None
            self.add(ClassPlan, [{"theme": theme, "content": content, "result": result}], month)
        left_out = WITHOUT.get(self.name, set())
        planned = [w for w in self._weeks(TODAYS_WEEK) if w.number not in left_out]
        self.add(WeekTask, [row for week in planned for row in self._week(week, today)])

    def _weeks(self, last: int) -> list[Period]:
        weeks = (p for p in self.world.periods.values() if p.kind is PeriodKind.WEEK)
        return sorted((w for w in weeks if w.number <= last), key=lambda w: w.number)

    def _week(self, week: Period, today: date) -> list[dict[str, Any]]:
        usual, others = self.text["tasks"][:3], self.text["tasks"][3:]
        rows = []
        for weekday, task, result in usual + self.rng.sample(others, 2):
            day = None if weekday is None else week.from_date + timedelta(days=weekday)
            over = (day or week.to_date) < today
            done = result if over and self.rng.random() < DONE else None
            rows.append({"period_id": week.id, "task": task, "due_on": day, "result": done})
        return rows

    def days(self) -> None:
        """Note a few things a week, and what is done for single pupils."""
        weeks = [week.id for week in self._weeks(TODAYS_WEEK)[-WEEKS_OF_NOTES:]]
        taught = self.session.scalars(
            select(SchoolDay)
            .where(SchoolDay.week_id.in_(weeks), SchoolDay.date <= self.world.days.today)
            .order_by(SchoolDay.date)
        ).all()
        chosen = sorted(
            self.rng.sample(range(len(taught)), min(len(taught), WEEKS_OF_NOTES * NOTES_A_WEEK))
        )
        self.add(DayNote, [self._note(taught[place]) for place in chosen])
        kinds = [SupportKind.SUPPORT, SupportKind.GIFTED]
        watched = self.rng.sample([c for c in self.here if c.kind != "individual"], len(kinds))
        own = next((c for c in self.here if c.kind == "individual"), None)
        pairs = list(zip(kinds, watched, strict=True))
        pairs += [(SupportKind.DISABILITY, own)] if own else []
        self.add(
            PupilSupport,
            [
                {
                    "pupil_id": child.id,
                    "kind": kind,
                    "status": SupportStatus.RUNNING
                    if kind is SupportKind.DISABILITY
                    else SupportStatus.BETTER,
                    "from_date": self.first + timedelta(weeks=7),
                }
                | self.text["supports"][kind.value]
                for kind, child in pairs
            ],
        )

    def _note(self, day: SchoolDay) -> dict[str, Any]:
        kind = self.rng.choice(list(NoteKind))
        whole = kind in (NoteKind.ROUTINE, NoteKind.EVENT)
        return {
            "week_id": day.week_id,
            "date": day.date,
            "kind": kind,
            "pupil_id": None if whole else self.rng.choice(self.here).id,
            "text": self.rng.choice(self.text["notes"][kind.value]),
            "made_by": self.teacher,
            "made_at": self.world.days.at(day.date, 16, self.rng.randint(0, 59)),
        }

    def meetings(self) -> None:
        """Hold the meetings so far with most families there, and sum up the first term."""
        for meeting in self.text["meetings"]:
            held = self.world.days.monday(meeting["week"]) + timedelta(days=6)
            extra = meeting["occasion"] == Occasion.EXTRA
            if held > self.world.days.today or (extra and self.name not in EXTRA):
                continue
            row = {
                "occasion": Occasion(meeting["occasion"]),
                "held_on": held,
                "subject": meeting["subject"],
                "minutes": meeting["minutes"],
            }
            (made,) = self.add(ParentMeeting, [row])
            came = [c for c in self.here if c.there(held) and self.rng.random() < COMES]
            self.add(MeetingFamily, [{"meeting_id": made, "pupil_id": c.id} for c in came])
        if self.name not in BARE:
            self.add(TermSummary, [{"text": self.text["summary"]}], self.world.periods["CHK1"])
