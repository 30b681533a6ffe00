"""Promise 2: no screen can forget the scope: each leak channel, as each person, is shut or refused.

Hidden rows carry canaries; whatever a person's session returns is searched for them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import exists, func, insert, literal, literal_column, select, text, true, update
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload, selectinload

from models.assessment import SubjectResult, TraitResult
from models.base import Base
from models.pupils import Enrolment, Guardian, PersonalId, Pupil
from permissions import guard
from permissions.errors import NoActor, Refusal, Unscoped
from permissions.session import GuardedSession, actor_session
from tests.oracle import ORACLE, Stands, grants
from tests.world import PEOPLE, World

R, P = SubjectResult, Pupil
HIDDEN = "3B"  # what homeroom3a and english3a may not see

#: Channels that return rows: they must be scoped.
SCOPED: dict[str, Callable[[Session], Any]] = {
    "select": lambda s: s.scalars(select(R.comment)).all(),
    "entity": lambda s: [r.comment for r in s.scalars(select(R))],
    "count": lambda s: s.scalar(select(func.count(R.id))),
    "count from": lambda s: s.scalar(select(func.count()).select_from(R)),
    "max": lambda s: s.scalar(select(func.max(R.comment))),
    "group": lambda s: s.execute(select(R.comment, func.count(R.id)).group_by(R.comment)).all(),
    "distinct": lambda s: s.scalars(select(R.comment).distinct()).all(),
    "alias": lambda s: s.scalars(select(aliased(R).comment)).all(),
    "subquery": lambda s: s.scalars(select(select(R.comment).subquery().c.comment)).all(),
    "cte": lambda s: s.scalars(select(select(R.comment).cte().c.comment)).all(),
    "union": lambda s: s.scalars(select(R.comment).union(select(R.comment))).all(),
    "scalar subquery": lambda s: s.scalars(
        select(select(func.max(R.comment)).scalar_subquery()).select_from(P)
    ).all(),
    "exists in where": lambda s: s.scalars(
        select(P.full_name).where(select(R.id).where(R.pupil_id == P.id).exists())
    ).all(),
    "in": lambda s: s.scalars(select(P.full_name).where(P.id.in_(select(R.pupil_id)))).all(),
    "join": lambda s: s.execute(select(P.full_name, R.comment).join(R, R.pupil_id == P.id)).all(),
    "outer join": lambda s: s.execute(
        select(P.full_name, R.comment).outerjoin(R, R.pupil_id == P.id)
    ).all(),
    "joined load": lambda s: [
        (g.full_name, g.pupil and g.pupil.full_name)
        for g in s.scalars(select(Guardian).options(joinedload(Guardian.pupil)))
    ],
    "select-in load": lambda s: [
        (g.full_name, g.pupil and g.pupil.full_name)
        for g in s.scalars(select(Guardian).options(selectinload(Guardian.pupil)))
    ],
    "contains eager": lambda s: [
        e.pupil.full_name
        for e in s.scalars(
            select(Enrolment)
            .join(P, P.id == Enrolment.pupil_id)
            .options(contains_eager(Enrolment.pupil))
        )
    ],
    "query": lambda s: [r.comment for r in s.query(R)],
    "query count": lambda s: s.query(R).count(),
    "query get": lambda s: [s.get(R, i) and s.get(R, i).comment for i in range(1, 30)],
    "stream": lambda s: [r for part in s.scalars(select(R.comment)).partitions(2) for r in part],
    "order and limit": lambda s: s.scalars(select(R.comment).order_by(R.id.desc()).limit(50)).all(),
}

#: Channels that no scope can reach: they must be refused.
REFUSED: dict[str, Callable[[Any], Any]] = {
    "text": lambda s: s.execute(text("SELECT comment FROM subject_result")),
    "core table": lambda s: s.execute(select(R.__table__)),
    "core alias": lambda s: s.execute(select(R.__table__.alias())),
    "core table nested": lambda s: s.execute(
        select(P).where(P.id.in_(select(R.__table__.c.pupil_id)))
    ),
    "core table joined": lambda s: s.execute(
        select(P.id).join(R.__table__, R.__table__.c.pupil_id == P.id)
    ),
    "core table crossed": lambda s: s.execute(select(P.id).join(R.__table__, true())),
    "core table counted": lambda s: s.execute(select(func.count()).select_from(R.__table__)),
    "core table beside": lambda s: s.execute(select(P.id, R.__table__.c.comment)),
    "where only": lambda s: s.execute(select(P.id).where(R.pupil_id == P.id)),
    "exists at top": lambda s: s.scalar(select(exists(select(R.id)))),
    "exists where": lambda s: s.scalar(select(exists().where(R.comment == "3B TOAN"))),
    "exists nested": lambda s: s.execute(select(P.id).where(exists().where(R.pupil_id == P.id))),
    "text column": lambda s: s.execute(select(literal_column("(SELECT 1)"))),
    "no entity": lambda s: s.execute(select(literal(1))),
    "connection": lambda s: s.connection(),
    "nested transaction": lambda s: s.begin_nested(),
    "bulk update": lambda s: s.execute(update(R).values(level="C")),
    "bulk insert": lambda s: s.execute(insert(R).values(level="C")),
    "query update": lambda s: s.query(R).update({"level": "C"}),
    "query delete": lambda s: s.query(R).delete(),
    "bulk save": lambda s: s.bulk_save_objects([]),
    "bulk mappings": lambda s: s.bulk_insert_mappings(R, []),
}


@pytest.mark.parametrize("person", ["homeroom3a", "english3a", "office", "nurse", "nobody"])
@pytest.mark.parametrize("channel", SCOPED)
def test_every_channel_is_scoped(still_world: World, channel: str, person: str) -> None:
    """What comes back names no row that the oracle hides from this person."""
    with actor_session(still_world.engine, still_world.actor(person)) as session:
        answer = repr(SCOPED[channel](session))
    stands = Stands(still_world)
    visible = [
        r for r in still_world.rows["subject_result"] if grants(stands, person, "subject_result", r)
    ]
    shown = {r["comment"] for r in visible}
    for row in still_world.rows["subject_result"]:
        if row["comment"] not in shown:
            assert row["comment"] not in answer
    names = {
        r["full_name"] for r in still_world.rows["pupil"] if not grants(stands, person, "pupil", r)
    }
    assert not any(f"'{name}'" in answer for name in names)
    if "count" in channel:
        assert answer == str(len(visible))


@pytest.mark.parametrize("channel", REFUSED)
def test_what_no_scope_reaches_is_refused(still_world: World, channel: str) -> None:
    with actor_session(still_world.engine, still_world.actor("homeroom3a")) as session:
        with pytest.raises(Unscoped):
            REFUSED[channel](session)


def test_a_session_without_an_actor_refuses_everything(still_world: World) -> None:
    """It doesn't return an empty list."""
    with GuardedSession(still_world.engine) as session:
        for act in (*SCOPED.values(), *REFUSED.values()):
            with pytest.raises((NoActor, Unscoped)):
                act(session)
        session.add(Pupil(code="x", full_name="x", sort_key="x", folded="x"))
        with pytest.raises(NoActor):
            session.flush()


