"""Transfers and reshaped classes on each database, in the sessions of whose work they are."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from jobs.database import writer
from jobs.reshaping import reshape
from models.clock import school_today
from models.pupils import EnrolmentInterval, Pupil, Transfer, TransferStep
from models.pupils.reshape import Merger, Split, merge, split
from models.pupils.transferring import Said, begin_out, take, take_back
from models.refusal import NotReady, Unfit
from models.school import SchoolClass
from permissions.errors import Forbidden
from permissions.session import GuardedSession, actor_session, system_session
from tests.world import World

TODAY = school_today()
TO = ("Trường Tiểu học Long Sen", "", "")


def stays(world: World, pupil: int) -> list[EnrolmentInterval]:
    with system_session(world.engine, "xem") as session:
        mine = select(EnrolmentInterval).where(EnrolmentInterval.pupil_id == pupil)
        return list(session.scalars(mine.order_by(EnrolmentInterval.from_date)))


def room(session: GuardedSession, world: World, name: str) -> SchoolClass:
    return session.get_one(SchoolClass, world.klass[name])


def test_the_last_step_ends_the_enrolment_and_can_be_taken_back(world: World) -> None:
    pupil = world.pupil["3C"][0]
    with actor_session(writer(world.engine), world.actor("office")) as session:
        by, child = world.staff["office"], session.get_one(Pupil, pupil)
        row = begin_out(session, child, TO, Said(TODAY, "Mẹ"), by, TODAY)
        for said in (
            Said(TODAY, paper="đơn"),
            Said(TODAY, "Cô A", "1/GGT"),
            Said(TODAY, "Mẹ", papers=["report_book"]),
            Said(TODAY),
        ):
            take(session, row, said, by, TODAY)
        session.commit()
        assert [one.to_date for one in stays(world, pupil)] == [TODAY]
        with pytest.raises(NotReady):
            take(session, row, Said(TODAY), by, TODAY)
        take_back(session, row)
        session.commit()
    assert [(one.to_date, one.reason) for one in stays(world, pupil)] == [(None, None)]
    with system_session(world.engine, "xem") as session:
        kept = session.scalars(select(TransferStep).where(TransferStep.transfer_id == row.id))
        assert len(list(kept)) == 4
        closed = select(Transfer.closed_on).where(Transfer.id == row.id)
        assert session.scalars(closed).one() is None


def test_a_split_writes_all_of_it_or_nothing(world: World) -> None:
    day, pupil = TODAY + timedelta(days=1), world.pupil["3C"][0]

    def act(name: str, ids: frozenset[int]) -> int:
        return reshape(
            writer(world.engine),
            world.actor("vice"),
            None,
            lambda own: split(own, Split(room(own, world, "3C"), name, day, ids), TODAY).id,
        )

    with pytest.raises(Unfit):
        act("3D", frozenset({pupil, world.pupil["3A"][0]}))
    with system_session(world.engine, "xem") as session:
        assert session.scalars(select(SchoolClass).where(SchoolClass.name == "3D")).all() == []
    made = act("3D", frozenset({pupil}))
    old, new = stays(world, pupil)
    assert (old.to_date, new.class_id, new.from_date) == (TODAY, made, day)


def test_a_merger_is_the_vice_principals(world: World) -> None:
    def act(person: str) -> int:
        return reshape(
            writer(world.engine),
            world.actor(person),
            "QĐ 5",
            lambda own: merge(
                own,
                Merger(room(own, world, "3C"), room(own, world, "3A"), TODAY + timedelta(days=1)),
                TODAY,
            ),
        )

    for person in ("office", "principal", "homeroom3c"):
        with pytest.raises(Forbidden):
            act(person)
    assert act("vice") == 3
