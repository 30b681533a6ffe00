"""The demo's health: two rounds of measuring, checks, visits of the last weeks, a watch list."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from models.health import (
    FollowUp,
    FollowUpState,
    Handling,
    HealthNote,
    HealthProfile,
    HealthVisit,
    Measurement,
    SpecialistCheck,
    Vaccinated,
    Vaccination,
    Vaccine,
    VitalSigns,
)
from models.health.growth import age_in_months
from models.people import Sex
from models.pupils import PupilBirth
from models.school import SchoolDay
from permissions import guard
from permissions.session import GuardedSession
from seeds.data import read
from seeds.demo.pupils import Child
from seeds.demo.world import World

SEED = 97
NURSE = "CB005"
#: weeks in which a round is measured; in the second the last classes aren't yet
FIRST_WEEK, SECOND_WEEK = 3, 31
NOT_YET = ("5A", "5B")
VISIT_WEEKS = 3
STATION = "Trạm y tế xã Hoa Mai"
ALLERGIES = ("tôm, cua", "đậu phộng", "thuốc kháng sinh", "phấn hoa", "sữa bò")
#: share of pupils of whom something is to be known
WITH_PROFILE, WITH_ALLERGY = 0.8, 0.06


def build_health(world: World, children: list[Child]) -> None:
    """Write everything as the nurse."""
    rng = Random(SEED)  # noqa: S311
    with world.setup() as s:
        born = {row.pupil_id: row for row in s.scalars(select(PupilBirth))}
    with world.acting(NURSE) as s:
        first = _round(s, world, "SK1", FIRST_WEEK, children, born, rng)
        _specialists(s, world, first, rng)
        later = [c for c in children if c.room not in NOT_YET]
        _round(s, world, "SK2", SECOND_WEEK, later, born, rng)
        _profiles(s, children, rng)
        _visits(s, world, children, rng)
        _watch(s, world, first)


def _present(children: list[Child], day: date) -> list[Child]:
    return [c for c in children if c.there(day)]


def _round(
    s: GuardedSession,
    world: World,
    code: str,
    week: int,
    children: list[Child],
    born: dict[int, PupilBirth],
    rng: Random,
) -> list[dict[str, Any]]:
    """Measure a round; return the rows of height, weight and vision."""
    day = world.days.monday(week) + timedelta(days=1)
    bodies, signs = [], []
    for child in _present(children, day):
        birth = born[child.id]
        cell = {
            "class_id": world.classes[child.room],
            "period_id": world.periods[code].id,
            "pupil_id": child.id,
        }
        # One and the same child grows between the rounds: its own numbers, drawn from its id.
        own = Random(SEED * 1000 + child.id)  # noqa: S311
        months = age_in_months(birth.birth_date, day)
        height = round(77 + 0.5 * months + own.gauss(0, 4.5) - (birth.sex is Sex.FEMALE), 1)
        bmi = max(12.3, own.gauss(15.2 + (months - 72) / 48, 1.1) + (own.random() < 0.07) * 4)  # noqa: PLR2004
        eyes = [10, 10] if own.random() > 0.15 else [own.choice((5, 6, 8)), own.choice((6, 8, 9))]  # noqa: PLR2004
        bodies.append(
            cell
            | {
                "measured_on": day,
                "height": height,
                "weight": round(bmi * (height / 100) ** 2, 1),
                "vision_right": eyes[0],
                "vision_left": eyes[1],
            }
        )
        signs.append(
            cell
            | {
                "systolic": 5 * rng.randint(18, 22),
                "diastolic": 5 * rng.randint(11, 14),
                "pulse": rng.randint(76, 98),
            }
        )
    guard.write(s, Measurement, creates=bodies)
    guard.write(s, VitalSigns, creates=signs)
    return bodies


def _specialists(
    s: GuardedSession, world: World, bodies: list[dict[str, Any]], rng: Random
) -> None:
    day = world.days.monday(FIRST_WEEK + 1)
    rows = []
    for body in bodies:
        teeth = rng.random() < 0.2  # noqa: PLR2004
        weak = min(body["vision_right"], body["vision_left"]) < 7  # noqa: PLR2004
        rows.append(
            {key: body[key] for key in ("class_id", "period_id", "pupil_id")}
            | {
                "checked_on": day,
                "paediatric": "Bình thường",
                "eyes": "Thị lực giảm" if weak else "Bình thường",
                "ears": "Bình thường",
                "teeth": "Sâu răng sữa" if teeth else "Bình thường",
                "bones": "Bình thường",
                "conclusion": "Cần theo dõi" if teeth or weak else "Sức khỏe bình thường",
                "referral": "Đo kính tại bệnh viện" if weak else None,
                "doctor": "BS. Tạ Minh Khôi",
            }
        )
    guard.write(s, SpecialistCheck, creates=rows)


def _profiles(s: GuardedSession, children: list[Child], rng: Random) -> None:
    known = [c for c in children if rng.random() < WITH_PROFILE]
    allergic = {c.id: rng.choice(ALLERGIES) for c in known if rng.random() < WITH_ALLERGY}
    asthmatic = {c.id for c in known if rng.random() < 0.02}  # noqa: PLR2004
    guard.write(
        s,
        HealthProfile,
        creates=[
            {
                "pupil_id": c.id,
                "birth_order": (order := rng.choice((1, 1, 2, 2, 3))),
                "children": order + rng.choice((0, 0, 1)),
                "birth": rng.choice(("normal",) * 9 + ("assisted",)),
                "allergy": allergic.get(c.id),
                "asthma": c.id in asthmatic,
            }
            for c in known
        ],
    )
    vaccines = [v for v in Vaccine if v is not Vaccine.OTHER]
    guard.write(
        s,
        Vaccination,
        creates=[
            {
                "pupil_id": c.id,
                "vaccine": vaccine,
                "given": Vaccinated.YES if rng.random() < 0.95 else Vaccinated.UNKNOWN,  # noqa: PLR2004
            }
            for c in known
            if c.room.startswith("1")
            for vaccine in vaccines
        ],
    )
    notes = {i: f"Dị ứng {what}." for i, what in allergic.items()}
    notes |= dict.fromkeys(asthmatic, "Bị hen: để ống xịt trong cặp, ngừng chạy khi thở rít.")
    rows = [{"pupil_id": i, "text": text} for i, text in sorted(notes.items())]
    guard.write(s, HealthNote, creates=rows)


def _visits(s: GuardedSession, world: World, children: list[Child], rng: Random) -> None:
    words = read("catalogues/visits")
    since = world.days.today - timedelta(weeks=VISIT_WEEKS)
    days = s.scalars(
        select(SchoolDay)
        .where(SchoolDay.date > since, SchoolDay.date <= world.days.today)
        .order_by(SchoolDay.date)
    ).all()
    rows = []
    for day in days:
        here = _present(children, day.date)
        for hour in sorted(rng.sample(range(7, 16), rng.randint(2, 4))):
            child, handling = rng.choice(here), rng.choice((Handling.SCHOOL,) * 8 + tuple(Handling))
            away = handling is not Handling.SCHOOL
            rows.append(
                {
                    "class_id": world.classes[child.room],
                    "pupil_id": child.id,
                    "date": day.date,
                    "month_id": day.month_id,
                    "at": world.days.at(day.date, hour, rng.randint(0, 59)),
                    "complaint": rng.choice(words["complaints"]),
                    "treatment": rng.choice(words["treatments"]),
                    "handling": handling,
                    "referred_to": "Trạm y tế xã Hoa Mai"
                    if handling is Handling.REFERRED
                    else None,
                    "guardian_told": away or rng.random() < 0.5,  # noqa: PLR2004
                    "made_by": world.staff[NURSE],
                }
            )
    guard.write(s, HealthVisit, creates=rows)


def _watch(s: GuardedSession, world: World, bodies: list[dict[str, Any]]) -> None:
    weak = [b for b in bodies if min(b["vision_right"], b["vision_left"]) < 7]  # noqa: PLR2004
    since = world.days.monday(FIRST_WEEK + 1)
    states = (FollowUpState.WATCHING, FollowUpState.REFERRED, FollowUpState.SETTLED)
    rows = []
    for number, body in enumerate(weak[:12]):
        state = states[number % 3]
        rows.append(
            {
                "pupil_id": body["pupil_id"],
                "what": "Thị lực giảm, hẹn đo lại",
                "from_date": since,
                "state": state,
                "to_date": since + timedelta(days=30) if state is FollowUpState.SETTLED else None,
            }
        )
    guard.write(s, FollowUp, creates=rows)
