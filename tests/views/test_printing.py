"""Printing on screen: who sees which choice, what is said before, and whose files are whose."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from models.archive import PrintedDocument, PrintJob
from permissions.session import system_session
from tests.jobs.printing import reading
from tests.views.conftest import AsPerson
from tests.world import World

PAGE = "/in-va-luu-tru"
ORDER = {"document": "report-books", "class": "3A", "year": "2025-2026"}
YEAR_3A = "document=report-books&class=3A&year=2025-2026"


@pytest.fixture(autouse=True)
def _print_at_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let runs be made within the request, as tests have no worker."""
    monkeypatch.setitem(app.config, "TESTING", True)


def _newest(school: World) -> PrintedDocument:
    with system_session(school.engine, "xem") as session:
        return session.scalars(select(PrintedDocument).order_by(PrintedDocument.id.desc())).first()


def test_a_homeroom_teacher_previews_the_own_class_only(school: World, as_person: AsPerson) -> None:
    teacher = as_person("homeroom3a")
    page = teacher.get(PAGE).text
    assert '<option value="3A">' in page
    assert '<option value="3B">' not in page
    assert "Cả trường" not in page
    assert "Mục còn thiếu" in teacher.get(f"{PAGE}/xem-truoc?{YEAR_3A}").text
    other = f"{PAGE}/xem-truoc?document=report-books&class=3B&year=2025-2026"
    assert teacher.get(other).status_code == 404
    assert teacher.post(PAGE, ORDER | {"copy": "official"}).status_code == 403
    started = teacher.post(PAGE, ORDER)
    assert started.status_code == 303
    assert "hoc-ba-3A.pdf" in teacher.get(started.location).text
    made = _newest(school)
    assert not made.official
    with teacher.get(f"{started.location}/{made.id}.pdf") as file:
        assert file.data[:5] == b"%PDF-"
        assert file.mimetype == "application/pdf"


def test_the_office_prints_official_copies_and_watches(school: World, as_person: AsPerson) -> None:
    office = as_person("office")
    assert "Cả trường" in office.get(PAGE).text
    page = office.get(f"{PAGE}/xem-truoc?{YEAR_3A}&copy=official").text
    assert "Quốc tịch" in page
    assert "In học bạ 3A" in page
    whole = ORDER | {"document": "summary-sheets", "class": "*", "copy": "official"}
    started = office.post(PAGE, whole)
    progress = office.get(f"{started.location}/tien-do.json").json
    assert progress["finished"]
    assert progress["done"] == progress["total"] > 0
    assert progress["sentence"] == f"{progress['done']} trong {progress['total']} em"
    assert _newest(school).official


def test_others_neither_print_nor_look(school: World, as_person: AsPerson) -> None:
    started = as_person("homeroom3a").post(PAGE, ORDER)
    made = _newest(school)
    for person in ("english3a", "nurse", "conduct", "nobody", "head3"):
        browser = as_person(person)
        assert browser.get(started.location).status_code == 404, person
        assert browser.get(f"{started.location}/tien-do.json").status_code == 404
        assert browser.get(f"{started.location}/{made.id}.pdf").status_code == 404
        assert browser.post(PAGE, ORDER).status_code == 403
    assert as_person("nurse").get(PAGE).status_code == 403


def test_a_file_belongs_to_its_run(school: World, as_person: AsPerson) -> None:
    office = as_person("office")
    first = office.post(PAGE, ORDER)
    made = _newest(school)
    second = office.post(PAGE, ORDER)
    with office.get(f"{first.location}/{made.id}.pdf") as file:
        assert file.status_code == 200
    assert office.get(f"{second.location}/{made.id}.pdf").status_code == 404
    assert office.get(f"{PAGE}/99999999999999999999").status_code in {404, 422}


@pytest.mark.parametrize("broken", ["document=x", "class=9Z", "year=1999-2000", ""])
def test_a_broken_choice_is_answered(as_person: AsPerson, broken: str) -> None:
    words = dict(part.split("=") for part in YEAR_3A.split("&")) | dict(
        part.split("=") for part in broken.split("&") if part
    )
    answer = as_person("office").get(f"{PAGE}/xem-truoc", query_string=words)
    assert answer.status_code == (404 if broken else 200)


def test_asking_changes_nothing(school: World, as_person: AsPerson) -> None:
    as_person("office").get(f"{PAGE}/xem-truoc?{YEAR_3A}&copy=official")
    with system_session(school.engine, "xem") as session:
        jobs = len(session.scalars(select(PrintJob)).all())
    assert jobs == len(school.rows.get("print_job", []))


def test_a_class_is_looked_at_before_it_is_printed(school: World, as_person: AsPerson) -> None:
    form = {"document": "report-books", "class": "3A", "copy": "official"}
    for person in ("office", "homeroom3a"):
        page = as_person(person).post(
            "/in-va-luu-tru/xem.pdf", form | ({"copy": ""} if person != "office" else {})
        )
        assert page.status_code == 200
        assert page.data.startswith(b"%PDF-")
        assert "attachment" not in page.headers.get("Content-Disposition", "")
        assert "BẢNXEM" in reading.letters(page.data)
    office = as_person("office")
    assert office.post("/in-va-luu-tru/xem.pdf", form | {"class": "*"}).status_code == 409
    assert office.post("/in-va-luu-tru/xem.pdf", form | {"class": "9Z"}).status_code == 404
    assert as_person("homeroom3a").post(
        "/in-va-luu-tru/xem.pdf", {"document": "report-books", "class": "3B"}
    ).status_code == 404  # fmt: skip
    assert as_person("nurse").post("/in-va-luu-tru/xem.pdf", form).status_code == 403
