"""Reminders by rule: once a day, never at night, e-mail on top where there is an address."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import insert, select, update

from jobs.channels.mail import Mail
from jobs.reminding import mail_inbox, remind
from models.base import Base, utc_now
from models.clock import SCHOOL_TIME, school_today
from models.messages import Channel
from tests.databases import Databases
from tests.jobs.messages.receivers import mail_server
from tests.world import World, lay_out

T = Base.metadata.tables
NOON = datetime.combine(school_today(), time(12), SCHOOL_TIME)
NIGHT = datetime.combine(school_today(), time(22), SCHOOL_TIME)


@pytest.fixture
def school(databases: Databases, kind: str) -> Iterator[World]:
    """The small school with one task due tomorrow and a closure the day after."""
    with databases.school(kind, lay_out) as world:
        engine = world.engine
        tomorrow = school_today() + timedelta(days=1)
        with engine.begin() as connection:
            connection.execute(T["reminder"].delete())
            connection.execute(update(T["task"]).where(T["task"].c.id == 1).values(due_on=tomorrow))
            connection.execute(update(T["task"]).where(T["task"].c.id == 2).values(done_at=NOON))
            connection.execute(
                insert(T["closure"]),
                {
                    "version": 1,
                    "year_id": world.year,
                    "period_id": world.period["CN"],
                    "kind": "result",
                    "class_id": world.klass["3A"],
                    "starts_at": utc_now() + timedelta(days=2),
                    "sealed": False,
                    "made_by": world.staff["vice"],
                },
            )
        yield world
        engine.dispose()


def lines(school: World) -> list[tuple[str, str]]:
    """Who was reminded of what, in order."""
    r = T["reminder"]
    with school.engine.connect() as connection:
        rows = connection.execute(select(r.c.to_id, r.c.text).order_by(r.c.rule_key))
        return [(school.staff_name(to), text) for to, text in rows]


def test_each_thing_once_a_day_and_never_at_night(school: World) -> None:
    assert remind(school.engine, NIGHT) == 0
    assert remind(school.engine, NOON) == len(lines(school)) > 1
    assert remind(school.engine, NOON) == 0
    found = lines(school)
    assert ("homeroom3a", "Việc được giao, hạn ngày mai: Việc của homeroom3a.") in found
    closing = [text for who, text in found if who == "homeroom3a" and text.startswith("Sổ đóng")]
    assert len(closing) == 1
    assert "3A · " in closing[0]
    assert "Việc của english3b" not in str(found)


def test_mail_goes_once_to_those_who_have_an_address(school: World) -> None:
    who = school.staff["homeroom3a"]
    with school.engine.begin() as connection:
        own = T["staff_particulars"].c.staff_id == who
        connection.execute(update(T["staff_particulars"]).where(own).values(email="co@example.org"))
    remind(school.engine, NOON)
    mine = sum(name == "homeroom3a" for name, _ in lines(school))
    with mail_server() as (box, smtp):
        post = {Channel.EMAIL: Mail(smtp)}
        assert mail_inbox(school.engine, post, NIGHT) == 0
        assert mail_inbox(school.engine, {}, NOON) == 0
        assert mail_inbox(school.engine, post, NOON) == mine + 1
        assert mail_inbox(school.engine, post, NOON) == 0
        assert {letter["to"] for letter in box.letters} == {"co@example.org"}
        assert {letter["subject"] for letter in box.letters} == {"Lời nhắc", "Việc được giao"}


def test_a_busy_mail_server_gets_the_letter_later(school: World) -> None:
    with school.engine.begin() as connection:
        connection.execute(update(T["staff_particulars"]).values(email="co@example.org"))
    remind(school.engine, NOON)
    with mail_server() as (box, smtp):
        post = {Channel.EMAIL: Mail(smtp)}
        box.answers = ["451 Later"]
        assert mail_inbox(school.engine, post, NOON) == 0
        assert box.letters == []
        waiting = len(lines(school)) + 1
        assert mail_inbox(school.engine, post, NOON) == len(box.letters) == waiting
    assert mail_inbox(school.engine, {Channel.EMAIL: Mail(smtp)}, NOON) == 0


def rule(school: World, kind: str, *, active: bool, days: int, ago: int) -> None:
    """Set a rule that began some days ago (negative: that is to come)."""
    begun = school_today() - timedelta(days=ago)
    row = {"version": 1, "kind": kind, "from_date": begun, "active": active, "days": days}
    with school.engine.begin() as connection:
        connection.execute(insert(T["reminder_rule"]), row)


def words(school: World) -> str:
    """What everybody is reminded of at noon."""
    remind(school.engine, NOON)
    return " ".join(text for _, text in lines(school))


def test_rules_are_dated_the_newest_that_has_begun_counts(school: World) -> None:
    rule(school, "task", active=False, days=1, ago=2)
    rule(school, "closing", active=True, days=1, ago=1)
    rule(school, "roll", active=False, days=0, ago=-1)
    said = words(school)
    assert "Việc được giao" not in said
    assert "Sổ đóng" not in said
    assert "chưa điểm danh" in said


def test_a_rule_may_look_further_ahead(school: World) -> None:
    with school.engine.begin() as connection:
        later = school_today() + timedelta(days=4)
        connection.execute(update(T["task"]).where(T["task"].c.id == 1).values(due_on=later))
    rule(school, "task", active=True, days=5, ago=0)
    assert "Việc được giao, còn 4 ngày: Việc của homeroom3a." in words(school)


def test_a_proposed_message_is_remembered_the_next_day(school: World) -> None:
    with school.engine.begin() as connection:
        m = T["message"]
        own = m.c.author_id == school.staff["nurse"]
        connection.execute(update(m).where(own).values(queued_at=None))
    remind(school.engine, NOON)
    assert [text for who, text in lines(school) if who == "nurse"] == [
        "3 tin soạn sẵn chờ gửi hoặc bỏ (Đ4.2)."
    ]
