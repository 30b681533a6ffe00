"""The whole school on one page: numbers by plain SQL, each with its rows, one A4, who opens it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from time import time
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select, text

from app import create_app
from models.clock import moments, school_today
from models.completion.duties import DUTIES
from models.daily.month import rolls_owed, uncalled
from models.messages import Message
from models.messages.history import sent_messages, standings
from models.people import Account, Credential
from models.school import Period, SchoolDay
from permissions.actor import load_actor
from permissions.session import actor_session, system_session
from tests.databases import KINDS, Databases, settings_for
from tests.jobs.printing.reading import pages
from tests.promises.crawl import close

AT = "/hom-nay/toan-truong"
FIGURE = re.compile(r'<li><a href="([^"]+)"><span>[^<]*</span><span[^>]*><b>([\d.]+)</b>')
#: what each number is in plain SQL; :day the last day of teaching, :first to :last its week
PLAIN = {
    "vang-hom-nay": "absence WHERE date = :day",
    "vang-tuan": "absence WHERE date BETWEEN :first AND :last",
    "vang-khong-phep": "absence WHERE date BETWEEN :first AND :last AND NOT excused",
    "chua-diem-danh": """school_class c JOIN school_day d ON d.year_id = c.year_id
        JOIN (SELECT 'morning' AS half UNION SELECT 'afternoon') h
          ON (h.half = 'morning' AND d.morning) OR (h.half = 'afternoon' AND d.afternoon)
        WHERE d.date = :day AND EXISTS (SELECT 1 FROM enrolment e WHERE e.class_id = c.id)
          AND NOT EXISTS (SELECT 1 FROM roll_call r
            WHERE r.class_id = c.id AND r.date = d.date AND r.half = h.half)""",
    "khieu-nai": "conduct_dispute WHERE ruling IS NULL",
    "lop-bi-tru": """(SELECT DISTINCT e.class_id FROM conduct_entry e
        LEFT JOIN conduct_dispute d ON d.entry_id = e.id
        WHERE e.week_id = :week AND e.points < 0
          AND (d.ruling IS NULL OR d.ruling <> 'withdrawn')) w""",
    "luot-y-te": "health_visit WHERE date BETWEEN :first AND :last",
    "chuyen-tuyen": "health_visit WHERE date BETWEEN :first AND :last AND handling = 'referred'",
    "theo-doi": "follow_up WHERE state <> 'settled'",
}
PLANS = ("tiet-da-duyet", "tiet-cho-duyet", "tiet-nop-muon", "tiet-qua-han")


@pytest.fixture(scope="module", params=KINDS)
def school(
    request: pytest.FixtureRequest, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """The program over the demo school, on each kind of database."""
    with databases.copy(str(request.param), "demo") as url:
        app = create_app(settings_for(url, tmp_path_factory.mktemp("data")))
        yield app
        close(app)


def engine_of(app: Flask) -> Engine:
    engine: Engine = app.extensions["so_truong_engines"].read
    return engine


def signed_in(app: Flask, username: str) -> FlaskClient:
    mine = select(Credential.session_token).join(Account, Account.id == Credential.account_id)
    with system_session(engine_of(app), "thử") as session:
        token = session.scalar(mine.where(Account.username == username))
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["since"] = token, time()
    return client


def figures(page: Any) -> dict[str, int]:
    """Return the numbers of the page by the address that they lead to."""
    return {unescape(at): int(n.replace(".", "")) for at, n in FIGURE.findall(page.text)}


def plain(app: Flask, source: str) -> int:
    with engine_of(app).connect() as connection:
        days = "SELECT date, week_id FROM school_day WHERE date <= :today ORDER BY date DESC"
        day, week = connection.execute(
            text(f"{days} LIMIT 1"), {"today": f"{school_today()}"}
        ).one()
        span = "SELECT from_date, to_date FROM period WHERE id = :week"
        first, last = connection.execute(text(span), {"week": week}).one()
        facts = {"day": day, "week": week, "first": first, "last": last}
        used = {name: value for name, value in facts.items() if f":{name}" in source}
        return int(connection.execute(text(f"SELECT count(*) FROM {source}"), used).scalar_one())


def test_each_number_is_that_of_plain_sql_and_leads_to_as_many_rows(school: Flask) -> None:
    head = signed_in(school, "cb001")
    shown = figures(head.get(AT))
    for code, source in PLAIN.items():
        assert shown[f"{AT}/{code}"] == plain(school, source), code
    for code in (*PLAIN, *PLANS):
        rows = head.get(f"{AT}/{code}").text.count("<tr><td>")
        assert rows == shown[f"{AT}/{code}"], code
    assert sum(shown[f"{AT}/{code}"] for code in (*PLAIN, *PLANS)) > 0


def test_messages_are_counted_as_their_own_pages_count_them(school: Flask) -> None:
    shown = figures(signed_in(school, "cb001").get(AT))
    sent, undone, silent = (
        next(n for at, n in shown.items() if at.startswith("/tin-nhan") and wanted in at)
        for wanted in ("?tu=", "muc=chua-toi", "muc=lau")
    )
    week = next(at for at in shown if "/tin-nhan?tu=" in at)
    days = [date.fromisoformat(day) for day in re.findall(r"=([\d-]{10})", week)]
    starts, ends = moments(days[0], days[1])
    with actor_session(
        engine_of(school), load_actor(engine_of(school), username="cb001")
    ) as session:
        between = (Message.queued_at >= starts, Message.queued_at < ends)
        found = [message for message, _ in sent_messages(session, *between, most=1000)]
        assert sent == len(found)
        going = [message.id for message in found if message.stopped_at is None]
        assert undone == sum(one.undone for one in standings(session, going).values())
    page = signed_in(school, "cb001").get("/tin-nhan?muc=lau").text
    assert silent == 0 or str(silent) in page


def test_plans_and_completion_are_those_of_the_duties(school: Flask) -> None:
    head = signed_in(school, "cb001")
    page = head.get(AT)
    shown = figures(page)
    with actor_session(
        engine_of(school), load_actor(engine_of(school), username="cb001")
    ) as session:
        periods = session.scalars(select(Period)).all()
        for duty in DUTIES:
            period = duty.current(periods, school_today())
            assert period is not None
            owed = list(duty.count(session, period))
            missing = sum(one.missing for one in owed)
            if duty.code == "plan":
                covered = shown[f"{AT}/tiet-da-duyet"] + shown[f"{AT}/tiet-cho-duyet"]
                assert covered == sum(one.expected for one in owed) - missing
            elif f"/tien-do/{duty.code}?" in page.text:
                at = f'href="/tien-do/{duty.code}?ky={period.code}"><b>'
                number = page.text.split(at)[1].split("<")[0]
                assert int(number.replace(".", "")) == missing


def test_uncalled_rolls_of_days_add_up_to_those_of_the_month(school: Flask) -> None:
    with actor_session(
        engine_of(school), load_actor(engine_of(school), username="cb001")
    ) as session:
        today = school_today()
        days = session.scalars(select(SchoolDay).where(SchoolDay.date <= today)).all()
        month = session.get(Period, max(days, key=lambda day: day.date).month_id)
        assert month is not None
        owed = rolls_owed(session, month, today)
        of = [day for day in days if day.month_id == month.id]
        found = sum(len(session.execute(uncalled(session, day)).all()) for day in of)
    assert found == sum(missing for _, missing in owed.values())


def test_the_paper_is_one_page_with_room_for_conclusions_and_two_signers(school: Flask) -> None:
    head = signed_in(school, "cb001")
    (page,) = pages(head.get(f"{AT}/tom-tat.pdf").data)
    for said in ("TÌNH HÌNH TOÀN TRƯỜNG", "Kết luận", "THƯ KÍ", "TRƯỞNG BAN", "Trần Ngọc Lam"):
        assert said in page
    (page,) = pages(signed_in(school, "cb004").get(f"{AT}/tom-tat.pdf").data)
    assert "Y tế" not in page


def test_the_board_sees_what_it_reads_and_a_teacher_is_refused(school: Flask) -> None:
    member = signed_in(school, "cb004")
    page = member.get(AT)
    assert page.status_code == 200
    assert "Kết quả môn học" in page.text
    assert "luot-y-te" not in page.text
    assert member.get(f"{AT}/luot-y-te").status_code == 404
    teacher = signed_in(school, "cb032")
    for at in (AT, f"{AT}/vang-hom-nay", f"{AT}/tom-tat.pdf"):
        assert teacher.get(at).status_code == 403
    assert AT not in teacher.get("/hom-nay/").text
    assert AT in signed_in(school, "cb001").get("/hom-nay/").text
