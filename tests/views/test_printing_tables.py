"""Tables of a class on paper: each as its reader may see it, and in the history."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from models.access import HistoryLine
from permissions.session import system_session
from tests.jobs.printing import reading
from tests.views.conftest import AsPerson
from tests.world import World

AT = "/in-va-luu-tru/bang"


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("thoi-khoa-bieu", "THỜI KHÓA BIỂU LỚP 3A"),
        ("chuyen-can", "Em 3A-1"),
        ("ket-qua", "3A TOAN"),
        ("dang-bo", "SỔ ĐĂNG BỘ, LỚP 3A"),
        ("chuyen-di", "THÔI HỌC LỚP 3A"),
    ],
)
def test_a_homeroom_teacher_prints_the_tables_of_the_own_class(
    school: World, as_person: AsPerson, kind: str, said: str
) -> None:
    teacher = as_person("homeroom3a")
    assert kind in teacher.get(AT).text
    period = school.period["GHK1"] if kind == "ket-qua" else _month(school)
    form = {"lop": str(school.klass["3A"]), "ky": str(period), "mon": str(school.unit["TOAN"])}
    made = teacher.post(f"{AT}/{kind}.pdf", form)
    assert made.status_code == 200
    text = " ".join(reading.pages(made.data))
    assert said in text
    other = teacher.post(f"{AT}/{kind}.pdf", form | {"lop": str(school.klass["3B"])})
    assert other.status_code == (200 if kind == "thoi-khoa-bieu" else 404)
    if kind == "dang-bo":
        with system_session(school.engine, "thử") as session:
            last = session.scalars(
                select(HistoryLine)
                .where(HistoryLine.action == "read")
                .order_by(HistoryLine.id.desc())
            ).first()
        assert last is not None
        assert json.loads(last.changes)["what"] == [None, "in sổ đăng bộ lớp 3A"]


def _month(school: World) -> int:
    return next(i for code, i in school.period.items() if code.startswith("M"))


def test_what_is_not_there_is_not_printed(school: World, as_person: AsPerson) -> None:
    office = as_person("office")
    assert office.post(f"{AT}/khac.pdf", {}).status_code == 404
    assert office.post(f"{AT}/chuyen-can.pdf", {"lop": str(school.klass["3A"])}).status_code == 404
    nurse = as_person("nurse").get(AT).text
    assert "Thời khóa biểu" in nurse
    assert "Sổ đăng bộ" not in nurse
