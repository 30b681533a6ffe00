"""Chuyển lớp: seen before it is written; what was given stays with the pupil (Điều 2.11)."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from models.assessment import SubjectResult
from models.clock import school_today
from models.pupils import EnrolmentInterval
from permissions.session import system_session
from tests.views.conftest import AsPerson
from tests.world import World


def intervals(school: World, pupil: int) -> list[EnrolmentInterval]:
    with system_session(school.engine, "thử") as session:
        i = EnrolmentInterval
        rows = select(i).where(i.pupil_id == pupil).order_by(i.from_date)
        return list(session.scalars(rows))


def test_chosen_pupils_move_and_their_results_stay(school: World, as_person: AsPerson) -> None:
    office, pupil = as_person("office"), school.pupil["3C"][0]
    day = school_today() + timedelta(days=1)
    asked = {
        "lop": str(school.klass["3C"]),
        "vao": str(school.klass["3A"]),
        "ngay": day.isoformat(),
        "li_do": "gộp lớp",
        "em": str(pupil),
    }
    assert "Em 3C-1" in office.get(f"/chuyen-lop?lop={school.klass['3C']}").text
    seen = office.post("/chuyen-lop", asked)
    assert "Sẽ chuyển 1 em từ 3C sang 3A" in seen.text
    assert len(intervals(school, pupil)) == 1
    assert office.post("/chuyen-lop", asked | {"ghi": "1"}).status_code == 303
    old, new = intervals(school, pupil)
    assert (old.class_id, old.to_date) == (school.klass["3C"], day - timedelta(days=1))
    assert (new.class_id, new.from_date, new.to_date) == (school.klass["3A"], day, None)
    assert new.reason == "Chuyển lớp: gộp lớp"
    with system_session(school.engine, "thử") as session:
        rooms = select(SubjectResult.class_id).where(SubjectResult.pupil_id == pupil).distinct()
        assert session.scalars(rooms).all() == [school.klass["3C"]]
    assert (pupil, school.klass["3C"]) in school.actor("homeroom3a").moved_in
    assert office.post("/chuyen-lop", asked | {"ghi": "1"}).status_code == 422
    assert len(intervals(school, pupil)) == 2


def test_what_can_not_be_is_refused_whole(school: World, as_person: AsPerson) -> None:
    office, (first, second, _) = as_person("office"), school.pupil["3C"]
    asked = {
        "lop": str(school.klass["3C"]),
        "vao": str(school.klass["3A"]),
        "ngay": school_today().isoformat(),
        "em": [str(first), str(second)],
        "ghi": "1",
    }
    for change in (
        {"vao": str(school.klass["3C"])},
        {"vao": "x"},
        {"ngay": "2020-10-01"},
        {"ngay": "x"},
        {"em": []},
        {"em": [str(first), str(school.pupil["3B"][0])]},
    ):
        assert office.post("/chuyen-lop", asked | change).status_code == 422, change
    assert len(intervals(school, first)) == len(intervals(school, second)) == 1


def test_it_is_the_offices_alone(school: World, as_person: AsPerson) -> None:
    for person in ("homeroom3a", "vice", "nurse"):
        here = as_person(person)
        assert here.get("/chuyen-lop").status_code == 403
        assert here.post("/chuyen-lop", {"lop": str(school.klass["3A"])}).status_code == 403
