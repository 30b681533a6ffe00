"""Legal fields: proposed with evidence, decided by another, told when they are stale."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import insert, select, text

from models.access import HistorySet
from models.base import Base, utc_now
from models.pupils import LegalChange, LegalDecision, LegalField, PersonalId, Pupil, PupilBirth
from models.pupils.propose import accept, propose, refuse
from models.refusal import NotReady, Unfit
from permissions.errors import Forbidden
from permissions.session import GuardedSession, actor_session, system_session
from tests.world import World


def proposal(world: World, session: GuardedSession, room: str = "3A") -> Any:
    """The proposal about a class's first pupil that the world begins with."""
    pupil = world.pupil[room][0]
    return session.scalars(select(LegalChange).where(LegalChange.pupil_id == pupil)).one()


def test_what_is_accepted_is_written_and_the_history_says_who_proposed(world: World) -> None:
    with actor_session(world.engine, world.actor("office")) as session:
        session.reason = "homeroom3a đề nghị"
        accept(session, proposal(world, session), world.staff["office"], utc_now())
        session.commit()
    with system_session(world.engine, "xem") as session:
        pupil = world.pupil["3A"][0]
        born = session.scalar(select(PupilBirth.birth_date).where(PupilBirth.pupil_id == pupil))
        assert born == date(2017, 1, 2)
        last = session.scalars(select(HistorySet).order_by(HistorySet.txn.desc())).first()
        assert last is not None
        assert (last.who, last.reason) == ("cô office", "homeroom3a đề nghị")


@pytest.mark.parametrize(
    ("chosen", "value", "model", "stored"),
    [
        (LegalField.NAME, "Trần Thị Bé Đào", Pupil, {"folded": "tran thi be dao"}),
        (LegalField.PERSONAL_ID, "087 312 345 678", PersonalId, {"number": "087312345678"}),
        (LegalField.SEX, "Nữ", PupilBirth, {"sex": "Nữ"}),
    ],
)
def test_each_kind_of_field_is_proposed_by_the_teacher_and_written_by_the_office(
    world: World, chosen: LegalField, value: str, model: Any, stored: dict[str, str]
) -> None:
    pupil = world.pupil["3A"][1]
    with actor_session(world.engine, world.actor("homeroom3a")) as session:
        by = world.staff["homeroom3a"]
        made = propose(session, pupil, chosen, (value, "Căn cước"), by, utc_now())
        session.commit()
        made_id = made.id
    with actor_session(world.engine, world.actor("office")) as session:
        accept(session, session.get_one(LegalChange, made_id), world.staff["office"], utc_now())
        session.commit()
    with system_session(world.engine, "xem") as session:
        owner = model.id if model is Pupil else model.pupil_id
        row = session.scalars(select(model).where(owner == pupil)).one()
        assert {name: getattr(row, name) for name in stored} == stored


@pytest.mark.parametrize(
    ("value", "evidence", "sentence"),
    [
        ("31/02/2017", "Giấy khai sinh", "Ngày ghi như"),
        ("01/01/2017", "Giấy khai sinh", "khác trong sổ"),
        ("", "Giấy khai sinh", "khác trong sổ"),
        ("03/01/2017", "  ", "minh chứng"),
    ],
)
def test_a_proposal_says_something_new_and_names_its_evidence(
    world: World, value: str, evidence: str, sentence: str
) -> None:
    with actor_session(world.engine, world.actor("homeroom3a")) as session:
        pupil, by = world.pupil["3A"][1], world.staff["homeroom3a"]
        with pytest.raises(Unfit, match=sentence):
            propose(session, pupil, LegalField.BIRTH, (value, evidence), by, utc_now())


def test_one_proposal_waits_for_a_field_at_a_time(world: World) -> None:
    with actor_session(world.engine, world.actor("homeroom3a")) as session:
        pupil, by = world.pupil["3A"][0], world.staff["homeroom3a"]
        with pytest.raises(NotReady, match="đang chờ"):
            propose(session, pupil, LegalField.BIRTH, ("05/01/2017", "Giấy"), by, utc_now())


def test_a_value_that_has_changed_meanwhile_is_told_and_not_overwritten(world: World) -> None:
    pupil = world.pupil["3A"][0]
    with world.engine.begin() as connection:
        changed = "UPDATE pupil_birth SET birth_date = '2017-03-03' WHERE pupil_id = :p"
        connection.execute(text(changed), {"p": pupil})
    with actor_session(world.engine, world.actor("office")) as session:
        change, me = proposal(world, session), world.staff["office"]
        with pytest.raises(NotReady, match="03/03/2017"):
            accept(session, change, me, utc_now())
        refuse(change, me, "Đã sửa theo giấy khác", utc_now())
        session.commit()
        assert change.decision is LegalDecision.REFUSED
        with pytest.raises(NotReady, match="đã có kết quả"):
            accept(session, change, me, utc_now())


def test_a_refusal_has_a_reason(world: World) -> None:
    with actor_session(world.engine, world.actor("office")) as session:
        with pytest.raises(Unfit, match="lí do"):
            refuse(proposal(world, session), world.staff["office"], " ", utc_now())


def test_nobody_decides_on_the_own_proposal(world: World) -> None:
    """A teacher who also does the office's work proposes, and somebody else decides."""
    row = {
        "version": 1,
        "staff_id": world.staff["homeroom3a"],
        "function": "office",
        "title": "office",
        "source": "QĐ 2",
        "from_date": date(2020, 9, 7),
        "confirmed_at": utc_now(),
    }
    with world.engine.begin() as connection:
        connection.execute(insert(Base.metadata.tables["duty"]), row)
    with actor_session(world.engine, world.actor("homeroom3a")) as session:
        accept(session, proposal(world, session), world.staff["homeroom3a"], utc_now())
        with pytest.raises(Forbidden):
            session.commit()
