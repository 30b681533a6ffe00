"""Promise 5: every change has a name on it; the tables can be rebuilt from the history alone."""

from __future__ import annotations

import json
import os
import random
from typing import Any

from sqlalchemy import func, select

from models.access import HistoryLine, HistorySet
from models.assessment import SubjectResult, TraitResult
from models.base import Base
from models.people import Duty, Staff
from models.pupils import Enrolment, Guardian, Pupil, PupilBackground
from permissions import guard
from permissions.errors import Refusal
from permissions.facts import columns_of
from permissions.session import GuardedSession, actor_session, system_session
from tests.promises.replay import rebuilt, stored
from tests.world import World

#: the promise says 10,000; `make test` runs the quick form
OPERATIONS = int(os.environ.get("SO_TRUONG_OPERATIONS", "600"))
TABLES = (SubjectResult, TraitResult, Guardian, Pupil, PupilBackground, Enrolment)
PEOPLE = ("homeroom3a", "head3", "english3a", "english3b", "office", "vice", "standin")

SENSIBLE: dict[Any, dict[str, list[Any]]] = {
    SubjectResult: {"level": ["T", "H", "C"], "score": list(range(1, 11)), "comment": ["a", None]},
    TraitResult: {"level": ["T", "Đ", "C"]},
    Guardian: {"phone": ["0900000001", "0900000002", None], "occupation": ["Làm ruộng", "May"]},
    PupilBackground: {"address": ["Ấp 1", "Ấp 2"], "poor_household": [True, False]},
    Pupil: {"full_name": ["Em Sen", "Em Súng"]},
}


def _sensible(session: GuardedSession, chance: random.Random) -> None:
    """Something that this person may well do: a field of a row that is theirs to change."""
    model = chance.choice(list(SENSIBLE))
    field = chance.choice(list(SENSIBLE[model]))
    facts = guard.facts(session, model, list(session.scalars(select(model.id))))
    own = [i for i, fact in facts.items() if fact.may_update(field)]
    chosen = chance.sample(own, min(len(own), chance.randrange(1, 4)))
    values = SENSIBLE[model][field]
    if chance.random() < 0.5:
        guard.write(session, model, updates={i: {field: chance.choice(values)} for i in chosen})
        return
    for i in chosen:
        setattr(session.get_one(model, i), field, chance.choice(values))
    session.flush()


def _change(session: GuardedSession, chance: random.Random, world: World) -> None:
    if chance.random() < 0.8:
        _sensible(session, chance)
        return
    model = chance.choice(TABLES)
    ids = list(session.scalars(select(model.id)))
    row_id = chance.choice(ids) if ids else 1
    value = chance.choice(["T", "H", "Đ", "C", None, "0900000001", "Ấp 2", True, 7])
    columns = [name for name in columns_of(model) if name not in ("id", "version")]
    column = chance.choice(columns)
    match chance.randrange(5):
        case 0:
            guard.write(session, model, updates={row_id: {column: value}})
        case 1:
            guard.write(session, model, deletes=[row_id])
        case 2:
            row = session.get_one(model, row_id)
            setattr(row, column, value)
            session.flush()
        case 3:
            session.delete(session.get_one(model, row_id))
            session.flush()
        case _:
            klass = chance.choice(["3A", "3B"])
            result = {
                "class_id": world.klass[klass],
                "unit_id": world.unit[chance.choice(["TOAN", "NN1"])],
                "period_id": world.period[chance.choice(["GHK1", "CN"])],
                "pupil_id": chance.choice(world.pupil[klass]),
                "level": "T",
            }
            session.add(SubjectResult(**result))
            session.flush()


def test_the_tables_are_rebuilt_from_history_alone(world: World) -> None:
    """Random people do random things in random batches; some commit, some fail half-way."""
    before, chance, done = stored(world.engine, TABLES), random.Random(5), 0
    actors = {person: world.actor(person) for person in PEOPLE}
    for _ in range(OPERATIONS // 3):
        with actor_session(world.engine, actors[chance.choice(PEOPLE)], reason="thử") as session:
            try:
                for _ in range(chance.randrange(1, 6)):
                    _change(session, chance, world)
                if chance.random() < 0.9:
                    session.commit()
                    done += 1
            except (Refusal, LookupError, ValueError, TypeError):
                session.rollback()
            except Exception as fault:
                if type(fault).__name__ not in ("NoResultFound", "StatementError", "DataError"):
                    raise
                session.rollback()
    assert rebuilt(world.engine, before, TABLES) > OPERATIONS // 20
    assert done


def test_who_why_and_in_whose_stead(world: World) -> None:
    own = next(r for r in world.rows["subject_result"] if r["comment"] == "3B NN1")
    with actor_session(world.engine, world.actor("standin"), reason="chấm lại bài 3") as session:
        guard.write(session, SubjectResult, updates={own["id"]: {"level": "C"}})
        session.commit()
    with world.engine.connect() as connection:
        head = (
            connection.execute(
                select(HistorySet.__table__).order_by(HistorySet.__table__.c.id.desc())
            )
            .mappings()
            .first()
        )
        line = (
            connection.execute(
                select(HistoryLine.__table__).order_by(HistoryLine.__table__.c.id.desc())
            )
            .mappings()
            .first()
        )
    assert head is not None
    assert line is not None
    assert (head["who"], head["on_behalf"]) == ("cô standin", "cô english3b")
    assert head["reason"] == "chấm lại bài 3"
    assert (line["entity"], line["row_id"], line["action"]) == (
        "subject_result",
        own["id"],
        "update",
    )
    assert json.loads(line["changes"]) == {"level": ["T", "C"]}
    assert line["capacity"] == "subject"


def test_a_save_is_one_line_a_row_and_no_change_is_none(world: World) -> None:
    own = next(r for r in world.rows["subject_result"] if r["comment"] == "3A TOAN")

    def count() -> int:
        with world.engine.connect() as connection:
            return len(connection.execute(select(HistoryLine.__table__.c.id)).all())

    start = count()
    with actor_session(world.engine, world.actor("homeroom3a")) as session:
        row = session.get_one(SubjectResult, own["id"])
        row.level, row.score, row.comment = "H", 6, "Em cần luyện thêm"
        session.commit()
        assert count() == start + 1
        row.level = "H"
        session.commit()
        guard.write(session, SubjectResult, updates={own["id"]: {"score": 6}})
        session.commit()
    assert count() == start + 1


def test_every_table_is_recorded_or_says_why_not() -> None:
    silent = {m.class_.__tablename__ for m in Base.registry.mappers if not m.class_.recorded}
    progress = {"print_progress", "job", "completion_day"}
    # a draft is saved every few seconds and is nobody's record yet
    doors = {"sign_in", "sign_in_attempt"}
    # what a printed copy says: written once beside the copy, whose own line the history has
    said = {"issued_content"}
    assert silent == {"history_set", "history_line", "plan_draft", *doors, *progress, *said}


def test_what_stays_as_it_was_leaves_no_line(world: World) -> None:
    """A relationship set to the row it points to already: SQLAlchemy calls that a change."""
    lines = select(func.count(HistoryLine.id))
    with system_session(world.engine, "đếm") as counting:
        before = counting.scalar(lines)
    with actor_session(world.engine, world.actor("principal")) as session:
        duty = session.scalars(select(Duty).limit(1)).one()
        duty.staff = session.get_one(Staff, duty.staff_id)
        assert duty in session.dirty
        session.commit()
    with system_session(world.engine, "đếm") as counting:
        assert counting.scalar(lines) == before
