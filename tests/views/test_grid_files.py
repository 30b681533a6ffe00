"""A grid goes out as Excel and comes back: filled in, looked at, written, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from models.access import Closure, HistoryLine, LockKind
from models.assessment import MonthlyComment, SubjectResult
from models.base import utc_now
from models.clock import school_today
from models.daily import Absence, HalfDay, RollCall
from models.health import Measurement, SpecialistCheck, VitalSigns
from models.people import Duty, Function
from models.school import PeriodKind, SchoolDay
from permissions.session import system_session
from tests.conftest import Lay
from tests.models.desk import Desk, build, person
from tests.payloads import PAYLOADS
from tests.programs import program_over
from tests.views.conftest import signed_in
from tests.views.filled import (
    GRIDS,
    Grid,
    book_of,
    counts,
    first,
    header,
    last_day,
    month_of,
    offer,
    period,
    post,
    put,
    report,
)

#: An, then Ánh, then Ân: who stands second in the class list
SECOND = 2
As = Callable[[str], FlaskClient]


@pytest.fixture
def desk(lay: Lay) -> Desk:
    made = lay(build, pupils=3)
    with system_session(
        made.engine, "y tế", capacities={"operator", "importer", "gatekeeper"}
    ) as session:
        nurse = person(session, "YT01", "Huỳnh Thị Ngân")
        duty = Duty(
            staff_id=nurse.id,
            function=Function.NURSE,
            title="Y tế",
            source="Quyết định 2/QĐ",
            from_date=school_today() - timedelta(weeks=30),
            confirmed_at=utc_now(),
        )
        session.add(duty)
        session.commit()
    return made


@pytest.fixture
def as_staff(desk: Desk, tmp_path: Path) -> As:
    """Return a browser of a staff code."""
    app = program_over(desk.engine, tmp_path)
    return lambda code: signed_in(app, code * 4)


@pytest.mark.parametrize("name", GRIDS)
def test_a_grid_goes_out_is_filled_in_and_comes_back(desk: Desk, as_staff: As, name: str) -> None:
    grid = GRIDS[name]
    client = as_staff(grid.who)
    book = book_of(client, grid.address(desk))
    row, columns = header(book)
    assert [c.value for c in book.active[row + 1]][3:] == [None] * (len(columns) - 3)
    assert counts(report(desk, offer(client, grid, desk, book))) == (0, 0, 3)
    put(book, grid.head, grid.typed)
    answer = offer(client, grid, desk, book)
    assert counts(report(desk, answer)) == (1, 0, 2)
    assert grid.stored(desk) is None
    page = client.get(answer.location).text
    assert "vào bảng lớp 3A" in page
    assert post(client, f"{answer.location}/ghi").status_code == 303
    assert grid.stored(desk) == grid.typed
    assert "Về bảng lớp 3A" in client.get(answer.location).text
    again = book_of(client, grid.address(desk))
    assert again.active.cell(row + 1, columns[grid.head]).value == grid.typed
    assert counts(report(desk, offer(client, grid, desk, again))) == (0, 0, 3)


@pytest.mark.parametrize("name", ["monthly", "checks", "results"])
def test_what_looks_like_a_formula_goes_out_inert_and_comes_back_as_it_is(
    desk: Desk, as_staff: As, name: str
) -> None:
    grid = GRIDS[name]
    client = as_staff(grid.who)
    head = {"results": "Toán - Nhận xét"}.get(name, grid.head)
    model, field = {
        "monthly": (MonthlyComment, "comment"),
        "checks": (SpecialistCheck, "conclusion"),
        "results": (SubjectResult, "comment"),
    }[name]
    for three in zip(*[iter(PAYLOADS)] * 3, strict=True):
        book = book_of(client, grid.address(desk))
        put(book, head, *three)
        post(client, f"{offer(client, grid, desk, book).location}/ghi")
        assert first(model, field)(desk) == three[0]
        sent = book_of(client, grid.address(desk))
        row, columns = header(sent)
        for n, payload in enumerate(three, start=1):
            cell = sent.active.cell(row + n, columns[head])
            assert (cell.value, cell.data_type, cell.quotePrefix) == (payload, "s", True)
        assert counts(report(desk, offer(client, grid, desk, sent))) == (0, 0, 3)


def test_every_export_stands_in_the_history_with_its_rows(desk: Desk, as_staff: As) -> None:
    for grid in GRIDS.values():
        book_of(as_staff(grid.who), grid.address(desk))
    book_of(as_staff("GV01"), month_of(desk))
    with system_session(desk.engine, "xem") as session:
        read = session.scalars(select(HistoryLine).where(HistoryLine.action == "read")).all()
    assert len(read) == len(GRIDS) + 1
    assert all(
        '"rows":[null,3' in line.changes or '"rows":[null,4' in line.changes for line in read
    )


def test_a_month_of_attendance_comes_back_mark_by_mark(desk: Desk, as_staff: As) -> None:
    client, day = as_staff("GV01"), last_day(desk)
    morning = f"{day.date:%d/%m} S"
    grid = Grid("attendance", "GV01", month_of, morning, "P", first(Absence, "excused"))
    book = book_of(client, month_of(desk))
    put(book, morning, "P", "k", None, "x")
    assert counts(report(desk, offer(client, grid, desk, book))) == (3, 0, 1)
    answer = offer(client, grid, desk, book)
    post(client, f"{answer.location}/ghi")
    with system_session(desk.engine, "xem") as session:
        marks = session.execute(select(Absence.pupil_id, Absence.half, Absence.excused)).all()
        called = session.execute(select(RollCall.date, RollCall.half)).all()
    half = HalfDay.MORNING
    assert set(marks) == {(desk.pupils[0], half, True), (desk.pupils[SECOND], half, False)}
    assert called == [(day.date, half)]
    again = book_of(client, month_of(desk))
    assert counts(report(desk, offer(client, grid, desk, again))) == (0, 0, 4)
    put(again, morning, "K", "C")
    post(client, f"{offer(client, grid, desk, again).location}/ghi")
    with system_session(desk.engine, "xem") as session:
        assert session.execute(select(Absence.pupil_id, Absence.excused)).all() == [
            (desk.pupils[0], False)
        ]


def test_marks_of_days_to_come_and_odd_ones_are_refused(desk: Desk, as_staff: As) -> None:
    client, day = as_staff("GV01"), last_day(desk)
    days = SchoolDay.__table__.c
    with desk.engine.begin() as connection:
        later = connection.scalar(select(func.min(days.date)).where(days.date > school_today()))
        moved = update(SchoolDay.__table__).where(days.date == later)
        connection.execute(moved.values(month_id=day.month_id))
    morning, tomorrow = f"{day.date:%d/%m} S", f"{later:%d/%m} S"
    grid = Grid("attendance", "GV01", month_of, morning, "P", first(Absence, "excused"))
    book = book_of(client, month_of(desk))
    row, columns = header(book)
    book.active.cell(row, len(columns) + 1).value = "31/07 S"
    for head, mark in ((morning, "V"), (tomorrow, "P"), ("31/07 S", "P")):
        put(book, head, mark)
    found = report(desk, offer(client, grid, desk, book))
    told = {entry["column"]: entry["reason"] for entry in found["refused"]}
    assert "P, K" in told[morning]
    assert "chưa đến" in told[tomorrow]
    assert "không phải ngày học" in told["31/07 S"]
    assert counts(found)[:2] == (0, 0)


def test_bad_cells_are_refused_with_their_rule_and_the_rest_goes_in(
    desk: Desk, as_staff: As
) -> None:
    client, grid = as_staff("YT01"), GRIDS["measures"]
    book = book_of(client, grid.address(desk))
    put(book, "Chiều cao (cm)", 900, "120,5", "=A1")
    put(book, "Cân nặng (kg)", 22)
    answer = offer(client, grid, desk, book)
    found = report(desk, answer)
    reasons = [entry["reason"] for entry in found["refused"]]
    assert reasons == [
        "Chiều cao ghi bằng cm, từ 50 đến 220, một chữ số thập phân.",
        "Ô này là công thức; cần giá trị",
    ]
    assert counts(found) == (2, 0, 0)
    post(client, f"{answer.location}/ghi")
    with system_session(desk.engine, "xem") as session:
        rows = session.execute(
            select(Measurement.pupil_id, Measurement.height, Measurement.weight)
        ).all()
        assert session.scalars(select(VitalSigns)).all() == []
    assert sorted(rows) == sorted([(desk.pupils[0], None, 22), (desk.pupils[SECOND], 120.5, None)])


def test_a_closed_month_is_refused_cell_by_cell_where_it_differs(desk: Desk, as_staff: As) -> None:
    client, grid = as_staff("GV01"), GRIDS["monthly"]
    book = book_of(client, grid.address(desk))
    put(book, grid.head, "Ngoan.", "Chăm.")
    post(client, f"{offer(client, grid, desk, book).location}/ghi")
    with system_session(desk.engine, "xem") as session:
        head = desk.actor("HT01")
    with desk.engine.begin() as connection:
        values = {"version": 1, "year_id": desk.year_id, "kind": LockKind.MONTHLY}
        values |= {"starts_at": utc_now(), "sealed": False, "made_by": head.staff_id}
        connection.execute(Closure.__table__.insert(), values)
    put(book, grid.head, "Ngoan.", "Rất chăm.", "Mới.")
    answer = offer(client, grid, desk, book)
    found = report(desk, answer)
    assert [entry["row"] for entry in found["refused"]] == [header(book)[0] + n for n in (2, 3)]
    assert all("đã đóng" in entry["reason"] for entry in found["refused"])
    assert counts(found) == (0, 0, 1)
    post(client, f"{answer.location}/ghi")
    with system_session(desk.engine, "xem") as session:
        assert sorted(session.scalars(select(MonthlyComment.comment))) == ["Chăm.", "Ngoan."]


def test_a_file_of_another_class_or_month_stays_out_of_a_grid(desk: Desk, as_staff: As) -> None:
    client, grid = as_staff("GV01"), GRIDS["monthly"]
    book = book_of(client, grid.address(desk))
    put(book, grid.head, "Ngoan.")
    before = period(desk, PeriodKind.MONTH, -1)
    found = report(desk, offer(client, grid, desk, book, period_id=before.id))
    assert "đang nhập vào bảng tháng" in found["refused"][0]["reason"]
    for row in book.active["A1:A5"]:
        row[0].value = str(row[0].value or "").replace("LỚP 3A", "LỚP 4B")
    found = report(desk, offer(client, grid, desk, book))
    assert len(found["refused"]) == 1
    assert counts(found) == (0, 0, 0)


def test_titles_may_be_lost_when_the_grid_says_where(desk: Desk, as_staff: As) -> None:
    client, grid = as_staff("GV01"), GRIDS["monthly"]
    book = book_of(client, grid.address(desk))
    put(book, grid.head, "Ngoan.")
    book.active.delete_rows(1, header(book)[0] - 1)
    book.active.title = "Sheet1"
    assert counts(report(desk, offer(client, grid, desk, book))) == (1, 0, 2)


def test_each_grid_is_taken_in_by_those_alone_who_fill_it_in(desk: Desk, as_staff: As) -> None:
    """Another teacher, the head: refused at the door; a class not one's own: the whole sheet."""
    monthly, measures = GRIDS["monthly"], GRIDS["measures"]
    book = book_of(as_staff("GV01"), monthly.address(desk))
    for who in ("GV02", "HT01", "YT01"):
        assert offer(as_staff(who), monthly, desk, book).status_code == 403
    for who in ("GV01", "GV02", "HT01"):
        assert offer(as_staff(who), measures, desk, book).status_code == 403
    assert post(as_staff("GV02"), monthly.address(desk)).status_code == 404
    assert post(as_staff("HT01"), measures.address(desk)).status_code == 403
    assert post(as_staff("YT01"), GRIDS["results"].address(desk)).status_code == 404
    assert post(as_staff("HT01"), monthly.address(desk)).status_code == 200


