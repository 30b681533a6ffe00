"""Chuyển trường: step by step with day and person, out and in; the packet; who may do what."""

from __future__ import annotations

import json
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from jobs.database import writer
from jobs.printing import register, runs
from models.access import HistoryLine
from models.archive import PrintedDocument, PrintJob
from models.assessment import MonthlyComment, SubjectResult
from models.clock import school_today
from models.pupils import (
    EnrolmentInterval,
    FormerResult,
    Pupil,
    PupilBirth,
    StepKind,
    Transfer,
    TransferStep,
    Way,
)
from models.pupils.former_file import FORMAT, VERSION, read_file
from models.pupils.transfer_steps import STEPS, due, next_step
from permissions.session import system_session
from tests.jobs.printing import reading
from tests.views.conftest import AsPerson, Browser
from tests.world import World

TODAY = school_today()


def rows(school: World, model: Any, *where: Any) -> list[Any]:
    with system_session(school.engine, "thử") as session:
        return list(session.scalars(select(model).where(*where).order_by(model.id)))


def newest(school: World) -> Transfer:
    return rows(school, Transfer)[-1]


def as_file(told: dict[str, Any]) -> dict[str, Any]:
    return {"file": (BytesIO(json.dumps(told).encode()), "ho-so.json")}


def begun(school: World, office: Browser, pupil: int) -> str:
    """Begin a transfer out of a pupil; return its address."""
    first = {
        "em": str(pupil),
        "school": "Trường Tiểu học Long Sen",
        "place": "xã Long Sen",
        "person": "Mẹ em",
        "reason": "theo gia đình",
        "day": TODAY.isoformat(),
    }
    assert office.post("/chuyen-truong/di", first).status_code == 303
    return f"/chuyen-truong/{newest(school).id}"


def printed(school: World, place: Path) -> None:
    """Let the worker print the run that was asked for last."""
    runs.run(writer(school.engine), place / "data", rows(school, PrintJob)[-1].id)


def on(day: date = TODAY, **said: Any) -> dict[str, Any]:
    return {"day": day.isoformat()} | said


def test_a_pupil_leaves_step_by_step(school: World, as_person: AsPerson) -> None:
    office, pupil, room = as_person("office"), school.pupil["3A"][0], school.klass["3A"]
    assert "Em 3A-1" in office.get(f"/chuyen-truong/di?lop={room}").text
    here = begun(school, office, pupil)
    again = {"em": str(pupil), "school": "x", "person": "y", "day": TODAY.isoformat()}
    assert office.post("/chuyen-truong/di", again).status_code == 409
    assert "trường nhận đồng ý" in office.get(here).text
    # what a step needs, and in which order its day lies
    assert office.post(here, on()).status_code == 422
    assert office.post(here, on(TODAY - timedelta(days=1), paper="đơn")).status_code == 422
    assert office.post(here, on(TODAY + timedelta(days=1), paper="đơn")).status_code == 422
    assert office.post(here, {"paper": "đơn"}).status_code == 422
    assert office.post(here, on(paper="Đơn có ý kiến ngày 12/11")).status_code == 303
    assert "giấy giới thiệu chuyển trường" in office.get(here).text
    assert office.post(here, on(paper="15/GGT-THHM", person="Cô A")).status_code == 303
    assert office.post(here, on(person="Mẹ em")).status_code == 422
    papers = ["report_book", "application", "nope"]
    assert office.post(here, on(person="Mẹ em", papers=papers)).status_code == 303
    row = newest(school)
    assert row.papers == ["application", "report_book"]
    assert row.closed_on is None
    last = TODAY + timedelta(days=5)
    assert office.post(here, on(last)).status_code == 303
    row = newest(school)
    assert row.closed_on == last
    kinds = [one.kind for one in rows(school, TransferStep, TransferStep.transfer_id == row.id)]
    assert kinds == [step.kind for step in STEPS[Way.OUT]]
    (stay,) = rows(school, EnrolmentInterval, EnrolmentInterval.pupil_id == pupil)
    assert (stay.to_date, stay.reason) == (
        last,
        "Chuyển đến Trường Tiểu học Long Sen, xã Long Sen",
    )
    assert rows(school, SubjectResult, SubjectResult.pupil_id == pupil)
    assert office.post(here, on(last)).status_code == 409
    # noted wrongly: the last step is taken back, and the pupil sits in class again
    assert office.post(f"{here}/bo-buoc").status_code == 303
    (stay,) = rows(school, EnrolmentInterval, EnrolmentInterval.pupil_id == pupil)
    assert (stay.to_date, stay.reason, newest(school).closed_on) == (None, None, None)
    assert office.post(f"{here}/dung", {"why": ""}).status_code == 422
    assert office.post(f"{here}/dung", {"why": "gia đình ở lại"}).status_code == 303
    assert newest(school).closed_on == TODAY
    assert "Đã dừng" in office.get(here).text
    assert office.post(here, on(last)).status_code == 409


