"""Who reads what of a pupil, asked of the policy at once, is what each person's session shows."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from models.clock import school_today
from permissions.everybody import everybody, onlookers
from permissions.session import actor_session, system_session
from tests.databases import Databases
from tests.world import lay_out
from views.authority.pupil import KINDS

MODELS = [model for group in KINDS.values() for model in group]


@pytest.mark.parametrize("room", ["3A", "3B"])
def test_onlookers_are_who_reads(databases: Databases, kind: str, room: str) -> None:
    with databases.school(kind, lay_out) as world:
        engine = world.engine
        pupil, class_id = world.pupil[room][0], world.klass[room]
        with system_session(engine, "thử", capacities=frozenset()) as system:
            people = everybody(system, school_today())
            found = onlookers(system, people, MODELS, pupil, class_id)
        told = {(one.actor.staff_id, one.model) for one in found}
        shown = 0
        for actor in people:
            with actor_session(engine, actor) as session:
                for model in MODELS:
                    own = model.pupil_id if hasattr(model, "pupil_id") else model.id
                    sees = bool(session.scalars(select(model).where(own == pupil)).all())
                    shown += sees
                    if sees:
                        assert (actor.staff_id, model) in told, (actor.name, model)
                    elif "class_id" not in model.__table__.c and _kept(engine, model, pupil):
                        assert (actor.staff_id, model) not in told, (actor.name, model)
        assert shown


def _kept(engine: object, model: object, pupil: int) -> bool:
    """Tell whether there is a row of the pupil at all."""
    with system_session(engine, "thử", capacities=frozenset()) as system:  # type: ignore[arg-type]
        own = model.pupil_id if hasattr(model, "pupil_id") else model.id  # type: ignore[attr-defined]
        return bool(system.scalars(select(model).where(own == pupil)).all())  # type: ignore[arg-type]
