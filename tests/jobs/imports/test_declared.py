"""Columns of the office's own fields in a pupils file: matched by name, refused like any cell."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, select

from jobs.database import writer
from models.clock import school_today
from models.pupils import DeclaredField, DeclaredKind, DeclaredValue, Pupil
from permissions.session import system_session
from tests.jobs.imports.conftest import Importer
from tests.jobs.imports.files import PUPIL_HEAD, PUPILS, book, titled

HEADS = ["nha cach  TRUONG", "Đưa đón", "Ngày tiêm", "Sở thích"]
KINDS = [DeclaredKind.NUMBER, DeclaredKind.CHOICE, DeclaredKind.DATE]
LONG_AGO = date(2001, 1, 1)
NAMES = ["Nhà cách trường", "Đưa đón", "Ngày tiêm"]


@pytest.fixture
def declared(school: Importer, engine: Engine) -> Importer:
    """A small school whose office declared three fields."""
    with writer(engine).begin() as connection:
        for n, (name, kind) in enumerate(zip(NAMES, KINDS, strict=True), 1):
            row = {"id": n, "version": 1, "name": name, "kind": kind, "position": n}
            row |= {"from_date": school_today(), "sensitive": False}
            row |= {"options": "Tự đi\nNgười nhà" if kind is DeclaredKind.CHOICE else None}
            connection.execute(DeclaredField.__table__.insert(), row)
    return school


def pupils_file(*cells: list[Any]) -> bytes:
    rows = [[*row, *more] for row, more in zip(PUPILS, cells, strict=False)]
    return book(DS=titled([*PUPIL_HEAD, *HEADS], rows))


def values(engine: Engine) -> dict[tuple[str, str], tuple[str | None, str | None]]:
    with system_session(engine, "xem") as session:
        v = DeclaredValue
        rows = session.execute(
            select(Pupil.code, DeclaredField.name, v.value, v.folded)
            .join(v, v.pupil_id == Pupil.id)
            .join(DeclaredField, DeclaredField.id == v.field_id)
        )
        return {(code, name): (value, folded) for code, name, value, folded in rows}


def test_declared_columns_are_read_by_their_name_and_kept_as_their_kind_writes(
    declared: Importer, engine: Engine
) -> None:
    file = pupils_file([2.5, "tự đi", "5/9/2025", "bóng đá"], ["3", None, None, None])
    report = declared("pupils", file)
    assert report.written
    first, second = PUPILS[0][1], PUPILS[1][1]
    assert values(engine) == {
        (first, "Nhà cách trường"): ("2,5", "2,5"),
        (first, "Đưa đón"): ("Tự đi", "tu di"),
        (first, "Ngày tiêm"): ("05/09/2025", "05/09/2025"),
        (second, "Nhà cách trường"): ("3", "3"),
    }
    assert report.sheets[0].unknown == ["Sở thích"]
    assert [(one.column, one.after) for one in report.rows[1].changes] == [("Nhà cách trường", "3")]
    again = declared("pupils", file).as_json()
    assert (again["updated"], again["created"]) == (0, 0)
    changed = declared("pupils", pupils_file([4, "Tự đi", "05/09/2025", None])).as_json()
    assert changed["updated"] == 1


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        (["xa", None, None, None], HEADS[0]),
        ([None, "Máy bay", None, None], HEADS[1]),
        ([None, None, "31/02/2025", None], HEADS[2]),
    ],
)
def test_a_bad_value_refuses_its_row_like_any_cell(
    declared: Importer, engine: Engine, cells: list[Any], column: str
) -> None:
    said = declared("pupils", pupils_file(cells)).as_json()
    assert [one["column"] for one in said["refused"]] == [column]
    assert not said["written"]
    assert values(engine) == {}


def test_a_field_that_has_ended_is_an_unknown_header(declared: Importer, engine: Engine) -> None:
    with writer(engine).begin() as connection:
        connection.execute(DeclaredField.__table__.update().values(from_date=LONG_AGO))
        connection.execute(DeclaredField.__table__.update().values(to_date=LONG_AGO))
    report = declared("pupils", pupils_file([1, "Tự đi", None, None]))
    assert report.sheets[0].unknown == HEADS
    assert values(engine) == {}


def test_the_reports_shape_stays_as_it_is(declared: Importer) -> None:
    said = declared("pupils", pupils_file([1, "Tự đi", None, None]), dry_run=True).as_json()
    assert set(said) == {
        "kind", "file", "rows", "created", "updated", "unchanged", "repaired", "warned",
        "refused", "written",
    }  # fmt: skip
