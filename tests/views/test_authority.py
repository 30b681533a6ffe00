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
from tests.world import PEOPLE, World, laid_out

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
    from tests.databases import open_url  # noqa: PLC0415 - beside the fixture that it opens

    with databases.copy(kind, "world") as url:
        engine = open_url(url)
        world = laid_out(engine)
        with system_session(engine, "thử", capacities=frozenset()) as system:
            made = {actor.staff_id: actor for actor in everybody(system, school_today())}
        for person in PEOPLE:
            alone = load_actor(engine, account_id=world.account[person])
            assert made[world.staff[person]] == alone, person
        engine.dispose()


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
