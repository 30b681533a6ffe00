"""The door: one person, one account; guessing is slow and locks nobody out for good."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select

from jobs.passwords import why_weak
from models.base import Base
from tests.views.conftest import PASSWORD, AsPerson, Browser
from tests.world import World
from views.signin import safe_next

Give = Callable[..., None]


def enter(browser: Browser, name: str, password: str = PASSWORD, url: str = "/dang-nhap") -> Any:
    return browser.post(url, {"username": name, "password": password})


def test_the_right_password_opens_and_case_does_not_matter(
    as_person: AsPerson, with_password: Give
) -> None:
    with_password("office")
    browser = as_person(None)
    response = enter(browser, " OFFICE ", url="/dang-nhap?next=/so/hoc-sinh/")
    assert (response.status_code, response.location) == (303, "/so/hoc-sinh/")
    assert browser.get("/so/hoc-sinh/").status_code == 200


def test_a_wrong_name_and_a_wrong_password_get_the_same_sentence(
    as_person: AsPerson, with_password: Give
) -> None:
    with_password("office")
    known = enter(as_person(None), "office", "sai rồi")
    unknown = enter(as_person(None), "khong-co", "sai rồi")
    assert known.status_code == unknown.status_code == 401
    assert "Còn 9 lần thử" in known.text
    assert "chưa đúng" in unknown.text


def test_the_eleventh_try_waits_even_with_the_right_password(
    as_person: AsPerson, with_password: Give
) -> None:
    with_password("office")
    browser = as_person(None)
    statuses = [enter(browser, "office", "sai").status_code for _ in range(12)]
    assert statuses == [401] * 10 + [429] * 2
    assert enter(browser, "office").status_code == 429
    assert enter(as_person(None), "office").status_code == 429


def test_guessing_elsewhere_does_not_lock_the_own_machine(
    as_person: AsPerson, with_password: Give
) -> None:
    with_password("principal")
    own = as_person(None)
    assert enter(own, "principal").status_code == 303
    own.post("/dang-xuat")
    stranger = as_person(None)
    for _ in range(11):
        enter(stranger, "principal", "đoán")
    assert enter(stranger, "principal").status_code == 429
    assert enter(own, "principal").status_code == 303


def test_many_names_from_one_address_wait_too(as_person: AsPerson) -> None:
    browser = as_person(None)
    statuses = [enter(browser, f"cb{n:03}", "đoán").status_code for n in range(45)]
    assert statuses[-1] == 429
    assert statuses.count(401) <= 40


def test_nothing_of_the_session_before_sign_in_survives(
    as_person: AsPerson, with_password: Give
) -> None:
    with_password("office")
    browser = as_person(None)
    before = browser.token()
    enter(browser, "office")
    old = browser.client.post("/dang-xuat", data={"csrf_token": before})
    assert old.status_code == 403


def test_the_first_sign_in_leads_to_an_own_password(
    as_person: AsPerson, with_password: Give, school: World
) -> None:
    with_password("office", must_change=True)
    browser = as_person(None)
    enter(browser, "office")
    assert browser.get("/so/hoc-sinh/").location == "/mat-khau"
    wrong = browser.post("/mat-khau", {"old": PASSWORD, "new": "office123", "again": "khác"})
    assert wrong.status_code == 422
    assert "Đừng dùng mã cán bộ" in wrong.text
    assert "chưa giống nhau" in wrong.text
    new = "mây trắng bay cao"
    done = browser.post("/mat-khau", {"old": PASSWORD, "new": new, "again": new})
    assert done.status_code == 303
    assert browser.get("/so/hoc-sinh/").status_code == 200
    assert enter(as_person(None), "office", new).status_code == 303
    table = Base.metadata.tables["history_line"]
    with school.engine.connect() as connection:
        changes = connection.scalars(select(table.c.changes).where(table.c.entity == "credential"))
        assert not any("argon2" in change for change in changes)


def test_a_changed_password_ends_the_other_sessions(
    as_person: AsPerson, with_password: Give
) -> None:
    with_password("office")
    here, elsewhere = as_person("office"), as_person("office")
    new = "bốn mùa hoa nở"
    here.post("/mat-khau", {"old": PASSWORD, "new": new, "again": new})
    assert here.get("/so/").status_code == 200
    assert elsewhere.get("/so/").status_code == 302


def test_the_regulation_comes_before_work_and_once(as_person: AsPerson, school: World) -> None:
    table = Base.metadata.tables["acknowledgement"]
    with school.engine.begin() as connection:
        connection.execute(delete(table).where(table.c.account_id == school.account["office"]))
    browser = as_person("office")
    assert browser.get("/so/hoc-sinh/").location == "/quy-che"
    page = browser.get("/quy-che")
    assert 'id="d4.7"' in page.text
    assert browser.post("/quy-che/1/da-doc").status_code == 303
    assert browser.get("/so/hoc-sinh/").status_code == 200


def test_the_rights_page_names_duty_source_and_article(as_person: AsPerson) -> None:
    page = as_person("homeroom3a").get("/quyen-cua-toi").text
    assert "GVCN 3A" in page
    assert "phân công chủ nhiệm" in page
    assert "Đ4.1" in page


def test_demo_accounts_show_only_where_they_were_given(app: Flask, as_person: AsPerson) -> None:
    assert "trường mẫu" not in as_person(None).get("/dang-nhap").text
    app.extensions["so_truong_demo_accounts"] = [{"who": "A", "username": "b", "password": "c"}]
    assert "trường mẫu" in as_person(None).get("/dang-nhap").text


@pytest.mark.parametrize("target", ["//ma.vn", "/\\ma.vn", "https://ma.vn", "ma", "", None])
def test_sign_in_never_leads_to_another_site(target: str | None) -> None:
    assert safe_next(target) is None


@pytest.mark.parametrize("weak", ["ngan", "12345678", "aaaaaaaa", "Trâm-cb004", "x" * 200])
def test_weak_passwords_are_named(weak: str) -> None:
    assert why_weak(weak, "CB004", "Trâm")
