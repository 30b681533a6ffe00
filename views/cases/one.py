"""One case: what was noted, each fact with its rows, what was said to it, the next step, paper."""

from __future__ import annotations

from typing import Any

from flask import Response, g, render_template
from sqlalchemy import select

from jobs.printing.drafts import draft_of_case, draft_pdf
from models.awards import (
    AwardForm,
    AwardKind,
    CaseStage,
    FactRuling,
    StaffCase,
    StaffCaseAnswer,
    StaffCaseFact,
)
from models.awards.form import forms_on
from models.awards.steps import may_decide, unanswered
from models.clock import school_today
from models.people import Staff
from models.refusal import NotReady
from permissions.session import GuardedSession
from views.cases.frame import case_of, cases, notes, way
from views.database import request_session

#: the stages in order, as the page's steps name them
STEPS = (
    (CaseStage.NOTED, "Ghi nhận"),
    (CaseStage.ASKED, "Yêu cầu giải trình"),
    (CaseStage.EXPLAINED, "Giải trình"),
    (CaseStage.DECIDED, "Quyết định"),
    (CaseStage.CLOSED, "Kết thúc"),
)
#: so many lines of a fact stand open on the page
SHOWN = 8


def _steps(case: StaffCase) -> list[tuple[str, str]]:
    """Say which steps lie behind the case, and where it is."""
    order = [stage for stage, _ in STEPS]
    stage = CaseStage.DECIDED if case.stage is CaseStage.PROPOSED else case.stage
    at = order.index(stage)
    never_asked = case.asked_at is None and at > order.index(CaseStage.EXPLAINED)
    silent = {CaseStage.ASKED, CaseStage.EXPLAINED} if never_asked else set()
    if case.explained_at is None and at > order.index(CaseStage.EXPLAINED):
        silent.add(CaseStage.EXPLAINED)
    return [
        (word, "miss" if one in silent else "here" if n == at else "past" if n < at else "")
        for n, (one, word) in enumerate(STEPS)
        if not (one in silent and never_asked)
    ]


@cases.get("/<int:row_id>")
def show(row_id: int) -> str:
    """Show the case; the next step stands there for whose it is."""
    session = request_session()
    here = case_of(session, row_id)
    case, stage = here.row, here.row.stage
    f, a = StaffCaseFact, StaffCaseAnswer
    facts = session.scalars(select(f).where(f.case_id == case.id).order_by(f.number)).all()
    said = session.scalars(select(a).where(a.case_id == case.id).order_by(a.written_at, a.id)).all()
    me = g.actor.staff_id
    contested = bool(unanswered(session, case))
    leads, open_ = notes(g.actor) and case.staff_id != me, stage is not CaseStage.CLOSED
    return render_template(
        "screens/cases/one.html",
        here=here,
        case=case,
        steps_=_steps(case),
        facts=facts,
        objections={fact.id: [one for one in said if one.fact_id == fact.id] for fact in facts},
        answers=[one for one in said if one.fact_id is None],
        names=_names(session, case),
        way=way,
        shown=SHOWN,
        withdrawn=FactRuling.WITHDRAWN,
        may_ask=leads and stage is CaseStage.NOTED,
        may_decide=leads and may_decide(case, school_today()) and not contested,
        contested=leads and contested,
        may_rule=leads and open_,
        may_note_outcome=leads and stage is CaseStage.PROPOSED and case.outcome is None,
        may_close=leads
        and (stage is CaseStage.DECIDED or (stage is CaseStage.PROPOSED and bool(case.outcome))),
        may_answer=case.staff_id == me and open_,
        forms=forms_on(session, AwardKind(case.kind.value), school_today()) if leads else [],
        form=_form(session, case),
        today=school_today(),
    )


def _names(session: GuardedSession, case: StaffCase) -> dict[int, Staff]:
    ids = {i for i in (case.noted_by, case.decided_by) if i}
    return {one.id: one for one in session.scalars(select(Staff).where(Staff.id.in_(ids)))}


def _form(session: GuardedSession, case: StaffCase) -> Any:
    if case.form_id is None:
        return None
    return session.scalars(select(AwardForm).where(AwardForm.id == case.form_id)).one()


@cases.get("/<int:row_id>/van-ban.pdf")
def paper(row_id: int) -> Response:
    """Give the decision, the proposal upward or the notice; NotReady before it is decided."""
    session = request_session()
    here = case_of(session, row_id)
    if here.row.decided_at is None:
        raise NotReady("Văn bản có khi việc đã quyết định hoặc đã đề nghị lên cấp trên.")
    made = draft_of_case(session, here.row, here.person, _form(session, here.row))
    return Response(
        draft_pdf(made),
        mimetype="application/pdf",
        headers={"Content-Disposition": f'inline; filename="viec-{here.row.id}.pdf"'},
    )
