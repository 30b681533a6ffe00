"""A complete class on each kind of database, an approved one, and people by name."""

from __future__ import annotations

import pytest

from jobs.database import writer
from models.yearend.approve import approve
from models.yearend.propose import dossier_of, propose
from permissions.actor import Actor, load_actor
from permissions.session import actor_session
from tests import complete_class
from tests.complete_class import CompleteClass
from tests.conftest import Lay


@pytest.fixture
def school(lay: Lay) -> CompleteClass:
    """Class 4A with three pupils, every cell of the year filled; an office clerk beside."""
    return lay(complete_class.build, "seeded")


def person(made: CompleteClass, name: str) -> Actor:
    """Return the actor of a person of the class's school."""
    return load_actor(made.engine, username=name)


def approved(made: CompleteClass) -> None:
    """Let the homeroom teacher propose the class and the principal approve it."""
    to = writer(made.engine)
    with actor_session(to, person(made, "homeroom")) as session:
        propose(session, made.class_id, made.staff["homeroom"])
        session.commit()
    with actor_session(to, person(made, "principal")) as session:
        dossier = dossier_of(session, made.class_id)
        assert dossier is not None
        approve(session, dossier, made.staff["principal"])
        session.commit()
