"""Promises 5 and 9: windows, requests, reviews and the roll-over, in any order that people try.

A plain model of one class says what must happen at each step; the program must do just that, or
refuse and change nothing. At the end of each walk the tables are rebuilt from the history.
"""

from __future__ import annotations

import os
from datetime import datetime, timedelta

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from jobs.rollover import carry_over
from jobs.rollover_undo import undo
from models.access import Closure, Reopening
from models.access.closing import Scope, close
from models.access.lock import LockKind
from models.access.reopening import end_now, grant, request_reopening
from models.assessment import SubjectResult
from models.base import utc_now
from models.yearend import Dossier, FrozenList
from models.yearend.approve import approve, is_unchanged
from models.yearend.propose import dossier_of, propose
from models.yearend.reopened import (
    ask_to_reopen,
    end_reopening,
    grant_reopening,
    requests_of,
)
from models.yearend.review import mark_seen, return_to_homeroom
from permissions import guard
from permissions.actor import load_actor
from permissions.session import GuardedSession
from tests import complete_class
from tests.databases import Databases
from tests.promises.replay import Tables, stored
from tests.promises.walker import NEXT_YEAR, RECORDS, Walker

#: `make test` takes a short walk; SO_TRUONG_WALKS=200 a long one
WALKS, STEPS = int(os.environ.get("SO_TRUONG_WALKS", "12")), 25
HOUR = timedelta(hours=1)


