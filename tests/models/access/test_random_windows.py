"""Five thousand random cells and moments: the one expression against an oracle in plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine, Integer, String, bindparam, insert, select, update

from models.access import Closure, LockKind, Opening, Reopening
from models.base import UTCDateTime, utc_now
from models.school import SchoolClass
from permissions.locks import open_at
from permissions.session import system_session
from tests import complete_class
from tests.complete_class import CompleteClass
from tests.conftest import Lay

ROUNDS, CELLS = 20, 250
SCOPE = ("period_id", "class_id", "grade", "unit_id", "kind")
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Cell:
    """A place that rows may stand at."""

    period_id: int
    class_id: int
    grade: int
    unit_id: int | None
    pupil_id: int | None
    kind: LockKind


def covers(scope: dict[str, Any], cell: Cell) -> bool:
    return all(scope[name] in (None, getattr(cell, name)) for name in SCOPE)


def oracle(rows: dict[str, list[dict[str, Any]]], cell: Cell, at: datetime) -> bool:
    """DESIGN §4 word by word: an opening covers it, and no closure that isn't lifted."""
    opened = any(
        covers(o, cell) and o["starts_at"] <= at and (o["ends_at"] is None or o["ends_at"] > at)
        for o in rows["openings"]
    )

    def lifted(closure: dict[str, Any]) -> bool:
        return any(
            r["closure_id"] == closure["id"]
            and r["granted_at"] is not None
            and r["granted_at"] <= at < r["ends_at"]
            and covers(r, cell)
            and r["pupil_id"] in (None, cell.pupil_id)
            for r in rows["reopenings"]
        )

    shut = any(
        covers(c, cell) and (c["sealed"] or c["starts_at"] <= at) and not lifted(c)
        for c in rows["closures"]
    )
    return opened and not shut


class School:
    """What random rows are made of, and how they are put in and taken out."""

    def __init__(self, made: CompleteClass, rng: Random) -> None:
        """Add two classes, one of another grade."""
        self.made, self.rng, self.now = made, rng, utc_now()
        self.periods = [made.period[code] for code in ("GHK1", "CN", "T05")]
        self.units = [made.unit[code] for code in ("TOAN", "NN1")]
        self.rooms = {made.class_id: made.grade}
        for name, grade in (("4B", 4), ("5A", 5)):
            room = made.add(SchoolClass, version=1, year_id=made.year_id, grade=grade, name=name)
            self.rooms[room] = grade
        self.kinds = [LockKind.RESULT, LockKind.TRAIT]

    def moment(self) -> datetime:
        """Return a full hour of the day around now."""
        return self.now + self.rng.randint(-12, 12) * HOUR

    def scope(self) -> dict[str, Any]:
        """Return a scope that leaves most things open."""
        some = {
            "period_id": self.periods,
            "class_id": list(self.rooms),
            "grade": [4, 5],
            "unit_id": self.units,
            "kind": self.kinds,
        }
        found = {
            n: self.rng.choice(of) if self.rng.random() < 0.3 else None for n, of in some.items()
        }
        return found | {"year_id": self.made.year_id, "version": 1}

    def rows(self) -> dict[str, list[dict[str, Any]]]:
        """Return openings, closures and reopenings that name one of them."""
        pick, staff = self.rng, self.made.staff
        openings = [
            self.scope()
            | {
                "starts_at": self.moment(),
                "ends_at": self.moment() if pick.random() < 0.5 else None,
            }
            for _ in range(5)
        ]
        closures = [
            self.scope() | {"starts_at": self.moment(), "sealed": pick.random() < 0.1}
            for _ in range(pick.randint(0, 3))
        ]
        reopenings = [
            self.scope()
            | {
                "closure": pick.randrange(len(closures)),
                "ends_at": self.moment(),
                "requested_by": staff["vice"],
                "requested_at": self.now,
                "batch": str(n),
                "pupil_id": pick.choice([None, self.made.pupil["An"]]),
                "granted_by": staff["principal"] if (granted := pick.random() < 0.8) else None,
                "granted_at": self.moment() if granted else None,
            }
            for n in range(4 if closures else 0)
        ]
        return {"openings": openings, "closures": closures, "reopenings": reopenings}

    def cell(self) -> Cell:
        """Return a place."""
        room, grade = self.rng.choice(list(self.rooms.items()))
        return Cell(
            self.rng.choice(self.periods),
            room,
            grade,
            self.rng.choice([*self.units, None]),
            self.rng.choice([*self.made.pupil.values(), None]),
            self.rng.choice(self.kinds),
        )


def _asked() -> Any:
    names = ("period_id", "class_id", "unit_id", "pupil_id")
    values = {name: bindparam(name, type_=Integer()) for name in names}
    kind = bindparam("kind", type_=String())
    return select(open_at(**values, kind=kind, at=bindparam("at", type_=UTCDateTime())))


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_open_or_closed_agrees_with_the_oracle(lay: Lay, seed: int) -> None:
    made = lay(complete_class.build, "seeded")
    school, engine = School(made, Random(seed)), made.engine
    rows, asked = school.rows(), _asked()
    with engine.connect() as connection:  # never committed
        standing = _standing(engine)
        if seed % 2:
            connection.execute(update(Opening.__table__).values(ends_at=school.now))
            standing = [row | {"ends_at": school.now} for row in standing]
        for row in rows["openings"]:
            connection.execute(insert(Opening.__table__), row)
        for row in rows["closures"]:
            made = connection.execute(insert(Closure.__table__), row).inserted_primary_key
            row["id"] = made[0]
        for row in rows["reopenings"]:
            row["closure_id"] = rows["closures"][row.pop("closure")]["id"]
            connection.execute(insert(Reopening.__table__), row)
        rows["openings"] += standing
        answers = set()
        for _ in range(CELLS):
            cell, at = school.cell(), school.moment()
            values = {n: getattr(cell, n) for n in ("period_id", "class_id", "unit_id", "pupil_id")}
            found = connection.scalar(asked, values | {"kind": cell.kind.value, "at": at})
            assert bool(found) is oracle(rows, cell, at), (cell, at, rows)
            answers.add(bool(found))
        connection.rollback()
    assert True in answers or seed % 2


def _standing(engine: Engine) -> list[dict[str, Any]]:
    """The year's own opening, as every school begins with."""
    with system_session(engine, "thử") as session:
        return [
            {name: getattr(row, name) for name in (*SCOPE, "starts_at", "ends_at")}
            for row in session.scalars(select(Opening))
        ]
