"""Grids as files, for the tests that fill them in and send them back."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import openpyxl
from flask.testing import FlaskClient
from sqlalchemy import select

from models.access import ImportRun
from models.assessment import MonthlyComment, SubjectResult, TraitResult
from models.clock import school_today
from models.health import Measurement, SpecialistCheck
from models.school import Period, PeriodKind, SchoolDay
from permissions.session import system_session
from tests.models.desk import Desk
from tests.views.conftest import TOKEN


@dataclass(frozen=True)
class Grid:
    """A grid: its kind of file, who fills it in, its address, a cell to fill, what it becomes."""

    kind: str
    who: str
    address: Callable[[Desk], str]
    head: str
    typed: Any
    stored: Callable[[Desk], Any]
    reason: str = ""


def period(desk: Desk, kind: PeriodKind, at: int = 0) -> Period:
    """Return the period of a kind around today (0), or some periods away."""
    with system_session(desk.engine, "xem") as session:
        every = session.scalars(
            select(Period).where(Period.kind == kind).order_by(Period.from_date)
        ).all()
    today = school_today()
    now = next(n for n, p in enumerate(every) if p.from_date <= today <= p.to_date)
    return every[now + at]


def last_day(desk: Desk) -> SchoolDay:
    """Return the last day that was taught, with lessons in the morning."""
    query = select(SchoolDay).where(SchoolDay.date <= school_today(), SchoolDay.morning)
    with system_session(desk.engine, "xem") as session:
        return session.scalars(query.order_by(SchoolDay.date.desc())).first()


def term(tail: str = "") -> Callable[[Desk], str]:
    return lambda desk: f"/nhap-ket-qua/{desk.class_id}/{desk.periods['CN']}/excel{tail}"


def of(start: str, kind: PeriodKind) -> Callable[[Desk], str]:
    return lambda desk: f"{start}/{desk.class_id}/{period(desk, kind).id}/excel"


def month_of(desk: Desk) -> str:
    return f"/diem-danh/{desk.class_id}/thang/{last_day(desk).month_id}/excel"


def first(model: Any, field: str) -> Callable[[Desk], Any]:
    def look(desk: Desk) -> Any:
        query = select(getattr(model, field)).where(model.pupil_id == desk.pupils[0])
        with system_session(desk.engine, "xem") as session:
            return session.scalars(query).first()

    return look


ROUND = PeriodKind.ROUND
GRIDS = {
    "results": Grid(
        "results", "GV01", term(), "Toán - Điểm", 9, first(SubjectResult, "score"), "x"
    ),
    "one unit": Grid(
        "results",
        "GV01",
        term("?mon=TV"),
        "Tiếng Việt - Mức",
        "T",
        first(SubjectResult, "level"),
        "x",
    ),
    "traits": Grid(
        "results",
        "GV01",
        term("?phan=nang-luc"),
        "PC Yêu nước",
        "Đ",
        first(TraitResult, "level"),
        "x",
    ),
    "monthly": Grid(
        "monthly",
        "GV01",
        of("/nhan-xet-thang", PeriodKind.MONTH),
        "Nhận xét",
        "Em tiến bộ.\nCần đọc to.",
        first(MonthlyComment, "comment"),
    ),
    "measures": Grid(
        "measures",
        "YT01",
        of("/suc-khoe/do", ROUND),
        "Chiều cao (cm)",
        120.5,
        first(Measurement, "height"),
    ),
    "checks": Grid(
        "checks",
        "YT01",
        of("/suc-khoe/kham", ROUND),
        "Kết luận",
        "Khỏe",
        first(SpecialistCheck, "conclusion"),
    ),
}


def token_of(client: FlaskClient) -> str:
    found = TOKEN.search(client.get("/quyen-cua-toi").text)
    assert found
    return found[1]


def post(client: FlaskClient, url: str, **data: Any) -> Any:
    return client.post(url, data={"csrf_token": token_of(client)} | data)


def book_of(client: FlaskClient, url: str) -> openpyxl.Workbook:
    answer = post(client, url)
    assert answer.status_code == 200, answer.text
    return openpyxl.load_workbook(io.BytesIO(answer.data))


def header(book: openpyxl.Workbook) -> tuple[int, dict[str, int]]:
    """Return the row of the header and the columns by their words."""
    for row in book.active.iter_rows():
        found = {str(cell.value): cell.column for cell in row if cell.value is not None}
        if "STT" in found:
            return row[0].row, found
    raise AssertionError("no header")


def put(book: openpyxl.Workbook, head: str, *values: Any) -> None:
    """Fill a column from the first pupil on."""
    row, columns = header(book)
    for n, value in enumerate(values, start=1):
        cell = book.active.cell(row + n, columns[head])
        cell.value = value
        if isinstance(value, str) and value.startswith("="):
            cell.data_type = "s"  # text, as the program itself writes it


def offer(client: FlaskClient, grid: Grid, desk: Desk, book: openpyxl.Workbook, **more: Any) -> Any:
    """Send a file from a grid's own form; return the answer."""
    stream = io.BytesIO()
    book.save(stream)
    parts = grid.address(desk).split("/")
    data = {"kind": grid.kind, "class_id": desk.class_id, "period_id": parts[-2]}
    data |= {"reason": grid.reason, "file": (io.BytesIO(stream.getvalue()), "bang.xlsx")}
    return post(client, "/nhap-tu-tep", **data | more)


def report(desk: Desk, answer: Any) -> dict[str, Any]:
    """Return what was found in the file."""
    assert answer.status_code == 303, answer.text
    with system_session(desk.engine, "xem") as session:
        run = session.get(ImportRun, int(answer.location.rsplit("/", 1)[1]))
        return dict(run.report["json"])


def counts(found: dict[str, Any]) -> tuple[int, int, int]:
    return found["created"], found["updated"], found["unchanged"]
