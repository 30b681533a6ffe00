"""All five kinds are written, changed and left alone alike on SQLite and PostgreSQL."""

from __future__ import annotations

from tests.jobs.imports.conftest import Importer
from tests.jobs.imports.files import (
    ASSIGN,
    ASSIGN_HEAD,
    PUPIL_HEAD,
    PUPILS,
    RESULT_HEAD,
    RESULT_TITLES,
    RESULTS,
    STAFF,
    STAFF_HEAD,
    Rows,
    book,
    titled,
)

DAYS = ["Tiết", "Thứ Hai", "Thứ Ba"]


def test_five_files_created_then_unchanged_then_updated(everywhere: Importer) -> None:
    files: dict[str, tuple[Rows, Rows]] = {
        "staff": (
            titled(STAFF_HEAD, STAFF, "Năm học 2025 - 2026"),
            [STAFF_HEAD, [*STAFF[1][:5], "Giáo viên hạng II", *STAFF[1][6:]]],
        ),
        "assignments": (
            [ASSIGN_HEAD, *ASSIGN],
            [ASSIGN_HEAD, [1, "1A", "Tiếng Việt", "CB003", "Võ Thị Hòa", None]],
        ),
        "timetable": (
            [["LỚP 1A"], DAYS, [1, "Toán", "Tiếng Việt"]],
            [["LỚP 1A"], DAYS, [1, None, "Toán"]],
        ),
        "pupils": (
            [PUPIL_HEAD, *PUPILS],
            [PUPIL_HEAD, [*PUPILS[2][:6], "1A", *PUPILS[2][7:]]],
        ),
        "results": (
            titled(RESULT_HEAD, RESULTS, *RESULT_TITLES),
            titled(RESULT_HEAD, [[1, "871", "Lê Như Hân", "H", 8]], *RESULT_TITLES),
        ),
    }
    for kind, (rows, changed) in files.items():
        first, second = (everywhere(kind, book(T=rows)).as_json() for _ in range(2))
        assert first["created"] == first["rows"] > 0
        assert second["unchanged"] == first["rows"]
        assert everywhere(kind, book(T=changed)).as_json()["updated"] == 1
        assert everywhere(kind, book(T=changed)).as_json()["unchanged"] == 1
