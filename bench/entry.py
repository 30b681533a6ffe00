"""How fast a teacher's class opens and is saved, beside the same save as bare ORM code.

A school of a thousand pupils with a year of results (88,000 rows) is asked through the whole
program, guard, history and triggers on. Prints a table and last one line of JSON: {"bench":
"entry", "figures": {…}}; medians of server time in ms, statements, and keys per score as a browser
counts them; with the suffix _postgresql on PostgreSQL.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, func, select
from sqlalchemy.orm import Session

from app import create_app
from bench.completion import laid_out, tidied
from bench.imports import YEAR
from bench.keys import keys_per_score
from jobs.database import engine_for, writer
from jobs.passwords import hash_password
from jobs.settings import Settings
from models.assessment import SubjectResult, TraitResult, Unit
from models.assessment.entry import save_batch
from models.base import utc_now
from models.batch import Cell
from models.names import fold, sort_key
from models.people import Account, Credential, Duty
from models.pupils import Enrolment, EnrolmentInterval, Pupil
from models.school import (
    HomeroomAssignment,
    Period,
    PeriodKind,
    SchoolClass,
    SchoolDay,
    SchoolYear,
    TeachingAssignment,
)
from permissions import guard
from permissions.actor import load_actor
from permissions.session import GuardedSession, actor_session, system_session
from seeds.demo import PASSWORD
from tests.postgres import server

TIMES, WARM = 61, 5
#: bare and guarded saves take turns, so that a busy machine weighs on both
ROUNDS = 3
PUPILS = 35
USERNAME, TOKEN = "gv.do", "do-toc-do"
SCORES, SAID = (8, 9), ("Em tính đúng và nhanh.", "Em hiểu bài, trình bày rõ.")


@dataclass(frozen=True)
class Place:
    """The class of the homeroom teacher who is measured, and what stands in it."""

    class_id: int
    unit_id: int
    period_id: int
    day: str
    pupils: tuple[int, ...]


def prepared(engine: Engine) -> Place:
    """Give a homeroom teacher of maths without further duties an account; return the class.

    It is the one nearest to 35, made 35 by newcomers.
    """
    with system_session(engine, "đo", capacities={"operator", "importer", "gatekeeper"}) as session:
        maths = session.scalars(select(Unit.id).where(Unit.code == "TOAN")).one()
        size = func.count(Enrolment.pupil_id)
        class_id, staff_id = session.execute(
            select(SchoolClass.id, HomeroomAssignment.staff_id)
            .join(HomeroomAssignment, HomeroomAssignment.class_id == SchoolClass.id)
            .join(TeachingAssignment, TeachingAssignment.class_id == SchoolClass.id)
            .join(Enrolment, Enrolment.class_id == SchoolClass.id)
            .where(
                TeachingAssignment.unit_id == maths,
                TeachingAssignment.staff_id == HomeroomAssignment.staff_id,
                HomeroomAssignment.staff_id.not_in(select(Duty.staff_id)),
            )
            .group_by(SchoolClass.id, HomeroomAssignment.staff_id)
            .order_by(func.abs(size - PUPILS), SchoolClass.id)
            .limit(1)
        ).one()
        period = select(Period.id).join(SchoolYear, SchoolYear.id == Period.year_id)
        end = (Period.kind == PeriodKind.TERM) & (Period.code == "CN")
        (period_id,) = session.scalars(period.where(SchoolYear.name == YEAR, end))
        here = select(SubjectResult.pupil_id).where(
            SubjectResult.class_id == class_id,
            SubjectResult.unit_id == maths,
            SubjectResult.period_id == period_id,
        )
        pupils = tuple(session.scalars(here.order_by(SubjectResult.pupil_id).limit(PUPILS)))
        pupils += _newcomers(session, class_id, PUPILS - len(pupils))
        day = session.scalars(select(SchoolDay.date).order_by(SchoolDay.date).limit(1)).one()
        account = Account(staff_id=staff_id, username=USERNAME, issued_at=utc_now())
        session.add(account)
        session.flush()
        session.add(
            Credential(
                account_id=account.id,
                password_hash=hash_password(PASSWORD),
                must_change=False,
                session_token=TOKEN,
            )
        )
        session.commit()
    return Place(class_id, maths, period_id, day.isoformat(), pupils)


def _newcomers(session: GuardedSession, class_id: int, count: int) -> tuple[int, ...]:
    """Enrol as many more pupils as make the class one of 35."""
    first = session.scalars(select(SchoolYear.first_day).where(SchoolYear.name == YEAR)).one()
    made = []
    for number in range(count):
        name = f"Vũ Ngọc Yến {number}"
        pupil = Pupil(
            code=f"DO{number:04}", full_name=name, sort_key=sort_key(name), folded=fold(name)
        )
        session.add(pupil)
        session.flush()
        place = Enrolment(pupil_id=pupil.id, class_id=class_id)
        session.add(place)
        session.flush()
        session.add(
            EnrolmentInterval(
                enrolment_id=place.id, pupil_id=pupil.id, class_id=class_id, from_date=first
            )
        )
        made.append(pupil.id)
    return tuple(made)


def median(work: Callable[[int], None]) -> float:
    """Return the median of many runs in ms; the first ones only warm up."""
    taken = []
    for turn in range(TIMES + WARM):
        start = time.perf_counter()
        work(turn)
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken[WARM:])


class Teacher:
    """The teacher's browser without the browser: the whole program answers."""

    def __init__(self, app: Flask, place: Place) -> None:
        """Sign in and open the class once."""
        self.client: FlaskClient = app.test_client()
        self.place = place
        with self.client.session_transaction() as cookie:
            cookie["_user_id"], cookie["since"] = TOKEN, time.time()
        self.grid = f"/nhap-ket-qua/{place.class_id}/{place.period_id}"
        page = self.open()
        self.headers = {"X-CSRF-Token": re.findall(r'csrf-token" content="([^"]+)"', page)[0]}

    def open(self, _turn: int = 0) -> str:
        """Open the grade page of the class in maths."""
        response = self.client.get(f"{self.grid}?mon=TOAN")
        assert response.status_code == 200, response.status
        return response.get_data(as_text=True)

    def post(self, address: str, body: dict[str, Any]) -> dict[str, Any]:
        """Send what the page's script sends."""
        response = self.client.post(address, json=body, headers=self.headers)
        assert response.status_code == 200, response.get_data(as_text=True)
        told: dict[str, Any] = response.get_json()
        return told

    def call(self, turn: int) -> None:
        """Call the roll of a class: four pupils change, the roll is called."""
        marks = [
            {"pupil": pupil, "old": "P" if turn % 2 else "", "new": "" if turn % 2 else "P"}
            for pupil in self.place.pupils[:4]
        ]
        address = f"/diem-danh/{self.place.class_id}/{self.place.day}/sang/luu"
        told = self.post(address, {"marks": marks, "done": True})
        assert {mark["state"] for mark in told["marks"]} == {"saved"}, told


