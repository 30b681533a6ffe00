"""Delivery over real wires: failures, slowness, duplicates, a killed worker; never twice."""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from jobs.channels.gateway import HttpGateway
from jobs.channels.letter import Letter, RefusedError, TryLaterError, UncertainError
from jobs.channels.log import TrialLog
from jobs.channels.mail import Mail
from jobs.database import engine_for, writer
from jobs.messages.deliver import deliver
from models.base import Base, utc_now
from models.messages import Audience, Channel, Recipient
from models.messages.again import approve, note_by_hand, resend, stop
from models.messages.deliver import BACK_OFF, LOST
from models.refusal import NotReady, Refusal
from permissions.session import actor_session
from tests.jobs.messages.receivers import gateway, mail_server
from tests.jobs.messages.school import Writer, attempts, due_times, states
from tests.world import World

NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)  # 12:00 at the school
NIGHT = datetime(2026, 11, 24, 15, tzinfo=UTC)  # 22:00 at the school
LETTER = Letter("0900000001", "Tiêu đề", "Chào gia đình", "7-1")


def test_each_family_reads_its_own_words_once(school: World, homeroom: Writer) -> None:
    with gateway() as (box, settings):
        homeroom.send()
        post = {Channel.SMS: HttpGateway(settings)}
        assert deliver(school.engine, post) == 4
        assert deliver(school.engine, post) == 0
        names = ["3A-1", "3A-2", "3A-3", "3B-2"]
        assert sorted(box.texts) == [f"Kính gửi mẹ em Em {n}, lớp 3A." for n in names]
        assert len({letter["key"] for letter in box.letters}) == 4
        assert box.letters[0]["brand"] == "HOASEN"
        assert box.unsigned == 0
    assert states(school.engine) == ["sent"] * 4


def test_mail_goes_over_smtp_in_plain_text(school: World, homeroom: Writer) -> None:
    with mail_server() as (box, smtp):
        homeroom.send((Channel.EMAIL,))
        deliver(school.engine, {Channel.EMAIL: Mail(smtp)})
        assert min(box.texts) == "Kính gửi mẹ em Em 3A-1, lớp 3A."
        assert {letter["subject"] for letter in box.letters} == {"Thông báo"}
        assert len({letter["key"] for letter in box.letters}) == 4
    assert states(school.engine) == ["sent"] * 4


@pytest.mark.parametrize(
    ("answer", "error"), [(503, TryLaterError), (429, TryLaterError), (400, RefusedError),
                          (302, RefusedError), (502, UncertainError), ("hang", UncertainError),
                          ("slow", UncertainError)],
)  # fmt: skip
def test_a_gateway_says_what_it_knows(answer: object, error: type[Exception]) -> None:
    with gateway() as (box, settings):
        box.answers = [answer]
        with pytest.raises(error):
            HttpGateway(settings).send(LETTER)
        assert HttpGateway(settings).send(LETTER).startswith("200 ")


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("451 Later", TryLaterError),
        ("554 Never", RefusedError),
        ("hang", UncertainError),
        ("slow", UncertainError),
    ],
)
def test_a_mail_server_says_what_it_knows(answer: str, error: type[Exception]) -> None:
    letter = Letter("nha@example.org", "Tiêu đề", "Chào", "7-1")
    with mail_server() as (box, smtp):
        box.answers = [answer]
        with pytest.raises(error):
            Mail(smtp).send(letter)
        assert Mail(smtp).send(letter).startswith("250 ")
        with pytest.raises(RefusedError):
            Mail(smtp).send(Letter("nobody@example.org", "x", "x", "8-1"))
        with pytest.raises(RefusedError):
            Mail(smtp).send(Letter("a@b.vn\nBcc: c@d.vn", "x", "x", "9-1"))


def test_nobody_is_there() -> None:
    with gateway() as (_, settings):
        closed = settings
    with pytest.raises(TryLaterError):
        HttpGateway(closed).send(LETTER)


def test_a_failure_is_tried_again_later_and_later_and_then_left(
    school: World, homeroom: Writer
) -> None:
    pupil = school.pupil["3A"][0]
    with gateway() as (box, settings):
        box.answers = [503] * 10
        homeroom.send(audience=Audience.PUPILS, pupil_ids=(pupil,), class_id=school.klass["3A"])
        post, now = {Channel.SMS: HttpGateway(settings)}, utc_now()
        deliver(school.engine, post, now)
        assert deliver(school.engine, post, now) == 0
        for wait in BACK_OFF:
            now += wait
            assert deliver(school.engine, post, now - timedelta(seconds=1)) == 0
            assert deliver(school.engine, post, now) == 1
        assert states(school.engine) == ["failed"] * (len(BACK_OFF) + 1)
        assert deliver(school.engine, post, now + timedelta(days=9)) == 0
        assert box.texts == []
        box.answers = []
        _resend(school, "homeroom3a")
        deliver(school.engine, post, now + timedelta(days=9))
        assert len(box.texts) == 1
    with pytest.raises(NotReady):
        _resend(school, "homeroom3a")


def _resend(school: World, person: str, channel: Channel = Channel.SMS) -> None:
    with actor_session(writer(school.engine), school.actor(person)) as session:
        recipient = session.scalars(select(Recipient)).first()
        resend(session, recipient, school.staff[person], channel)  # type: ignore[arg-type]
        session.commit()


