"""Giving tasks, doing them, being reminded: what each of them notices (Điều 2.1)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from models.base import Base, utc_now
from models.clock import school_today
from tests.views.conftest import AsPerson
from tests.world import World

T = Base.metadata.tables
TODAY = school_today()
TITLE = "Nộp danh sách học sinh cần hỗ trợ"


@pytest.fixture(autouse=True)
def nothing_given(school: World) -> None:
    """Nobody has anything in the inbox yet."""
    with school.engine.begin() as connection:
        connection.execute(T["task"].delete())
        connection.execute(T["reminder"].delete())


def form(browser: Any, target: str, **more: Any) -> dict[str, Any]:
    """Return a filled form as the browser got it."""
    nonce = re.search(r'name="lan" value="(\w+)"', browser.get("/viec-duoc-giao/giao").text)
    assert nonce
    filled = {"lan": nonce[1], "target": target, "title": TITLE, "text": "Theo mẫu của trường"}
    return filled | {"due_on": (TODAY + timedelta(days=3)).isoformat()} | more


def give(browser: Any, target: str, **more: Any) -> str:
    """Give a task; return the address of its page."""
    answer = browser.post("/viec-duoc-giao/giao", form(browser, target, **more))
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def tasks(school: World) -> list[Any]:
    """All tasks with the name of who has them."""
    t = T["task"]
    with school.engine.connect() as connection:
        return list(connection.execute(select(t).order_by(t.c.id)))


def given_to(school: World) -> set[str]:
    """Who has a task."""
    return {school.staff_name(row.to_id) for row in tasks(school)}


def overdue(school: World) -> None:
    """Let some days pass."""
    with school.engine.begin() as connection:
        connection.execute(update(T["task"]).values(due_on=TODAY - timedelta(days=2)))


def test_the_principal_gives_a_teacher_does_the_principal_sees(
    as_person: AsPerson, school: World
) -> None:
    principal, teacher = as_person("principal"), as_person("homeroom3a")
    wanted = form(principal, f"person:{school.staff['homeroom3a']}")
    look = principal.post("/viec-duoc-giao/giao/xem", wanted).text
    assert "Giao cho 1 người" in look
    assert tasks(school) == []
    first = principal.post("/viec-duoc-giao/giao", wanted).headers["Location"]
    assert principal.post("/viec-duoc-giao/giao", wanted).headers["Location"] == first
    (task,) = tasks(school)
    page = teacher.get("/viec-duoc-giao/").text
    assert TITLE in page
    assert "Còn 3 ngày" in page
    assert TITLE in teacher.get("/hom-nay/").text
    said = {"xong": "1", "remark": "Lớp có 2 em"}
    assert teacher.post(f"/viec-duoc-giao/{task.id}/xong", said).status_code == 303
    teacher.get("/viec-duoc-giao/")
    assert TITLE not in teacher.get("/viec-duoc-giao/").text
    assert TITLE in teacher.get("/viec-duoc-giao/?muc=xong").text
    page = principal.get(first).text
    assert "Lớp có 2 em" in page
    assert "1 / 1" in page
    assert "Mọi người đã xong" in principal.get("/viec-duoc-giao/?muc=da-giao").text


def test_done_may_be_taken_back_and_trouble_be_said(as_person: AsPerson, school: World) -> None:
    give(as_person("principal"), "homeroom")
    teacher = as_person("homeroom3a")
    mine = next(t for t in tasks(school) if school.staff_name(t.to_id) == "homeroom3a")
    teacher.post(f"/viec-duoc-giao/{mine.id}/xong", {"xong": "0", "remark": "Thiếu mẫu"})
    assert "“Thiếu mẫu”" in teacher.get("/viec-duoc-giao/").text
    teacher.post(f"/viec-duoc-giao/{mine.id}/xong", {"xong": "1", "remark": ""})
    teacher.post(f"/viec-duoc-giao/{mine.id}/xong", {"xong": "0"})
    (again,) = [t for t in tasks(school) if t.id == mine.id]
    assert again.done_at is None
    other = next(t for t in tasks(school) if t.id != mine.id)
    assert teacher.post(f"/viec-duoc-giao/{other.id}/xong", {"xong": "1"}).status_code == 404


@pytest.mark.parametrize(
    ("target", "people"),
    [
        ("homeroom", {"homeroom3a", "head3", "homeroom3c"}),
        ("homeroom:3", {"homeroom3a", "head3", "homeroom3c"}),
        ("function:nurse", {"nurse"}),
        ("function:department_head", {"head3", "english3a"}),
    ],
)
def test_whom_a_duty_means_follows_from_assignments(
    as_person: AsPerson, school: World, target: str, people: set[str]
) -> None:
    give(as_person("principal"), target)
    found = given_to(school)
    assert found == people


def test_a_department_and_the_whole_school(as_person: AsPerson, school: World) -> None:
    principal = as_person("principal")
    with school.engine.connect() as connection:
        m = T["membership"]
        (department, person), *_ = connection.execute(select(m.c.department_id, m.c.staff_id)).all()
    give(principal, f"department:{department}")
    assert school.staff_name(person) in given_to(school)
    before = len(tasks(school))
    give(principal, "all")
    assert len(tasks(school)) - before > before
    assert "principal" not in given_to(school)


def test_who_leaves_the_duty_gets_nothing_and_a_newcomer_is_offered(
    as_person: AsPerson, school: World
) -> None:
    """Another becomes 3C's homeroom teacher after the task was given."""
    principal = as_person("principal")
    where = give(principal, "homeroom")
    assert "nobody" not in given_to(school)
    with school.engine.begin() as connection:
        h = T["homeroom_assignment"]
        mine = h.c.class_id == school.klass["3C"]
        connection.execute(update(h).where(mine).values(staff_id=school.staff["nobody"]))
    page = principal.get(where).text
    assert "1 người mới nhận nhiệm vụ này" in page
    principal.post(f"{where}/them")
    assert "nobody" in given_to(school)
    assert "người mới nhận" not in principal.get(where).text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"title": " "}, "Chưa ghi việc gì"),
        ({"title": "x" * 201}, "Dài quá 200"),
        ({"due_on": (TODAY - timedelta(days=1)).isoformat()}, "Hạn đã qua"),
        ({"due_on": "mai"}, "Ngày ghi như"),
        ({"target": "person:99999"}, "Chọn giao cho ai"),
        ({"target": "function:principal"}, "Chọn giao cho ai"),
    ],
)
def test_a_bad_form_says_what_and_where(
    as_person: AsPerson, school: World, fields: dict[str, Any], said: str
) -> None:
    browser = as_person("principal")
    answer = browser.post("/viec-duoc-giao/giao/xem", form(browser, "homeroom") | fields)
    assert answer.status_code == 422
    assert said in answer.text
    given = browser.post("/viec-duoc-giao/giao", form(browser, "homeroom") | fields)
    assert given.status_code in (409, 422)
    assert tasks(school) == []


