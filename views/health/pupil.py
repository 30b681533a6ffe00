"""A pupil's health on one page: history, measures, checks, visits, what is followed (Mẫu 01)."""

from __future__ import annotations

from typing import Any

from flask import g, render_template
from sqlalchemy import select

from models.health import (
    FollowUp,
    HealthNote,
    HealthProfile,
    HealthVisit,
    Measurement,
    SpecialistCheck,
    Vaccination,
    VitalSigns,
)
from models.health.body import births, body, references
from models.pupils import PupilBirth
from models.school import Period
from permissions.policy import can
from permissions.session import GuardedSession
from views.database import request_session
from views.health.frame import NUTRITION, behind_the_wall, health, page, pupil_of
from views.values import label_of, word

MOST_VISITS = 30
HISTORY = ("birth", "birth_order", "children", "allergy", "other_illness", "treatment")
ILL = ("asthma", "epilepsy", "heart_defect")
FOUND = ("paediatric", "eyes", "ears", "teeth", "bones", "conclusion", "referral", "doctor")


@health.get("/em/<int:pupil_id>")
def pupil(pupil_id: int) -> str:
    """Show all that is kept of a pupil's health."""
    behind_the_wall(HealthProfile)
    session = request_session()
    who, room = pupil_of(session, pupil_id)
    birth = births(session, [who.id]).get(who.id)
    profile = session.scalars(
        select(HealthProfile).where(HealthProfile.pupil_id == who.id)
    ).one_or_none()
    visits = select(HealthVisit).where(HealthVisit.pupil_id == who.id)
    notes = select(HealthNote).where(HealthNote.pupil_id == who.id)
    cases = select(FollowUp).where(FollowUp.pupil_id == who.id)
    checks = select(SpecialistCheck, Period).join(Period, Period.id == SpecialistCheck.period_id)
    return render_template(
        "screens/health/pupil.html",
        pupil=who,
        room=room,
        birth=birth,
        advice=session.scalars(notes).one_or_none(),
        profile=profile,
        history=_history(profile),
        vaccines=[
            (v.name or word(v.vaccine), word(v.given), v.id)
            for v in session.scalars(
                select(Vaccination).where(Vaccination.pupil_id == who.id).order_by(Vaccination.id)
            )
        ],
        rounds=_rounds(session, who.id, birth),
        checks=[
            (
                period,
                [(label_of(SpecialistCheck, n), getattr(c, n)) for n in FOUND if getattr(c, n)],
            )
            for c, period in session.execute(
                checks.where(SpecialistCheck.pupil_id == who.id).order_by(Period.from_date.desc())
            )
        ],
        visits=[
            (v, word(v.handling))
            for v in session.scalars(visits.order_by(HealthVisit.at.desc()).limit(MOST_VISITS))
        ],
        cases=[
            (c, word(c.state))
            for c in session.scalars(cases.order_by(FollowUp.to_date.is_not(None), FollowUp.id))
        ],
        may_write=can(g.actor, "create", HealthVisit),
        **page(""),
    )


def _history(profile: HealthProfile | None) -> list[tuple[str, str]]:
    if profile is None:
        return []
    ill = [label_of(HealthProfile, n) for n in ILL if getattr(profile, n)]
    told = [
        (label_of(HealthProfile, n), word(getattr(profile, n)))
        for n in HISTORY
        if getattr(profile, n) is not None
    ]
    return [("Bệnh đã có", ", ".join(ill) or "không"), *told]


def _found(check: SpecialistCheck) -> list[tuple[str, str]]:
    told = ((name, getattr(check, name)) for name in FOUND)
    return [(label_of(SpecialistCheck, name), text) for name, text in told if text]


def _rounds(
    session: GuardedSession, pupil_id: int, birth: PupilBirth | None
) -> list[tuple[Any, ...]]:
    """Return (round, measurement, vital signs, BMI, class word and colour), the newest first."""
    m, v = Measurement, VitalSigns
    rows = session.execute(
        select(Period, m, v)
        .join(m, m.period_id == Period.id)
        .outerjoin(
            v,
            (v.period_id == m.period_id) & (v.pupil_id == m.pupil_id) & (v.class_id == m.class_id),
        )
        .where(m.pupil_id == pupil_id)
        .order_by(Period.from_date.desc())
    )
    table, found = references(session), []
    for period, one, signs in rows:
        on = one.measured_on or period.to_date
        stands = body(one.height, one.weight, birth, on, table)
        kind = NUTRITION[stands.nutrition] if stands.nutrition else None
        found.append((period, one, signs, stands.bmi, kind))
    return found
