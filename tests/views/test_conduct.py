"""Conduct on screen: few taps, undo, disputes in 24 hours, a week of classes, never of pupils."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from models.base import Base, utc_now
from models.conduct import ConductDispute, ConductEntry, ConductItem, ConductKind, ConductTarget
from models.conduct.record import Seen, note
from models.refusal import Unfit
from permissions.session import actor_session, system_session
from tests.views.conftest import AsPerson
from tests.world import START, World

ENTRY = Base.metadata.tables["conduct_entry"]
TODAY = START + timedelta(days=1)


def entries(world: World) -> list[Any]:
    with world.engine.connect() as connection:
        return list(connection.execute(select(ENTRY).order_by(ENTRY.c.id)))


def dispute_of(world: World, entry_id: int) -> Any:
    table = Base.metadata.tables["conduct_dispute"]
    with world.engine.connect() as connection:
        found = select(table).where(table.c.entry_id == entry_id)
        return connection.execute(found).one_or_none()


def noted(page: Any) -> int:
    """Return the entry that an answer leads to."""
    found = re.search(r"da-ghi=(\d+)", page.headers["Location"])
    assert found
    return int(found[1])


def fresh(world: World) -> int:
    """Lay an entry of the committee about 3A that was made this minute."""
    row = dict(entries(world)[0]._mapping) | {"id": 900, "made_at": utc_now()}
    with world.engine.begin() as connection:
        connection.execute(insert(ENTRY), row)
    return 900


def test_the_committee_notes_a_fault_of_a_pupil_with_its_points(
    school: World, as_person: AsPerson
) -> None:
    duty = as_person("conduct")
    room, pupil = school.klass["3A"], school.pupil["3A"][0]
    assert "3A" in duty.get("/ne-nep/ghi").text
    assert "fault" in duty.get(f"/ne-nep/ghi/{room}").text
    assert "Em 3A-1" in duty.get(f"/ne-nep/ghi/{room}/1").text
    saved = noted(duty.post(f"/ne-nep/ghi/{room}/1", {"em": pupil}))
    row = entries(school)[-1]
    assert (row.id, row.points, row.pupil_id, row.date) == (saved, -2, pupil, TODAY)
    assert row.measure == "reminder"
    assert row.made_by == school.staff["conduct"]


def test_what_was_noted_is_taken_back_with_one_tap(school: World, as_person: AsPerson) -> None:
    duty, before = as_person("conduct"), len(entries(school))
    saved = noted(duty.post(f"/ne-nep/ghi/{school.klass['3B']}/2", {}))
    page = duty.get(f"/ne-nep/ghi/{school.klass['3B']}?da-ghi={saved}").text
    assert f"/ne-nep/muc/{saved}/hoan-tac" in page
    duty.post(f"/ne-nep/muc/{saved}/hoan-tac")
    assert len(entries(school)) == before


def test_a_homeroom_teachers_entry_carries_no_points(school: World, as_person: AsPerson) -> None:
    teacher = as_person("homeroom3a")
    assert teacher.get("/ne-nep/ghi").status_code == 302
    teacher.post(f"/ne-nep/ghi/{school.klass['3A']}/2", {})
    assert entries(school)[-1].points == 0
    week = teacher.get(f"/ne-nep/lop/{school.klass['3A']}/{school.period['T01']}").text
    assert "<b>98</b>" in week


def test_a_homeroom_teacher_meets_no_other_class(school: World, as_person: AsPerson) -> None:
    teacher, other = as_person("homeroom3a"), school.klass["3B"]
    assert teacher.get(f"/ne-nep/ghi/{other}").status_code == 404
    assert teacher.get(f"/ne-nep/lop/{other}/{school.period['T01']}").status_code == 404
    assert teacher.post(f"/ne-nep/ghi/{other}/1", {}).status_code == 404
    assert teacher.get("/ne-nep/tuan").status_code == 403


@pytest.mark.parametrize("person", ["office", "nurse", "english3a", "seat", "inspector", "nobody"])
def test_conduct_is_closed_to_everybody_else(
    school: World, as_person: AsPerson, person: str
) -> None:
    del school
    stranger = as_person(person)
    for address in ("/ne-nep/ghi", "/ne-nep/tuan", "/ne-nep/muc/1"):
        assert stranger.get(address).status_code in (403, 404), address
    assert "Nề nếp" not in stranger.get("/hom-nay/").text


def test_an_objection_within_the_hours_is_ruled_on_and_the_points_come_back(
    school: World, as_person: AsPerson
) -> None:
    entry = fresh(school)
    teacher, committee = as_person("homeroom3a"), as_person("conduct")
    week = f"/ne-nep/lop/{school.klass['3A']}/{school.period['T01']}"
    assert "<b>96</b>" in committee.get(week).text
    assert teacher.post(f"/ne-nep/muc/{entry}/khieu-nai", {"reason": " "}).status_code == 422
    teacher.post(f"/ne-nep/muc/{entry}/khieu-nai", {"reason": "Nhầm lớp"})
    assert "Nhầm lớp" in committee.get("/ne-nep/khieu-nai").text
    assert "Nhầm lớp" in committee.get("/hom-nay/").text
    assert "Nhầm lớp" not in teacher.get("/hom-nay/").text
    verdict = {"ruling": "withdrawn", "answer": "Đã xem sổ trực"}
    assert teacher.post(f"/ne-nep/muc/{entry}/ket-luan", verdict).status_code == 403
    committee.post(f"/ne-nep/muc/{entry}/ket-luan", verdict)
    assert dispute_of(school, entry).ruling == "withdrawn"
    assert "<b>98</b>" in committee.get(week).text
    assert committee.post(f"/ne-nep/muc/{entry}/ket-luan", verdict).status_code == 409


def test_an_objection_comes_too_late_after_24_hours(school: World, as_person: AsPerson) -> None:
    entry = fresh(school)
    with school.engine.begin() as connection:
        late = utc_now() - timedelta(hours=24, minutes=1)
        connection.execute(update(ENTRY).where(ENTRY.c.id == entry).values(made_at=late))
    answer = as_person("homeroom3a").post(f"/ne-nep/muc/{entry}/khieu-nai", {"reason": "Nhầm"})
    assert answer.status_code == 409
    assert "24 giờ" in answer.text
    assert dispute_of(school, entry) is None


def test_a_disputed_entry_is_not_taken_back(school: World, as_person: AsPerson) -> None:
    assert as_person("conduct").post("/ne-nep/muc/1/hoan-tac").status_code == 422
    assert entries(school)[0].id == 1


def test_a_closed_week_takes_nothing_more(school: World, as_person: AsPerson) -> None:
    closure = {
        "version": 1,
        "year_id": school.year,
        "kind": "conduct",
        "period_id": school.period["T01"],
        "starts_at": utc_now(),
        "sealed": False,
    }
    with school.engine.begin() as connection:
        connection.execute(insert(Base.metadata.tables["closure"]), closure)
    duty, before = as_person("conduct"), entries(school)
    assert "đã đóng" in duty.get(f"/ne-nep/ghi/{school.klass['3A']}").text
    assert duty.post(f"/ne-nep/ghi/{school.klass['3A']}/2", {}).status_code == 409
    assert duty.post("/ne-nep/muc/1", {"note": "khác"}).status_code == 409
    assert entries(school) == before


def test_the_week_ranks_classes_and_names_no_pupil(school: World, as_person: AsPerson) -> None:
    duty = as_person("conduct")
    duty.post(f"/ne-nep/ghi/{school.klass['3B']}/2", {})
    page = duty.get("/ne-nep/tuan").text
    table = page[page.index("<tbody>") : page.index("</tbody>")]
    assert table.index("3B") < table.index("3A") < table.index("3C")
    ranks = re.findall(r'<tr><td class="num">(\d)', table)
    assert ranks == ["1", "2", "2"]
    assert "Em 3" not in page


def test_note_and_form_of_discipline_are_written_by_their_author(
    school: World, as_person: AsPerson
) -> None:
    as_person("conduct").post("/ne-nep/muc/1", {"note": "đã dặn", "measure": "apology"})
    row = entries(school)[0]
    assert (row.note, row.measure) == ("đã dặn", "apology")
    assert as_person("homeroom3a").post("/ne-nep/muc/1", {"note": "x"}).status_code == 403


def test_an_item_is_noted_only_for_whom_and_when_it_is_meant(school: World) -> None:
    with system_session(school.engine, "thử") as s:
        pupils_only = ConductItem(name="Trễ", points=1, from_date=START, to_date=START)
        pupils_only.kind, pupils_only.target = ConductKind.FAULT, ConductTarget.PUPIL
        with pytest.raises(Unfit, match="một em"):
            _note(s, pupils_only, Seen(school.klass["3A"], None, START))
        with pytest.raises(Unfit, match="không dùng"):
            _note(s, pupils_only, Seen(school.klass["3A"], 1, TODAY))
        pupils_only.to_date = None
        with pytest.raises(Unfit, match="không phải ngày học"):
            _note(s, pupils_only, Seen(school.klass["3A"], 1, START + timedelta(days=50)))


def _note(session: Any, item: ConductItem, seen: Seen) -> ConductEntry:
    return note(session, item, seen, staff_id=1, now=utc_now(), counts=True)


def test_a_member_who_is_homeroom_teacher_does_not_rule_on_the_own_objection(
    school: World,
) -> None:
    """Two people: also the database refuses it."""
    duties = Base.metadata.tables["duty"]
    row = {
        "version": 1,
        "staff_id": school.staff["homeroom3a"],
        "function": "conduct",
        "title": "conduct",
        "source": "QĐ 2",
        "from_date": START,
        "confirmed_at": utc_now(),
    }
    with school.engine.begin() as connection:
        connection.execute(insert(duties), row)
    with actor_session(school.engine, school.actor("homeroom3a")) as s:
        raised = s.scalars(select(ConductDispute).where(ConductDispute.id == 1)).one()
        raised.ruling, raised.ruled_at, raised.ruled_by = "upheld", utc_now(), raised.raised_by
        with pytest.raises(Exception, match="không thuộc quyền"):
            s.commit()
