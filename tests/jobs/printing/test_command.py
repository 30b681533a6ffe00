"""so-truong print: files, exit codes, and what is told before."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jobs.database import open_engine, writer
from jobs.settings import Settings
from tests import complete_class
from tests.conftest import Run
from tests.jobs.printing import reading

YEAR = ("--year", "2025-2026")


@pytest.fixture
def printed(installation: Settings, run: Run) -> Run:
    """The console of a school with one complete class."""
    complete_class.build(writer(open_engine(installation)))
    return run


def test_without_an_account_it_prints_a_preview_and_lists_the_gaps(
    printed: Run, tmp_path: Path
) -> None:
    result = printed("print", "report-books", *YEAR, "--class", "4A", "--out", tmp_path)
    assert result.exit_code == 0, result.output
    assert "Quốc tịch · 3 em" in result.stderr
    assert "3 trong 3" in result.stderr
    data = (tmp_path / "hoc-ba-4A.pdf").read_bytes()
    assert len(reading.pages(data)) == 15
    assert set("BẢNXEM") <= set(reading.pages(data)[0])


def test_a_board_account_prints_official_copies(printed: Run, tmp_path: Path) -> None:
    words = ("print", "summary-sheets", *YEAR, "--out", tmp_path, "--as", "seat", "--json")
    result = printed(*words)
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert report["official"] is True
    assert report["files"][0]["copy"] == 1
    assert {gap["field"] for gap in report["gaps"]} >= {"Dân tộc", "Cơ quan cấp trên"}
    assert (tmp_path / "bang-tong-hop-4A.pdf").read_bytes()[:5] == b"%PDF-"


@pytest.mark.parametrize("who", ["principal", "homeroom", "english", "nobody"])
def test_other_accounts_are_refused(printed: Run, tmp_path: Path, who: str) -> None:
    result = printed("print", "report-books", *YEAR, "--out", tmp_path / "in", "--as", who)
    assert result.exit_code == 3
    assert not (tmp_path / "in").exists()
    assert result.stderr


def test_an_unknown_class_is_named(printed: Run, tmp_path: Path) -> None:
    result = printed("print", "report-books", *YEAR, "--class", "9Z", "--out", tmp_path)
    assert result.exit_code == 2
    assert "9Z" in result.stderr


@pytest.mark.parametrize("name", ["report-books", "summary-sheets"])
def test_help_shows_an_example(run: Run, name: str) -> None:
    assert f"so-truong print {name} --year" in run("print", name, "--help").output
