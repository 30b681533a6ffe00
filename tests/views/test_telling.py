"""The nurse tells each family its own pupil's result, once a round, in the nurse's words (Đ6.2)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from jobs.channels.log import TrialLog
from models.base import Base
from models.messages import Channel
from tests.views.conftest import AsPerson
from tests.world import World

T = Base.metadata.tables


@pytest.fixture(autouse=True)
def trial_log(app: Flask, monkeypatch: pytest.MonkeyPatch, school: World) -> None:
    """The program sends into the trial log; families have telephones and were told nothing yet."""
    for place in ("views.messages.asking", "jobs.queue"):
        monkeypatch.setattr(f"{place}.installed", lambda _: {Channel.LOG: TrialLog()})
    monkeypatch.setitem(app.config, "TESTING", True)
    with school.engine.begin() as connection:
        for name in ("attempt_address", "delivery_attempt", "recipient", "message"):
            connection.execute(T[name].delete())
        connection.execute(update(T["guardian"]).values(phone="0900000001"))


def place(school: World) -> str:
    """Return the address of 3A in the round in which its pupils were measured."""
    m = T["measurement"]
    with school.engine.connect() as connection:
        query = select(m.c.period_id).where(m.c.class_id == school.klass["3A"])
        period = connection.scalars(query).first()
    return f"/suc-khoe/lop/{school.klass['3A']}/{period}"


def recipients(school: World) -> list[Any]:
    """Everything that was written to families."""
    r = T["recipient"]
    with school.engine.connect() as connection:
        return list(connection.execute(select(r).order_by(r.c.pupil_id)))


def test_each_family_reads_its_own_result_once(as_person: AsPerson, school: World) -> None:
    nurse, here = as_person("nurse"), place(school)
    page = nurse.get(f"{here}/bao-gia-dinh").text
    ticked = re.findall(r'name="em" value="(\d+)"', page)
    assert ticked
    assert "mắt phải" in page or "cao " in page
    own = {"em": ticked, "subject": "Kết quả khám", "text": "Y tế báo em {ten}: {noi_dung}."}
    look = nurse.post(f"{here}/bao-gia-dinh", own).text
    assert "Y tế báo em Em 3A-" in look
    assert recipients(school) == []
    assert nurse.post(f"{here}/bao-gia-dinh/gui", own).status_code == 303
    found = recipients(school)
    assert {str(r.pupil_id) for r in found} == set(ticked)
    assert {r.kind for r in found} == {"health"}
    for row in found:
        assert sum(f"Em 3A-{n}" in row.text for n in range(1, 5)) <= 1
    with school.engine.connect() as connection:
        assert connection.scalars(select(T["delivery_attempt"].c.state)).all() == ["sent"] * len(
            found
        )
        (message, *_) = connection.execute(select(T["message"])).all()
    nurse.post(f"{here}/bao-gia-dinh/gui", own)
    assert len(recipients(school)) == len(found)
    assert "Không còn gia đình nào cần báo" in nurse.get(f"{here}/bao-gia-dinh").text
    for person, status in (("vice", 200), ("homeroom3a", 404), ("office", 404), ("head3", 404)):
        assert as_person(person).get(f"/tin-nhan/{message.id}").status_code == status, person


@pytest.mark.parametrize("person", ["homeroom3a", "vice", "principal"])
def test_nobody_else_tells_results(as_person: AsPerson, school: World, person: str) -> None:
    browser, here = as_person(person), place(school)
    answer = browser.get(f"{here}/bao-gia-dinh")
    assert answer.status_code == 403
    assert "Đ6.2" in answer.text
    assert "Báo gia đình" not in browser.get(here).text
    assert browser.post(f"{here}/bao-gia-dinh/gui", {"em": ["1"]}).status_code == 403
    assert recipients(school) == []


def test_a_wrong_placeholder_is_said_beside_the_words(as_person: AsPerson, school: World) -> None:
    answer = as_person("nurse").post(f"{place(school)}/bao-gia-dinh", {"text": "Em {tên}"})
    assert answer.status_code == 422
    assert "{tên} không thay được" in answer.text
