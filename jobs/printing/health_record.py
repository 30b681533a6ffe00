"""The health record of pupils on A5 (TTLT 13/2016 Phụ lục 01 Mẫu 01, DOMAIN §2.6), filled.

Read in the session of whoever prints: what that person doesn't read stays a dotted line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jobs.printing.filling.fill import Document, Part, filled
from jobs.printing.filling.layouts import Form
from jobs.printing.filling.setting import Rest
from jobs.printing.words import measure, short_date, spaced_year
from models.clock import SCHOOL_TIME
from models.health import (
    HealthProfile,
    HealthVisit,
    Measurement,
    SpecialistCheck,
    Vaccination,
    VitalSigns,
)
from models.health.body import References, body, references
from models.health.profile import Vaccinated, Vaccine
from models.pupils import Guardian, Pupil, PupilBackground, PupilBirth, Relation
from models.school import Period, PeriodKind, School, SchoolClass, SchoolYear
from models.school.year import HEALTH_ROUND

TITLE = "Sổ theo dõi sức khỏe học sinh"
ROUNDS, VISITS = 2, 10
VACCINES = {
    Vaccine.BCG: "BCG (lao)",
    Vaccine.DPT: "Bạch hầu, ho gà, uốn ván",
    Vaccine.POLIO: "Bại liệt",
    Vaccine.HEPATITIS_B: "Viêm gan B",
    Vaccine.MEASLES: "Sởi",
    Vaccine.ENCEPHALITIS: "Viêm não Nhật Bản B",
    Vaccine.OTHER: "Khác",
}
GIVEN = (Vaccinated.YES, Vaccinated.NO, Vaccinated.UNKNOWN)
#: what a round measures: field, label
MEASURED = (
    ("day", "Ngày đo"),
    ("height", "Chiều cao"),
    ("weight", "Cân nặng"),
    ("bmi", "BMI"),
    ("nutrition", "Dinh dưỡng"),
    ("pressure", "Huyết áp (mmHg)"),
    ("pulse", "Nhịp tim (lần/phút)"),
    ("bare", "Thị lực không kính, P / T"),
    ("glasses", "Thị lực có kính, P / T"),
)
CHECKED = (
    ("checked_on", "Ngày khám"),
    ("paediatric", "Nhi khoa"),
    ("eyes", "Mắt"),
    ("ears", "Tai mũi họng"),
    ("teeth", "Răng hàm mặt"),
    ("bones", "Cơ xương khớp"),
    ("conclusion", "Kết luận"),
    ("referral", "Hướng xử trí"),
    ("doctor", "Bác sĩ khám"),
)


@dataclass(frozen=True, slots=True)
class HealthShape:
    """What the form prints by itself."""

    vaccines: tuple[str, ...] = tuple(VACCINES.values())
    given: tuple[str, ...] = ("Có", "Không", "Không nhớ")
    measured: tuple[tuple[str, str], ...] = MEASURED
    checked: tuple[tuple[str, str], ...] = CHECKED
    rounds: int = ROUNDS
    visits: int = VISITS


FORM = Form("health_record.html", HealthShape(), official=True)
Values = dict[str, str | None]


@dataclass(frozen=True, slots=True)
class Known:
    """What is read of some pupils, by pupil; rounds by (pupil, number of the round)."""

    year: str
    school: School | None
    births: dict[int, PupilBirth]
    backgrounds: dict[int, PupilBackground]
    guardians: dict[int, list[Guardian]]
    profiles: dict[int, HealthProfile]
    vaccinations: dict[int, list[Vaccination]]
    measurements: dict[tuple[int, int], Measurement]
    vitals: dict[tuple[int, int], VitalSigns]
    checks: dict[tuple[int, int], SpecialistCheck]
    visits: dict[int, list[HealthVisit]]
    growth: References


def records_pdf(
    session: Session,
    year: SchoolYear,
    people: Sequence[tuple[Pupil, SchoolClass]],
    word: Callable[[Any], str],
) -> bytes:
    """Return the records of pupils as one PDF, in this order; ``word`` names enum values."""
    known = _known(session, year, [pupil.id for pupil, _ in people])
    return filled([_document(known, pupil, room, word) for pupil, room in people]).pdf(TITLE)


def _known(session: Session, year: SchoolYear, ids: Sequence[int]) -> Known:
    def of(model: Any, *order: Any) -> dict[int, list[Any]]:
        found: dict[int, list[Any]] = defaultdict(list)
        for row in session.scalars(select(model).where(model.pupil_id.in_(ids)).order_by(*order)):
            found[row.pupil_id].append(row)
        return found

    rounds = select(Period).where(
        Period.year_id == year.id,
        Period.kind == PeriodKind.ROUND,
        Period.code.startswith(HEALTH_ROUND),
    )
    order = {p.id: n for n, p in enumerate(session.scalars(rounds.order_by(Period.from_date)))}

    def in_rounds(model: Any) -> dict[tuple[int, int], Any]:
        rows = session.scalars(
            select(model).where(model.pupil_id.in_(ids), model.period_id.in_(order))
        )
        return {(row.pupil_id, order[row.period_id]): row for row in rows}

    visits = select(HealthVisit).where(
        HealthVisit.pupil_id.in_(ids), HealthVisit.date.between(year.first_day, year.last_day)
    )
    seen: dict[int, list[HealthVisit]] = defaultdict(list)
    for row in session.scalars(visits.order_by(HealthVisit.at)):
        seen[row.pupil_id].append(row)
    return Known(
        spaced_year(year.name),
        session.scalars(select(School).order_by(School.id)).first(),
        {i: rows[0] for i, rows in of(PupilBirth).items()},
        {i: rows[0] for i, rows in of(PupilBackground).items()},
        of(Guardian, Guardian.id),
        {i: rows[0] for i, rows in of(HealthProfile).items()},
        of(Vaccination, Vaccination.id),
        in_rounds(Measurement),
        in_rounds(VitalSigns),
        in_rounds(SpecialistCheck),
        seen,
        references(session),
    )


def _document(
    known: Known, pupil: Pupil, room: SchoolClass, word: Callable[[Any], str]
) -> Document:
    values = _cover(known, pupil, room, word) | _history(known, pupil, word)
    rest = []
    for number in range(ROUNDS):
        values |= _measured(known, pupil.id, number, word)
        check = known.checks.get((pupil.id, number))
        for name, _ in CHECKED:
            said = getattr(check, name) if check else None
            values[f"check{number}.{name}"] = short_date(said) if name == "checked_on" else said
    for number, visit in enumerate(known.visits.get(pupil.id, [])):
        line = (
            f"{_moment(visit.at)}",
            visit.complaint,
            ", ".join(filter(None, (word(visit.handling), visit.treatment, visit.referred_to))),
            visit.note or "",
        )
        if number < VISITS:
            names = ("at", "complaint", "handling", "note")
            values |= {f"visit{number}.{n}": said for n, said in zip(names, line, strict=True)}
        else:
            rest.append(Rest("Diễn biến sức khỏe", "; ".join(filter(None, line))))
    whose = f"Sổ theo dõi sức khỏe của {pupil.full_name}, mã {pupil.code}"
    return Document(whose, [Part(FORM, values, rest)])


def _moment(at: datetime) -> str:
    return f"{at.astimezone(SCHOOL_TIME):%H:%M %d/%m/%Y}"


def _cover(known: Known, pupil: Pupil, room: SchoolClass, word: Callable[[Any], str]) -> Values:
    birth, background = known.births.get(pupil.id), known.backgrounds.get(pupil.id)
    school, kin = known.school, {g.relation: g for g in known.guardians.get(pupil.id, [])}
    values: Values = {
        "full_name": pupil.full_name.upper(),
        "sex": word(birth.sex) if birth and birth.sex else None,
        "birth_date": short_date(birth.birth_date) if birth else None,
        "class_name": room.name,
        "year": known.year,
        "school": school.name if school else None,
        "ward": school.ward if school else None,
        "province": school.province if school else None,
        "address": background.address if background else None,
    }
    for name, relation in (
        ("father", Relation.FATHER),
        ("mother", Relation.MOTHER),
        ("guardian", Relation.GUARDIAN),
    ):
        one = kin.get(relation)
        values[name] = one.full_name if one else None
        values[f"{name}_phone"] = one.phone if one else None
    return values


def _history(known: Known, pupil: Pupil, word: Callable[[Any], str]) -> Values:
    one = known.profiles.get(pupil.id)
    values: Values = {}
    if one is not None:
        ill = [
            said
            for said, there in (
                ("hen", one.asthma),
                ("động kinh", one.epilepsy),
                ("tim bẩm sinh", one.heart_defect),
                (f"dị ứng {one.allergy}", one.allergy),
                (one.other_illness, one.other_illness),
            )
            if there and said
        ]
        order = f"con thứ {one.birth_order}" if one.birth_order else ""
        of = f"trong {one.children} con" if one.children else ""
        values = {
            "order": f"{order} {of}".strip() or None,
            "birth": word(one.birth) if one.birth else None,
            "illness": ", ".join(ill) or "không",
            "treatment": one.treatment or "không",
        }
    kinds = list(VACCINES)
    for row in known.vaccinations.get(pupil.id, []):
        line = f"vaccine{kinds.index(row.vaccine)}"
        values |= {f"{line}.given{n}": "x" if row.given is g else "" for n, g in enumerate(GIVEN)}
        values[f"{line}.name"] = row.name or ""
    return values


def _measured(known: Known, pupil_id: int, number: int, word: Callable[[Any], str]) -> Values:
    one, vital = known.measurements.get((pupil_id, number)), known.vitals.get((pupil_id, number))
    said: Values = {}
    if one is not None:
        day = one.measured_on
        birth = known.births.get(pupil_id)
        built = body(one.height, one.weight, birth, day, known.growth) if day else None
        said = {
            "day": short_date(day),
            "height": measure(one.height, "cm"),
            "weight": measure(one.weight, "kg"),
            "bmi": measure(built.bmi, "") if built and built.bmi else None,
            "nutrition": word(built.nutrition) if built and built.nutrition else None,
            "bare": _eyes(one.vision_right, one.vision_left),
            "glasses": _eyes(one.glasses_right, one.glasses_left),
        }
    if vital is not None:
        if vital.systolic and vital.diastolic:
            said["pressure"] = f"{vital.systolic}/{vital.diastolic}"
        said["pulse"] = str(vital.pulse) if vital.pulse else None
    return {f"round{number}.{name}": said.get(name) for name, _ in MEASURED}


def _eyes(right: int | None, left: int | None) -> str | None:
    if right is None and left is None:
        return None
    return " / ".join("…" if eye is None else f"{eye}/10" for eye in (right, left))
