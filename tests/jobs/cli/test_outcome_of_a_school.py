"""A whole school's year: after the five imports the outcome of every pupil is the known one."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import Run

SCHOOL = Path(__file__).parents[2] / "data" / "sao_mai"
FILES = {
    "staff": "can_bo_giao_vien",
    "assignments": "phan_cong_chuyen_mon",
    "timetable": "thoi_khoa_bieu",
    "pupils": "danh_sach_hoc_sinh",
    "results": "ket_qua_danh_gia",
}


def test_every_imported_pupil_has_the_known_outcome(run: Run) -> None:
    for kind, name in FILES.items():
        done = run("import", kind, SCHOOL / f"{name}.xlsx", "--year", "2025-2026", "--only-valid")
        assert done.exit_code == 0, done.stderr
    answer = json.loads(run("review", "outcome", "--year", "2025-2026", "--json").stdout)
    known = json.loads((SCHOOL / "golden.json").read_text(encoding="utf-8"))
    refused = {
        line
        for line, word, _ in json.loads((SCHOOL / "faults.json").read_text())
        if word == "error"
    }
    assert len(answer) == len(known) - len(refused)
    assert {code: (told["class"], told["overall"]) for code, told in answer.items()} == {
        code: (known[code]["cls"], known[code]["overall"]) for code in answer
    }
    assert all(told["blocking"] == [] for told in answer.values())
