"""The homeroom book on screen: twelve sections, whose they are, what closes them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from models.base import Base, utc_now
from tests.views.conftest import AsPerson
from tests.world import START, World

SECTIONS = (
    "bia",
    "danh-sach",
    "can-su-to",
    "ban-dai-dien",
    "giao-vien",
    "dac-diem",
    "ke-hoach",
    "chuyen-can",
    "hang-ngay",
    "theo-doi-rieng",
    "hop-cmhs",
    "ket-qua",
)
#: sections with telephones, single pupils' troubles or absences
KEPT = ("ban-dai-dien", "chuyen-can", "theo-doi-rieng")
TODAY = f"{START:%d/%m/%Y}"


def rows(world: World, table: str, **fields: Any) -> list[Any]:
    target = Base.metadata.tables[table]
    asked = [target.c[name] == value for name, value in fields.items()]
    with world.engine.connect() as connection:
        return list(connection.execute(select(target).where(*asked).order_by(target.c.id)))


def book(world: World, name: str, page: str = "") -> str:
    return f"/so-chu-nhiem/{world.klass[name]}{page and '/' + page}"


def close(world: World, period: str) -> None:
    closure = {
        "version": 1,
        "year_id": world.year,
        "kind": "homeroom",
        "period_id": world.period[period],
        "starts_at": utc_now(),
        "sealed": False,
    }
    with world.engine.begin() as connection:
        connection.execute(insert(Base.metadata.tables["closure"]), closure)


@pytest.mark.parametrize("section", SECTIONS)
def test_a_homeroom_teacher_opens_every_section_of_the_own_class(
    school: World, as_person: AsPerson, section: str
) -> None:
    teacher = as_person("homeroom3a")
    assert teacher.get("/so-chu-nhiem/").headers["Location"] == book(school, "3A")
    assert f'href="{book(school, "3A", section)}"' in teacher.get(book(school, "3A")).text
    assert teacher.get(book(school, "3A", section)).status_code == 200
    assert teacher.get(book(school, "3B", section)).status_code == 404


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("person", ["principal", "vice"])
def test_management_reads_every_book_and_writes_none(
    school: World, as_person: AsPerson, person: str, section: str
) -> None:
    page = as_person(person).get(book(school, "3B", section))
    assert page.status_code == 200
    assert "/them/" not in page.text
    assert "/sua/" not in page.text


@pytest.mark.parametrize("section", SECTIONS)
def test_a_head_reads_members_books_without_what_is_sensitive(
    school: World, as_person: AsPerson, section: str
) -> None:
    head = as_person("head3")
    page = head.get(book(school, "3A", section))
    assert page.status_code == (404 if section in KEPT else 200)
    assert (section in head.get(book(school, "3A")).text) is (section not in KEPT)
    assert head.get(book(school, "3C", section)).status_code == 404
    for hidden in ("Mẹ 3A", "0900000000", "3A bàn giao", "3A kèm đọc"):
        assert hidden not in page.text


def test_of_the_daily_log_a_head_sees_the_whole_class_and_no_single_pupil(
    school: World, as_person: AsPerson
) -> None:
    own = as_person("homeroom3a").get(book(school, "3A", "hang-ngay")).text
    seen = as_person("head3").get(book(school, "3A", "hang-ngay")).text
    assert "Cả lớp" in own
    assert "<b>Em 3A-1</b>" in own
    assert "Cả lớp" in seen
    assert "<b>Em 3A-1</b>" not in seen


@pytest.mark.parametrize(
    "person",
    ["office", "nurse", "conduct", "seat", "secretary", "english3b", "inspector", "nobody"],
)
def test_the_book_is_closed_to_everybody_else(
    school: World, as_person: AsPerson, person: str
) -> None:
    stranger = as_person(person)
    assert stranger.get("/so-chu-nhiem/").status_code == 403
    assert stranger.get(book(school, "3A")).status_code == 404
    assert "Sổ chủ nhiệm" not in stranger.get("/hom-nay/").text


def test_the_contents_say_what_is_empty_and_when_a_section_was_written(
    school: World, as_person: AsPerson
) -> None:
    teacher = as_person("homeroom3a")
    with school.engine.begin() as connection:
        connection.execute(Base.metadata.tables["pupil_support"].delete())
    line = r'theo-doi-rieng">[^<]*</a><span class="state"><b>chưa ghi'
    assert re.search(line, teacher.get(book(school, "3A")).text)
    words = {"pupil_id": school.pupil["3A"][0], "kind": "gifted", "status": "running"}
    form = words | {"plan": "cho vẽ", "from_date": TODAY}
    assert teacher.post(book(school, "3A", "them/theo-doi"), form).status_code == 303
    assert re.search(
        r'theo-doi-rieng">[^<]*</a><span class="state">ghi gần nhất',
        teacher.get(book(school, "3A")).text,
    )


@pytest.mark.parametrize(
    ("part", "table", "form"),
    [
        ("can-su", "class_officer", {"role": "lớp phó", "pupil_id": 1, "from_date": TODAY}),
        (
            "ban-dai-dien",
            "parents_board_member",
            {"role": "deputy", "full_name": "Cha em", "from_date": TODAY},
        ),
        ("ghi-chep", "day_note", {"date": TODAY, "kind": "praise", "text": "ngoan"}),
        (
            "theo-doi",
            "pupil_support",
            {
                "pupil_id": 1,
                "kind": "support",
                "plan": "kèm",
                "status": "running",
                "from_date": TODAY,
            },
        ),
        ("hop", "parent_meeting", {"occasion": "extra", "held_on": "20/12/2020", "subject": "Tết"}),
        ("ban-giao", "hand_over", {"handed_on": "31/05/2021", "text": "đủ hồ sơ"}),
    ],
)
def test_an_entry_is_added_changed_and_taken_out_by_the_classs_teacher_alone(
    school: World, as_person: AsPerson, part: str, table: str, form: dict[str, Any]
) -> None:
    teacher, before = as_person("homeroom3a"), len(rows(school, table))
    add = book(school, "3A", f"them/{part}")
    assert teacher.get(add).status_code == 200
    assert teacher.post(add, form).status_code == 303
    made = rows(school, table)[-1]
    assert len(rows(school, table)) == before + 1
    assert made.class_id == school.klass["3A"]
    edit = book(school, "3A", f"sua/{part}/{made.id}")
    page = teacher.get(edit).text
    kept = {name: value for name, value in form.items() if f'name="{name}"' in page}
    assert teacher.post(edit, kept | {"version": made.version}).status_code == 303
    for person, answer in (("principal", 403), ("head3", 403), ("homeroom3c", 404)):
        other = as_person(person)
        assert other.post(add, form).status_code in (403, answer), person
        taken = other.post(book(school, "3A", f"xoa/{part}/{made.id}"))
        assert taken.status_code in (403, 404), person
    assert len(rows(school, table)) == before + 1
    assert teacher.post(book(school, "3A", f"xoa/{part}/{made.id}")).status_code == 303
    assert len(rows(school, table)) == before


def test_what_is_wrong_is_said_beside_its_field(school: World, as_person: AsPerson) -> None:
    teacher = as_person("homeroom3a")
    form = {"date": "01/01/2031", "kind": "praise", "text": "x"}
    later = teacher.post(book(school, "3A", "them/ghi-chep"), form)
    assert (later.status_code, "chưa đến" in later.text) == (422, True)
    holiday = teacher.post(
        book(school, "3A", "them/ghi-chep"),
        form | {"date": f"{START + timedelta(days=40):%d/%m/%Y}"},
    )
    assert (holiday.status_code, "không phải ngày học" in holiday.text) == (422, True)
    stranger = {"role": "x", "from_date": TODAY, "pupil_id": school.pupil["3C"][0]}
    other = teacher.post(book(school, "3A", "them/can-su"), stranger)
    assert (other.status_code, "Không có trong danh sách" in other.text) == (422, True)


def test_a_form_open_since_yesterday_is_answered_with_both_versions(
    school: World, as_person: AsPerson
) -> None:
    teacher = as_person("homeroom3a")
    profile = rows(school, "class_profile", class_id=school.klass["3A"])[0]
    edit = book(school, "3A", f"sua/dac-diem/{profile.id}")
    assert teacher.post(edit, {"version": 1, "features": "mới"}).status_code == 303
    answer = teacher.post(edit, {"version": 1, "features": "cũ"})
    assert answer.status_code == 409
    assert "mới" in answer.text
    assert "cũ" in answer.text
    assert rows(school, "class_profile", class_id=school.klass["3A"])[0].features == "mới"


def test_there_is_one_profile_and_its_overall_targets_add_up(
    school: World, as_person: AsPerson
) -> None:
    teacher = as_person("homeroom3a")
    assert "/sua/dac-diem/" in teacher.get(book(school, "3A", "them/dac-diem")).headers["Location"]
    profile = rows(school, "class_profile", class_id=school.klass["3A"])[0]
    shares = {"version": 1, "excellent": 50, "good": 30, "done": 30, "not_done": 0}
    wrong = teacher.post(book(school, "3A", f"sua/dac-diem/{profile.id}"), shares)
    assert (wrong.status_code, "bằng 100" in wrong.text) == (422, True)


def test_targets_stand_beside_what_the_results_give(school: World, as_person: AsPerson) -> None:
    teacher, unit = as_person("homeroom3a"), school.unit["TOAN"]
    page = book(school, "3A", "chi-tieu")
    wrong = teacher.post(page, {f"high-{unit}": 60, f"middle-{unit}": 60, f"low-{unit}": 0})
    assert (wrong.status_code, "bằng 100" in wrong.text) == (422, True)
    assert teacher.post(page, {f"high-{unit}": "60", f"middle-{unit}": "35"}).status_code == 303
    found = rows(school, "class_target", class_id=school.klass["3A"])[0]
    assert (found.high, found.middle, found.low) == (60, 35, 5)
    shown = teacher.get(book(school, "3A", "dac-diem")).text
    line = shown[shown.index("<td>TOAN</td>") :]
    assert re.findall(r'<td class="num">(\d+) %', line)[:6] == ["60", "35", "5", "100", "0", "0"]
    teacher.post(page, {f"high-{unit}": "", f"middle-{unit}": ""})
    assert rows(school, "class_target", class_id=school.klass["3A"]) == []


def test_a_week_is_written_on_one_page(school: World, as_person: AsPerson) -> None:
    teacher, week = as_person("homeroom3a"), school.period["T01"]
    task = rows(school, "week_task", class_id=school.klass["3A"])[0]
    form = {
        f"viec-{task.id}": "Chào cờ",
        f"ban-{task.id}": task.version,
        f"ngay-{task.id}": START.isoformat(),
        f"kq-{task.id}": "tốt",
        "viec-moi1": "Trực nhật",
    }
    assert teacher.post(book(school, "3A", f"tuan/{week}"), form).status_code == 303
    found = rows(school, "week_task", class_id=school.klass["3A"])
    assert [(t.task, t.result) for t in found] == [("Chào cờ", "tốt"), ("Trực nhật", None)]
    stale = form | {f"kq-{task.id}": "khá", "viec-moi1": ""}
    assert teacher.post(book(school, "3A", f"tuan/{week}"), stale).status_code == 409
    gone = {f"viec-{task.id}": "", f"ban-{task.id}": found[0].version}
    assert teacher.post(book(school, "3A", f"tuan/{week}"), gone).status_code == 303
    assert [t.task for t in rows(school, "week_task", class_id=school.klass["3A"])] == ["Trực nhật"]
    far = {"viec-moi1": "x", "ngay-moi1": (START + timedelta(days=30)).isoformat()}
    assert teacher.post(book(school, "3A", f"tuan/{week}"), far).status_code == 422


def test_a_week_is_copied_from_the_one_before_without_its_results(
    school: World, as_person: AsPerson
) -> None:
    teacher, week = as_person("homeroom3a"), school.period["T02"]
    page = teacher.get(book(school, "3A", f"tuan/{week}")).text
    assert "Chép t01" in page
    assert teacher.post(book(school, "3A", f"tuan/{week}/chep")).status_code == 303
    (copied,) = rows(school, "week_task", period_id=week)
    assert (copied.task, copied.result) == ("3A sinh hoạt lớp", None)
    assert teacher.post(book(school, "3A", f"tuan/{week}/chep")).status_code == 409
    assert as_person("head3").post(book(school, "3A", f"tuan/{week}/chep")).status_code in (
        403,
        409,
    )


def test_pupils_swap_seats_and_get_a_group(school: World, as_person: AsPerson) -> None:
    teacher, (first, second, third) = as_person("homeroom3a"), school.pupil["3A"]
    page = book(school, "3A", "cho-ngoi")
    assert "Em 3A-2" in teacher.get(page).text
    form = {f"cho-{first}": "1-2", f"cho-{second}": "1-1", f"to-{third}": "2"}
    assert teacher.post(page, form).status_code == 303
    swap = {f"cho-{first}": "1-1", f"cho-{second}": "1-2", f"to-{third}": "2"}
    assert teacher.post(page, swap).status_code == 303
    at = {s.pupil_id: (s.line, s.place, s.team) for s in rows(school, "seat", class_id=1)}
    assert at == {first: (1, 1, None), second: (1, 2, None), third: (None, None, 2)}
    twice = teacher.post(page, {f"cho-{first}": "1-1", f"cho-{second}": "1-1"})
    assert (twice.status_code, "hai em" in twice.text) == (422, True)
    assert teacher.post(page, {f"cho-{first}": "99-1"}).status_code == 422
    assert as_person("head3").post(page, swap | {f"cho-{first}": ""}).status_code == 403
    assert as_person("principal").get(page).status_code == 403


def test_families_at_a_meeting_are_ticked(school: World, as_person: AsPerson) -> None:
    teacher, pupils = as_person("homeroom3a"), school.pupil["3A"]
    meeting = rows(school, "parent_meeting", class_id=school.klass["3A"])[0]
    page = book(school, "3A", f"hop-cmhs/{meeting.id}")
    assert teacher.get(page).text.count(" checked") == 1
    assert teacher.post(page, {"em": pupils[1:]}).status_code == 303
    found = rows(school, "meeting_family", meeting_id=meeting.id)
    assert [f.pupil_id for f in found] == pupils[1:]
    taken = teacher.post(book(school, "3A", f"xoa/hop/{meeting.id}"))
    assert (taken.status_code, "bỏ chọn các em trước" in taken.text) == (409, True)
    foreign = {"em": [school.pupil["3C"][0]]}
    teacher.post(page, foreign)
    assert rows(school, "meeting_family", meeting_id=meeting.id) == []
    head = as_person("head3")
    assert "Gia đình dự họp" not in head.get(page).text
    assert head.post(page, {"em": pupils}).status_code == 403
    other = rows(school, "parent_meeting", class_id=school.klass["3B"])[0]
    assert teacher.get(book(school, "3A", f"hop-cmhs/{other.id}")).status_code == 404


def test_a_closed_week_closes_its_plan_and_its_notes_and_the_year_all_the_rest(
    school: World, as_person: AsPerson
) -> None:
    teacher, week = as_person("homeroom3a"), school.period["T01"]
    close(school, "T01")
    page = teacher.get(book(school, "3A", f"tuan/{week}"))
    assert "đã đóng" in page.text
    assert "viec-moi1" not in page.text
    assert teacher.post(book(school, "3A", f"tuan/{week}"), {"viec-moi1": "x"}).status_code == 409
    note = {"date": TODAY, "kind": "praise", "text": "x"}
    assert teacher.post(book(school, "3A", "them/ghi-chep"), note).status_code == 409
    officer = {"role": "x", "pupil_id": school.pupil["3A"][0], "from_date": TODAY}
    assert teacher.post(book(school, "3A", "them/can-su"), officer).status_code == 303
    close(school, "NAM")
    answer = teacher.get(book(school, "3A", "them/can-su"))
    assert (answer.status_code, "đã đóng" in answer.text) == (409, True)
    seat = {f"cho-{school.pupil['3A'][0]}": "2-2"}
    assert teacher.post(book(school, "3A", "cho-ngoi"), seat).status_code == 409


def test_a_new_homeroom_teacher_reads_the_books_earlier_rows_and_signs_the_own(
    school: World, as_person: AsPerson
) -> None:
    homeroom = Base.metadata.tables["homeroom_assignment"]
    mine = homeroom.c.class_id == school.klass["3A"]
    with school.engine.begin() as connection:
        connection.execute(homeroom.update().where(mine).values(staff_id=school.staff["nobody"]))
    successor = as_person("nobody")
    page = successor.get(book(school, "3A", "hang-ngay")).text
    assert "3A ghi chép" in page
    assert "homeroom3a ghi" in page
    earlier = rows(school, "day_note", class_id=school.klass["3A"])[0]
    change = {"version": 1, "kind": "praise", "text": "khác"}
    edit = book(school, "3A", f"sua/ghi-chep/{earlier.id}")
    assert successor.post(edit, change).status_code == 403
    assert as_person("homeroom3a").get(book(school, "3A")).status_code == 404
