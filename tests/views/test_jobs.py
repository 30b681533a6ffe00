"""The screen of background work: who started what, how far it is, stop, again; long files."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select, update

from jobs.background import ask, note_round
from models.access import JobKind
from models.base import Base, utc_now
from tests.views.conftest import AsPerson
from tests.views.test_imports import names, pupils_file, upload
from tests.world import World

T = Base.metadata.tables


@pytest.fixture(autouse=True)
def no_jobs(app: Flask, monkeypatch: pytest.MonkeyPatch, school: World) -> None:
    """Nobody has started anything yet; what is queued is done at once."""
    monkeypatch.setitem(app.config, "TESTING", True)
    with school.engine.begin() as connection:
        connection.execute(T["job"].delete())


def jobs(school: World) -> list[Any]:
    """All jobs."""
    with school.engine.connect() as connection:
        return list(connection.execute(select(T["job"]).order_by(T["job"].c.id)))


def waiting(school: World, browser: Any) -> tuple[int, str]:
    """Put the office's file on the queue without a worker; return job and page of the file."""
    where = upload(browser, "pupils", pupils_file()).location
    run = int(where.rsplit("/", 1)[1])
    job = ask(school.engine, school.actor("office"), JobKind.IMPORT, run, "Học sinh: tệp.xlsx")
    return job, where


def test_a_long_file_is_written_by_a_worker_once(
    as_person: AsPerson, school: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jobs.imports.background.AT_ONCE_ELSE", 1)
    office = as_person("office")
    where = upload(office, "pupils", pupils_file()).location
    assert "Lê Văn Tư" not in names(school)
    assert office.post(f"{where}/ghi").status_code == 303
    assert "Lê Văn Tư" in names(school)
    assert "Đã ghi vào sổ" in office.get(where).text
    page = office.get("/viec-nen/").text
    assert "Học sinh: tệp.xlsx" in page
    assert "1 mới, 0 thay đổi" in page
    assert office.post(f"{where}/ghi").status_code == 409
    assert len(jobs(school)) == 1


def test_a_file_that_waits_is_watched_stopped_and_put_again(
    as_person: AsPerson, school: World
) -> None:
    office = as_person("office")
    job, where = waiting(school, office)
    page = office.get(where).text
    assert "Tệp đang được ghi ở nền" in page
    assert "Bỏ lần nhập này" not in page
    refused = office.post(f"{where}/ghi")
    assert refused.status_code == 409
    assert "đang được ghi" in refused.text
    assert office.post(f"{where}/bo").status_code == 409
    (line,) = [
        one
        for one in office.get("/viec-nen/tien-do.json").json["lines"]
        if one["key"] == f"job-{job}"
    ]
    assert line["state"] == "queued"
    assert office.post(f"/viec-nen/{job}/dung").status_code == 303
    assert "Đã dừng" in office.get("/viec-nen/").text
    assert "Lần ghi trước đã dừng" in office.get(where).text
    assert office.post(f"/viec-nen/{job}/dung").status_code == 409
    office.post(f"/viec-nen/{job}/lam-lai")
    assert "Lê Văn Tư" in names(school)


def test_others_see_and_touch_only_what_is_theirs(as_person: AsPerson, school: World) -> None:
    job, _ = waiting(school, as_person("office"))
    vice, teacher = as_person("vice"), as_person("homeroom3a")
    assert "Học sinh: tệp.xlsx" in vice.get("/viec-nen/").text
    assert vice.post(f"/viec-nen/{job}/dung").status_code == 403
    assert "tệp.xlsx" not in teacher.get("/viec-nen/").text
    assert teacher.post(f"/viec-nen/{job}/dung").status_code == 404
    assert [row.state for row in jobs(school)] == ["queued"]


def test_the_overseers_see_whether_a_worker_is_there(as_person: AsPerson, school: World) -> None:
    vice = as_person("vice")
    assert "Máy làm việc nền chưa chạy lần nào" in vice.get("/viec-nen/").text
    note_round(school.engine, 5)
    page = vice.get("/viec-nen/").text
    assert "5 tin, lời nhắc trong ngày" in page
    assert "chưa chạy lần nào" not in page
    with school.engine.begin() as connection:
        old = utc_now() - timedelta(hours=1)
        connection.execute(update(T["job"]).values(updated_at=old))
    assert "im lặng từ" in vice.get("/viec-nen/").text
    note_round(school.engine, 0, "Một bước dừng: không nối được")
    assert "Một bước dừng: không nối được" in vice.get("/viec-nen/").text


def test_the_page_asks_little(app: Flask, as_person: AsPerson, school: World) -> None:
    browser = as_person("principal")
    waiting(school, as_person("office"))
    asked: list[str] = []
    listen = lambda *a: asked.append(a[2]) if a[2] != "BEGIN" else None  # noqa: E731
    event.listen(app.extensions["so_truong_engines"].read, "before_cursor_execute", listen)
    for page in ("/viec-nen/", "/viec-nen/tien-do.json", "/viec-duoc-giao/",
                 "/viec-duoc-giao/?muc=da-giao", "/viec-duoc-giao/giao"):  # fmt: skip
        asked.clear()
        assert browser.get(page).status_code == 200
        assert len(asked) <= 25, (page, len(asked))