def test_the_packet_holds_what_was_given_so_far(
    school: World, as_person: AsPerson, tmp_path: Path
) -> None:
    office, pupil, room = as_person("office"), school.pupil["3A"][0], school.klass["3A"]
    here = begun(school, office, pupil)
    office.post(here, on(paper="Đơn có ý kiến"))
    office.post(here, on(paper="15/GGT-THHM", person="Cô Hiệu Trưởng"))
    office.post(here, on(person="Mẹ em", papers=["report_book"], other_papers="ảnh thẻ"))
    assert office.post(f"{here}/in").status_code == 303
    printed(school, tmp_path)
    (paper,) = rows(school, PrintedDocument, PrintedDocument.document == "transfer-packet")
    assert (paper.class_id, paper.pupils, paper.official, paper.copy_number) == (room, 1, True, 1)
    data = register.path_of(tmp_path / "data", paper).read_bytes()
    text = reading.letters(data)
    (comment,) = {
        one.comment for one in rows(school, MonthlyComment, MonthlyComment.pupil_id == pupil)
    } or {""}
    for said in (
        "GIẤY GIỚI THIỆU CHUYỂN TRƯỜNG", "15/GGT-THHM", "Trường Tiểu học Long Sen", "Em 3A-1",
        "ảnh thẻ", "Cô Hiệu Trưởng", "3A TOAN", "3A NN1", comment,
    ):  # fmt: skip
        assert reading.squeezed(said) in text, said
    assert reading.squeezed("3B TOAN") not in text
    # beside the paper a file for the other school's program, kept in the history as a print is
    sent = office.post(f"{here}/ho-so.json")
    told = json.loads(sent.data)
    assert "ho-so-chuyen-truong" in sent.headers["Content-Disposition"]
    assert told["pupil"]["full_name"] == "Em 3A-1"
    assert "3A TOAN" in {r["comment"] for t in told["terms"] for r in t["results"]}
    assert read_file(sent.data).terms["GHK1"]["TOAN"][2] == "3A TOAN"
    (read,) = rows(school, HistoryLine, HistoryLine.action == "read")[-1:]
    assert json.loads(read.changes)["what"] == [None, "lập tệp hồ sơ chuyển trường lớp 3A"]
    assert as_person("homeroom3a").post(f"{here}/ho-so.json").status_code in (403, 404)
    office.post(f"{here}/in")
    printed(school, tmp_path)
    again = rows(school, PrintedDocument, PrintedDocument.document == "transfer-packet")[-1]
    assert again.copy_number == 2
    assert "Bản 2" in office.get(here).text
    assert office.post("/in-va-luu-tru", {"document": "transfer-packet"}).status_code == 404


