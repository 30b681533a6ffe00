"""How long the two big imports take, with guard, history and triggers, against reading alone.

Prints a table and last one line of JSON: {"bench": "import", "figures": {…}}; seconds.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import seeds
from jobs import migrate
from jobs.database import engine_for, writer
from jobs.imports.report import Report
from jobs.imports.run import Request, run_import
from jobs.imports.workbook import read_workbook
from permissions.session import system_session

YEAR = "2025-2026"
DATA = Path(__file__).parents[1] / "tests" / "data" / "sao_mai"
FILES = {
    "staff": "can_bo_giao_vien.xlsx",
    "assignments": "phan_cong_chuyen_mon.xlsx",
    "pupils": "danh_sach_hoc_sinh.xlsx",
    "results": "ket_qua_danh_gia.xlsx",
}
Result = TypeVar("Result")


def timed(work: Callable[[], Result]) -> tuple[float, Result]:
    """Return seconds and result."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def main() -> None:
    """Import the year of a thousand pupils into an empty school, then once more."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--url", help="database to use (default: a new SQLite file)")
    options.add_argument("--data", type=Path, default=DATA, help="folder of the five files")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        engine = writer(engine_for(chosen.url or f"sqlite:///{folder}/bench.sqlite"))
        migrate.upgrade(engine)
        with system_session(engine, "cài đặt") as session:
            seeds.load(session)
            session.commit()

        def imported(kind: str) -> Report:
            path = chosen.data / FILES[kind]
            with system_session(engine, "nhập từ tệp", capacities={"importer"}) as session:
                return run_import(session, Request(kind, path, path.name, YEAR, only_valid=True))

        reading, _ = timed(lambda: read_workbook(chosen.data / FILES["results"]))
        first = {kind: timed(lambda kind=kind: imported(kind)) for kind in FILES}
        second = {kind: timed(lambda kind=kind: imported(kind)) for kind in FILES}
        engine.dispose()
    print(f"{'file':<14}{'rows':>7}{'created':>9}{'first s':>9}{'again s':>9}")
    for kind, (seconds, report) in first.items():
        counted = report.as_json()
        print(
            f"{kind:<14}{counted['rows']:>7}{counted['created']:>9}"
            f"{seconds:>9.2f}{second[kind][0]:>9.2f}"
        )
    print(f"{'reading alone':<14}{'':>16}{reading:>9.2f}")
    figures = {
        "pupils_s": round(first["pupils"][0], 2),
        "results_s": round(first["results"][0], 2),
        "results_vs_reading": round(first["results"][0] / reading, 2),
    }
    print(json.dumps({"bench": "import", "figures": figures}))


if __name__ == "__main__":
    main()
