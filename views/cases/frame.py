"""What the pages of staff cases share: a case with its person, words of how each stands, ways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, g, redirect, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from models.awards import CaseStage, StaffCase
from models.people import Staff
from permissions.actor import Actor
from permissions.errors import Forbidden, OutOfScope
from permissions.policy import can
from permissions.session import GuardedSession
from views.database import request_session
from views.doors import door

cases = Blueprint("cases", __name__, url_prefix="/viec-can-bo")
NOT_YOURS = "Việc khen thưởng, xử lí cán bộ do hiệu trưởng ghi và quyết định (Đ2.7, Đ9)."
BADGES = {
    CaseStage.NOTED: ("Mới ghi nhận", "", "pen"),
    CaseStage.ASKED: ("Chờ giải trình", "warn", "clock"),
    CaseStage.EXPLAINED: ("Đã giải trình", "info", "info"),
    CaseStage.DECIDED: ("Đã quyết định", "ok", "tick"),
    CaseStage.PROPOSED: ("Đã đề nghị cấp trên", "info", "send"),
    CaseStage.CLOSED: ("Đã kết thúc", "line", "closed"),
}


@dataclass(frozen=True, slots=True)
class Case:
    """A case with the person whom it is about."""

    row: StaffCase
    person: Staff

    @property
    def badge(self) -> tuple[str, str, str]:
        """Word, colour and sign of the stage."""
        return BADGES[self.row.stage]


def notes(actor: Actor) -> bool:
    """Tell whether this person notes cases, asks and decides."""
    return can(actor, "create", StaffCase)


def found_cases(session: GuardedSession, where: Any = None) -> list[Case]:
    """Return the cases that this person reads, the newest first."""
    c = StaffCase
    query = select(c, Staff).join(Staff, Staff.id == c.staff_id)
    query = query.order_by(c.noted_at.desc(), c.id.desc())
    rows = session.execute(query if where is None else query.where(where))
    return [Case(row, person) for row, person in rows]


def case_of(session: GuardedSession, row_id: int) -> Case:
    """Return one case; OutOfScope when this person doesn't read it."""
    found = found_cases(session, StaffCase.id == row_id)
    if not found:
        raise OutOfScope("Việc này không có, hoặc chỉ người liên quan xem được (Đ9).")
    return found[0]


def led(row_id: int) -> tuple[GuardedSession, Case]:
    """Open a case as whoever decides about it: never about oneself."""
    session = request_session()
    found = case_of(session, row_id)
    if not notes(g.actor) or found.row.staff_id == g.actor.staff_id:
        raise Forbidden(NOT_YOURS)
    return session, found


def concerned(row_id: int) -> tuple[GuardedSession, Case]:
    """Open a case as the person whom it is about."""
    session = request_session()
    found = case_of(session, row_id)
    if found.row.staff_id != g.actor.staff_id:
        raise Forbidden("Giải trình và ý kiến là của người liên quan; không ai viết thay (Đ3).")
    return session, found


def back(row_id: int) -> Response:
    """Lead back to the case."""
    return redirect(url_for("cases.show", row_id=row_id), 303)  # type: ignore[return-value]


def way(to: dict[str, Any]) -> str | None:
    """Return where the rows of a fact's line are shown (models/awards/evidence.py)."""
    if "plan" in to:
        return door("plan.show", plan_id=to["plan"])
    if "week" in to:
        return door("schedule.show", gv=to["staff"], tuan=to["week"])
    if "cell" in to:
        return door("entry.desk", **to["cell"])
    if "term" in to:
        return door("entry.start", ky=to["term"])
    if "table" in to:
        return door(f"record_{to['table']}.history_view", id=to["id"])
    return None
