"""Bàn giao lớp: drawn from the data, signed by two people, closed after both."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from models.base import utc_now
from models.homeroom import PupilSupport
from models.refusal import Refusal
from models.rollover import HandOverMinutes
from models.rollover.handing import is_unchanged
from models.rollover.minutes import Stage
from models.yearend import Dossier, Proposal
from permissions import guard
from permissions.actor import load_actor
from permissions.session import actor_session, system_session
from tests.complete_class import CompleteClass
from tests.views.conftest import browser


def record(made: CompleteClass) -> HandOverMinutes:
    with system_session(made.engine, "thử") as session:
        found = session.scalars(select(HandOverMinutes)).one()
        session.expunge(found)
        return found


def lay(made: CompleteClass) -> None:
    dossier = made.add(Dossier, class_id=made.class_id)
    made.add(Proposal, dossier_id=dossier, class_id=made.class_id, pupil_id=made.pupil["Bình"],
             overall="CHT", completed=False, promoted=False, recognised=False,
             summer_support=True)  # fmt: skip
    made.add(PupilSupport, class_id=made.class_id, period_id=made.period["NAM"],
             pupil_id=made.pupil["An"], kind="support", plan="kèm đọc", status="running",
             from_date=made.first_day)  # fmt: skip


def test_two_people_sign_and_then_nothing_changes(made: CompleteClass, app_of: Flask) -> None:
    lay(made)
    giver, receiver = browser(app_of, "homeroom"), browser(app_of, "english")
    assert "chưa có biên bản bàn giao" in giver.get("/ban-giao/").text
    assert giver.post(f"/ban-giao/lap/{made.class_id}").status_code == 422
    choice = {"receiver_id": str(made.staff["english"])}
    assert giver.post(f"/ban-giao/lap/{made.class_id}", choice).status_code == 303
    here = f"/ban-giao/{record(made).id}"
    page = giver.get(here).text
    assert "kèm đọc" in page
    assert "Chưa hoàn thành. Chưa được lên lớp" in page
    assert receiver.get(here).status_code == 404
    words = choice | {"text": "Lớp ngoan", "note-HSAn": "ngồi bàn đầu"}
    assert giver.post(here, words).status_code == 303
    assert giver.post(here, words | {"receiver_id": str(made.staff["homeroom"])}).status_code == 422
    assert receiver.post(f"{here}/nhan").status_code == 404
    assert giver.post(f"{here}/giao", words).status_code == 303
    assert giver.post(here, words).status_code == 409
    assert "kí nhận" in receiver.get("/ban-giao/").text
    assert "Kí nhận 1 biên bản bàn giao lớp" in receiver.get("/hom-nay/").text
    assert "biên bản bàn giao lớp" not in giver.get("/hom-nay/").text
    assert giver.post(f"{here}/nhan").status_code == 409
    assert giver.get(f"{here}/bien-ban.pdf").status_code == 409
    assert giver.post(f"{here}/rut").status_code == 303
    assert receiver.get(here).status_code == 404
    assert giver.post(f"{here}/giao", words).status_code == 303
    assert receiver.post(f"{here}/nhan").status_code == 303
    assert "biên bản bàn giao lớp" not in receiver.get("/hom-nay/").text
    assert giver.post(f"{here}/rut").status_code == 409
    signed = record(made)
    assert signed.stage is Stage.RECEIVED
    assert is_unchanged(signed)
    line = next(one for one in signed.content["pupils"] if one["code"] == "HSAn")
    assert (line["support"], line["note"]) == ("kèm đọc", "ngồi bàn đầu")
    paper = receiver.get(f"{here}/bien-ban.pdf")
    assert paper.data[:5] == b"%PDF-"
    assert browser(app_of, "music").get(here).status_code == 404
    assert browser(app_of, "principal").get(here).status_code == 200


@pytest.mark.parametrize("person", ["homeroom", "english", "principal", "vice"])
def test_after_both_signatures_nobody_changes_it(made: CompleteClass, person: str) -> None:
    row_id = made.add(
        HandOverMinutes,
        class_id=made.class_id,
        giver_id=made.staff["homeroom"],
        receiver_id=made.staff["english"],
        notes={},
        content={"pupils": []},
        sha256="0" * 64,
        given_at=utc_now(),
        received_at=utc_now(),
    )
    actor = load_actor(made.engine, username=person)
    with actor_session(made.engine, actor) as session:
        for change in ({"text": "x"}, {"received_at": None}, {"given_at": None}):
            with pytest.raises(Refusal):
                guard.write(session, HandOverMinutes, updates={row_id: change})
        with pytest.raises(Refusal):
            guard.write(session, HandOverMinutes, deletes=[row_id])