@pytest.mark.parametrize("person", ["vice", "head3", "seat", "office", "homeroom3a", "nobody"])
def test_only_the_principal_gives_tasks(as_person: AsPerson, person: str) -> None:
    browser = as_person(person)
    answer = browser.get("/viec-duoc-giao/giao")
    assert answer.status_code == 403
    assert "Đ2.1" in answer.text
    assert "Giao việc</a>" not in browser.get("/viec-duoc-giao/").text


def test_overdue_is_seen_by_the_giver_and_whoever_is_late_is_reminded_once_a_day(
    as_person: AsPerson, school: World
) -> None:
    principal = as_person("principal")
    where = give(principal, "homeroom")
    overdue(school)
    assert "người quá hạn" in principal.get("/viec-duoc-giao/?muc=da-giao").text
    assert "người chưa xong: Nộp danh sách" in principal.get("/hom-nay/").text
    assert "Quá hạn 2 ngày" in as_person("homeroom3a").get("/viec-duoc-giao/").text
    principal.post(f"{where}/nhac")
    principal.post(f"{where}/nhac")
    r = T["reminder"]
    with school.engine.connect() as connection:
        told = [school.staff_name(to) for to in connection.scalars(select(r.c.to_id))]
    assert sorted(told) == sorted(given_to(school))
    assert "Hôm nay đã nhắc rồi" in principal.get(where).text


