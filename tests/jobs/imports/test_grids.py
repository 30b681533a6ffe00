"""Grids' files: what goes out is known when it comes in; the console needs a writer's name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from jobs.database import engine_for, writer
from jobs.imports.kinds.attendance import SHAPE as ROLL
from jobs.imports.kinds.attendance import match
from jobs.imports.kinds.grids import GRIDS, SHAPES, taken
from jobs.imports.kinds.results import match as result_of
from jobs.imports.report import how_repaired
from jobs.imports.titles import Facts, from_sheet_name, from_titles
from jobs.settings import Settings
from models.assessment import MonthlyComment
from models.clock import school_today
from models.daily import HalfDay
from models.school import Period, PeriodKind, SchoolYear
from permissions.importing import BOOKS
from permissions.session import system_session
from seeds.data import units
from tests.conftest import Run
from tests.jobs.imports.files import book
from tests.models.desk import Desk, build

HEAD = ["STT", "Mã học sinh", "Họ và tên", "Nhận xét"]


@pytest.mark.parametrize("name", GRIDS)
def test_every_head_that_goes_out_is_known_when_it_comes_in(name: str) -> None:
    heads = GRIDS[name].heads
    assert [SHAPES[name].match(head) for head in heads] == [
        "number",
        "code",
        "name",
        *GRIDS[name].kinds,
    ]


def test_every_unit_of_the_desk_is_known_by_the_head_that_it_goes_out_with() -> None:
    prefix = {"quality": "PC ", "general": "NL ", "specific": "NL "}
    for unit in units():
        start = prefix.get(unit["kind"], "") + unit["name"]
        if unit["kind"] == "subject":
            assert result_of(f"{start} - Điểm") == (unit["code"], "score")
        else:
            assert result_of(start) == (unit["code"], "level")
            assert result_of(f"{start} - Nhận xét") == (unit["code"], "comment")


@pytest.mark.parametrize(
    ("header", "day", "half"),
    [
        ("07/09 S", (7, 9), HalfDay.MORNING),
        ("7/9 - chiều", (7, 9), HalfDay.AFTERNOON),
        ("T2 07/09/2026 S", (7, 9), HalfDay.MORNING),
        ("07/09", (7, 9), None),
    ],
)
def test_a_half_day_is_found_in_its_header(header: str, day: Any, half: Any) -> None:
    slot: Any = match(header)
    assert ((slot.day, slot.month), slot.half) == (day, half)
    assert ROLL.match("Họ và tên") == "name"


def test_a_point_that_becomes_a_comma_is_a_way_of_writing_a_number() -> None:
    assert taken(GRIDS["measures"].kinds["height"])("120.5") == (120.5, "120,5")
    assert how_repaired("120.5", "120,5") == "cách viết số"


def test_titles_and_sheet_names_say_the_month_and_the_round() -> None:
    assert from_titles(["ĐIỂM DANH LỚP 3A - THÁNG 9"]).month == "M09"
    assert from_titles(["SỐ ĐO SỨC KHỎE LỚP 3A - SỨC KHỎE ĐỢT 2"]).round == "SK2"
    assert from_sheet_name("3A-M11") == Facts("3A", month="M11")
    assert from_sheet_name("3A-SK1").round == "SK1"


@pytest.fixture
def desk(installation: Settings) -> Desk:
    """A class of two in the school of the console."""
    return build(writer(engine_for(installation.database_url)), pupils=2)


def month(desk: Desk) -> tuple[Period, str]:
    """Return the month of today and its school year's name."""
    today = school_today()
    query = select(Period, SchoolYear.name).join(SchoolYear, SchoolYear.id == Period.year_id)
    query = query.where(
        Period.kind == PeriodKind.MONTH, Period.from_date <= today, Period.to_date >= today
    )
    with system_session(desk.engine, "xem") as session:
        return tuple(session.execute(query).one())


def test_the_console_takes_a_grids_file_in_its_writers_name(
    run: Run, tmp_path: Path, desk: Desk
) -> None:
    period, year = month(desk)
    rows = [["HS0000", "Nguyễn Gia An", "Ngoan."], ["HS0009", "Em Lạ", "Chăm."]]
    table = [[n, *row] for n, row in enumerate(rows, start=1)]
    path = tmp_path / "nhan_xet.xlsx"
    path.write_bytes(book(NX=[[f"NHẬN XÉT LỚP 3A - {period.name}"], HEAD, *table]))
    typed = ("import", "monthly", path, "--year", year)
    assert run(*typed).exit_code == 2
    assert run(*typed, "--as", "gv02").exit_code == 3
    assert run(*typed, "--as", "gv01", "--only-valid").exit_code == 0
    done = run(*typed, "--as", "gv01", "--only-valid", "--json")
    found = json.loads(done.stdout)
    assert (found["kind"], found["rows"], found["unchanged"]) == ("monthly", 2, 1)
    assert "HS0009" in found["refused"][0]["reason"]
    with system_session(desk.engine, "xem") as session:
        assert session.scalars(select(MonthlyComment.comment)).all() == ["Ngoan."]
    assert run("import", BOOKS[0], path, "--year", year, "--as", "gv01").exit_code == 2
