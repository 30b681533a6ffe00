"""One proposal of praise: its pupils, how it stands, the next step, its paper."""

from __future__ import annotations

from flask import Response, flash, g, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response as BaseResponse

from jobs.printing.drafts import draft_of_praise, draft_pdf
from models.awards import AwardDecision, AwardState, Decider
from models.awards.giving import decide, send_up, withdraw
from models.clock import school_today
from models.people import Staff
from models.refusal import NotReady, Unfit
from permissions.errors import Forbidden
from views.authority.frame import asked_day
from views.awards.frame import Proposal, awards, decides_all, proposal_of, tabs_of
from views.database import request_session

CHOICES = {"khen": AwardDecision.GRANTED, "khong": AwardDecision.REFUSED}


def _mine(found: Proposal) -> bool:
    here = {row.class_id for row in found.rows} <= set(g.actor.homeroom)
    return here and found.row.made_by == g.actor.staff_id


@awards.get("/<int:row_id>")
def show(row_id: int) -> str:
    """Show the proposal; who decides finds the steps here."""
    session = request_session()
    found = proposal_of(session, row_id)
    row, heads = found.row, decides_all(g.actor)
    upward = row.decider is Decider.HIGHER
    by = row.decided_by
    decider = session.scalars(select(Staff).where(Staff.id == by)).first() if by else None
    return render_template(
        "screens/awards/one.html",
        here=found,
        decider=decider,
        may_send=heads and upward and row.state is AwardState.ASKED,
        may_decide=found.open
        and ((heads and (not upward or row.sent_on is not None)) or _gives(found)),
        may_withdraw=_mine(found) and row.state is AwardState.ASKED,
        today=school_today().isoformat(),
        tabs_=tabs_of("pupils"),
    )


def _gives(found: Proposal) -> bool:
    return found.row.decider is Decider.CLASS and _mine(found)


def _back(row_id: int, said: str) -> BaseResponse:
    flash(said, "ok")
    return redirect(url_for("awards.show", row_id=row_id), 303)


@awards.post("/<int:row_id>/trinh")
def send(row_id: int) -> BaseResponse:
    """Note that the proposal went to a higher level."""
    session = request_session()
    found = proposal_of(session, row_id)
    if not decides_all(g.actor):
        raise Forbidden("Trình lên cấp trên là việc của hiệu trưởng (Đ9).")
    day = asked_day("sent_on", "Chọn ngày trình.")
    send_up(found.rows, request.form.get("sent_to", ""), day)
    session.commit()
    return _back(row_id, "Đã ghi trình lên cấp trên.")


@awards.post("/<int:row_id>/quyet-dinh")
def settle(row_id: int) -> BaseResponse:
    """Grant or refuse, each in the own authority."""
    session = request_session()
    found = proposal_of(session, row_id)
    if not (decides_all(g.actor) or _gives(found)):
        raise Forbidden("Hình thức khen này do hiệu trưởng quyết định (Đ2.7, Đ9).")
    choice = CHOICES.get(request.form.get("chon", ""))
    if choice is None:
        raise Unfit("Chọn khen hay không khen.", field="chon")
    number, answer = request.form.get("number", ""), request.form.get("answer", "")
    decide(found.rows, choice, g.actor.staff_id or 0, number=number, answer=answer)
    session.commit()
    return _back(row_id, "Đã ghi quyết định khen." if choice is AwardDecision.GRANTED else
                 "Đã ghi: không khen.")  # fmt: skip


@awards.post("/<int:row_id>/rut")
def take_back(row_id: int) -> BaseResponse:
    """Take the own proposal back."""
    session = request_session()
    found = proposal_of(session, row_id)
    if not _mine(found):
        raise Forbidden("Đề nghị do người đề nghị rút; hiệu trưởng thì không khen và ghi vì sao.")
    withdraw(found.rows)
    session.commit()
    return _back(row_id, "Đã rút đề nghị; nó vẫn ở trong sổ.")


@awards.get("/<int:row_id>/van-ban.pdf")
def paper(row_id: int) -> Response:
    """Give the letter, the decision or the proposal upward, as it stands now."""
    session = request_session()
    found = proposal_of(session, row_id)
    if not found.paper:
        raise NotReady("Đề nghị này không có văn bản.")
    made = draft_of_praise(session, found.row, found.form, found.pupils, found.maker.full_name)
    return Response(
        draft_pdf(made),
        mimetype="application/pdf",
        headers={"Content-Disposition": f'inline; filename="khen-{found.row.id}.pdf"'},
    )
