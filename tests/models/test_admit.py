"""Admitting a pupil: everything in one act, or a sentence beside the field and nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine, select

from jobs.database import writer
from models.people import Sex
from models.pupils import EnrolmentInterval, Guardian, Pupil, PupilBirth
from models.pupils.admit import Admission, admit
from models.refusal import Unfit
from models.school import SchoolClass
from permissions.session import GuardedSession, system_session
from seeds.school_year import propose


@pytest.fixture
def desk(engine: Engine) -> Iterator[GuardedSession]:
    with system_session(writer(engine), "thử", capacities={"operator", "importer"}) as session:
        year = propose(session, "2025-2026")
        session.add(SchoolClass(year_id=year.id, grade=3, name="3B"))
        session.flush()
        yield session


@pytest.fixture
def child(desk: GuardedSession) -> Admission:
    room = desk.scalars(select(SchoolClass.id)).one()
    return Admission(
        "Ngô Khánh My", "0099", date(2017, 2, 28), Sex.FEMALE, room, date(2026, 3, 2), newcomer=True
    )


def test_one_act_writes_name_birth_place_and_guardian(
    desk: GuardedSession, child: Admission
) -> None:
    pupil = admit(desk, replace(child, guardian="Lê Thị Sen", phone="0900100077"))
    desk.commit()
    assert desk.scalars(select(Pupil.folded)).all() == ["ngo khanh my"]
    assert desk.scalars(select(PupilBirth.sex)).all() == [Sex.FEMALE]
    interval = desk.scalars(select(EnrolmentInterval)).one()
    assert (interval.pupil_id, interval.newcomer) == (pupil.id, True)
    assert desk.scalars(select(Guardian.full_name)).all() == ["Lê Thị Sen"]


def test_a_code_is_never_used_twice(desk: GuardedSession, child: Admission) -> None:
    admit(desk, child)
    with pytest.raises(Unfit, match="Ngô Khánh My") as refused:
        admit(desk, replace(child, full_name="Lê Minh Triết"))
    assert refused.value.facts["field"] == "code"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"from_date": date(2026, 8, 1)}, "from_date"),
        ({"birth_date": date(2023, 2, 28)}, "birth_date"),
    ],
)
def test_a_day_that_can_not_be_is_refused(
    desk: GuardedSession, child: Admission, change: dict[str, date], field: str
) -> None:
    with pytest.raises(Unfit) as refused:
        admit(desk, replace(child, **change))
    assert refused.value.facts["field"] == field
    assert desk.scalars(select(Pupil)).all() == []