def test_a_row_in_the_identity_map_is_not_a_way_in(still_world: World) -> None:
    """get() asks the database through the scope, even for an object that the session holds."""
    hidden = still_world.rows["personal_id"][-1]
    with actor_session(still_world.engine, still_world.actor("homeroom3a")) as session:
        stranger = PersonalId(id=hidden["id"], pupil_id=hidden["pupil_id"], number="0", version=1)
        session.add(stranger)
        session.expunge(stranger)
        assert session.get(PersonalId, hidden["id"]) is None


def test_a_relation_of_an_object_made_here_is_scoped(still_world: World) -> None:
    """A foreign key set by hand doesn't load what it names."""
    with actor_session(still_world.engine, still_world.actor("homeroom3a")) as session:
        made = Guardian(pupil_id=still_world.pupil[HIDDEN][0], relation="cha", full_name="x")
        session.add(made)
        with pytest.raises(Refusal):
            session.flush()


@pytest.mark.parametrize("person", PEOPLE)
def test_reading_agrees_with_the_oracle_for_every_table(still_world: World, person: str) -> None:
    stands = Stands(still_world)
    with actor_session(still_world.engine, still_world.actor(person)) as session:
        for mapper in Base.registry.mappers:
            model = mapper.class_
            rows = still_world.rows[model.__tablename__]
            seen = set(session.scalars(select(model.id)))
            table = model.__tablename__
            expected = {r["id"] for r in rows if grants(stands, person, table, r)}
            assert seen == expected, table
            assert {i for i in (r["id"] for r in rows) if session.get(model, i)} == expected
    assert set(ORACLE) == {m.class_.__tablename__ for m in Base.registry.mappers}


def test_facts_do_not_tell_of_hidden_rows(still_world: World) -> None:
    with actor_session(still_world.engine, still_world.actor("english3a")) as session:
        facts = guard.facts(
            session, TraitResult, [r["id"] for r in still_world.rows["trait_result"]]
        )
        assert all(not fact.capacities for fact in facts.values())
