"""Monthly comments on their grid, the bank that offers sentences, and hints found right."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from models.assessment import CommentTemplate, HintAnswer, MonthlyComment
from models.school import Period
from permissions.session import system_session
from tests.models.desk import Desk
from tests.views.test_entry import TOKEN, As, app, as_staff, desk, level, send

__all__ = ["app", "as_staff", "desk"]


@pytest.fixture
def month(desk: Desk) -> int:
    """The id of the first month."""
    with system_session(desk.engine, "xem") as session:
        return session.scalars(select(Period.id).where(Period.code == "M09")).one()


def posted(client: FlaskClient, url: str, body: Any) -> Any:
    found = TOKEN.search(client.get("/quyen-cua-toi").text)
    assert found
    return client.post(url, json=body, headers={"X-CSRF-Token": found[1]})


def test_the_homeroom_teacher_writes_a_month_and_others_only_read(
    desk: Desk, as_staff: As, month: int
) -> None:
    url = f"/nhan-xet-thang/{desk.class_id}/{month}"
    cell = {"row": desk.pupils[0], "field": "comment", "old": None, "new": "Em ngoan."}
    (saved,) = posted(as_staff("GV01"), f"{url}/luu", {"cells": [cell]}).json["cells"]
    assert saved == {"state": "saved", "value": "Em ngoan."}
    assert "Em ngoan." in as_staff("GV01").get(url).text
    head = as_staff("HT01")
    assert "Em ngoan." in head.get(url).text
    (refused,) = posted(head, f"{url}/luu", {"cells": [cell]}).json["cells"]
    assert refused["state"] == "refused"
    assert "GVCN" in refused["reason"]
    assert as_staff("GV02").get(url).status_code == 404
    with system_session(desk.engine, "xem") as session:
        assert [row.comment for row in session.scalars(select(MonthlyComment))] == ["Em ngoan."]


def test_a_month_is_taken_back_another_day(desk: Desk, as_staff: As, month: int) -> None:
    url, client = f"/nhan-xet-thang/{desk.class_id}/{month}", as_staff("GV01")
    cell = {"row": desk.pupils[0], "field": "comment", "old": None, "new": "Em ngoan."}
    posted(client, f"{url}/luu", {"cells": [cell]})
    (batch,) = client.get(f"{url}/lan-ghi").json["batches"]
    assert posted(client, f"{url}/lan-ghi", {"id": batch["id"]}).json["cells"][0]["value"] is None


def test_the_bank_offers_what_is_ones_own_first_and_nobody_elses(desk: Desk, as_staff: As) -> None:
    with system_session(desk.engine, "mẫu câu", capacities={"operator"}) as session:
        staff = {code: desk.actor(code).staff_id for code in ("GV01", "GV02")}
        for code, text in (("GV01", "{em} hay cười."), ("GV02", "{em} hay hát.")):
            session.add(CommentTemplate(staff_id=staff[code], text=text, folded=text))
        session.commit()
    url = f"/nhap-ket-qua/mau-cau?lop={desk.class_id}&ky={desk.periods['CN']}"
    told = as_staff("GV01").get(url).json
    assert told["word"] == "em"
    assert told["lines"][0] == {
        "text": "{em} hay cười.", "unit": None, "level": None, "whose": "own"
    }  # fmt: skip
    texts = [line["text"] for line in told["lines"]]
    assert "{em} hay hát." not in texts
    assert any(line["unit"] == desk.units["TOAN"] for line in told["lines"])
    assert not any("tháng trước" in text for text in texts)


def test_the_bank_of_a_month_has_a_months_sentences(desk: Desk, as_staff: As, month: int) -> None:
    told = as_staff("GV01").get(f"/nhap-ket-qua/mau-cau?lop={desk.class_id}&ky={month}").json
    assert any("tháng trước" in line["text"] for line in told["lines"])
    assert all(line["unit"] is None for line in told["lines"])


def test_a_hint_found_right_stays_away_until_its_value_changes(desk: Desk, as_staff: As) -> None:
    client = as_staff("GV01")
    score = {"row": desk.pupils[0], "unit": desk.units["TOAN"], "field": "score"}
    send(client, desk, level(desk, 0, None, "T"), score | {"old": None, "new": "6"})
    url = f"/nhap-ket-qua/goi-y?lop={desk.class_id}&ky={desk.periods['CN']}"
    (hint,) = client.get(url).json["hints"]
    assert (hint["row"], hint["field"]) == (desk.pupils[0], "score")
    assert posted(client, url, {"row": hint["row"], "digest": "0" * 64}).status_code == 422
    assert posted(client, url, {"row": hint["row"], "digest": hint["digest"]}).status_code == 200
    assert client.get(url).json["hints"] == []
    assert as_staff("HT01").get(url).json["hints"] == [hint]
    send(client, desk, score | {"old": "6", "new": "5"})
    (again,) = client.get(url).json["hints"]
    assert again["digest"] != hint["digest"]
    with system_session(desk.engine, "xem") as session:
        assert len(session.scalars(select(HintAnswer)).all()) == 1