def test_a_newcomer_is_in_class_from_the_last_step_on(school: World, as_person: AsPerson) -> None:
    office = as_person("office")
    first = {
        "full_name": "Lê Thị Mới",
        "birth_date": date(TODAY.year - 8, 3, 2).isoformat(),
        "sex": "Nữ",
        "grade": "3",
        "school": "Trường Tiểu học Bến Mây",
        "person": "Ba em",
        "day": TODAY.isoformat(),
    }
    for change in ({"full_name": ""}, {"sex": "x"}, {"grade": "7"}, {"birth_date": "x"},
                   {"person": ""}, {"day": ""}):  # fmt: skip
        assert office.post("/chuyen-truong/den", first | change).status_code == 422, change
    assert office.post("/chuyen-truong/den", first).status_code == 303
    here = f"/chuyen-truong/{newest(school).id}"
    assert office.post(here, on(person="Cô Hiệu Trưởng")).status_code == 303
    assert office.get(f"{here}/ket-qua-cu").status_code == 409
    papers = {"person": "Ba em", "papers": ["application", "report_book", "results"]}
    assert office.post(here, on(**papers)).status_code == 303
    said = {"person": "Cô Hiệu Trưởng", "class_id": "99"}
    assert office.post(here, on(**said)).status_code == 422
    room = school.klass["3B"]
    assert office.post(here, on(**said | {"class_id": str(room)})).status_code == 303
    assert as_person("head3").get(here).status_code == 200
    assert as_person("homeroom3a").get(here).status_code == 404
    assert not rows(school, Pupil, Pupil.full_name == "Lê Thị Mới")
    assert office.post(here, on()).status_code == 422
    assert office.post(here, on(code="3A-1")).status_code == 422
    assert office.post(here, on(code="HS-MOI")).status_code == 303
    (pupil,) = rows(school, Pupil, Pupil.full_name == "Lê Thị Mới")
    (stay,) = rows(school, EnrolmentInterval, EnrolmentInterval.pupil_id == pupil.id)
    assert (stay.class_id, stay.from_date, stay.newcomer) == (room, TODAY, True)
    assert stay.reason == "Chuyển đến từ Trường Tiểu học Bến Mây"
    assert rows(school, PupilBirth, PupilBirth.pupil_id == pupil.id)
    assert office.post(f"{here}/bo-buoc").status_code == 409
    # what the former school declared stands apart, in its own words
    toan = school.unit["TOAN"]
    declared = {"ky": "GHK1", f"level-{toan}": "h", f"score-{toan}": "8", f"comment-{toan}": "Khá"}
    assert office.post(f"{here}/ket-qua-cu", declared | {f"score-{toan}": "11"}).status_code == 422
    assert office.post(f"{here}/ket-qua-cu", declared | {f"level-{toan}": "A"}).status_code == 422
    assert office.post(f"{here}/ket-qua-cu", declared).status_code == 303
    (one,) = rows(school, FormerResult, FormerResult.pupil_id == pupil.id)
    assert (one.level, one.score, one.comment, one.class_id) == ("H", 8, "Khá", room)
    assert not rows(school, SubjectResult, SubjectResult.pupil_id == pupil.id)
    seen = as_person("head3").get(f"{here}/ket-qua-cu?ky=GHK1").text
    assert "Khá" in seen
    assert "<input class=" not in seen
    # or as the file that came with the packet says
    told = {
        "format": FORMAT, "version": VERSION, "year": "2025-2026", "school": "TH Bến Mây",
        "pupil": {"full_name": "Lê Thị Mới"},
        "terms": [{"code": "CN", "results": [{"unit": "TOAN", "level": "T", "score": 9}]}],
    }  # fmt: skip
    strange = [{"code": "CN", "results": [{"unit": "LATIN", "level": "T"}]}]
    for wrong in ({"format": "x"}, {"version": 2}, {"year": "1999-2000"}, {"terms": strange},
                  {"pupil": {"full_name": "Người Khác"}}, {"terms": 3}, {"pupil": []}):  # fmt: skip
        assert office.post(f"{here}/ket-qua-cu/tep", as_file(told | wrong)).status_code == 422
    assert office.post(f"{here}/ket-qua-cu/tep", {"file": (BytesIO(b"["), "x")}).status_code == 422
    assert office.post(f"{here}/ket-qua-cu/tep", {}).status_code == 422
    assert office.post(f"{here}/ket-qua-cu/tep", as_file(told)).status_code == 303
    (late,) = rows(school, FormerResult, FormerResult.period_id == school.period["CN"])
    assert (late.level, late.score, late.comment) == ("T", 9, None)
    assert office.post(f"{here}/ket-qua-cu", {"ky": "CN"}).status_code == 303
    empty = {"ky": "GHK1"}
    assert office.post(f"{here}/ket-qua-cu", empty).status_code == 303
    assert not rows(school, FormerResult, FormerResult.pupil_id == pupil.id)


