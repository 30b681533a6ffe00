"""The roll on screen: who calls it, what an answer says, leave by its limit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from models.base import Base
from models.clock import school_today
from models.daily import Absence, Leave, RollCall
from models.school import SchoolDay
from tests import complete_class
from tests.complete_class import CompleteClass
from tests.databases import Databases
from tests.views.conftest import browser
from tests.views.test_yearend_screens import stored

TODAY = school_today()


@pytest.fixture
def made(databases: Databases) -> Iterator[CompleteClass]:
    """The class, its year moved so that today is a day of teaching."""
    with databases.school("sqlite", complete_class.build, "seeded") as school:
        yield _today_is_taught(school)


def _today_is_taught(school: CompleteClass) -> CompleteClass:
    school.run(update(SchoolDay).where(SchoolDay.id == 1).values(date=TODAY))
    month = Base.metadata.tables["period"]
    school.run(
        update(month)
        .where(month.c.kind == "month", month.c.code == "M09")
        .values(from_date=TODAY - timedelta(days=1), to_date=TODAY)
    )
    return school


def address(school: CompleteClass, tail: str = "") -> str:
    """Today's morning."""
    return f"/diem-danh/{school.class_id}/{TODAY.isoformat()}/sang{tail}"


def send(app: Flask, person: str, url: str, **body: object) -> tuple[int, dict[str, object]]:
    """Send marks as a person; the status and the answer."""
    seat = browser(app, person)
    headers = {"X-CSRF-Token": seat.token()}
    answer = seat.client.post(url, json=body, headers=headers)
    return answer.status_code, answer.get_json()


def test_one_mark_and_the_roll_is_called(made: CompleteClass, app_of: Flask) -> None:
    page = browser(app_of, "homeroom").get(address(made)).text
    assert page.count("data-mark-button") == 3
    assert "Chưa điểm danh" in page
    mark = {"pupil": made.pupil["An"], "old": "", "new": "P", "reason": "sốt"}
    status, told = send(app_of, "homeroom", address(made, "/luu"), marks=[mark], done=True)
    assert status == 200
    assert told["called"] is True
    assert told["marks"] == [{"pupil": made.pupil["An"], "state": "saved", "value": "P"}]
    assert len(stored(made, Absence)) == len(stored(made, RollCall)) == 1
    again = browser(app_of, "homeroom").get(address(made)).text
    assert re.search(r"Đã điểm danh \d\d:\d\d", again)
    month = browser(app_of, "principal").get(f"/diem-danh/{made.class_id}/thang?thang=M09").text
    assert "1 buổi có phép" in month


@pytest.mark.parametrize(
    ("person", "status"), [("principal", 200), ("vice", 200), ("seat", 404), ("english", 404)]
)
def test_others_read_or_see_nothing(
    made: CompleteClass, app_of: Flask, person: str, status: int
) -> None:
    page = browser(app_of, person).get(address(made))
    assert page.status_code == status
    assert "data-mark-button" not in page.text
    mark = {"pupil": made.pupil["An"], "old": "", "new": "P"}
    got, told = send(app_of, person, address(made, "/luu"), marks=[mark], done=True)
    assert got == status
    if status == 200:
        assert told["called"] is False
        assert told["marks"][0]["state"] == "refused"  # type: ignore[index]
    assert stored(made, Absence) == stored(made, RollCall) == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"marks": {}},
        {"marks": [1]},
        {"marks": [{"pupil": True, "old": "", "new": "P"}]},
        {"marks": [{"pupil": 1, "old": "", "new": "X"}]},
        {"marks": [{"pupil": 2**70, "old": "", "new": "P"}]},
        {"marks": [{"pupil": 1, "old": "", "new": "P", "reason": 7}]},
        {"marks": [{"pupil": 1, "old": "", "new": "P"}] * 101},
    ],
)
def test_what_can_not_be_read_writes_nothing(
    made: CompleteClass, app_of: Flask, body: dict[str, object]
) -> None:
    status, _ = send(app_of, "homeroom", address(made, "/luu"), **body)
    assert status == 422
    assert stored(made, Absence) == []


@pytest.mark.parametrize("day", ["2031-01-06", "2025-09-14", "hôm-nay", "2025-02-31"])
def test_a_day_that_is_not_taught_is_not_there(
    made: CompleteClass, app_of: Flask, day: str
) -> None:
    page = browser(app_of, "homeroom").get(f"/diem-danh/{made.class_id}/{day}/sang")
    assert page.status_code == 404


def ask(app: Flask, school: CompleteClass, days: int) -> str:
    """Note leave for An as the homeroom teacher; what the page says."""
    last = TODAY + timedelta(days=days - 1)
    form = {
        "pupil": school.pupil["An"],
        "from_date": f"{TODAY:%d/%m/%Y}",
        "to_date": f"{last:%d/%m/%Y}",
        "reason": "về quê",
        "asked_by": "mẹ",
    }
    url = f"/diem-danh/{school.class_id}/don-nghi"
    return browser(app, "homeroom").post(url, form, follow_redirects=True).text  # type: ignore[no-any-return]


def test_short_leave_is_granted_at_once(made: CompleteClass, app_of: Flask) -> None:
    assert "Đã cho em" in ask(app_of, made, 2)
    assert [row.granted for row in stored(made, Leave)] == [True]  # type: ignore[attr-defined]


def test_the_principal_decides_long_leave(made: CompleteClass, app_of: Flask) -> None:
    assert "hiệu trưởng cho" in ask(app_of, made, 9)
    (long,) = stored(made, Leave)
    assert long.granted is None  # type: ignore[attr-defined]
    url = f"/diem-danh/don-nghi/{long.id}"  # type: ignore[attr-defined]
    assert browser(app_of, "homeroom").post(url, {"granted": "1"}).status_code == 403
    assert browser(app_of, "principal").post(url, {"granted": "1"}).status_code == 303
    assert [row.granted for row in stored(made, Leave)] == [True]  # type: ignore[attr-defined]
