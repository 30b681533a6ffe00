"""How long it takes to count what is missing at a term, and how that grows with years of results.

A school of a thousand pupils with one year of results is asked, then the same school with the
results of 49 more years. Prints a table and last one line of JSON: {"bench": "completion",
"figures": {…}}; milliseconds, and how many times longer fifty times the data takes.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from contextlib import ExitStack
from statistics import median
from typing import Any

from sqlalchemy import Connection, Engine, insert, literal, select

import seeds
from bench.imports import DATA, FILES, YEAR
from jobs import migrate
from jobs.database import engine_for, writer
from jobs.imports.run import Request, run_import
from jobs.settings import Settings
from models.assessment import SubjectResult, TraitResult
from models.assessment.counted import Which, count_cells
from models.pupils import Enrolment
from models.school import Period, School, SchoolClass, SchoolYear
from permissions.session import system_session
from permissions.triggers import drop_ddl
from tests.postgres import server

YEARS, TIMES, STEP = 50, 41, 1_000
#: what a further year has of its own, and which columns point into that year
COPIED: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (Period, ("year_id",)),
    (SchoolClass, ("year_id",)),
    (Enrolment, ("class_id",)),
    (SubjectResult, ("class_id", "period_id")),
    (TraitResult, ("class_id", "period_id")),
)


def laid_out(engine: Engine) -> None:
    """Import the year of a thousand pupils into an empty school."""
    migrate.upgrade(engine)
    with system_session(engine, "cài đặt") as session:
        seeds.load(session)
        session.add(School(name="Trường Tiểu học Sao Mai"))
        session.commit()
    for kind, name in FILES.items():
        with system_session(engine, "nhập từ tệp", capacities={"importer"}) as session:
            run_import(session, Request(kind, DATA / name, name, YEAR, only_valid=True))


def tidied(engine: Engine) -> None:
    """Let the database look at its tables, as it does by itself over night."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        vacuum = engine.dialect.name == "postgresql"
        connection.exec_driver_sql("VACUUM ANALYZE" if vacuum else "ANALYZE")


def grown(engine: Engine, years: int) -> None:
    """Add the results of further years: rows of the first one with other classes and periods."""
    with engine.begin() as connection:
        for statement in drop_ddl(engine.dialect.name):
            connection.exec_driver_sql(statement)
        if engine.dialect.name == "postgresql":  # nobody wrote these rows: spare the checks
            connection.exec_driver_sql("SET session_replication_role = replica")
        for number in range(1, years):
            _one_more(connection, number)


def _one_more(connection: Connection, number: int) -> None:
    first = select(SchoolYear.__table__)
    year = dict(connection.execute(first.order_by(SchoolYear.id).limit(1)).mappings().one())
    shift = number * STEP
    year |= {"id": year["id"] + shift, "name": f"{number:04}", "version": 1}
    connection.execute(insert(SchoolYear.__table__), year)  # type: ignore[arg-type]
    for model, moved in COPIED:
        table = model.__table__
        own = ("id",) if model in (Period, SchoolClass) else ()
        names = [c.name for c in table.columns if (c.name != "id" or own) and not c.computed]
        values = [table.c[n] + literal(shift) if n in (*moved, *own) else table.c[n] for n in names]
        rows = select(*values).where(table.c[moved[0]] < STEP)
        connection.execute(insert(table).from_select(names, rows))


def asked(engine: Engine) -> tuple[float, int]:
    """Return the median time in ms and how many cells were counted."""
    times, cells = [], 0
    with system_session(engine, "đo") as session:
        year = session.scalars(select(SchoolYear.id).where(SchoolYear.name == YEAR)).one()
        for _ in range(TIMES):
            start = time.perf_counter()
            counts = count_cells(session, Which(year, periods=("CN",)))
            times.append((time.perf_counter() - start) * 1000)
            cells = sum(count.expected for count in counts)
    return median(times), cells


def main() -> None:
    """Measure on both kinds of database."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--years", type=int, default=YEARS)
    options.add_argument("--sqlite", action="store_true", help="SQLite alone")
    chosen = options.parse_args()
    figures: dict[str, float] = {}
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        urls = {"sqlite": f"sqlite:///{folder}/bench.sqlite"}
        if not chosen.sqlite:
            running = stack.enter_context(server())
            given = running.url(running.create())
            urls["postgresql"] = Settings.from_environment(
                {"DATABASE_URL": given, "SO_TRUONG_DATA": folder, "SO_TRUONG_ENV": "test"}
            ).database_url
        print(f"{'database':<12}{'cells':>8}{'one year ms':>13}{f'{chosen.years} years ms':>14}")
        for kind, url in urls.items():
            engine = writer(engine_for(url))
            laid_out(engine)
            tidied(engine)
            before, cells = asked(engine)
            grown(engine, chosen.years)
            tidied(engine)
            after, _ = asked(engine)
            engine.dispose()
            print(f"{kind:<12}{cells:>8}{before:>13.1f}{after:>14.1f}", flush=True)
            figures[f"query_ms_{kind}"] = round(before, 1)
            figures[f"growth_50x_{kind}"] = round(after / before, 2)
    print(json.dumps({"bench": "completion", "figures": figures}))


if __name__ == "__main__":
    main()
