"""Khen thưởng: a class's teacher proposes, the head decides, what lies higher is sent there."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import select

from models.awards import AwardForm, AwardState, PupilAward
from models.pupils import Enrolment, EnrolmentInterval, Pupil
from models.school import SchoolClass
from permissions.session import system_session
from tests.complete_class import CompleteClass
from tests.jobs.printing import reading
from tests.views.conftest import browser

NEW = "/khen-thuong/de-nghi"


def form(made: CompleteClass, name: str) -> int:
    with system_session(made.engine, "thử") as session:
        return int(session.scalars(select(AwardForm.id).where(AwardForm.name == name)).one())


def asked(made: CompleteClass, name: str, *pupils: str, **more: str) -> dict[str, Any]:
    """What the form says, the last page's yes included."""
    return {
        "lop": str(made.class_id),
        "form_id": str(form(made, name)),
        "content": "Nhặt được của rơi, trả lại người mất",
        "happened_on": made.first_day.isoformat(),
        "pupil": [str(made.pupil[pupil]) for pupil in pupils],
        "chac": "1",
    } | more


def rows(made: CompleteClass) -> list[PupilAward]:
    with system_session(made.engine, "thử") as session:
        found = list(session.scalars(select(PupilAward).order_by(PupilAward.id)))
        session.expunge_all()
        return found


def test_a_letter_of_praise_is_the_teachers_to_give(made: CompleteClass, app_of: Flask) -> None:
    teacher = browser(app_of, "homeroom")
    assert "Chưa có em nào được khen" in teacher.get("/khen-thuong/").text
    said = asked(made, "Thư khen", "An")
    looked = teacher.post(NEW, said | {"chac": ""})
    assert "lưu là khen ngay" in looked.text
    assert rows(made) == []
    typed = teacher.post(NEW, said | {"sua": "1"})
    assert (typed.status_code, "trả lại người mất" in typed.text) == (200, True)
    assert rows(made) == []
    page = teacher.post(NEW, said, follow_redirects=True)
    assert "Đã khen" in page.text
    (row,) = rows(made)
    assert row.state is AwardState.GRANTED
    assert row.decided_by == made.staff["homeroom"]
    text = reading.letters(teacher.get(f"/khen-thuong/{row.id}/van-ban.pdf").data)
    assert "THƯKHEN" in text
    assert "LêAn" in text
    file = teacher.get(f"/so/hoc-sinh/details/?id={row.pupil_id}").text
    assert "Khen trong năm" in file
    assert "Nhặt được của rơi" in file


def test_what_lies_with_the_head_waits_for_the_head(made: CompleteClass, app_of: Flask) -> None:
    teacher, head = browser(app_of, "homeroom"), browser(app_of, "principal")
    name = "Giấy khen của hiệu trưởng (khen đột xuất)"
    group = asked(made, name, "An", "Bình", group_name="Đội văn nghệ")
    assert teacher.post(NEW, group).status_code == 303
    one, two = rows(made)
    assert one.batch == two.batch
    here = f"/khen-thuong/{one.id}"
    assert teacher.post(f"{here}/quyet-dinh", {"chon": "khen"}).status_code == 403
    assert "Đội văn nghệ (2 em)" in head.get("/khen-thuong/").text
    assert "1 việc khen thưởng, xử lí chờ quyết định" in head.get("/hom-nay/").text
    assert "chờ quyết định" not in teacher.get("/hom-nay/").text
    assert head.post(f"{here}/quyet-dinh", {"chon": "khong"}).status_code == 422
    done = {"chon": "khen", "number": "12/QĐ-THHS\x00"}
    assert head.post(f"{here}/quyet-dinh", done).status_code == 303
    assert [row.state for row in rows(made)] == [AwardState.GRANTED] * 2
    assert head.post(f"{here}/quyet-dinh", done).status_code == 409
    assert teacher.post(f"{here}/rut").status_code == 409
    text = reading.letters(teacher.get(f"{here}/van-ban.pdf").data)
    assert "12/QĐ-THHS" in text
    assert "LêBình" in text


