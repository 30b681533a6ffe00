"""Staff cases: noted with facts, answered by whom they are about, decided by the head alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from models.access import Closure, Reminder, Reopening
from models.awards import (
    AwardForm,
    AwardKind,
    CaseStage,
    FactRuling,
    StaffCase,
    StaffCaseAnswer,
    StaffCaseFact,
)
from models.base import utc_now
from models.clock import school_today
from models.refusal import Refusal
from permissions import guard
from permissions.actor import load_actor
from permissions.session import actor_session, system_session
from tests.complete_class import CompleteClass
from tests.jobs.printing import reading
from tests.views.conftest import Browser, browser

NEW = "/viec-can-bo/moi"


def close_term(made: CompleteClass) -> None:
    """The term closed for the whole school while two cells of English were empty."""
    made.set("An", "NN1", "GHK1", level=None)
    made.set("Chi", "NN1", "GHK1", level=None)
    made.close_results()


def reopen(made: CompleteClass) -> None:
    """The term is opened again, so that what was empty can be filled."""
    now = utc_now()
    made.add(
        Reopening,
        closure_id=everything(made, Closure)[-1].id,
        year_id=made.year_id,
        period_id=made.period["GHK1"],
        kind="result",
        reason="nhập bù",
        ends_at=now + timedelta(days=1),
        requested_by=made.staff["english"],
        requested_at=now,
        granted_by=made.staff["principal"],
        granted_at=now,
        batch="b",
    )


def asked(made: CompleteClass, person: str = "english", kind: str = "violation") -> dict[str, Any]:
    return {
        "staff_id": str(made.staff[person]),
        "kind": kind,
        "since": (school_today() - timedelta(days=7)).isoformat(),
        "until": school_today().isoformat(),
    }


def noted(made: CompleteClass, app: Flask) -> tuple[Browser, Browser, str]:
    """Note a case about the English teacher; the head, the teacher, the case's address."""
    close_term(made)
    head = browser(app, "principal")
    words = {"subject": "Để trống kết quả", "account": "Đã nhắc.", "fact": ["empty_cell"]}
    sent = asked(made) | words
    assert "giữ như lúc này" in head.post(NEW, sent).text
    typed = head.post(NEW, sent | {"chac": "1", "sua": "1"})
    assert (typed.status_code, "Đã nhắc." in typed.text) == (200, True)
    assert everything(made, StaffCase) == []
    place = head.post(NEW, sent | {"chac": "1"})
    assert place.status_code == 303
    return head, browser(app, "english"), place.location


def everything(made: CompleteClass, model: Any) -> list[Any]:
    with system_session(made.engine, "thử") as session:
        found = list(session.scalars(select(model).order_by(model.id)))
        session.expunge_all()
        return found


def form(made: CompleteClass, kind: AwardKind, decider: str = "school") -> str:
    with system_session(made.engine, "thử") as session:
        here = AwardForm.kind == kind, AwardForm.decider == decider
        return str(session.scalars(select(AwardForm.id).where(*here)).first())


def test_facts_stay_as_they_stood_when_the_case_was_noted(
    made: CompleteClass, app_of: Flask
) -> None:
    head, teacher, here = noted(made, app_of)
    reopen(made)
    made.set("An", "NN1", "GHK1", level="T")
    (fact,) = everything(made, StaffCaseFact)
    assert "Để trống 2 ô" in fact.words
    assert [line["to"]["cell"]["pupil"] for line in fact.lines] == [
        made.pupil["An"],
        made.pupil["Chi"],
    ]
    for person in (head, teacher):
        page = person.get(here).text
        assert "Để trống 2 ô" in page
        assert f"pupil={made.pupil['Chi']}" in page


