"""Promise 3, in words: each refusal of guard and database is the right one, and says why."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import delete, insert, update
from sqlalchemy.exc import DBAPIError

from models.access import Closure, HistoryLine
from models.assessment import SubjectResult, Unit
from models.base import Base, utc_now
from models.people import StaffParticulars
from models.pupils import Guardian, Pupil
from models.yearend import Dossier, Proposal
from permissions import guard
from permissions.breach import Final, refusal_from
from permissions.errors import Forbidden, Invalid, Locked, OutOfScope
from permissions.facts import Fact, why_closed
from permissions.policy import POLICY
from permissions.session import GuardedSession, actor_session, system_session
from permissions.verdicts import allow_update
from tests.world import World

MISSING = 10**6


def _row(world: World, table: str, **values: Any) -> dict[str, Any]:
    return next(r for r in world.rows[table] if values.items() <= r.items())


def _close(world: World, **scope: Any) -> None:
    values = {"version": 1, "year_id": world.year, "starts_at": utc_now(), "sealed": False}
    with world.engine.begin() as connection:
        connection.execute(insert(Closure.__table__), values | scope)


def _vanish(world: World, model: type[Base], row_id: int) -> None:
    with world.engine.begin() as connection:
        connection.execute(delete(model.__table__).where(model.__table__.c.id == row_id))  # type: ignore[arg-type]


# -- rows that aren't there, or not in reach ------------------------------------------------------
def test_a_row_that_is_not_there_or_not_mine_is_out_of_scope(world: World) -> None:
    foreign = _row(world, "subject_result", comment="3C TOAN")["id"]
    with actor_session(world.engine, world.actor("homeroom3a")) as session:
        for row_id in (MISSING, foreign):
            with pytest.raises(OutOfScope):
                guard.write(session, SubjectResult, updates={row_id: {"level": "C"}})
            with pytest.raises(OutOfScope):
                guard.write(session, SubjectResult, deletes=[row_id])


def test_a_row_that_vanished_meanwhile_is_out_of_scope(world: World) -> None:
    changed, deleted = (r["id"] for r in world.rows["guardian"][:2])
    with actor_session(world.engine, world.actor("office")) as session:
        row = session.get_one(Guardian, changed)
        session.commit()
        _vanish(world, Guardian, changed)
        row.phone = "0900000009"
        with pytest.raises(OutOfScope):
            session.flush()
    with actor_session(world.engine, world.actor("office")) as session:
        row = session.get_one(Guardian, deleted)
        session.commit()
        _vanish(world, Guardian, deleted)
        session.delete(row)
        with pytest.raises(OutOfScope):
            session.flush()


@pytest.mark.parametrize("way", ["bulk", "unit of work"])
def test_what_is_moved_must_stay_in_reach(world: World, way: str) -> None:
    own, elsewhere = world.pupil["3A"][0], world.pupil["3C"][0]
    row_id = _row(world, "guardian", pupil_id=own)["id"]
    moved: dict[str, Any] = {"pupil_id": elsewhere, "relation": "cha"}
    with actor_session(world.engine, world.actor("homeroom3a")) as session:
        with pytest.raises(OutOfScope, match="ra ngoài phần việc"):
            if way == "bulk":
                guard.write(session, Guardian, updates={row_id: moved})
            else:
                row = session.get_one(Guardian, row_id)
                row.pupil_id, row.relation = moved["pupil_id"], moved["relation"]
                session.flush()


@pytest.mark.parametrize("way", ["bulk", "unit of work"])
def test_what_is_moved_must_come_to_stand_where_it_is_open(world: World, way: str) -> None:
    row = _row(world, "subject_result", comment="3A TOAN", period_id=world.period["GHK1"])
    there = {"period_id": world.period["CN"], "pupil_id": world.pupil["3A"][2]}
    _close(world, period_id=world.period["CN"])
    with system_session(world.engine, "nhập", capacities={"importer"}) as session:
        # the belt is quicker than the second look at a unit of work, and says less
        with pytest.raises(Locked, match="đã đóng lúc" if way == "bulk" else "đã đóng"):
            if way == "bulk":
                guard.write(session, SubjectResult, updates={row["id"]: there})
            else:
                found = session.get_one(SubjectResult, row["id"])
                found.period_id, found.pupil_id = there["period_id"], there["pupil_id"]
                session.flush()


# -- rights come before constraints, and name the field --------------------------------------------
def test_who_may_add_nothing_here_is_told_so_first(world: World) -> None:
    keys = {
        "class_id": world.klass["3A"],
        "unit_id": world.unit["TOAN"],
        "period_id": world.period["CN"],
        "pupil_id": world.pupil["3A"][2],
    }
    with actor_session(world.engine, world.actor("english3b")) as session:
        session.add(SubjectResult(**keys, level="Z"))  # not a level, but that isn't the point
        with pytest.raises(Forbidden, match="Thêm kết quả môn học ở đây"):
            session.flush()


def test_many_rows_whose_right_hangs_on_their_own_id_are_added(world: World) -> None:
    child = {"code": "9A-1", "full_name": "Em Chín", "sort_key": "chin", "folded": "em chin"}
    with actor_session(world.engine, world.actor("office")) as session:
        (row_id,) = guard.write(session, Pupil, creates=[child])
        session.commit()
        assert session.get_one(Pupil, row_id).full_name == "Em Chín"


def test_one_capacity_that_suffices_is_named_alone(still_world: World) -> None:
    every = Fact(Guardian, {"phone": None}, tuple(POLICY[Guardian].capacities), open=True)
    capacities = [n for n in every.capacities if "phone" in every.fields(n, "update")]
    fact = replace(every, capacities=tuple(capacities))
    assert len(capacities) > 1
    with actor_session(still_world.engine, still_world.actor("office")) as session:
        assert allow_update(session, Guardian, fact, {"phone": "1"}) == capacities[0]


# -- what is closed says since when and by which article -------------------------------------------
def _approve(world: World, class_id: int) -> None:
    dossier = Dossier.__table__
    approved = update(dossier).where(dossier.c.class_id == class_id)  # type: ignore[arg-type]
    with world.engine.begin() as connection:
        connection.execute(approved.values(proposed_at=utc_now(), approved_at=utc_now()))


def test_deleting_what_is_frozen_is_refused_in_words(world: World) -> None:
    class_id = world.klass["3A"]
    own = _row(world, "proposal", class_id=class_id)["id"]
    _approve(world, class_id)
    with actor_session(world.engine, world.actor("homeroom3a")) as session:
        with pytest.raises(Locked, match="duyệt và chốt"):
            guard.write(session, Proposal, deletes=[own])


def test_each_reason_has_its_sentence(world: World) -> None:
    class_id = world.klass["3A"]
    cell = _row(world, "subject_result", class_id=class_id)
    with system_session(world.engine, "đọc") as session:
        assert why_closed(session, StaffParticulars, {}) == Locked.default
        assert why_closed(session, Proposal, {"class_id": class_id}) == Locked.default
        assert "chưa mở" in why_closed(session, SubjectResult, cell)
    _approve(world, class_id)
    with system_session(world.engine, "đọc") as session:
        for model, row in ((Proposal, {"class_id": class_id}), (SubjectResult, cell)):
            assert "đã được duyệt và chốt" in why_closed(session, model, row)


# -- what the database itself refuses --------------------------------------------------------------
def _raw(session: GuardedSession, statement: Any, values: Any = None) -> None:
    session.raw_write(statement, values)


def test_the_belt_speaks_as_locked_or_final(world: World) -> None:
    row = _row(world, "subject_result", comment="3A TOAN")
    table = SubjectResult.__table__
    _close(world)
    with system_session(world.engine, "thử") as session:
        with pytest.raises(Locked) as refused:
            _raw(session, update(table).where(table.c.id == row["id"]).values(level="C"))  # type: ignore[arg-type]
        assert not isinstance(refused.value, Final)
    with system_session(world.engine, "thử", capacities={"operator"}) as session:
        session.add(Unit(code="X", name="X", short_name="X", kind="subject", position=99))
        session.commit()
        with pytest.raises(Final):
            _raw(session, delete(HistoryLine.__table__))  # type: ignore[arg-type]


def test_constraints_speak_beside_their_field(world: World) -> None:
    pupil = Pupil.__table__
    with system_session(world.engine, "thử") as session:
        with pytest.raises(Invalid, match="chưa có giá trị") as refused:
            _raw(session, update(pupil).values(full_name=None))  # type: ignore[arg-type]
        assert refused.value.facts == {"field": "full_name"}
    with system_session(world.engine, "thử") as session, pytest.raises(Invalid, match="phạm vi"):
        _raw(session, update(SubjectResult.__table__).values(score=11))  # type: ignore[arg-type]
    foreign = {"version": 1, "pupil_id": MISSING, "relation": "mẹ", "full_name": "Mẹ"}
    with system_session(world.engine, "thử") as session, pytest.raises(Invalid, match="không còn"):
        _raw(session, insert(Guardian.__table__), foreign)  # type: ignore[arg-type]


def test_a_broken_composite_key_says_what_its_constraint_says() -> None:
    said = 'violates foreign key constraint "fk_subject_result_enrolment"'
    refusal = refusal_from(DBAPIError("", {}, Exception(said)))
    assert isinstance(refusal, Invalid)
    assert str(refusal) == "Em này không học ở lớp đó."
    assert refusal.facts == {"field": "pupil_id"}


def test_an_unknown_error_of_the_database_is_not_hidden() -> None:
    fault = DBAPIError("", {}, Exception("disk I/O error"))
    with pytest.raises(DBAPIError):
        refusal_from(fault)