class YearEnd(Walker):
    """One class from its last results to the next year."""

    def __init__(self) -> None:
        """Begin with every cell filled and everything open."""
        super().__init__()
        self.value: str | None = "T"
        self.proposed_value: str | None = None
        self.closed, self.lifted, self.second = False, "no", ""
        self.stage, self.approvals, self.reopened = "draft", 0, "no"
        self.looked: datetime | None = None
        self.hashes: list[str] = []
        self.rolled: Tables | None = None

    def dossier(self, session: GuardedSession) -> Dossier:
        """Return the class's dossier, which is there by now."""
        found = dossier_of(session, self.made.class_id)
        assert found is not None
        return found

    @property
    def frozen(self) -> bool:
        """Whether the approved list stands and isn't reopened."""
        return self.approvals > 0 and self.reopened != "granted"

    @rule(value=st.sampled_from(["T", "H", None]))
    def write_a_result(self, value: str | None) -> None:
        """The homeroom teacher changes one level of the year's end."""

        def work(session: GuardedSession) -> None:
            cell = (
                select(SubjectResult.id)
                .where(SubjectResult.pupil_id == self.made.pupil["An"])
                .where(SubjectResult.unit_id == self.made.unit["TOAN"])
                .where(SubjectResult.period_id == self.made.period["CN"])
            )
            (row_id,) = session.scalars(cell)
            guard.write(session, SubjectResult, updates={row_id: {"level": value}})

        if value == self.value:
            return
        may = (not self.closed or self.lifted == "granted") and not self.frozen
        self.act("homeroom", work, may=may)
        if may:
            self.value = value

    @precondition(lambda self: not self.closed)
    @rule()
    def close_the_results(self) -> None:
        """The principal closes the year's end for the class."""
        scope = self.scope()
        self.act("principal", lambda s: close(s, scope, self.made.staff["principal"]), may=True)
        self.closed = True

    def scope(self) -> Scope:
        """Return the class's results of the year's end."""
        return Scope(
            self.made.year_id,
            period_id=self.made.period["CN"],
            kind=LockKind.RESULT,
            class_id=self.made.class_id,
        )

    @precondition(lambda self: self.closed and self.lifted in ("no", "over"))
    @rule()
    def ask_for_a_reopening(self) -> None:
        """The homeroom teacher asks; it lifts nothing yet."""

        def work(session: GuardedSession) -> None:
            closure = session.scalars(select(Closure)).one()
            request_reopening(
                session,
                self.scope(),
                closure,
                self.made.staff["homeroom"],
                reason="Nhầm điểm",
                until=utc_now() + HOUR,
            )

        self.act("homeroom", work, may=True)
        self.lifted = "asked"

    @precondition(lambda self: self.lifted == "asked")
    @rule(person=st.sampled_from(["homeroom", "seat", "vice"]))
    def answer_the_request(self, person: str) -> None:
        """A second person of the board grants it; nobody the own."""

        def work(session: GuardedSession) -> None:
            asked = session.scalars(select(Reopening).order_by(Reopening.id.desc())).first()
            assert asked is not None
            grant(session, asked, self.made.staff[person])

        may = person != "homeroom"
        self.act(person, work, may=may)
        if may:
            self.lifted, self.second = "granted", person

    @precondition(lambda self: self.lifted == "granted")
    @rule()
    def end_the_reopening(self) -> None:
        """Whoever granted it ends it before its time; nobody else's it is."""

        def work(session: GuardedSession) -> None:
            asked = session.scalars(select(Reopening).order_by(Reopening.id.desc())).first()
            assert asked is not None
            end_now(session, asked)

        self.act("principal", work, may=False)
        self.act(self.second, work, may=True)
        self.lifted = "over"
        self.reached.add("closed again")

    @precondition(lambda self: self.lifted != "granted")
    @rule(value=st.sampled_from(["T", "H"]))
    def mend_one_cell(self, value: str) -> None:
        """Closed, asked for, granted, mended, closed again."""
        if not self.closed:
            self.close_the_results()
        if self.lifted != "asked":
            self.ask_for_a_reopening()
        self.answer_the_request("vice")
        self.write_a_result(value)
        self.end_the_reopening()

    @rule()
    def propose_the_class(self) -> None:
        """The homeroom teacher proposes what the rule says."""
        may = not self.frozen
        homeroom = self.made.staff["homeroom"]
        self.act("homeroom", lambda s: propose(s, self.made.class_id, homeroom), may=may)
        if may:
            self.stage, self.proposed_value = "proposed", self.value

    @precondition(lambda self: self.stage != "draft")
    @rule()
    def look_at_it(self) -> None:
        """A board member has seen it (once a second at most); that is no precondition."""
        if utc_now() == self.looked:
            return
        seat = self.made.staff["seat"]
        self.act("seat", lambda s: mark_seen(s, self.dossier(s), seat, "đã xem"), may=True)
        self.looked = utc_now()

    @precondition(lambda self: self.stage != "draft")
    @rule()
    def return_it(self) -> None:
        """The principal sends it back with a remark."""
        principal = self.made.staff["principal"]
        may = self.stage == "proposed" and not self.frozen
        self.act(
            "principal",
            lambda s: return_to_homeroom(s, self.dossier(s), principal, "Xem lại môn Toán"),
            may=may,
        )
        if may:
            self.stage = "returned"

    @precondition(lambda self: self.stage != "draft")
    @rule(person=st.sampled_from(["principal", "principal", "vice", "homeroom"]))
    def approve_it(self, person: str) -> None:
        """The principal alone approves: complete, proposed and unchanged since."""
        unchanged = self.value is not None and self.value == self.proposed_value
        may = person == "principal" and self.stage == "proposed" and unchanged and not self.frozen
        staff = self.made.staff[person]
        self.act(person, lambda s: approve(s, self.dossier(s), staff), may=may)
        if may:
            self.stage, self.approvals, self.reopened = "approved", self.approvals + 1, "no"
            self.reached.add("frozen" if self.approvals == 1 else "frozen again")

    @rule()
    def go_the_usual_way(self) -> None:
        """What is missing is filled in, the class is proposed and approved."""
        if self.value is None:
            self.write_a_result("T")
        self.propose_the_class()
        if self.stage != "draft":
            self.approve_it("principal")

    @precondition(lambda self: self.approvals > 0 and self.reopened == "no")
    @rule()
    def reopen_the_dossier(self) -> None:
        """Two people reopen an approved list."""
        self.ask_to_reopen_the_dossier()
        self.answer_for_the_dossier("seat")

    @precondition(lambda self: self.approvals > 0 and self.reopened != "asked")
    @rule()
    def ask_to_reopen_the_dossier(self) -> None:
        """The homeroom teacher asks for the approved list."""
        until, staff = utc_now() + HOUR, self.made.staff["homeroom"]
        may = self.reopened == "no"
        self.act(
            "homeroom",
            lambda s: ask_to_reopen(s, self.dossier(s), staff, reason="Nhầm điểm", until=until),
            may=may,
        )
        if may:
            self.reopened = "asked"

    @precondition(lambda self: self.reopened == "asked")
    @rule(person=st.sampled_from(["homeroom", "seat"]))
    def answer_for_the_dossier(self, person: str) -> None:
        """A second person reopens it."""

        def work(session: GuardedSession) -> None:
            asked = requests_of(session, self.dossier(session))[0]
            grant_reopening(session, asked, self.made.staff[person])

        may = person == "seat"
        self.act(person, work, may=may)
        if may:
            self.reopened = "granted"

    @precondition(lambda self: self.reopened == "granted")
    @rule()
    def end_the_reopened_dossier(self) -> None:
        """The principal ends it: what is frozen is frozen again."""
        self.act(
            "principal",
            lambda s: end_reopening(s, requests_of(s, self.dossier(s))[0]),
            may=True,
        )
        self.reopened = "no"

    @precondition(lambda self: self.rolled is None)
    @rule()
    def go_on_to_the_next_year(self) -> None:
        """The vice-principal writes the next year; a second time nothing is left to write."""
        self.rolled = stored(self.made.engine, RECORDS)
        engine, year = self.made.engine, self.made.year_id
        actor = load_actor(engine, username="vice", today=self.made.first_day)
        plan = carry_over(engine, actor, year)
        assert {move.name for move in plan.moves} == self.movers()
        self.reached |= {"moved"} if plan.moves else {"next year"}
        stands = stored(engine, RECORDS)
        assert carry_over(engine, actor, year).empty
        assert stored(engine, RECORDS) == stands

    def movers(self) -> set[str]:
        """Everybody of a frozen list goes somewhere; without one nobody does."""
        return {f"Lê {name}" for name in complete_class.PUPILS} if self.approvals else set()

    @precondition(lambda self: self.rolled is not None)
    @rule()
    def take_the_next_year_back(self) -> None:
        """What it wrote is gone; what people did meanwhile stays."""
        actor = load_actor(self.made.engine, username="vice", today=self.made.first_day)
        assert undo(self.made.engine, actor, self.made.year_id)
        assert self.rolled is not None
        now = stored(self.made.engine, RECORDS)
        for model in NEXT_YEAR:
            assert now[model.__tablename__] == self.rolled[model.__tablename__]
        self.rolled = None

    @invariant()
    def every_list_stays_as_it_was_frozen(self) -> None:
        """There are as many lists as approvals, numbered, each with its first hash."""
        with self.as_("principal") as session:
            lists = session.scalars(select(FrozenList).order_by(FrozenList.number)).all()
            assert [frozen.number for frozen in lists] == list(range(1, self.approvals + 1))
            assert all(is_unchanged(frozen) for frozen in lists)
            known = [frozen.sha256 for frozen in lists]
        assert known[: len(self.hashes)] == self.hashes
        self.hashes = known


def test_in_whatever_order_people_try(databases: Databases, kind: str) -> None:
    reached: set[str] = set()
    given = {"databases": databases, "kind": kind, "reached": reached}
    machine = type("Walk", (YearEnd,), given)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=WALKS if kind == "sqlite" else max(2, WALKS // 4),
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
    full = {"frozen", "frozen again", "next year", "moved", "closed again"}
    assert reached >= (full if kind == "sqlite" else {"frozen"})
