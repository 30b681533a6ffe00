"""The way through the house in a real browser: from a file of the office to a frozen list."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from models.pupils import EnrolmentInterval, Pupil
from models.school import SchoolClass
from permissions.session import system_session
from tests.browser import files
from tests.browser.desk import Desk
from tests.browser.site import Site
from tests.databases import open_url

pytestmark = pytest.mark.browser

At = Callable[[str], Desk]


def test_the_office_imports_pupils(server: Site, sit_down: At, tmp_path: Path) -> None:
    desk = sit_down("cb003")
    page = desk.page
    desk.menu("Nhập từ tệp")
    year = page.locator("#year").input_value()
    page.locator("#file").set_input_files(files.pupils(tmp_path, year, "4B"))
    desk.button("Xem trước khi ghi")
    expect(page.get_by_text("Chưa ghi gì vào sổ.")).to_be_visible()
    wrong = page.get_by_label("Giá trị đúng, dòng 5", exact=False)
    expect(wrong).to_have_value(files.SPOILED[2])
    wrong.fill("28/02/2016")
    desk.button("Kiểm tra lại")
    expect(page.get_by_text("Sẽ ghi")).to_be_visible()
    desk.button("Ghi 2 dòng đúng")
    expect(page.get_by_text("Đã ghi vào sổ.")).to_be_visible()
    assert _room_of(server, files.NEW_PUPIL[0]) == "4B"
    assert _room_of(server, files.SPOILED[0]) == "4B"


def _room_of(server: Site, code: str) -> str | None:
    i = EnrolmentInterval
    with system_session(open_url(server.settings.database_url), "xem") as session:
        query = (
            select(SchoolClass.name)
            .join(i, i.class_id == SchoolClass.id)
            .join(Pupil, Pupil.id == i.pupil_id)
            .where(Pupil.code == code)
        )
        return session.scalars(query).one_or_none()
