"""Chuyển lớp: seen before it is written; what was given stays with the pupil (Điều 2.11)."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from models.assessment import SubjectResult
from models.base import utc_now
from models.clock import school_today
from models.pupils import Enrolment, EnrolmentInterval
from models.school import (
    ClassMove,
    HomeroomAssignment,
    SchoolClass,
    TeachingAssignment,
    TimetableSlot,
)
from models.school.move import campus_on
from models.yearend import Dossier
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
    assert "Chuyển 1 em từ 3C sang 3A?" in seen.text
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


def rows(school: World, model: object, *where: object) -> list[object]:
    with system_session(school.engine, "thử") as session:
        return list(session.scalars(select(model).where(*where)))


def test_a_class_is_split_with_the_new_one_in_the_same_act(
    school: World, as_person: AsPerson
) -> None:
    vice, (first, second, third) = as_person("vice"), school.pupil["3A"]
    here = rows(school, EnrolmentInterval, EnrolmentInterval.class_id == school.klass["3A"])
    everybody = [str(one.pupil_id) for one in here]
    day = school_today() + timedelta(days=1)
    asked = {
        "lop": str(school.klass["3A"]),
        "ten": "3D",
        "ngay": day.isoformat(),
        "gvcn": str(school.staff["nobody"]),
        "gvbm": "1",
        "em": [str(first), str(second)],
    }
    assert "Em 3A-1" in vice.get(f"/chuyen-lop/tach?lop={school.klass['3A']}").text
    seen = vice.post("/chuyen-lop/tach", asked).text
    for said in ("Tách lớp 3D từ lớp 3A?", "2 em học lớp 3D", "GVCN lớp 3D", "2 phân công môn",
                 "Ô kết quả", "Sổ chủ nhiệm lớp 3A"):  # fmt: skip
        assert said in seen, said
    assert not rows(school, SchoolClass, SchoolClass.name == "3D")
    for change in (
        {"ten": "3A"},
        {"ten": "4D"},
        {"ten": ""},
        {"em": everybody},
        {"em": [str(first), str(school.pupil["3B"][0])]},
        {"ngay": "2020-10-01"},
    ):
        answer = vice.post("/chuyen-lop/tach", asked | {"ghi": "1"} | change)
        assert answer.status_code == 422, change
    assert not rows(school, SchoolClass, SchoolClass.name == "3D")
    assert vice.post("/chuyen-lop/tach", asked | {"ghi": "1"}).status_code == 303
    (made,) = rows(school, SchoolClass, SchoolClass.name == "3D")
    seats = rows(school, EnrolmentInterval, EnrolmentInterval.class_id == made.id)
    assert {(one.pupil_id, one.from_date) for one in seats} == {(first, day), (second, day)}
    assert not rows(school, Enrolment, Enrolment.class_id == made.id, Enrolment.pupil_id == third)
    (homeroom,) = rows(school, HomeroomAssignment, HomeroomAssignment.class_id == made.id)
    assert (homeroom.staff_id, homeroom.from_date) == (school.staff["nobody"], day)
    assert len(rows(school, TeachingAssignment, TeachingAssignment.class_id == made.id)) == 2
    given = rows(school, SubjectResult, SubjectResult.pupil_id == first)
    assert {one.class_id for one in given} == {school.klass["3A"]}


def test_a_merged_class_has_nobody_and_its_duties_end(school: World, as_person: AsPerson) -> None:
    vice, day = as_person("vice"), school_today() + timedelta(days=1)
    gone, taker = school.klass["3B"], school.klass["3C"]
    asked = {"lop": str(gone), "vao": str(taker), "ngay": day.isoformat()}
    seen = vice.post("/chuyen-lop/gop", asked).text
    assert "Gộp lớp 3B vào lớp 3C?" in seen
    assert "1 phân công chủ nhiệm, 2 phân công môn và 2 tiết" in seen
    assert vice.post("/chuyen-lop/gop", asked | {"vao": str(gone)}).status_code == 422
    assert vice.post("/chuyen-lop/gop", asked | {"ghi": "1"}).status_code == 303
    eve = day - timedelta(days=1)
    for model in (HomeroomAssignment, TeachingAssignment, TimetableSlot):
        assert {one.to_date for one in rows(school, model, model.class_id == gone)} == {eve}
        assert None in {one.to_date for one in rows(school, model)}
    for pupil in school.pupil["3B"]:
        seats = {one.class_id: one for one in intervals(school, pupil)}
        assert (seats[gone].to_date, seats[taker].from_date) == (eve, day)
    # the new class's teacher reads what was given in the old one, from the enrolment on
    assert {(p, gone) for p in school.pupil["3B"]} <= set(school.actor("homeroom3c").moved_in)
    assert vice.post("/chuyen-lop/gop", asked | {"ghi": "1"}).status_code == 422


def test_classes_go_to_another_campus_from_a_day(school: World, as_person: AsPerson) -> None:
    vice, day = as_person("vice"), school_today() + timedelta(days=9)
    room, there = school.klass["3A"], school.rows["campus"][1]["id"]
    asked = {"lop": str(room), "diem": str(there), "ngay": day.isoformat()}
    assert "Lớp 3A" in vice.get("/chuyen-lop/diem-truong").text
    assert "Chuyển 1 lớp sang Điểm lẻ?" in vice.post("/chuyen-lop/diem-truong", asked).text
    assert vice.post("/chuyen-lop/diem-truong", asked | {"lop": []}).status_code == 422
    assert vice.post("/chuyen-lop/diem-truong", asked | {"ghi": "1"}).status_code == 303
    (moved,) = rows(school, SchoolClass, SchoolClass.id == room)
    moves = [
        one for one in rows(school, ClassMove) if one.class_id == room and one.from_date == day
    ]
    assert moved.campus_id == there
    assert campus_on(moved, moves, day) == there
    assert campus_on(moved, moves, day - timedelta(days=1)) is None
    assert vice.post("/chuyen-lop/diem-truong", asked | {"ghi": "1"}).status_code == 422


def test_a_move_to_another_campus_is_said(school: World, as_person: AsPerson) -> None:
    here = {
        "lop": str(school.klass["3C"]),
        "vao": str(school.klass["3A"]),
        "ngay": (school_today() + timedelta(days=1)).isoformat(),
        "em": str(school.pupil["3C"][0]),
    }
    office = as_person("office")
    assert "sang học ở" not in office.post("/chuyen-lop", here).text
    with school.engine.begin() as connection:
        there = SchoolClass.__table__.update().where(SchoolClass.id == school.klass["3A"])
        connection.execute(there.values(campus_id=2))
    assert "Các em sang học ở Điểm lẻ, nơi có lớp 3A." in office.post("/chuyen-lop", here).text


def test_nobody_moves_out_of_a_class_whose_list_is_frozen(
    school: World, as_person: AsPerson
) -> None:
    office, vice = as_person("office"), as_person("vice")
    asked = {
        "lop": str(school.klass["3C"]),
        "vao": str(school.klass["3A"]),
        "ngay": (school_today() + timedelta(days=1)).isoformat(),
        "em": str(school.pupil["3C"][0]),
        "ghi": "1",
    }
    with school.engine.begin() as connection:
        frozen = Dossier.__table__.update().where(Dossier.class_id == school.klass["3C"])
        now = utc_now()
        connection.execute(frozen.values(proposed_at=now, approved_at=now))
    assert office.post("/chuyen-lop", asked).status_code == 409
    assert vice.post("/chuyen-lop/gop", asked).status_code == 409
    assert vice.post("/chuyen-lop/tach", asked | {"ten": "3D"}).status_code == 409
    assert len(intervals(school, school.pupil["3C"][0])) == 1


def test_classes_are_reshaped_by_the_vice_principal_alone(
    school: World, as_person: AsPerson
) -> None:
    for person in ("office", "principal", "homeroom3a", "secretary"):
        here = as_person(person)
        for page in ("tach", "gop", "diem-truong"):
            assert here.get(f"/chuyen-lop/{page}").status_code == 403, (person, page)
            assert here.post(f"/chuyen-lop/{page}", {"ghi": "1"}).status_code == 403