@pytest.mark.parametrize("answer", ["hang", "slow", 502])
def test_what_may_have_arrived_is_never_repeated_by_itself(
    school: World, homeroom: Writer, answer: object
) -> None:
    pupil = school.pupil["3A"][0]
    with gateway() as (box, settings):
        box.answers = [answer]
        homeroom.send(audience=Audience.PUPILS, pupil_ids=(pupil,), class_id=school.klass["3A"])
        post, now = {Channel.SMS: HttpGateway(settings)}, utc_now()
        for hours in range(4):
            deliver(school.engine, post, now + timedelta(hours=hours))
        assert len(box.texts) == 1
        assert states(school.engine) == ["unknown"]


def test_two_workers_at_once_send_once(school: World, homeroom: Writer) -> None:
    with gateway() as (box, settings):
        homeroom.send()
        post = {Channel.SMS: HttpGateway(settings)}
        made: list[int] = []
        workers = [
            threading.Thread(target=lambda: made.append(deliver(school.engine, post)))
            for _ in range(4)
        ]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        deliver(school.engine, post)
        assert sorted(box.texts) == sorted(set(box.texts))
        assert len(box.texts) == 4
    assert states(school.engine) == ["sent"] * 4


def _work(url: str, settings: object) -> None:
    deliver(engine_for(url), {Channel.SMS: HttpGateway(settings)})  # type: ignore[arg-type]


def test_a_killed_worker_leaves_no_double_letter(school: World, homeroom: Writer) -> None:
    """Killed while the provider holds its line: that one is unknown, the others go out once."""
    url = school.engine.url.render_as_string(hide_password=False)
    with gateway(timeout=4.0) as (box, settings):
        box.answers = [None, "slow"]
        homeroom.send()
        worker = multiprocessing.get_context("spawn").Process(target=_work, args=(url, settings))
        worker.start()
        _wait(lambda: len(box.letters) == 2)
        worker.kill()
        worker.join()
        post = {Channel.SMS: HttpGateway(settings)}
        deliver(school.engine, post, utc_now() + LOST + timedelta(minutes=1))
        assert sorted(box.texts) == sorted(set(box.texts))
        assert len(box.texts) == 4
    assert sorted(states(school.engine)) == ["sent", "sent", "sent", "unknown"]


def _wait(ready: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not ready():
        assert time.monotonic() < end, "nothing came"
        time.sleep(0.02)


def test_many_families_wait_for_the_second_person_and_the_rate(
    school: World, as_writer: Callable[[str], Writer]
) -> None:
    post = {Channel.SMS: TrialLog()}
    with school.engine.begin() as connection:
        table = Base.metadata.tables["sending_settings"]
        connection.execute(table.update().values(per_minute=4))
    message = as_writer("office").send(audience=Audience.SCHOOL)
    assert deliver(school.engine, post, NOON) == 0
    for person in ("office", "vice"):
        with pytest.raises((Refusal, NotReady)):
            as_writer(person).change(message, approve, school.staff[person])
    as_writer("principal").change(message, approve, school.staff["principal"])
    assert deliver(school.engine, post, NOON) == 4
    assert deliver(school.engine, post, NOON + timedelta(seconds=30)) == 0
    assert deliver(school.engine, post, NOON + timedelta(seconds=61)) == 4
    as_writer("principal").change(message, stop, school.staff["principal"], "Nhầm ngày")
    assert deliver(school.engine, post, NOON + timedelta(hours=1)) == 0
    assert sorted(set(states(school.engine))) == ["sent", "waiting"]


def test_quiet_hours_hold_what_goes_to_many(
    school: World, as_writer: Callable[[str], Writer], homeroom: Writer
) -> None:
    message = as_writer("vice").send(audience=Audience.GRADE, grade=3)
    as_writer("principal").change(message, approve, school.staff["principal"])
    homeroom.send()
    post = {Channel.SMS: TrialLog()}
    assert deliver(school.engine, post, NIGHT) == 4
    morning = datetime(2026, 11, 24, 23, tzinfo=UTC)  # 06:00 of the next day at the school
    assert set(due_times(school.engine)) == {NIGHT, morning}
    assert deliver(school.engine, post, morning) > 4


def test_a_call_by_hand_ends_the_machines_tries(school: World, homeroom: Writer) -> None:
    pupil = school.pupil["3A"][0]
    with gateway() as (box, settings):
        box.answers = [503]
        homeroom.send(audience=Audience.PUPILS, pupil_ids=(pupil,), class_id=school.klass["3A"])
        post, now = {Channel.SMS: HttpGateway(settings)}, utc_now()
        deliver(school.engine, post, now)
        with actor_session(writer(school.engine), school.actor("homeroom3a")) as session:
            recipient = session.scalars(select(Recipient)).one()
            note_by_hand(session, recipient, school.staff["homeroom3a"], Channel.CALL, reached=True)
            session.commit()
        assert deliver(school.engine, post, now + timedelta(hours=1)) == 0
        assert box.texts == []
    assert [number for _, number, _ in attempts(school.engine)] == [1, 2, 3]
