"""Health on screen: the nurse's day, the wall around it, and what a homeroom teacher may know."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from models.base import Base, utc_now
from tests.views.conftest import AsPerson
from tests.world import START, World

VISIT = Base.metadata.tables["health_visit"]
TODAY = START + timedelta(days=1)


def rows(world: World, table: str) -> list[Any]:
    target = Base.metadata.tables[table]
    with world.engine.connect() as connection:
        return list(connection.execute(select(target).order_by(target.c.id)))


def test_a_visit_is_found_ticked_and_saved(school: World, as_person: AsPerson) -> None:
    nurse, pupil = as_person("nurse"), school.pupil["3A"][0]
    found = json.loads(nurse.get("/suc-khoe/tim-em?query=em 3a-1").text)
    assert found == [[pupil, "Em 3A-1 · 3A"]]
    form = nurse.get(f"/suc-khoe/luot-moi?em={pupil}").text
    assert "Đau bụng" in form
    assert "dị ứng tôm" in form
    ticked = {
        "complaint": ["Đau bụng", "Sốt"],
        "other": "  ho  ",
        "treatment": "Chườm mát",
        "handling": "referred",
        "referred_to": "Trạm y tế",
        "guardian_told": "on",
        "gio": "09:15",
    }
    answer = nurse.post(f"/suc-khoe/luot-moi?em={pupil}", ticked)
    assert answer.status_code == 303
    row = rows(school, "health_visit")[-1]
    assert (row.complaint, row.treatment) == ("Đau bụng, Sốt, ho", "Chườm mát")
    assert (row.date, row.handling, row.guardian_told) == (TODAY, "referred", True)
    assert (row.class_id, row.made_by) == (school.klass["3A"], school.staff["nurse"])
    page = nurse.get(answer.headers["Location"]).text
    assert "09:15" in page
    nurse.post(f"/suc-khoe/luot/{row.id}/hoan-tac")
    assert rows(school, "health_visit")[-1].id != row.id


def test_a_visit_without_a_complaint_is_sent_back_with_what_was_ticked(
    school: World, as_person: AsPerson
) -> None:
    nurse, before = as_person("nurse"), len(rows(school, "health_visit"))
    given = {"treatment": "Chườm mát"}
    answer = nurse.post(f"/suc-khoe/luot-moi?em={school.pupil['3A'][0]}", given)
    assert answer.status_code == 422
    assert "Ghi biểu hiện" in answer.text
    assert 'value="Chườm mát" checked' in answer.text
    assert len(rows(school, "health_visit")) == before


def test_a_closed_month_takes_no_visit(school: World, as_person: AsPerson) -> None:
    closure = {
        "version": 1,
        "year_id": school.year,
        "kind": "health_visit",
        "period_id": school.period["M09"],
        "starts_at": utc_now(),
        "sealed": False,
    }
    with school.engine.begin() as connection:
        connection.execute(insert(Base.metadata.tables["closure"]), closure)
    nurse, address = as_person("nurse"), f"/suc-khoe/luot-moi?em={school.pupil['3A'][0]}"
    assert "đã đóng" in nurse.get(address).text
    assert nurse.post(address, {"other": "sốt"}).status_code == 409


def test_an_approved_class_still_falls_ill(school: World, as_person: AsPerson) -> None:
    table = Base.metadata.tables["dossier"]
    with school.engine.begin() as connection:
        connection.execute(table.update().values(proposed_at=utc_now(), approved_at=utc_now()))
    nurse = as_person("nurse")
    address = f"/suc-khoe/luot-moi?em={school.pupil['3A'][0]}"
    assert nurse.post(address, {"other": "sốt"}).status_code == 303


WALLED = ("/suc-khoe/phong-y-te", "/suc-khoe/theo-doi", "/suc-khoe/em/1", "/suc-khoe/luot-moi?em=1")
CLASS_PAGES = ("/suc-khoe/dot", "/suc-khoe/lop/1/6")


@pytest.mark.parametrize("person", ["office", "conduct", "seat", "english3a", "inspector", "union"])
def test_the_wall_holds_against_everybody_else(
    school: World, as_person: AsPerson, person: str
) -> None:
    del school
    stranger = as_person(person)
    for address in (*WALLED, *CLASS_PAGES):
        assert stranger.get(address).status_code == 403, address
    assert stranger.post("/suc-khoe/lop/1/6/excel").status_code == 403


def test_a_homeroom_teacher_reads_the_own_class_in_summary(
    school: World, as_person: AsPerson
) -> None:
    teacher, period = as_person("homeroom3a"), school.period["SK1"]
    page = teacher.get(f"/suc-khoe/lop/{school.klass['3A']}/{period}").text
    for shown in ("128,5", "26", "15,7", "bình thường", "10/10", "3A dị ứng"):
        assert shown in page, shown
    for hidden in ("3A đau bụng", "3A thị lực", "3A bình thường", "100/60", "3C dị ứng"):
        assert hidden not in page, hidden
    assert teacher.get(f"/suc-khoe/lop/{school.klass['3B']}/{period}").status_code == 404
    for address in WALLED:
        assert teacher.get(address).status_code == 403, address
    assert (
        teacher.get("/suc-khoe/dot")
        .headers["Location"]
        .endswith(f"/lop/{school.klass['3A']}/{period}")
    )


def test_management_reads_everything_and_writes_nothing(school: World, as_person: AsPerson) -> None:
    head, before = as_person("principal"), rows(school, "health_visit")
    page = head.get("/suc-khoe/em/1").text
    for shown in ("tôm", "100/60", "3A bình thường", "3A đau bụng", "3A thị lực", "3A dị ứng"):
        assert shown in page, shown
    assert "Ghi lượt" not in page
    assert head.post("/suc-khoe/luot-moi?em=1", {"other": "sốt"}).status_code == 403
    assert head.post("/suc-khoe/luot/1/hoan-tac").status_code == 403
    assert rows(school, "health_visit") == before


def test_the_watch_list_is_settled_and_taken_up_again(school: World, as_person: AsPerson) -> None:
    nurse = as_person("nurse")
    nurse.post(f"/suc-khoe/em/{school.pupil['3A'][0]}/theo-doi", {"what": "Hẹn đo lại"})
    case = rows(school, "follow_up")[-1]
    assert (case.what, case.state, case.to_date) == ("Hẹn đo lại", "watching", None)
    for state in ("referred", "settled", "watching"):
        nurse.post(f"/suc-khoe/theo-doi/{case.id}", {"state": state})
        now = rows(school, "follow_up")[-1]
        assert now.state == state
        assert (now.to_date is not None) is (state == "settled")
    assert "Hẹn đo lại" in nurse.get("/suc-khoe/theo-doi").text


def test_an_export_of_measures_is_told_in_the_history(school: World, as_person: AsPerson) -> None:
    before = len(rows(school, "history_line"))
    address = f"/suc-khoe/lop/{school.klass['3A']}/{school.period['SK1']}/excel"
    answer = as_person("homeroom3a").post(address)
    assert answer.status_code == 200
    assert answer.data[:2] == b"PK"
    line = rows(school, "history_line")[before]
    assert (line.entity, line.action) == ("measurement", "read")
    assert '"rows":[null,4]' in line.changes


def test_a_class_is_counted_for_the_school(school: World, as_person: AsPerson) -> None:
    page = as_person("nurse").get("/suc-khoe/dot").text
    assert "2/4" in page
    assert "2/3" in page


def test_a_form_of_the_record_leads_back_to_the_pupils_health(
    school: World, as_person: AsPerson
) -> None:
    pupil = school.pupil["3A"][2]
    address = f"/so/luu-y-suc-khoe/new/?pupil_id={pupil}&back=health"
    answer = as_person("nurse").post(address, {"pupil_id": pupil, "text": "Dị ứng phấn"})
    assert answer.headers["Location"].endswith(f"/suc-khoe/em/{pupil}")
    assert rows(school, "health_note")[-1].text == "Dị ứng phấn"


def send(browser: Any, address: str, *cells: tuple[int, str, Any, Any]) -> list[dict[str, Any]]:
    """Send cells (pupil, field, old, new); return the answers."""
    body = {"cells": [{"row": r, "field": f, "old": o, "new": n} for r, f, o, n in cells]}
    headers = {"X-CSRF-Token": browser.token()}
    answer = browser.client.post(address, json=body, headers=headers)
    assert answer.status_code == 200, answer.text
    return list(answer.get_json()["cells"])


def test_a_round_is_typed_cell_by_cell_into_its_two_tables(
    school: World, as_person: AsPerson
) -> None:
    nurse, pupil = as_person("nurse"), school.pupil["3A"][2]
    address = f"/suc-khoe/do/{school.klass['3A']}/{school.period['SK1']}"
    assert 'data-field="height"' in nurse.get(address).text
    told = send(
        nurse,
        f"{address}/luu",
        (pupil, "height", None, "131,5"),
        (pupil, "weight", None, "28"),
        (pupil, "pulse", None, "88"),
        (pupil, "vision_left", None, "25"),
        (school.pupil["3C"][0], "height", None, "130"),
    )
    assert [t["state"] for t in told] == ["saved", "saved", "saved", "refused", "refused"]
    assert told[0]["value"] == "131,5"
    assert "10 là 10/10" in told[3]["reason"]
    assert "không học ở lớp" in told[4]["reason"]
    body, signs = rows(school, "measurement")[-1], rows(school, "vital_signs")[-1]
    assert (body.pupil_id, body.height, body.weight) == (pupil, 131.5, 28.0)
    assert body.measured_on is not None
    assert (signs.pupil_id, signs.pulse, signs.systolic) == (pupil, 88, None)


def test_two_hands_on_one_measure_are_told_of_each_other(
    school: World, as_person: AsPerson
) -> None:
    nurse, pupil = as_person("nurse"), school.pupil["3A"][0]
    address = f"/suc-khoe/do/{school.klass['3A']}/{school.period['SK1']}/luu"
    (told,) = send(nurse, address, (pupil, "height", "120", "121"))
    assert (told["state"], told["value"], told["given"]) == ("conflict", "128,5", "121")


def test_a_homeroom_teacher_writes_no_measure(school: World, as_person: AsPerson) -> None:
    teacher, pupil = as_person("homeroom3a"), school.pupil["3A"][0]
    address = f"/suc-khoe/do/{school.klass['3A']}/{school.period['SK1']}"
    assert teacher.get(address).status_code == 302
    told = send(
        teacher,
        f"{address}/luu",
        (pupil, "height", "128,5", "130"),
        (pupil, "pulse", "84", "90"),
    )
    assert [t["state"] for t in told] == ["refused", "refused"]
    assert "84" not in json.dumps(told)
    check = address.replace("/do/", "/kham/")
    (told,) = send(teacher, f"{check}/luu", (pupil, "conclusion", None, "khỏe"))
    assert told["state"] == "refused"
    assert "bình thường" not in json.dumps(told)


def test_what_the_specialists_found_is_typed(school: World, as_person: AsPerson) -> None:
    nurse, pupil = as_person("nurse"), school.pupil["3A"][2]
    address = f"/suc-khoe/kham/{school.klass['3A']}/{school.period['SK1']}"
    assert "3A bình thường" in nurse.get(address).text
    send(nurse, f"{address}/luu", (pupil, "teeth", None, "Sâu răng"))
    row = rows(school, "specialist_check")[-1]
    assert (row.pupil_id, row.teeth, row.eyes) == (pupil, "Sâu răng", None)


def test_a_closed_round_says_so_above_the_grid_and_beside_the_cell(
    school: World, as_person: AsPerson
) -> None:
    closure = {
        "version": 1,
        "year_id": school.year,
        "kind": "health_check",
        "period_id": school.period["SK1"],
        "starts_at": utc_now(),
        "sealed": False,
    }
    with school.engine.begin() as connection:
        connection.execute(insert(Base.metadata.tables["closure"]), closure)
    nurse, pupil = as_person("nurse"), school.pupil["3A"][0]
    address = f"/suc-khoe/do/{school.klass['3A']}/{school.period['SK1']}"
    assert "Khám sức khỏe SK1 đã đóng" in nurse.get(address).text
    (told,) = send(nurse, f"{address}/luu", (pupil, "height", "128,5", "130"))
    assert told["state"] == "refused"
    assert "Đ2.3" in told["reason"]
