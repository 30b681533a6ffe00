"""Phân quyền on screen: whose rights on which day, who sees a pupil, stand-ins (Đ2.9, Đ3)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models.base import Base
from models.clock import school_today
from permissions.actor import load_actor
from permissions.everybody import everybody
from permissions.session import system_session
from tests.views.conftest import AsPerson
from tests.world import PEOPLE, World, lay_out

DELEGATION = Base.metadata.tables["delegation"]


def rows(school: World, table: str) -> list[Any]:
    """All rows of a table."""
    with school.engine.connect() as connection:
        return list(connection.execute(select(Base.metadata.tables[table])))


@pytest.mark.parametrize("person", ["secretary", "seat", "office", "head3", "homeroom3a", "nobody"])
def test_nobody_but_management_opens_the_room(as_person: AsPerson, person: str) -> None:
    here = as_person(person)
    for page in ("", "/nguoi", "/em", "/lam-thay"):
        assert here.get(f"/phan-quyen{page}").status_code == 403, page
    assert "Phân quyền" not in here.get("/quyen-cua-toi").text


def test_everybody_is_made_as_at_sign_in(kind: str, databases: Any) -> None:

    with databases.school(kind, lay_out) as world:
        engine = world.engine
        with system_session(engine, "thử", capacities=frozenset()) as system:
            made = {actor.staff_id: actor for actor in everybody(system, school_today())}
        for person in PEOPLE:
            alone = load_actor(engine, account_id=world.account[person])
            assert made[world.staff[person]] == alone, person


def test_a_persons_rights_are_told_for_any_day(school: World, as_person: AsPerson) -> None:
    vice = as_person("vice")
    page = vice.get(f"/phan-quyen/nguoi?ai={school.staff['homeroom3a']}").text
    assert "GVCN 3A" in page
    before = vice.get(f"/phan-quyen/nguoi?ai={school.staff['homeroom3a']}&ngay=2020-01-01").text
    assert "GVCN 3A" not in before
    assert vice.get("/phan-quyen/nguoi?ai=99999").status_code == 404
    assert vice.get("/phan-quyen/nguoi?ngay=mai").status_code == 422


def test_who_sees_a_pupil_is_what_the_policy_says(school: World, as_person: AsPerson) -> None:
    pupil = next(
        r["pupil_id"] for r in school.rows["enrolment"] if r["class_id"] == school.klass["3A"]
    )
    page = as_person("principal").get(f"/phan-quyen/em?em={pupil}").text
    assert "GVCN" in page
    health = page[page.index("Sức khỏe") :]
    assert "nurse" in health
    assert "secretary" not in health
    assert as_person("principal").get("/phan-quyen/em?em=99999").status_code == 404


def form(school: World, **other: Any) -> dict[str, Any]:
    """A stand-in for a week from today."""
    today = school_today()
    return {
        "absent_id": school.staff["homeroom3a"],
        "stand_in_id": school.staff["nobody"],
        "duty": "homeroom",
        "from_date": today.isoformat(),
        "to_date": (today + timedelta(days=7)).isoformat(),
        "reason": "nghỉ ốm",
    } | other


def test_a_stand_in_is_said_in_words_before_it_is_saved(school: World, as_person: AsPerson) -> None:
    vice, before = as_person("vice"), len(rows(school, "delegation"))
    said = vice.post("/phan-quyen/lam-thay", form(school)).text
    assert "làm thay cô homeroom3a" in said
    assert "chủ nhiệm lớp 3A" in said
    assert len(rows(school, "delegation")) == before
    assert vice.post("/phan-quyen/lam-thay", form(school, chac="1")).status_code == 303
    assert len(rows(school, "delegation")) == before + 1
    page = vice.get(f"/phan-quyen/nguoi?ai={school.staff['nobody']}").text
    assert "Làm thay cô homeroom3a" in page


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"duty": "department_head"}, "không giữ việc này"),
        ({"to_date": "2021-01-01"}, "đứng trước"),
        ({"reason": " "}, "Ghi lí do"),
        ({"duty": "x"}, "Chọn việc"),
        ({"from_date": ""}, "Chọn ngày đầu"),
    ],
)
def test_an_unfit_stand_in_is_refused(
    school: World, as_person: AsPerson, other: dict[str, str], sentence: str
) -> None:
    before = len(rows(school, "delegation"))
    answer = as_person("vice").post("/phan-quyen/lam-thay", form(school, chac="1", **other))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert len(rows(school, "delegation")) == before


def test_a_duty_has_one_stand_in_at_a_time(school: World, as_person: AsPerson) -> None:
    vice = as_person("vice")
    vice.post("/phan-quyen/lam-thay", form(school, chac="1"))
    other = form(school, chac="1", stand_in_id=school.staff["union"])
    answer = vice.post("/phan-quyen/lam-thay", other)
    assert answer.status_code == 422
    assert "đã có người làm thay" in answer.text


def test_a_stand_in_ends_early(school: World, as_person: AsPerson) -> None:
    vice = as_person("vice")
    vice.post("/phan-quyen/lam-thay", form(school, chac="1"))
    row = max(r.id for r in rows(school, "delegation"))
    today = school_today()
    earlier = {"to_date": today.isoformat(), "reason": "đã khỏe"}
    said = vice.post(f"/phan-quyen/lam-thay/{row}", earlier).text
    assert "Trước đây ghi" in said
    assert vice.post(f"/phan-quyen/lam-thay/{row}", earlier | {"chac": "1"}).status_code == 303
    assert next(r for r in rows(school, "delegation") if r.id == row).to_date == today
    past = {"to_date": (today - timedelta(days=3)).isoformat(), "reason": "x"}
    assert vice.post(f"/phan-quyen/lam-thay/{row}", past).status_code == 422


def duty(school: World, **other: Any) -> dict[str, Any]:
    """The conduct committee for a person, from today on."""
    return {
        "staff_id": school.staff["nobody"],
        "function": "conduct",
        "department_id": "",
        "source": "QĐ 7",
        "from_date": school_today().isoformat(),
        "to_date": "",
    } | other


def test_a_duty_is_given_confirmed_and_ended(school: World, as_person: AsPerson) -> None:
    principal, vice = as_person("principal"), as_person("vice")
    assert vice.get("/phan-quyen/nhiem-vu").status_code == 403
    said = principal.post("/phan-quyen/nhiem-vu", duty(school)).text
    assert "nhận nhiệm vụ Ban thi đua" in said
    assert "Ghi nhận nề nếp" in said
    assert principal.post("/phan-quyen/nhiem-vu", duty(school, chac="1")).status_code == 303
    made = max(rows(school, "duty"), key=lambda row: row.id)
    assert (made.title, made.source, made.confirmed_at) == ("Ban thi đua", "QĐ 7", None)
    account = school.account["nobody"]
    assert not load_actor(school.engine, account_id=account).functions
    assert "chờ xác nhận" in vice.get("/phan-quyen").text
    confirm = f"/phan-quyen/nhiem-vu/{made.id}/xac-nhan"
    assert "Xác nhận xong là có quyền" in vice.post(confirm).text
    assert not load_actor(school.engine, account_id=account).functions
    assert vice.post(confirm, {"chac": "1"}).status_code == 303
    assert load_actor(school.engine, account_id=account).functions == {"conduct"}
    assert vice.post(confirm, {"chac": "1"}).status_code == 409
    today = {"to_date": school_today().isoformat()}
    assert vice.post(f"/phan-quyen/nhiem-vu/{made.id}", today).status_code == 403
    assert "tự hết" in principal.post(f"/phan-quyen/nhiem-vu/{made.id}", today).text
    ended = principal.post(f"/phan-quyen/nhiem-vu/{made.id}", today | {"chac": "1"})
    assert ended.status_code == 303
    tomorrow = school_today() + timedelta(days=1)
    assert not load_actor(school.engine, account_id=account, today=tomorrow).functions


def test_nobody_confirms_an_own_duty(school: World, as_person: AsPerson) -> None:
    principal = as_person("principal")
    principal.post(
        "/phan-quyen/nhiem-vu", duty(school, staff_id=school.staff["principal"], chac="1")
    )
    made = max(row.id for row in rows(school, "duty"))
    answer = principal.post(f"/phan-quyen/nhiem-vu/{made}/xac-nhan", {"chac": "1"})
    assert answer.status_code == 409


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"function": "department_head"}, "Chọn tổ"),
        ({"function": "inspector"}, "Chọn nhiệm vụ"),
        ({"source": ""}, "căn cứ"),
        ({"to_date": "2021-01-01"}, "đứng trước"),
        ({"department_id": "1"}, "không theo tổ"),
    ],
)
def test_an_unfit_duty_is_refused(
    school: World, as_person: AsPerson, other: dict[str, str], sentence: str
) -> None:
    before = len(rows(school, "duty"))
    answer = as_person("principal").post("/phan-quyen/nhiem-vu", duty(school, chac="1", **other))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert len(rows(school, "duty")) == before


@pytest.mark.parametrize("what", ["cn", "TOAN"])
def test_a_teacher_changes_in_one_act(school: World, as_person: AsPerson, what: str) -> None:
    table = "homeroom_assignment" if what == "cn" else "teaching_assignment"
    place = "cn" if what == "cn" else school.unit[what]
    day = school_today() + timedelta(days=1)
    form = {
        "viec": f"{school.klass['3A']}:{place}",
        "new_id": school.staff["nobody"],
        "day": day.isoformat(),
    }
    assert as_person("principal").get("/phan-quyen/doi-giao-vien").status_code == 403
    vice, before = as_person("vice"), len(rows(school, table))
    assert vice.get("/phan-quyen/doi-giao-vien").status_code == 200
    said = vice.post("/phan-quyen/doi-giao-vien", form)
    assert said.status_code == 200
    assert "Cô homeroom3a" in said.text
    assert len(rows(school, table)) == before
    told = len(rows(school, "reminder"))
    assert vice.post("/phan-quyen/doi-giao-vien", form | {"chac": "1"}).status_code == 303
    old, new = sorted(
        (
            row
            for row in rows(school, table)
            if row.class_id == school.klass["3A"]
            and (what == "cn" or row.unit_id == school.unit[what])
        ),
        key=lambda row: row.from_date,
    )
    assert (old.to_date, new.from_date) == (day - timedelta(days=1), day)
    assert new.staff_id == school.staff["nobody"]
    recipients = {row.to_id for row in rows(school, "reminder")[told:]}
    assert recipients == {school.staff["homeroom3a"], school.staff["nobody"]}
    again = vice.post("/phan-quyen/doi-giao-vien", form | {"chac": "1"})
    assert again.status_code == 422
    assert "đang giữ việc ấy rồi" in again.text


def test_a_change_of_teacher_needs_days_that_dont_collide(
    school: World, as_person: AsPerson
) -> None:
    vice, today = as_person("vice"), school_today()
    form = {"viec": f"{school.klass['3A']}:cn", "new_id": school.staff["nobody"], "chac": "1"}
    later = (today + timedelta(days=9)).isoformat()
    assert vice.post("/phan-quyen/doi-giao-vien", form | {"day": later}).status_code == 303
    answer = vice.post("/phan-quyen/doi-giao-vien", form | {"day": today.isoformat()})
    assert answer.status_code == 422
    assert "đã phân công tiếp" in answer.text


def test_a_leavers_account_is_suspended_in_one_act(school: World, as_person: AsPerson) -> None:
    leaver, vice = school.staff["homeroom3a"], as_person("vice")
    form = {"left_on": school_today().isoformat()}
    assert as_person("principal").get(f"/phan-quyen/nghi-viec/{leaver}").status_code == 403
    said = vice.post(f"/phan-quyen/nghi-viec/{leaver}", form).text
    assert "Chủ nhiệm lớp 3A" in said
    assert as_person("homeroom3a").get("/quyen-cua-toi").status_code == 200
    assert vice.post(f"/phan-quyen/nghi-viec/{leaver}", form | {"chac": "1"}).status_code == 303
    page = vice.get(f"/phan-quyen/nguoi?ai={leaver}").text
    assert "GVCN 3A" in page
    assert "không còn quyền nào" in page
    assert vice.get(f"/phan-quyen/nghi-viec/{leaver}").status_code == 404
    left = next(row.left_on for row in rows(school, "staff") if row.id == leaver)
    assert left == school_today()