def test_nobody_else_sees_it(made: CompleteClass, app_of: Flask) -> None:
    _, teacher, here = noted(made, app_of)
    assert "Để trống kết quả" in teacher.get("/viec-can-bo/").text
    for person in ("homeroom", "music", "seat"):
        other = browser(app_of, person)
        assert "Để trống kết quả" not in other.get("/viec-can-bo/").text
        assert other.get(here).status_code == 404
        assert other.get(f"{here}/van-ban.pdf").status_code == 404
        assert other.get(NEW).status_code == 403
        assert other.post(f"{here}/giai-trinh", {"text": "x"}).status_code == 404
    vice = browser(app_of, "vice")
    assert vice.get(here).status_code == 200
    assert vice.get(NEW).status_code == 403
    assert vice.post(f"{here}/ket-thuc").status_code == 403


def test_from_noted_to_closed(made: CompleteClass, app_of: Flask) -> None:
    head, teacher, here = noted(made, app_of)
    (fact,) = everything(made, StaffCaseFact)
    decision = {"form_id": form(made, AwardKind.VIOLATION), "decision": "Nhắc nhở cô."}
    assert head.post(f"{here}/quyet-dinh", decision).status_code == 409
    assert head.get(f"{here}/van-ban.pdf").status_code == 409
    question = {"question": "Vì sao còn trống?", "answer_by": school_today().isoformat()}
    assert teacher.post(f"{here}/hoi", question).status_code == 403
    assert head.post(f"{here}/hoi", question | {"answer_by": "2020-01-01"}).status_code == 422
    assert head.post(f"{here}/hoi", question).status_code == 303
    assert head.post(f"{here}/hoi", question).status_code == 409
    (told,) = everything(made, Reminder)
    assert told.to_id == made.staff["english"]
    assert "trống" not in told.text
    assert head.post(f"{here}/quyet-dinh", decision).status_code == 409
    contest = f"{here}/du-kien/{fact.id}/y-kien"
    assert head.post(contest, {"text": "x"}).status_code == 403
    assert teacher.post(f"{here}/du-kien/99999/y-kien", {"text": "x"}).status_code == 404
    assert teacher.post(contest, {"text": " "}).status_code == 422
    assert "chờ quyết định" not in head.get("/hom-nay/").text
    assert teacher.post(contest, {"text": "Hai em nghỉ ốm."}).status_code == 303
    assert "1 việc khen thưởng, xử lí chờ quyết định" in head.get("/hom-nay/").text
    assert teacher.post(f"{here}/giai-trinh", {"text": "Tôi nhập bù ngay."}).status_code == 303
    assert everything(made, StaffCase)[0].stage is CaseStage.EXPLAINED
    assert "chưa xem lại" in head.get(here).text
    assert head.post(f"{here}/quyet-dinh", decision).status_code == 409
    review = f"{here}/du-kien/{fact.id}/xem-lai"
    assert teacher.post(review, {"chon": "rut", "reply": "x"}).status_code == 403
    assert head.post(review, {"chon": "x", "reply": "x"}).status_code == 422
    assert head.post(review, {"chon": "rut", "reply": "Đúng là nghỉ ốm."}).status_code == 303
    assert head.post(review, {"chon": "giu", "reply": "x"}).status_code == 409
    assert everything(made, StaffCaseFact)[0].ruling is FactRuling.WITHDRAWN
    assert head.post(f"{here}/ket-thuc").status_code == 409
    assert head.post(f"{here}/quyet-dinh", decision).status_code == 303
    text = reading.letters(teacher.get(f"{here}/van-ban.pdf").data)
    assert "QUYẾTĐỊNH" in text
    assert "Nhắcnhởcô." in text
    assert "Đểtrống2ô" not in text  # the fact was withdrawn
    assert head.post(f"{here}/ket-thuc").status_code == 303
    assert teacher.post(f"{here}/giai-trinh", {"text": "x"}).status_code == 409
    assert [one.text for one in everything(made, StaffCaseAnswer)] == [
        "Hai em nghỉ ốm.",
        "Tôi nhập bù ngay.",
    ]