def values(turn: int) -> tuple[int, str]:
    """Return what a turn writes into every pupil's cells: never what stands there."""
    return SCORES[turn % 2], f"{SAID[turn % 2]} Lần {turn}."


def stored(engine: Engine, place: Place) -> dict[int, tuple[Any, Any]]:
    """Return score and comment of each pupil as the grid shows them."""
    rows = select(SubjectResult.pupil_id, SubjectResult.score, SubjectResult.comment).where(
        SubjectResult.class_id == place.class_id,
        SubjectResult.unit_id == place.unit_id,
        SubjectResult.period_id == place.period_id,
        SubjectResult.pupil_id.in_(place.pupils),
    )
    with engine.connect() as connection:
        found = connection.execute(rows).all()
    return {row[0]: (None if row[1] is None else str(row[1]), row[2]) for row in found}


def batches(engine: Engine, place: Place) -> Iterator[list[dict[str, Any]]]:
    """Give batch after batch of 35 scores with comments, each on top of the one before."""
    stands = stored(engine, place)
    turn = 0
    while True:
        score, said = values(turn)
        cells = []
        for pupil in place.pupils:
            seen, typed = stands.get(pupil, (None, None)), (str(score), said)
            for name, old, new in zip(("score", "comment"), seen, typed, strict=True):
                cell = {"row": pupil, "unit": place.unit_id, "field": name, "old": old, "new": new}
                cells.append(cell)
            stands[pupil] = (str(score), said)
        turn += 1
        yield cells


