"""The command: exit codes, the JSON's promise, sentences for people."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run
from tests.jobs.imports.files import PUPIL_HEAD, PUPILS, STAFF, STAFF_HEAD, book, titled

KEYS = ["kind", "file", "rows", "created", "updated", "unchanged", "repaired", "warned", "refused"]


def saved(folder: Path, content: bytes, name: str = "tệp.xlsx") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def report_of(result: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_json_has_the_promised_keys_and_entries(run: Run, tmp_path: Path) -> None:
    bad = [9, "CB009", " Lê  Tư", "31/02/1990", "Nam", "Giáo viên", "Tổ 1", "Việc lạ"]
    odd = [8, "CB008", " Lê  Ba", "1/2/1990", "Nam", "Giáo viên", "Tổ 1", "Việc lạ"]
    path = saved(tmp_path, book(CB=[STAFF_HEAD, *STAFF, odd, bad]))
    result = run("import", "staff", path, "--year", "2025-2026", "--json")
    report = report_of(result)
    assert result.exit_code == 3
    assert list(report) == [*KEYS, "written"]
    assert report["file"] == "tệp.xlsx"
    assert (report["rows"], report["created"], report["written"]) == (5, 4, False)
    assert report["repaired"][0] == {
        "sheet": "CB",
        "row": 5,
        "column": "Họ và tên",
        "from": " Lê  Ba",
        "to": "Lê Ba",
    }
    assert {key: report["refused"][0][key] for key in ("sheet", "row", "column", "value")} == {
        "sheet": "CB",
        "row": 6,
        "column": "Ngày sinh",
        "value": "31/02/1990",
    }
    assert [(entry["row"], entry["column"]) for entry in report["warned"]] == [
        (5, "Nhiệm vụ kiêm nhiệm")
    ]


def test_exit_codes(run: Run, tmp_path: Path) -> None:
    good = saved(tmp_path, book(CB=[STAFF_HEAD, *STAFF]))
    year = ("--year", "2025-2026")
    assert run("import", "staff", good, *year, "--dry-run").exit_code == 0
    done = run("import", "staff", good, *year)
    assert done.exit_code == 0
    assert "3 mới" in done.stdout
    assert "Đã ghi vào sổ" in done.stdout
    assert "giữ nguyên" in run("import", "staff", good, *year).stdout
    old = saved(tmp_path, book(CB=titled(STAFF_HEAD, STAFF, "Năm học 2024 - 2025")), "cu.xlsx")
    refused = run("import", "staff", old, *year)
    assert refused.exit_code == 3
    assert "Tệp của năm học 2024 - 2025" in refused.stdout


@pytest.mark.parametrize("content", [b"", b"STT;Ma", book(a=[["Mã", "Tên"], ["01", "Kinh"]])])
def test_a_file_that_cant_be_read_is_exit_2_and_a_sentence(
    run: Run, tmp_path: Path, content: bytes
) -> None:
    path = saved(tmp_path, content)
    result = run("import", "pupils", path, "--year", "2025-2026", "--json")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.strip().endswith(".")


def test_wrong_usage_is_exit_2(run: Run, tmp_path: Path) -> None:
    path = saved(tmp_path, book(a=[PUPIL_HEAD, *PUPILS]))
    assert run("import", "pupils", path, "--year", "2025").exit_code == 2
    assert run("import", "pupils", path, "--year", "1999-2000").exit_code == 2
    assert run("import", "teachers", path, "--year", "2025-2026").exit_code == 2
    assert run("import", "pupils", tmp_path / "khong.xlsx", "--year", "2025-2026").exit_code == 2


def test_a_header_without_rows_is_done(run: Run, tmp_path: Path) -> None:
    path = saved(tmp_path, book(a=[PUPIL_HEAD]))
    result = run("import", "pupils", path, "--year", "2025-2026", "--json")
    assert result.exit_code == 0
    assert report_of(result)["written"] is True
