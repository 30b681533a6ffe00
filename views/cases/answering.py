"""What the person concerned writes: the explanation, and objections to single facts (Đ9)."""

from __future__ import annotations

from flask import flash, request
from werkzeug.wrappers import Response

from models.awards import StaffCaseFact
from models.awards.steps import answer, object_to
from permissions.errors import OutOfScope
from permissions.session import GuardedSession
from views.cases.frame import Case, back, cases, concerned


def fact_of(session: GuardedSession, here: Case, fact_id: int) -> StaffCaseFact:
    """Return a fact of this case; OutOfScope for another's."""
    fact = session.get(StaffCaseFact, fact_id)
    if fact is None or fact.case_id != here.row.id:
        raise OutOfScope
    return fact


@cases.post("/<int:row_id>/giai-trinh")
def explain(row_id: int) -> Response:
    """Write an answer to the whole case."""
    session, here = concerned(row_id)
    answer(session, here.row, request.form.get("text", ""))
    session.commit()
    flash("Đã ghi lời giải trình; lời đã ghi không sửa, viết thêm được.", "ok")
    return back(row_id)


@cases.post("/<int:row_id>/du-kien/<int:fact_id>/y-kien")
def contest(row_id: int, fact_id: int) -> Response:
    """Object to one fact."""
    session, here = concerned(row_id)
    object_to(session, here.row, fact_of(session, here, fact_id), request.form.get("text", ""))
    session.commit()
    flash("Đã ghi ý kiến về dữ kiện này; hiệu trưởng xem lại trước khi quyết định.", "ok")
    return back(row_id)
