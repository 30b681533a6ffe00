"""Rounds of measuring: how far each class is, and a class in summary (Mẫu 02; Điều 6.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import g, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from models.clock import school_today
from models.health import HealthNote, Measurement, Nutrition, SpecialistCheck
from models.health.body import Body, births, body, reduced_vision, references
from models.pupils import Pupil, PupilBirth
from models.pupils.roll import roll
from models.school import Period, SchoolClass
from permissions.errors import OutOfScope
from permissions.history import record_reading
from permissions.policy import can
from permissions.session import GuardedSession
from views.database import request_session
from views.export import write_xlsx, xlsx_response
from views.health.frame import (
    NUTRITION,
    behind_the_wall,
    classes,
    health,
    page,
    round_now,
    rounds_of,
    tells,
)
from views.words import date_vi

HEADS = (
    "STT", "Họ và tên", "Ngày sinh", "Giới tính", "Chiều cao (cm)", "Cân nặng (kg)", "BMI",
    "Xếp loại", "Mắt phải", "Mắt trái", "Mắt phải có kính", "Mắt trái có kính", "Ngày đo",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A pupil of a class in a round."""

    pupil: Pupil
    birth: PupilBirth | None
    measured: Measurement | None
    body: Body

    @property
    def word(self) -> tuple[str, str] | None:
        """How the BMI stands, in words and colour."""
        return NUTRITION[self.body.nutrition] if self.body.nutrition else None

    @property
    def reduced(self) -> bool:
        """Whether an eye's vision is reduced."""
        return reduced_vision(self.measured)


@dataclass(frozen=True, slots=True)
class Count:
    """A class in figures, as the school's summary book counts it."""

    pupils: int
    measured: int
    nutrition: dict[Nutrition, int]
    reduced: int
    checked: int


def lines_of(
    session: GuardedSession, rooms: list[SchoolClass], period: Period
) -> dict[int, list[Line]]:
    """Return by class who sits there at the round's end or today, with what was measured."""
    day = min(period.to_date, school_today())
    people = roll(session, [room.id for room in rooms], max(day, period.from_date))
    ids = [pupil.id for here in people.values() for pupil in here]
    born, table = births(session, ids), references(session)
    m = Measurement
    rows = session.scalars(
        select(m).where(m.period_id == period.id, m.class_id.in_([room.id for room in rooms]))
    )
    measured = {(row.class_id, row.pupil_id): row for row in rows}
    found: dict[int, list[Line]] = {}
    for class_id, here in people.items():
        found[class_id] = []
        for pupil in here:
            row, birth = measured.get((class_id, pupil.id)), born.get(pupil.id)
            on = (row.measured_on if row else None) or day
            stands = body(row and row.height, row and row.weight, birth, on, table)
            found[class_id].append(Line(pupil, birth, row, stands))
    return found


def count(lines: list[Line], checked: int) -> Count:
    """Count a class."""
    kinds = [line.body.nutrition for line in lines if line.body.nutrition]
    return Count(
        len(lines),
        sum(line.body.bmi is not None for line in lines),
        {kind: kinds.count(kind) for kind in Nutrition},
        sum(line.reduced for line in lines),
        checked,
    )


@health.get("/dot")
def rounds() -> str | Response:
    """Show how far each class is in a round; a single class opens at once."""
    behind_the_wall(Measurement)
    session = request_session()
    rooms, all_rounds = classes(session), rounds_of(session)
    now = round_now(all_rounds)
    period = next((r for r in all_rounds if r.code == request.args.get("dot")), now)
    if len(rooms) == 1:
        return redirect(url_for("health.class_round", class_id=rooms[0].id, period_id=period.id))
    lines, checks = lines_of(session, rooms, period), _checked(session, period)
    return render_template(
        "screens/health/rounds.html",
        period=period,
        rounds=all_rounds,
        rows=[(room, count(lines[room.id], checks.get(room.id, 0))) for room in rooms],
        kinds=Nutrition,
        **page("rounds"),
    )


def _checked(session: GuardedSession, period: Period) -> dict[int, int]:
    """Count by class the pupils with a conclusion of the specialists, as far as it is read."""
    found: dict[int, int] = {}
    if can(g.actor, "read", SpecialistCheck):
        c = SpecialistCheck
        for class_id in session.scalars(
            select(c.class_id).where(c.period_id == period.id, c.conclusion.is_not(None))
        ):
            found[class_id] = found.get(class_id, 0) + 1
    return found


def place(session: GuardedSession, class_id: int, period_id: int) -> tuple[SchoolClass, Period]:
    """Return class and round, or refuse as not there."""
    room = next((r for r in classes(session) if r.id == class_id), None)
    period = next((p for p in rounds_of(session) if p.id == period_id), None)
    if room is None or period is None:
        raise OutOfScope
    return room, period


@health.get("/lop/<int:class_id>/<int:period_id>")
def class_round(class_id: int, period_id: int) -> str:
    """Show a class in summary: height, weight, BMI, vision, and the nurse's notes."""
    behind_the_wall(Measurement)
    session = request_session()
    room, period = place(session, class_id, period_id)
    lines = lines_of(session, [room], period)[room.id]
    n = HealthNote
    notes = select(n).where(n.pupil_id.in_([line.pupil.id for line in lines]))
    return render_template(
        "screens/health/class_round.html",
        room=room,
        rooms=classes(session),
        period=period,
        rounds=rounds_of(session),
        lines=lines,
        sum=count(lines, 0),
        kinds=Nutrition,
        notes={note.pupil_id: note.text for note in session.scalars(notes)},
        may_write=can(g.actor, "update", Measurement, "height"),
        may_tell=tells(session),
        **page("rounds"),
    )


@health.post("/lop/<int:class_id>/<int:period_id>/excel")
def export(class_id: int, period_id: int) -> Any:
    """Send a class's measures as Excel; the history keeps who took how many rows."""
    behind_the_wall(Measurement)
    session = request_session()
    room, period = place(session, class_id, period_id)
    lines = lines_of(session, [room], period)[room.id]
    record_reading(session, Measurement, len(lines), f"xuất số đo lớp {room.name}, {period.name}")
    session.commit()
    title = f"Sức khỏe lớp {room.name}"
    rows = [_row(n, line) for n, line in enumerate(lines, start=1)]
    file = write_xlsx(title, period.name, list(HEADS), rows)
    return xlsx_response(file, f"suc-khoe-{room.name.lower()}-{period.code.lower()}")


def _row(number: int, line: Line) -> list[Any]:
    m, birth = line.measured, line.birth
    eyes = ("vision_right", "vision_left", "glasses_right", "glasses_left")
    return [
        number,
        line.pupil.full_name,
        date_vi(birth.birth_date) if birth else "–",
        birth.sex.value if birth else "–",
        *("–" if v is None else v for v in (m and m.height, m and m.weight, line.body.bmi)),
        line.word[0] if line.word else "–",
        *(f"{v}/10" if m and (v := getattr(m, eye)) is not None else "–" for eye in eyes),
        date_vi(m.measured_on) if m else "–",
    ]