def test_a_pupil_who_comes_back_is_the_same_pupil(school: World, as_person: AsPerson) -> None:
    office, pupil = as_person("office"), school.pupil["3A"][0]
    here = begun(school, office, pupil)
    for said in (
        on(paper="đơn"),
        on(paper="1/GGT", person="x"),
        on(person="x", papers=["letter"]),
        on(),
    ):
        assert office.post(here, said).status_code == 303
    first = {
        "full_name": "Em 3A-1", "birth_date": date(TODAY.year - 8, 1, 1).isoformat(), "sex": "Nam",
        "grade": "3", "school": "Trường kia", "person": "Mẹ", "code": "3A-1",
        "day": TODAY.isoformat(),
    }  # fmt: skip
    office.post("/chuyen-truong/den", first)
    back = f"/chuyen-truong/{newest(school).id}"
    office.post(back, on(person="x"))
    office.post(back, on(person="x", papers=["letter"]))
    office.post(back, on(person="x", class_id=str(school.klass["3A"])))
    assert office.post(back, on(code="3A-1")).status_code == 422  # still here today
    tomorrow = TODAY + timedelta(days=1)
    assert office.post(back, on(tomorrow, code="3A-1")).status_code == 303
    assert newest(school).pupil_id == pupil
    stays = rows(school, EnrolmentInterval, EnrolmentInterval.pupil_id == pupil)
    assert [(one.from_date, one.to_date) for one in stays][1] == (tomorrow, None)
    assert len({one.enrolment_id for one in stays}) == 1


@pytest.mark.parametrize("person", ["principal", "vice", "secretary", "homeroom3a", "nurse"])
def test_steps_are_the_offices_to_note(school: World, as_person: AsPerson, person: str) -> None:
    here, first = as_person(person), rows(school, Transfer)[0]
    reads = person in ("principal", "vice", "homeroom3a")
    assert here.get("/chuyen-truong/").status_code == (200 if reads else 403)
    assert here.get(f"/chuyen-truong/{first.id}").status_code == (200 if reads else 404)
    for page in ("di", "den"):
        assert here.get(f"/chuyen-truong/{page}").status_code == 403
        assert here.post(f"/chuyen-truong/{page}", on()).status_code == 403
    for act in ("", "/dung", "/bo-buoc", "/in", "/ket-qua-cu"):
        answer = here.post(f"/chuyen-truong/{first.id}{act}", on(paper="x", why="x"))
        assert answer.status_code == 403, act
    assert len(rows(school, TransferStep, TransferStep.transfer_id == first.id)) == 2


def test_a_head_has_three_working_days() -> None:
    steps = STEPS[Way.OUT]
    taken = [TransferStep(kind=StepKind.ASKED, on_day=date(2026, 11, 26))]  # a Thursday
    assert next_step(Way.OUT, taken) is steps[1]
    assert due(steps[1], taken) == date(2026, 12, 1)
    assert due(steps[3], taken) is None
    assert next_step(Way.OUT, [TransferStep(kind=StepKind.STOPPED)]) is None
