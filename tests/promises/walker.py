"""What every walk of random steps needs: a class, people who try, the history at its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from hypothesis.stateful import RuleBasedStateMachine, initialize

from models.access import Closure, Reopening
from models.assessment import SubjectResult
from models.base import Base
from models.pupils import Enrolment, EnrolmentInterval
from models.refusal import Refusal
from models.school import (
    HomeroomAssignment,
    Period,
    SchoolClass,
    SchoolYear,
    TeachingAssignment,
)
from models.yearend import Dossier, DossierReopening, FrozenList, Proposal
from permissions import history
from permissions.actor import load_actor
from permissions.session import GuardedSession, actor_session
from tests import complete_class
from tests.complete_class import CompleteClass
from tests.databases import Databases
from tests.promises.replay import last_set, rebuilt, stored

#: what a roll-over makes
NEXT_YEAR: tuple[type[Base], ...] = (
    SchoolYear, Period, SchoolClass, Enrolment, EnrolmentInterval, HomeroomAssignment,
    TeachingAssignment,
)  # fmt: skip
RECORDS: tuple[type[Base], ...] = (
    SubjectResult, Closure, Reopening, Dossier, DossierReopening, FrozenList, Proposal, *NEXT_YEAR,
)  # fmt: skip


class Walker(RuleBasedStateMachine):
    """Walks through a complete class; ``databases`` and ``kind`` are given by the test."""

    databases: Databases
    kind: str
    #: what any walk of the run came to
    reached: set[str]

    def __init__(self) -> None:
        """Take a fresh complete class."""
        super().__init__()
        self.stack = ExitStack()
        self.made: CompleteClass = self.stack.enter_context(
            self.databases.school(self.kind, complete_class.build, "seeded")
        )

    @initialize()
    def begin(self) -> None:
        """Remember where the tables stood."""
        self.before = stored(self.made.engine, RECORDS)
        self.known = last_set(self.made.engine)

    def teardown(self) -> None:
        """The history tells all of it, and its chain is whole."""
        rebuilt(self.made.engine, self.before, RECORDS, self.known)
        with self.made.engine.connect() as connection:
            assert history.verify(connection) == []
        self.stack.close()

    @contextmanager
    def as_(self, person: str) -> Iterator[GuardedSession]:
        """Open a session of a person, as on the year's first day."""
        actor = load_actor(self.made.engine, username=person, today=self.made.first_day)
        with actor_session(self.made.engine, actor) as session:
            yield session

    def act(self, person: str, work: Callable[[GuardedSession], Any], *, may: bool) -> None:
        """Let a person try something: it is done, or refused and nothing has changed."""
        stands = None if may else stored(self.made.engine, RECORDS)
        with self.as_(person) as session:
            if may:
                work(session)
                session.commit()
                return
            with pytest.raises(Refusal):
                work(session)
            session.rollback()
        assert stored(self.made.engine, RECORDS) == stands