def test_the_date_is_put_off_and_the_task_taken_back(as_person: AsPerson, school: World) -> None:
    principal, teacher = as_person("principal"), as_person("homeroom3a")
    where = give(principal, "homeroom")
    overdue(school)
    late = (TODAY - timedelta(days=1)).isoformat()
    assert principal.post(f"{where}/han", {"due_on": late}).status_code == 422
    principal.post(f"{where}/han", {"due_on": (TODAY + timedelta(days=1)).isoformat()})
    assert "Hạn ngày mai" in teacher.get("/viec-duoc-giao/").text
    assert as_person("vice").post(f"{where}/thoi").status_code == 403
    principal.post(f"{where}/thoi")
    assert "Hộp việc trống" in teacher.get("/viec-duoc-giao/").text
    assert "Thôi giao" in teacher.get("/viec-duoc-giao/?muc=xong").text
    mine = next(t for t in tasks(school) if school.staff_name(t.to_id) == "homeroom3a")
    assert teacher.post(f"/viec-duoc-giao/{mine.id}/xong", {"xong": "1"}).status_code == 409


def test_nobody_looks_into_anothers_inbox(as_person: AsPerson, school: World) -> None:
    where = give(as_person("principal"), f"person:{school.staff['homeroom3a']}")
    assert as_person("homeroom3c").get(where).status_code == 404
    assert as_person("vice").get(where).status_code == 200
    page = as_person("homeroom3a").get(where).text
    assert TITLE in page
    assert "Thôi giao" not in page


def test_reminders_are_counted_read_and_kept(as_person: AsPerson, school: World) -> None:
    rows = [
        {"to_id": school.staff["homeroom3a"], "from_id": school.staff["vice"], "text": f"Còn {n} ô",
         "sent_at": utc_now(), "version": 1} for n in (3, 4)
    ]  # fmt: skip
    with school.engine.begin() as connection:
        connection.execute(insert(T["reminder"]), rows)
    give(as_person("principal"), "homeroom")
    teacher = as_person("homeroom3a")
    counted = re.compile(r'viec-duoc-giao/"[^>]*>Hộp việc\s+<span class="count">(\d+)')
    found = counted.search(teacher.get("/viec-duoc-giao/").text)
    assert found
    assert found[1] == "3"
    teacher.post("/viec-duoc-giao/da-doc")
    found = counted.search(teacher.get("/viec-duoc-giao/").text)
    assert found
    assert found[1] == "1"
    assert "Còn 3 ô" in teacher.get("/viec-duoc-giao/?muc=xong").text


def test_rules_of_reminding_are_set_by_whose_they_are(as_person: AsPerson, school: World) -> None:
    """Tasks by the principal, deadlines by the vice-principal; everybody reads them."""
    rules = "/so/quy-tac-nhac"
    row = {"kind": "task", "from_date": "01/06/2026", "active": "y", "days": "2"}
    assert as_person("vice").post(f"{rules}/new/", row).status_code == 403
    assert as_person("principal").post(f"{rules}/new/", row).status_code == 303
    row["kind"] = "plan"
    assert as_person("principal").post(f"{rules}/new/", row).status_code == 403
    assert as_person("vice").post(f"{rules}/new/", row).status_code == 303
    assert "Kế hoạch bài dạy chưa nộp" in as_person("homeroom3a").get(f"{rules}/").text
    quiet = {"from_date": "01/06/2026", "quiet_from": "19", "quiet_to": "7", "per_minute": "30",
             "unreached_days": "20"}  # fmt: skip
    assert as_person("vice").post("/so/cach-gui-tin/new/", quiet).status_code == 303
    with school.engine.connect() as connection:
        assert 19 in connection.scalars(select(T["sending_settings"].c.quiet_from)).all()
