"""What people do to a class at the year's end, each in one line of a test."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

from sqlalchemy import select

from models.assessment import SubjectResult
from models.base import utc_now
from models.yearend import FrozenList
from models.yearend.approve import approve
from models.yearend.propose import dossier_of, propose
from models.yearend.reopened import (
    ask_to_reopen,
    grant_reopening,
    requests_of,
)
from permissions import guard
from permissions.session import GuardedSession
from tests.complete_class import CompleteClass

As = Callable[[str], AbstractContextManager[GuardedSession]]


def step(school: CompleteClass, as_: As, *people: str) -> FrozenList | None:
    """The class is proposed (homeroom) and approved (principal), in the order named."""
    made = None
    for person in people:
        with as_(person) as session:
            if person == "homeroom":
                propose(session, school.class_id, school.staff[person])
            else:
                dossier = dossier_of(session, school.class_id)
                assert dossier is not None
                made = approve(session, dossier, school.staff[person])
            session.commit()
    return made


def reopen(school: CompleteClass, as_: As) -> None:
    with as_("homeroom") as session:
        dossier = dossier_of(session, school.class_id)
        assert dossier is not None
        until = utc_now() + timedelta(hours=2)
        ask_to_reopen(session, dossier, school.staff["homeroom"], reason="Nhầm điểm", until=until)
        session.commit()
    with as_("seat") as session:
        dossier = dossier_of(session, school.class_id)
        assert dossier is not None
        grant_reopening(session, requests_of(session, dossier)[0], school.staff["seat"])
        session.commit()


def change_a_result(school: CompleteClass, as_: As, score: int = 8) -> None:
    with as_("homeroom") as session:
        row = session.scalars(
            select(SubjectResult).where(
                SubjectResult.pupil_id == school.pupil["An"],
                SubjectResult.unit_id == school.unit["TOAN"],
                SubjectResult.period_id == school.period["CN"],
            )
        ).one()
        guard.write(session, SubjectResult, updates={row.id: {"score": score}})
        session.commit()
