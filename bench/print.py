"""Pages per second of a class's report books, from the records to the file, on one core.

Prints a table and last one line of JSON: {"bench": "print", "figures": {…}}; seconds, pages/s.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path

import seeds
from jobs import migrate
from jobs.database import engine_for, writer
from jobs.imports.run import Request, run_import
from jobs.printing import work
from jobs.printing.frame import frame
from models.archive import PrintDocument
from models.school import School
from permissions.session import system_session

YEAR = "2025-2026"
DATA = Path(__file__).parents[1] / "tests" / "data" / "sao_mai"
FILES = {
    "staff": "can_bo_giao_vien.xlsx",
    "assignments": "phan_cong_chuyen_mon.xlsx",
    "pupils": "danh_sach_hoc_sinh.xlsx",
    "results": "ket_qua_danh_gia.xlsx",
}


def main() -> None:
    """Import a school of a thousand pupils, then print one class of it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--class", dest="room", default="3A")
    options.add_argument("--data", type=Path, default=DATA, help="folder of the five files")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        engine = writer(engine_for(f"sqlite:///{folder}/bench.sqlite"))
        migrate.upgrade(engine)
        with system_session(engine, "cài đặt") as session:
            seeds.load(session)
            session.add(School(name="Trường Tiểu học Sao Mai"))
            session.commit()
        for kind, name in FILES.items():
            path = chosen.data / name
            with system_session(engine, "nhập từ tệp", capacities={"importer"}) as session:
                run_import(session, Request(kind, path, name, YEAR, only_valid=True))
        figures: dict[str, float] = {}
        for document in (PrintDocument.REPORT_BOOKS, PrintDocument.SUMMARY_SHEETS):
            with system_session(engine, "in văn bản") as session:
                start = time.perf_counter()
                shared = frame(session, YEAR)
                (room,) = shared.chosen([chosen.room])
                found = work.documents_of(session, shared, [room], document)[room.id]
                reading = time.perf_counter() - start
            work.printed(found[:1], "warm", official=True)
            start, busy = time.perf_counter(), time.process_time()
            made = work.printed(found, "bench", official=True)
            printing, busy = time.perf_counter() - start, time.process_time() - busy
            name = document.value.replace("-", "_")
            figures[f"{name}_read_s"] = round(reading, 3)
            figures[f"{name}_s"] = round(printing, 2)
            figures[f"{name}_pages_s"] = round(made.pages / printing, 1)
            figures[f"{name}_pages_cpu_s"] = round(made.pages / busy, 1)
            print(
                f"{document.value:16} {made.pages:4} pages  read {reading:6.3f} s"
                f"  print {printing:6.2f} s  {made.pages / printing:6.1f} pages/s"
                f" ({made.pages / busy:.1f} a second of processor time)"
                f"  {len(made.data) / 1e6:5.2f} MB"
            )
        print(json.dumps({"bench": "print", "figures": figures}))


if __name__ == "__main__":
    main()