def test_a_subject_teacher_takes_and_brings_back_the_own_subject(desk: Desk, as_staff: As) -> None:
    grid = GRIDS["results"]
    teacher = as_staff("GV02")
    book = book_of(teacher, grid.address(desk))
    heads = [head for head in header(book)[1] if " - " in head]
    assert heads == [f"Ngoại ngữ 1 - {part}" for part in ("Mức", "Điểm", "Nhận xét")]
    put(book, "Ngoại ngữ 1 - Mức", "T", "X")
    answer = offer(teacher, grid, desk, book)
    assert [entry["value"] for entry in report(desk, answer)["refused"]] == ["X"]
    post(teacher, f"{answer.location}/ghi")
    with system_session(desk.engine, "xem") as session:
        rows = session.execute(select(SubjectResult.level, SubjectResult.from_file)).all()
    assert rows == [("T", True)]
    without = offer(teacher, grid, desk, book, reason="")
    assert without.status_code == 422
    assert f'name="class_id" value="{desk.class_id}"' in without.text


def test_what_others_wrote_comes_back_without_a_word_unless_it_differs(
    desk: Desk, as_staff: As
) -> None:
    """The class's homeroom teacher takes everybody's columns along."""
    grid, comment = GRIDS["results"], "Em nghe tốt.\nCần nói nhiều hơn."
    with system_session(desk.engine, "nhập", capacities={"importer"}) as session:
        place = {"class_id": desk.class_id, "period_id": desk.periods["CN"]}
        for unit in ("NN1", "TV"):
            values = place | {"unit_id": desk.units[unit], "pupil_id": desk.pupils[0]}
            session.add(SubjectResult(**values, level="H", comment=comment))
        session.commit()
    homeroom = as_staff("GV01")
    book = book_of(homeroom, grid.address(desk))
    found = report(desk, offer(homeroom, grid, desk, book))
    assert (found["warned"], counts(found)) == ([], (0, 0, 3))
    put(book, "Ngoại ngữ 1 - Mức", "T")
    found = report(desk, offer(homeroom, grid, desk, book))
    assert "ngoài lớp và môn" in found["warned"][0]["reason"]
    assert counts(found) == (0, 0, 3)
