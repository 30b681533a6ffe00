"""The one way of every request: sign-in, token, headers, sessions that end."""

from __future__ import annotations

import re
from pathlib import Path
from time import time

from flask import Flask
from sqlalchemy import func, select, update

from models.base import Base, utc_now
from tests.views.conftest import AsPerson
from tests.world import World
from views.assets import address_of
from views.pipeline import LONGEST, PUBLIC

INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:", re.IGNORECASE)


def plain_rules(app: Flask) -> list[str]:
    return [
        r.rule for r in app.url_map.iter_rules() if "GET" in (r.methods or ()) and not r.arguments
    ]


def test_nothing_opens_without_signing_in(app: Flask, as_person: AsPerson) -> None:
    stranger = as_person(None)
    for rule in app.url_map.iter_rules():
        if rule.endpoint in PUBLIC or rule.arguments:
            continue
        for method in (rule.methods or set()) & {"GET", "POST"}:
            response = stranger.client.open(rule.rule, method=method)
            expected = 302 if method == "GET" else 401
            assert response.status_code == expected, (method, rule.rule)
            if method == "GET":
                assert response.location.startswith("/dang-nhap?next=")


def test_a_script_without_sign_in_gets_401(as_person: AsPerson) -> None:
    response = as_person(None).get("/so/hoc-sinh/", headers={"Accept": "application/json"})
    assert response.status_code == 401
    assert "Đ3" in response.json["message"]


def counted(school: World) -> dict[str, int]:
    with school.engine.connect() as connection:
        tables = Base.metadata.tables.items()
        return {
            n: connection.scalar(select(func.count() + func.sum(t.c.version)).select_from(t))
            for n, t in tables
        }


def test_every_answer_is_strict_and_no_get_changes_anything(
    app: Flask, as_person: AsPerson, school: World
) -> None:
    before, browser = counted(school), as_person("vice")
    more = ["/so/hoc-sinh/details/?id=1", "/so/gia-dinh/edit/?id=1", "/khong-co"]
    for address in [*plain_rules(app), *more, f"{app.static_url_path}/css/tokens.css"]:
        response = browser.get(address)
        assert response.status_code < 500, address
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["X-Frame-Options"] in ("DENY", "SAMEORIGIN")
        assert response.headers["Referrer-Policy"]
        if response.mimetype == "text/html" and response.status_code != 302:
            assert not INLINE.search(response.text), (address, INLINE.search(response.text))
            assert '<html lang="vi">' in response.text
        response.close()
    assert counted(school) == before


def test_a_file_is_kept_by_the_browser_and_renews_nobodys_session(
    app: Flask, as_person: AsPerson
) -> None:
    response = as_person("vice").get(f"{app.static_url_path}/css/tokens.css")
    assert response.status_code == 200
    assert "immutable" in response.headers["Cache-Control"]
    assert "Set-Cookie" not in response.headers
    assert "Vary" not in response.headers
    response.close()


def test_the_address_of_files_changes_with_their_content(tmp_path: Path) -> None:
    for folder, text in (("one", "a{}"), ("same", "a{}"), ("other", "b{}")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.css").write_text(text)
    assert address_of(tmp_path / "one") == address_of(tmp_path / "same")
    assert address_of(tmp_path / "one") != address_of(tmp_path / "other")


def test_a_form_without_this_sessions_token_is_refused(as_person: AsPerson) -> None:
    office, other = as_person("office"), as_person("vice")
    data = {"full_name": "Em Khác", "code": "9", "register_number": "9"}
    for token in ("", "x", other.token(), as_person(None).token()):
        response = office.client.post("/so/hoc-sinh/new/", data=data | {"csrf_token": token})
        assert response.status_code == 403, token
    headers = {"X-CSRF-Token": office.token()}
    assert office.client.post("/so/hoc-sinh/new/", data=data, headers=headers).status_code == 303


def test_one_persons_rows_never_show_to_another_in_a_shared_context(
    app: Flask, as_person: AsPerson
) -> None:
    a, b = as_person("homeroom3a"), as_person("head3")
    with app.app_context():
        assert "Em 3A-1" in a.get("/so/gia-dinh/").text
        page = b.get("/so/gia-dinh/").text
    assert "Em 3B-1" in page
    assert "Em 3A-1" not in page


def test_a_session_ends_with_sign_out_everywhere(as_person: AsPerson) -> None:
    here, elsewhere = as_person("office"), as_person("office")
    assert elsewhere.get("/so/").status_code == 200
    assert here.post("/dang-xuat").status_code == 303
    assert here.get("/so/").status_code == 302
    assert elsewhere.get("/so/").status_code == 302


def test_a_session_ends_with_suspension(as_person: AsPerson, school: World) -> None:
    browser, table = as_person("office"), Base.metadata.tables["account"]
    assert browser.get("/so/").status_code == 200
    with school.engine.begin() as connection:
        mine = table.c.id == school.account["office"]
        connection.execute(update(table).where(mine).values(suspended_at=utc_now()))
    assert browser.get("/so/").status_code == 302


def test_a_session_ends_after_its_longest_time(as_person: AsPerson) -> None:
    browser = as_person("office")
    with browser.client.session_transaction() as cookie:
        cookie["since"] = time() - LONGEST.total_seconds() - 1
    assert browser.get("/so/").status_code == 302


def test_a_duty_that_ends_closes_its_books_at_the_next_request(
    as_person: AsPerson, school: World
) -> None:
    browser, table = as_person("office"), Base.metadata.tables["duty"]
    assert browser.get("/so/so-ddcn/").status_code == 200
    with school.engine.begin() as connection:
        mine = table.c.staff_id == school.staff["office"]
        connection.execute(update(table).where(mine).values(to_date=table.c.from_date))
    assert browser.get("/so/so-ddcn/").status_code == 403


def test_cookies_are_kept_from_scripts_and_other_sites(as_person: AsPerson) -> None:
    cookie = as_person(None).get("/dang-nhap").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_refusal_names_the_article_and_who_helps(as_person: AsPerson) -> None:
    page = as_person("nurse").get("/so/so-ddcn/")
    assert page.status_code == 403
    assert "Điều 2.9" in page.text
    assert "phó hiệu trưởng" in page.text


def test_the_menu_holds_only_what_is_ones_own(as_person: AsPerson) -> None:
    def words(person: str) -> str:
        page = as_person(person).get("/quyen-cua-toi").text
        return page[page.index('<nav class="nav"') : page.index("</nav>")]

    assert "Phân công" in words("vice")
    assert "Phân công" not in words("homeroom3a")
    assert "Gia đình" in words("office")
    assert "Gia đình" not in words("english3b")
