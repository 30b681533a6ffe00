"""The steps of whoever leads a case: asked, ruled on, decided, outcome noted, closed (Đ2.7, Đ9)."""

from __future__ import annotations

from flask import flash, g, request, url_for
from werkzeug.wrappers import Response

from models.access.remind import Line, send
from models.awards import AwardKind, FactRuling
from models.awards.form import forms_on
from models.awards.steps import Decided, ask, close, decide, note_outcome, rule_on
from models.clock import school_today
from models.refusal import Unfit
from permissions.session import GuardedSession
from views.authority.frame import asked_day
from views.cases.answering import fact_of
from views.cases.frame import Case, back, cases, led
from views.ids import row_id as id_of
from views.words import date_vi

RULINGS = {"giu": FactRuling.UPHELD, "rut": FactRuling.WITHDRAWN}


def _tell(session: GuardedSession, here: Case, text: str, step: str) -> None:
    """Put a line into the person's inbox; it says nothing of what the case is about."""
    link = f"{url_for('cases.show', row_id=here.row.id)}#{step}"
    send(session, g.actor.staff_id or 0, [Line(here.row.staff_id, text, link)])


@cases.post("/<int:row_id>/hoi")
def question(row_id: int) -> Response:
    """Ask for an explanation until a day."""
    session, here = led(row_id)
    day = asked_day("answer_by", "Chọn hạn giải trình.")
    ask(here.row, request.form.get("question", ""), day)
    _tell(session, here, f"Có việc cần anh/chị giải trình đến hết {date_vi(day)}.", "hoi")
    session.commit()
    flash("Đã yêu cầu giải trình; người ấy thấy trong hộp việc.", "ok")
    return back(row_id)


@cases.post("/<int:row_id>/du-kien/<int:fact_id>/xem-lai")
def rule(row_id: int, fact_id: int) -> Response:
    """Uphold a fact or withdraw it, with an answer."""
    session, here = led(row_id)
    ruling = RULINGS.get(request.form.get("chon", ""))
    if ruling is None:
        raise Unfit("Chọn giữ nguyên hay rút lại.", field="chon")
    fact, reply = fact_of(session, here, fact_id), request.form.get("reply", "")
    rule_on(here.row, fact, ruling, g.actor.staff_id or 0, reply)
    session.commit()
    flash("Đã ghi xem lại dữ kiện.", "ok")
    return back(row_id)


@cases.post("/<int:row_id>/quyet-dinh")
def settle(row_id: int) -> Response:
    """Decide within the school's authority, or propose to a higher level."""
    session, here = led(row_id)
    form = None
    wanted = request.form.get("form_id", "")
    if wanted:
        known = forms_on(session, AwardKind(here.row.kind.value), school_today())
        form = next((one for one in known if one.id == id_of(wanted)), None)
        if form is None:
            raise Unfit("Hình thức này không dùng cho việc này.", field="form_id")
    made = Decided(
        form,
        request.form.get("decision", ""),
        request.form.get("number", ""),
        request.form.get("sent_to", ""),
        asked_day("sent_on", "Chọn ngày gửi.") if request.form.get("sent_on") else None,
    )
    decide(session, here.row, made, g.actor.staff_id or 0)
    _tell(session, here, "Việc về anh/chị đã có quyết định hoặc đề nghị.", "quyet-dinh")
    session.commit()
    flash("Đã ghi quyết định; bản dự thảo mở được ở đây.", "ok")
    return back(row_id)


@cases.post("/<int:row_id>/ket-qua")
def outcome(row_id: int) -> Response:
    """Note what the higher level decided."""
    session, here = led(row_id)
    note_outcome(here.row, request.form.get("outcome", ""))
    session.commit()
    flash("Đã ghi kết quả từ cấp trên.", "ok")
    return back(row_id)


@cases.post("/<int:row_id>/ket-thuc")
def finish(row_id: int) -> Response:
    """Close the case for good."""
    session, here = led(row_id)
    close(session, here.row)
    session.commit()
    flash("Việc đã kết thúc; mọi dòng vẫn giữ.", "ok")
    return back(row_id)
