"""Promise 8: two teachers don't overwrite each other; one winner a version, the rest are told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy.orm.attributes import set_committed_value

from jobs.database import writer
from models.assessment import SubjectResult
from permissions.errors import Stale
from permissions.session import actor_session
from tests.world import World

EDITORS = 50


def _own(world: World) -> int:
    return int(next(r["id"] for r in world.rows["subject_result"] if r["comment"] == "3A TOAN"))


def _seen(world: World, row_id: int) -> int:
    with actor_session(world.engine, world.actor("homeroom3a")) as session:
        return int(session.get_one(SubjectResult, row_id).version)


def _save(world: World, row_id: int, seen: int, **values: object) -> None:
    """Save as a form does: the version that was shown comes back with the values."""
    with actor_session(writer(world.engine), world.actor("homeroom3a")) as session:
        row = session.get_one(SubjectResult, row_id)
        set_committed_value(row, "version", seen)
        for field, value in values.items():
            setattr(row, field, value)
        session.commit()


def test_fifty_parallel_editors_of_one_cell(world: World) -> None:
    """All read the same version, then all save: exactly one is written."""
    row_id, start = _own(world), Barrier(EDITORS, timeout=60)
    seen = _seen(world, row_id)

    def edit(number: int) -> str:
        start.wait()
        try:
            _save(world, row_id, seen, comment=f"người {number}")
        except Stale as refusal:
            assert refusal.facts["stored"]["comment"].startswith("người ")
            assert refusal.facts["given"]["comment"] == f"người {number}"
            return "told"
        return "won"

    with ThreadPoolExecutor(EDITORS) as pool:
        answers = list(pool.map(edit, range(EDITORS)))
    assert answers.count("won") == 1
    assert answers.count("told") == EDITORS - 1


def test_a_form_open_since_yesterday_is_stale(world: World) -> None:
    row_id = _own(world)
    seen = _seen(world, row_id)
    _save(world, row_id, seen, level="C")
    with pytest.raises(Stale) as refusal:
        _save(world, row_id, seen, level="H")
    assert refusal.value.status == 409
    assert refusal.value.facts["stored"]["level"] == "C"
    assert refusal.value.facts["given"]["level"] == "H"
