"""Where a person is signed in is noted; one account at two places at once is told to the board."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from jobs.sharing import note_shared
from models.access import Reminder
from models.base import utc_now
from models.people import SharedSign, SignIn
from models.people.sharing import at_once
from permissions.session import system_session
from tests.views.conftest import PASSWORD, TOKEN, AsPerson
from tests.world import World
from views.places import browser_words

Enter = Callable[..., FlaskClient]
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 coc_coc_browser/126 Chrome/120"


@pytest.fixture
def enter(app: Flask, school: World, with_password: Callable[..., None]) -> Enter:
    """Sign a person in at a place: ``enter("homeroom3a", "10.0.0.7", PHONE)``."""
    with school.engine.begin() as connection:
        connection.execute(delete(SharedSign))
        connection.execute(delete(SignIn))

    def arrive(person: str, address: str, agent: str) -> FlaskClient:
        with_password(person)
        client = app.test_client()
        client.environ_base |= {"REMOTE_ADDR": address, "HTTP_USER_AGENT": agent}
        found = TOKEN.search(client.get("/dang-nhap").text)
        assert found
        form = {"csrf_token": found[1], "username": person, "password": PASSWORD}
        assert client.post("/dang-nhap", data=form).status_code == 303
        return client

    return arrive


def signs(school: World) -> list[SharedSign]:
    with system_session(school.engine, "kiểm tra") as session:
        return list(session.scalars(select(SharedSign)))


def test_two_places_at_once_are_told_to_whoever_may_ask_and_to_nobody_else(
    school: World, enter: Enter, as_person: AsPerson
) -> None:
    enter("homeroom3a", "10.0.0.7", DESK)
    assert note_shared(school.engine) == 0
    enter("homeroom3a", "27.66.1.2", PHONE)
    assert note_shared(school.engine) == 1
    assert note_shared(school.engine) == 0, "once a day"
    [sign] = signs(school)
    assert [(p["browser"], p["address"]) for p in sign.places] == [
        ("Cốc Cốc trên Windows", "10.0.0.7"),
        ("Chrome trên Android", "27.66.1.2"),
    ]
    with system_session(school.engine, "kiểm tra") as session:
        told = session.scalars(
            select(Reminder.to_id).where(Reminder.rule_key.startswith("shared:"))
        ).all()
    assert set(told) == {school.staff["principal"], school.staff["vice"]}
    assert as_person("secretary").get("/phan-quyen/dang-nhap").status_code == 403
    page = as_person("vice").get("/phan-quyen/dang-nhap").text
    assert "27.66.1.2" in page
    assert "Chưa hỏi" in page


def test_one_device_one_address_or_one_after_the_other_is_no_sign() -> None:
    now = utc_now()

    def used(account: int, device: str, address: str, begun: int, ended: int) -> SignIn:
        at, seen = now + timedelta(minutes=begun), now + timedelta(minutes=ended)
        row = SignIn(account_id=account, device=device, address=address, at=at, seen_at=seen)
        row.id = id(row)
        return row

    first = used(1, "a", "10.0.0.1", 0, 60)
    assert at_once([first, used(1, "a", "10.0.0.2", 30, 90)]) == []
    assert at_once([first, used(1, "b", "10.0.0.1", 30, 90)]) == []
    assert at_once([first, used(1, "b", "10.0.0.2", 71, 90)]) == []
    assert at_once([first, used(2, "b", "10.0.0.2", 30, 90)]) == []
    [found] = at_once([used(1, "b", "10.0.0.2", 30, 90), first])
    assert found.places[0] is first
    assert found.since == now + timedelta(minutes=30)


def test_the_answer_is_written_down_and_sessions_are_ended(
    school: World, enter: Enter, as_person: AsPerson
) -> None:
    desk = enter("homeroom3a", "10.0.0.7", DESK)
    enter("homeroom3a", "27.66.1.2", PHONE)
    note_shared(school.engine)
    [sign] = signs(school)
    here = as_person("vice")
    address = f"/phan-quyen/dang-nhap/{sign.id}"
    assert here.post(f"{address}/da-hoi", {"note": "  "}).status_code == 422
    assert desk.get("/quyen-cua-toi").status_code == 200
    assert here.post(f"{address}/ket-thuc").status_code == 303
    assert desk.get("/quyen-cua-toi").status_code == 302, "the desk signs in again"
    assert here.post(f"{address}/da-hoi", {"note": "Dùng điện thoại riêng."}).status_code == 303
    [sign] = signs(school)
    assert (sign.note, sign.checked_by) == ("Dùng điện thoại riêng.", school.staff["vice"])
    assert "Đã hỏi" in here.get("/phan-quyen/dang-nhap").text


def test_nobody_asks_about_the_own_account(
    school: World, enter: Enter, as_person: AsPerson
) -> None:
    enter("vice", "10.0.0.7", DESK)
    enter("vice", "27.66.1.2", PHONE)
    note_shared(school.engine)
    [sign] = signs(school)
    here = as_person("vice")
    assert "tài khoản của chính mình" in here.get("/phan-quyen/dang-nhap").text
    refused = here.post(f"/phan-quyen/dang-nhap/{sign.id}/da-hoi", {"note": "Tôi dùng."})
    assert refused.status_code == 403
    assert signs(school)[0].note is None


def test_a_place_that_is_used_is_noted_again_after_a_while(
    school: World, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = enter("homeroom3a", "10.0.0.7", DESK)
    with school.engine.begin() as connection:
        before = utc_now() - timedelta(hours=1)
        connection.execute(SignIn.__table__.update().values(seen_at=before))
    page = desk.get("/quyen-cua-toi").text
    assert "Nơi tôi đã đăng nhập" in page
    assert "Cốc Cốc trên Windows" in page

    def last() -> object:
        with system_session(school.engine, "kiểm tra") as session:
            return session.scalars(select(SignIn.seen_at)).one()

    assert last() == before, "not at each request"
    with desk.session_transaction() as cookie:
        cookie["noted"] -= 301
    desk.get("/quyen-cua-toi")
    assert last() > before


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (DESK, "Cốc Cốc trên Windows"),
        (PHONE, "Chrome trên Android"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5) Version/17.5 Safari/604.1",
            "Safari trên iPhone",
        ),
        ("curl/8.0", "Trình duyệt khác"),
        ("", "Trình duyệt khác"),
    ],
)
def test_a_browser_is_called_by_what_people_know(agent: str, words: str) -> None:
    assert browser_words(agent) == words