def test_a_group_may_be_of_several_classes(made: CompleteClass, app_of: Flask) -> None:
    other = made.add(SchoolClass, year_id=made.year_id, grade=5, name="5A")
    pupil = made.add(Pupil, code="HSDung", full_name="Lê Dung", sort_key="Dung", folded="dung")
    place = made.add(Enrolment, pupil_id=pupil, class_id=other)
    made.add(
        EnrolmentInterval,
        enrolment_id=place,
        pupil_id=pupil,
        class_id=other,
        from_date=made.first_day,
        newcomer=False,
    )
    head, teacher = browser(app_of, "principal"), browser(app_of, "homeroom")
    said = asked(made, "Tuyên dương trước toàn trường", "An", group_name="Đội cờ vua")
    said |= {"lop": [str(made.class_id), str(other)], "pupil": [made.pupil["An"], pupil]}
    assert "Lê Dung" in head.get(f"{NEW}?lop={made.class_id}&lop={other}").text
    assert "Lê Dung, lớp 5A" in head.post(NEW, said | {"chac": ""}).text
    assert head.post(NEW, said).status_code == 303
    mine, theirs = rows(made)
    assert (mine.class_id, theirs.class_id) == (made.class_id, other)
    assert "Đội cờ vua (2 em)" in head.get(f"/khen-thuong/{theirs.id}").text
    # the class's teacher reads the own pupil's row, and proposes for no other class
    assert teacher.get(f"/khen-thuong/{theirs.id}").status_code == 404
    assert teacher.get(f"/khen-thuong/{mine.id}").status_code == 200
    assert teacher.post(NEW, said | {"lop": str(other), "pupil": str(pupil)}).status_code == 422


def test_what_lies_higher_is_sent_before_it_is_decided(made: CompleteClass, app_of: Flask) -> None:
    teacher, head = browser(app_of, "homeroom"), browser(app_of, "principal")
    assert teacher.post(NEW, asked(made, "Đề nghị cấp trên khen", "Chi")).status_code == 303
    here = f"/khen-thuong/{rows(made)[0].id}"
    assert head.post(f"{here}/quyet-dinh", {"chon": "khen"}).status_code == 409
    sent = {"sent_to": "UBND xã", "sent_on": made.first_day.isoformat()}
    assert teacher.post(f"{here}/trinh", sent).status_code == 403
    assert head.post(f"{here}/trinh", sent | {"sent_on": "x"}).status_code == 422
    assert head.post(f"{here}/trinh", sent).status_code == 303
    assert head.post(f"{here}/trinh", sent).status_code == 409
    assert teacher.post(f"{here}/rut").status_code == 409
    assert "TỜTRÌNH" in reading.letters(head.get(f"{here}/van-ban.pdf").data)
    assert head.post(f"{here}/quyet-dinh", {"chon": "khen"}).status_code == 303


def test_a_proposal_that_was_withdrawn_stays_in_the_book(
    made: CompleteClass, app_of: Flask
) -> None:
    teacher, head = browser(app_of, "homeroom"), browser(app_of, "principal")
    teacher.post(NEW, asked(made, "Tuyên dương trước toàn trường", "An"))
    file = teacher.get(f"/so/hoc-sinh/details/?id={made.pupil['An']}").text
    assert "Nhặt được của rơi" not in file  # only proposed
    here = f"/khen-thuong/{rows(made)[0].id}"
    assert head.post(f"{here}/rut").status_code == 403
    assert teacher.post(f"{here}/rut").status_code == 303
    assert rows(made)[0].state is AwardState.WITHDRAWN
    assert head.post(f"{here}/quyet-dinh", {"chon": "khen"}).status_code == 409
    assert head.get(f"{here}/van-ban.pdf").status_code == 409


def test_others_neither_see_nor_propose(made: CompleteClass, app_of: Flask) -> None:
    browser(app_of, "homeroom").post(NEW, asked(made, "Thư khen", "An"))
    here = f"/khen-thuong/{rows(made)[0].id}"
    for person in ("english", "music", "seat"):
        other = browser(app_of, person)
        assert other.get("/khen-thuong/").status_code == 403
        assert other.get(here).status_code == 404
        assert other.get(f"{here}/van-ban.pdf").status_code == 404
        assert other.post(NEW, asked(made, "Thư khen", "An")).status_code == 403
    vice = browser(app_of, "vice")
    assert vice.get(here).status_code == 200
    assert vice.post(NEW, asked(made, "Thư khen", "An")).status_code == 403
    assert len(rows(made)) == 1


def test_a_form_that_says_too_little_is_shown_again(made: CompleteClass, app_of: Flask) -> None:
    teacher = browser(app_of, "homeroom")
    good = asked(made, "Thư khen", "An")
    for change in (
        {"pupil": []},
        {"content": " "},
        {"form_id": "99999"},
        {"happened_on": "2999-01-01"},
        {"happened_on": "x"},
    ):
        page = teacher.post(NEW, good | change)
        assert page.status_code == 422, change
    assert rows(made) == []