def saved_by_request(teacher: Teacher, engine: Engine) -> float:
    """Return the ms of a save through the whole program."""
    waiting = batches(engine, teacher.place)

    def work(_turn: int) -> None:
        told = teacher.post(f"{teacher.grid}/luu", {"cells": next(waiting)})
        assert {cell["state"] for cell in told["cells"]} == {"saved"}

    return median(work)


def saved_by_batch(engine: Engine, place: Place) -> float:
    """Return the ms of the same batch with scope, guard and history, without HTTP around it."""
    waiting = batches(engine, place)
    actor = load_actor(engine, username=USERNAME)

    def work(_turn: int) -> None:
        cells = [Cell(**cell) for cell in next(waiting)]
        with actor_session(writer(engine), actor) as session:
            answers = save_batch(session, guard, place.class_id, place.period_id, cells)
            session.commit()
        assert {answer.state for answer in answers} == {"saved"}

    return median(work)


def saved_bare(engine: Engine, place: Place) -> float:
    """Return the ms of the same save as bare ORM code: class loaded once, set, committed."""
    rows = select(SubjectResult).where(
        SubjectResult.class_id == place.class_id,
        SubjectResult.unit_id == place.unit_id,
        SubjectResult.period_id == place.period_id,
        SubjectResult.pupil_id.in_(place.pupils),
    )

    def work(turn: int) -> None:
        score, said = values(turn)
        with Session(writer(engine)) as session:
            for result in session.scalars(rows):
                result.score, result.comment = score, f"{said} Trần."
            session.commit()

    return median(work)


def statements(engine: Engine, work: Callable[[], object]) -> int:
    """Count what the database is asked."""
    heard: list[str] = []

    def hear(*said: Any) -> None:
        if said[2] not in ("BEGIN", "BEGIN IMMEDIATE"):
            heard.append(said[2])

    event.listen(engine, "before_cursor_execute", hear)
    work()
    event.remove(engine, "before_cursor_execute", hear)
    return len(heard)


def measured(settings: Settings) -> dict[str, float]:
    """Fill a school, and measure."""
    engine = engine_for(settings.database_url)
    laid_out(writer(engine))
    place = prepared(writer(engine))
    tidied(engine)
    with engine.connect() as connection:
        rows = sum(
            connection.scalar(select(func.count()).select_from(model.__table__)) or 0
            for model in (SubjectResult, TraitResult)
        )
    app = create_app(settings)
    teacher = Teacher(app, place)
    asked = app.extensions["so_truong_engines"].read
    figures = {
        "open_ms": median(lambda turn: teacher.open(turn) and None),
        "open_queries": statements(asked, teacher.open),
        "save_ms": saved_by_request(teacher, engine),
        "attendance_ms": median(teacher.call),
    }
    pairs = [(saved_bare(engine, place), saved_by_batch(engine, place)) for _ in range(ROUNDS)]
    bare, batch = (statistics.median(times) for times in zip(*pairs, strict=True))
    figures |= {"bare_ms": bare, "batch_ms": batch, "save_vs_bare_orm": batch / bare, "rows": rows}
    figures["request_vs_bare"] = figures["save_ms"] / bare
    figures["keys_per_score"] = keys_per_score(settings, USERNAME, f"{teacher.grid}?mon=TOAN")
    engine.dispose()
    return figures


TOLD = ("save_vs_bare_orm", "save_ms", "open_ms", "attendance_ms", "open_queries", "keys_per_score")


def main() -> None:
    """Measure on both kinds of database."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sqlite", action="store_true", help="SQLite alone")
    chosen = options.parse_args()
    figures: dict[str, float] = {}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        urls = {"": f"sqlite:///{folder}/bench.sqlite"}
        if not chosen.sqlite:
            running = stack.enter_context(server())
            urls["_postgresql"] = running.url(running.create())
        for suffix, url in urls.items():
            given = {"DATABASE_URL": url, "SO_TRUONG_DATA": str(folder / f"data{suffix}")}
            found = measured(Settings.from_environment(given | {"SO_TRUONG_ENV": "test"}))
            print(f"{suffix.strip('_') or 'sqlite'}: {found['rows']:.0f} results")
            for name, value in found.items():
                print(f"  {name:<18}{value:>9.2f}", flush=True)
            figures |= {f"{name}{suffix}": round(found[name], 2) for name in TOLD}
    print(json.dumps({"bench": "entry", "figures": figures}))


if __name__ == "__main__":
    main()