def test_who_says_nothing_is_decided_about_after_the_day_alone(
    made: CompleteClass, app_of: Flask
) -> None:
    head, _, here = noted(made, app_of)
    today = school_today().isoformat()
    head.post(f"{here}/hoi", {"question": "Vì sao?", "answer_by": today})
    assert head.post(f"{here}/quyet-dinh", {"decision": "Không xử lí."}).status_code == 409
    with made.engine.begin() as connection:
        yesterday = school_today() - timedelta(days=1)
        connection.execute(StaffCase.__table__.update().values(answer_by=yesterday))
    assert head.post(f"{here}/quyet-dinh", {"decision": "Không xử lí."}).status_code == 303
    assert "THÔNGBÁO" in reading.letters(head.get(f"{here}/van-ban.pdf").data)


def test_a_proposal_upward_waits_for_its_outcome(made: CompleteClass, app_of: Flask) -> None:
    head = browser(app_of, "principal")
    sent = asked(made, "music", "commendation") | {
        "subject": "Thực hiện tốt quy chế", "account": "Giúp đồng nghiệp.", "chac": "1",
    }  # fmt: skip
    here = head.post(NEW, sent).location
    form_id = form(made, AwardKind.COMMENDATION, "higher")
    decision = {"form_id": form_id, "decision": "Đề nghị tặng giấy khen."}
    assert head.post(f"{here}/quyet-dinh", decision).status_code == 422
    wrong = decision | {"form_id": form(made, AwardKind.VIOLATION)}
    assert head.post(f"{here}/quyet-dinh", wrong).status_code == 422
    decision |= {"sent_to": "UBND xã", "sent_on": school_today().isoformat()}
    assert head.post(f"{here}/quyet-dinh", decision).status_code == 303
    assert everything(made, StaffCase)[0].stage is CaseStage.PROPOSED
    assert "TỜTRÌNH" in reading.letters(head.get(f"{here}/van-ban.pdf").data)
    assert head.post(f"{here}/ket-thuc").status_code == 409
    assert head.post(f"{here}/ket-qua", {"outcome": "Tặng giấy khen"}).status_code == 303
    assert head.post(f"{here}/ket-thuc").status_code == 303


def test_a_case_needs_facts_or_words_and_is_never_about_oneself(
    made: CompleteClass, app_of: Flask
) -> None:
    head = browser(app_of, "principal")
    sent = asked(made) | {"subject": "Việc", "account": " ", "chac": "1"}
    assert head.post(NEW, sent).status_code == 422
    assert head.post(NEW, sent | {"account": "Có.", "subject": ""}).status_code == 422
    own = sent | {"account": "Có.", "staff_id": str(made.staff["principal"])}
    assert head.post(NEW, own).status_code == 422
    far = sent | {"account": "Có.", "since": "0001-01-01"}
    assert head.post(NEW, far).status_code == 422
    back = sent | {"account": "Có.", "since": "2999-01-01"}
    assert head.post(NEW, back).status_code == 422
    assert everything(made, StaffCase) == []


@pytest.mark.parametrize("person", ["english", "principal", "vice"])
def test_nothing_of_a_case_is_rewritten_or_deleted(
    made: CompleteClass, app_of: Flask, person: str
) -> None:
    _, teacher, here = noted(made, app_of)
    teacher.post(f"{here}/giai-trinh", {"text": "Tôi nhập bù."})
    with actor_session(made.engine, load_actor(made.engine, username=person)) as session:
        for model, change in (
            (StaffCase, {"account": "khác"}),
            (StaffCaseFact, {"words": "khác"}),
            (StaffCaseFact, {"lines": []}),
            (StaffCaseAnswer, {"text": "khác"}),
        ):
            with pytest.raises(Refusal):
                guard.write(session, model, updates={1: change})
            with pytest.raises(Refusal):
                guard.write(session, model, deletes=[1])
