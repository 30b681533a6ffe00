"""Lưu trữ and Học bạ số on screen: who seals, checks, lists, decides; what is said first."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, update

from jobs.queue import Queue
from models.access import Job, JobKind
from models.archive import DestructionList, SubmissionLine, YearPackage
from models.base import Base
from permissions.session import system_session
from tests.databases import settings_for
from tests.views.conftest import AsPerson
from tests.world import World

T = Base.metadata.tables


@pytest.fixture
def sealed(school: World, as_person: AsPerson, tmp_path: Path) -> YearPackage:
    """The year, sealed by the office on screen and a worker; nothing was sealed before."""
    with school.engine.begin() as connection:
        for table in ("destruction_list", "year_package"):
            connection.execute(T[table].delete())
    office = as_person("office")
    assert office.post("/luu-tru", {"year": str(school.year)}).status_code == 303
    assert "Đang đóng gói" in office.get("/luu-tru").text
    settings = settings_for(str(school.engine.url), tmp_path / "data")
    with system_session(school.engine, "thử") as session:
        job = session.scalars(select(Job.id).where(Job.kind == JobKind.ARCHIVE)).one()
    Queue(settings, immediate=True, engine=school.engine).do(job)
    with system_session(school.engine, "thử") as session:
        return session.scalars(select(YearPackage)).one()


def test_the_office_seals_and_checks_a_year(
    school: World, as_person: AsPerson, sealed: YearPackage
) -> None:
    office = as_person("office")
    assert sealed.sealed_at is not None
    place = f"/luu-tru/{sealed.id}/kiem-tra"
    assert "Gói còn nguyên" in office.post(place, follow_redirects=True).text
    (Path(sealed.folder or "") / "du-lieu/unit.csv").write_text("x")
    told = office.post(place, follow_redirects=True).text
    assert "KHÔNG còn nguyên" in told
    assert "du-lieu/unit.csv" in told
    for person in ("principal", "vice"):
        assert "Gói năm học" in as_person(person).get("/luu-tru").text
    refused = as_person("homeroom3a").get("/luu-tru")
    assert refused.status_code == 403
    assert "Đ8.1" in refused.text
    assert as_person("homeroom3a").post("/luu-tru", {"year": "1"}).status_code == 403
    assert as_person("principal").post("/luu-tru", {"year": "1"}).status_code == 403


def test_nothing_is_destroyed_without_two_people_and_a_period_that_is_over(
    school: World, as_person: AsPerson, sealed: YearPackage
) -> None:
    office, principal = as_person("office"), as_person("principal")
    folder = Path(sealed.folder or "")
    kind, period = T["retention_class"], T["school_year"]
    asked = {"package": str(sealed.id), "kind": "1", "reason": "hết hạn"}
    with school.engine.begin() as connection:
        connection.execute(update(kind).values(code="attendance", years=None))
    told = office.post("/luu-tru/huy", asked)
    assert told.status_code == 409
    assert "giữ mãi" in told.text
    with school.engine.begin() as connection:
        connection.execute(update(kind).values(years=5))
    told = office.post("/luu-tru/huy", asked)
    assert told.status_code == 409
    assert "còn phải giữ đến" in told.text
    with school.engine.begin() as connection:
        old = {"first_day": period.c.first_day.type.python_type(2010, 9, 6)}
        old["last_day"] = old["first_day"].replace(year=2011, month=5)
        connection.execute(update(period).where(period.c.id == school.year).values(**old))
    assert principal.post("/luu-tru/huy", asked).status_code == 403
    assert office.post("/luu-tru/huy", asked | {"reason": " "}).status_code == 422
    here = office.post("/luu-tru/huy", asked).headers["Location"]
    # not before it is approved, and not by who listed it
    assert office.post(f"{here}/thuc-hien").status_code == 409
    assert office.post(f"{here}/quyet-dinh", {"answer": "yes"}).status_code == 403
    assert principal.post(f"{here}/quyet-dinh", {"answer": "no"}).status_code == 422
    assert (folder / "du-lieu/roll_call.csv").is_file()
    assert principal.post(f"{here}/quyet-dinh", {"answer": "yes"}).status_code == 303
    assert principal.post(f"{here}/thuc-hien").status_code == 403
    assert office.post(f"{here}/thuc-hien").status_code == 303
    assert not (folder / "du-lieu/roll_call.csv").exists()
    assert (folder / "du-lieu/pupil.csv").is_file()
    assert office.post(f"{here}/thuc-hien").status_code == 409
    place = f"/luu-tru/{sealed.id}/kiem-tra"
    checked = office.post(place, follow_redirects=True).text
    assert "Gói còn nguyên" in checked
    assert "đã hủy theo danh mục" in checked
    assert "roll_call" in office.get(here).text
    with system_session(school.engine, "thử") as session:
        row = session.scalars(select(DestructionList)).one()
        assert row.executed_at is not None
        assert len(row.items) == 9


def test_what_books_lack_is_said_by_class_and_the_class_goes_out_as_excel(
    school: World, as_person: AsPerson
) -> None:
    office = as_person("office")
    asked = "year=2025-2026&class=3A"
    told = office.get(f"/hoc-ba-so/soat?{asked}").text
    assert "Học bạ chưa kí số" in told
    assert "chưa có chứng thư số" in told
    sent = office.post("/hoc-ba-so", {"year": "2025-2026", "class": "3A"})
    assert sent.status_code == 409
    ledger = office.get("/hoc-ba-so").text
    assert "BN-1" in ledger
    assert "thiếu mã" in ledger
    assert "BN-1" not in office.get("/hoc-ba-so?trang-thai=rejected").text
    with school.engine.begin() as connection:
        pupil = T["pupil"]
        named = update(pupil).where(pupil.c.id == school.pupil["3A"][0])
        connection.execute(named.values(full_name="=1+1"))
    chosen = {"year": "2025-2026", "class": "3A"}
    file = office.post("/hoc-ba-so/excel", chosen)
    sheet = load_workbook(io.BytesIO(file.data)).active
    heads = [cell.value for cell in sheet[1]]
    assert heads[:2] == ["STT", "Số định danh cá nhân"]
    names = [row[heads.index("Họ tên")] for row in sheet.iter_rows(min_row=2)]
    inert = next(cell for cell in names if cell.value == "=1+1")
    assert inert.data_type == "s"
    assert inert.quotePrefix
    assert as_person("homeroom3a").post("/hoc-ba-so/excel", chosen).status_code == 403
    for url in ("/hoc-ba-so", f"/hoc-ba-so/soat?{asked}"):
        assert as_person("homeroom3a").get(url).status_code == 403
    assert as_person("principal").get(f"/hoc-ba-so/soat?{asked}").status_code == 403
    assert office.get("/hoc-ba-so/soat?class=9Z").status_code == 404
    with system_session(school.engine, "thử") as session:
        line = SubmissionLine
        rejected = session.scalars(select(line.id).where(line.state == "rejected")).one()
    assert office.post(f"/hoc-ba-so/{rejected}/gui-lai").status_code == 303
    assert office.post(f"/hoc-ba-so/{rejected}/gui-lai").status_code == 409
