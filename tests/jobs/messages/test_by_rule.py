"""What is entered is announced once by rule, whatever is edited or run again (Điều 4.2, 6)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import delete, select, update

from jobs.messages.by_rule import announce_all
from models.base import Base, utc_now
from models.clock import SCHOOL_TIME
from models.messages import Channel, Message, Recipient
from permissions.session import system_session
from tests.world import START, World

T = Base.metadata.tables
INSTALLED = (Channel.SMS,)
#: just after the day of which the small school's books tell
NOW = datetime.combine(START, datetime.min.time(), SCHOOL_TIME) + timedelta(hours=12)


def rule(school: World, kind: str, mode: str, wait: int = 0) -> None:
    """Make the school's only rule."""
    with school.engine.begin() as connection:
        connection.execute(delete(T["sending_rule"]))
        connection.execute(
            T["sending_rule"].insert(),
            {
                "version": 1,
                "kind": kind,
                "mode": mode,
                "wait_minutes": wait,
                "subject": "Về em {ten}",
                "text": "{ten}: {noi_dung}. {nguoi_gui}",
            },
        )


def made(school: World) -> list[tuple[str, str, str, bool, bool]]:
    """What was made: (author, subject, words, sent, dropped), by pupil."""
    with system_session(school.engine, "thử", capacities=frozenset()) as session:
        rows = session.execute(
            select(Message, Recipient)
            .join(Recipient, Recipient.message_id == Message.id)
            .order_by(Recipient.pupil_id)
        )
        return [
            (
                school.staff_name(m.author_id),
                m.subject,
                r.text,
                m.queued_at is not None,
                m.stopped_at is not None,
            )
            for m, r in rows
        ]


@pytest.mark.parametrize(("mode", "sent"), [("propose", False), ("send", True)])
def test_a_violation_goes_out_once_in_the_homeroom_teachers_name(
    school: World, mode: str, *, sent: bool
) -> None:
    rule(school, "conduct", mode)
    assert announce_all(school.engine, INSTALLED, NOW) == 3
    for _ in range(3):
        assert announce_all(school.engine, INSTALLED, NOW) == 0
    with school.engine.begin() as connection:
        connection.execute(update(T["conduct_entry"]).values(note="sửa lại"))
    assert announce_all(school.engine, INSTALLED, NOW) == 0
    found = made(school)
    assert found[0] == (
        "homeroom3a",
        "Về em Em 3A-2",
        "Em 3A-2: fault (3A nề nếp). cô homeroom3a",
        sent,
        False,
    )
    assert [author for author, *_ in found] == ["homeroom3a", "head3", "homeroom3c"]


def test_off_is_off_and_old_entries_are_no_news(school: World) -> None:
    rule(school, "conduct", "off")
    assert announce_all(school.engine, INSTALLED, NOW) == 0
    rule(school, "conduct", "send")
    assert announce_all(school.engine, INSTALLED, NOW + timedelta(days=30)) == 0


def test_an_entry_may_be_corrected_before_the_rule_looks(school: World) -> None:
    rule(school, "conduct", "send", wait=30)
    with school.engine.begin() as connection:
        connection.execute(update(T["conduct_entry"]).values(made_at=NOW))
    assert announce_all(school.engine, INSTALLED, NOW + timedelta(minutes=29)) == 0
    assert announce_all(school.engine, INSTALLED, NOW + timedelta(minutes=31)) == 3


def test_a_proposal_goes_when_its_entry_goes(school: World) -> None:
    rule(school, "conduct", "propose")
    announce_all(school.engine, INSTALLED, NOW)
    with school.engine.begin() as connection:
        gone = T["conduct_entry"].c.class_id == school.klass["3A"]
        connection.execute(delete(T["conduct_dispute"]))
        connection.execute(delete(T["conduct_entry"]).where(gone))
    announce_all(school.engine, INSTALLED, NOW)
    assert [dropped for *_, dropped in made(school)] == [True, False, False]
    assert announce_all(school.engine, INSTALLED, NOW) == 0


def test_a_referral_goes_in_the_nurses_words_to_that_family_alone(school: World) -> None:
    rule(school, "health", "send")
    assert announce_all(school.engine, INSTALLED, NOW) == 0
    visit = T["health_visit"]
    with school.engine.begin() as connection:
        connection.execute(
            update(visit).where(visit.c.id == 1).values(
                handling="referred", treatment="cho nằm nghỉ", referred_to="Trạm y tế xã",
                at=datetime.combine(START, datetime.min.time(), SCHOOL_TIME) + timedelta(hours=9),
            )
        )  # fmt: skip
    assert announce_all(school.engine, INSTALLED, NOW) == 1
    assert announce_all(school.engine, INSTALLED, NOW) == 0
    ((author, _, words, sent, _),) = made(school)
    assert (author, sent) == ("nurse", True)
    assert "09:00, 3A đau bụng; đã cho nằm nghỉ; chuyển đến Trạm y tế xã" in words


def test_an_absence_without_leave_is_told_once_a_half_day(school: World) -> None:
    rule(school, "absence", "send")
    absence, roll = T["absence"], T["roll_call"]
    place = {
        "version": 1,
        "class_id": school.klass["3A"],
        "date": START,
        "month_id": school.period["M09"],
        "half": "afternoon",
    }
    with school.engine.begin() as connection:
        connection.execute(delete(absence))
        connection.execute(delete(roll))
        for pupil, excused in zip(school.pupil["3A"], (False, True, False), strict=True):
            connection.execute(absence.insert(), place | {"pupil_id": pupil, "excused": excused})
    assert announce_all(school.engine, INSTALLED, NOW) == 0
    with school.engine.begin() as connection:
        taker = {"taken_at": NOW, "taken_by": school.staff["homeroom3a"]}
        connection.execute(roll.insert(), place | taker)
    assert announce_all(school.engine, INSTALLED, NOW) == 2
    assert announce_all(school.engine, INSTALLED, NOW) == 0
    with school.engine.begin() as connection:
        connection.execute(delete(absence))
        first = {"pupil_id": school.pupil["3A"][0], "excused": False}
        connection.execute(absence.insert(), place | first)
    assert announce_all(school.engine, INSTALLED, NOW) == 0
    assert "Em 3A-1: buổi chiều, không phép" in made(school)[0][2]


def test_the_days_are_the_schools(school: World) -> None:
    del school
    assert NOW.astimezone(SCHOOL_TIME).date() == START == date(2020, 9, 7)
    assert utc_now() > NOW
