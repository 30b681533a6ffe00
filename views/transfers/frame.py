"""What the pages of Chuyển trường share: whose they are, a transfer with its steps, its words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, g, request
from sqlalchemy import Select, select

from models.clock import school_today
from models.pupils import StepKind, Transfer, TransferStep, Way
from models.pupils.transfer_steps import (
    PAPERS,
    STEPS,
    STOPPED,
    Step,
    due,
    next_step,
    step_of,
    steps_taken,
)
from models.pupils.transferring import Said
from models.refusal import Unfit
from models.school import SchoolClass
from permissions.actor import Actor
from permissions.errors import Forbidden, OutOfScope
from permissions.policy import can
from permissions.session import GuardedSession
from views.database import request_session
from views.ids import row_id

transfers = Blueprint("transfers", __name__, url_prefix="/chuyen-truong")
NOT_YOURS = "Hồ sơ chuyển trường do Văn phòng ghi (Đ2.11, TT 28/2020 Đ36)."


def notes(actor: Actor) -> bool:
    """Tell whether this person notes the steps of transfers."""
    return can(actor, "create", Transfer)


def noted() -> GuardedSession:
    """Return the request's session; Forbidden for whoever notes no steps."""
    if not notes(g.actor):
        raise Forbidden(NOT_YOURS)
    return request_session()


@dataclass(frozen=True, slots=True)
class Line:
    """A transfer with its class and what was taken of its steps."""

    row: Transfer
    room: SchoolClass | None
    taken: list[TransferStep]

    @property
    def next(self) -> Step | None:
        """What comes next."""
        return next_step(self.row.way, self.taken)

    @property
    def due(self) -> date | None:
        """The last day for what comes next, where the law names one."""
        step = self.next
        return due(step, self.taken) if step else None

    @property
    def late(self) -> bool:
        """Whether that day is over."""
        return self.due is not None and self.due < school_today()

    @property
    def stopped(self) -> bool:
        """Whether it ended without its last step."""
        return any(one.kind is StepKind.STOPPED for one in self.taken)

    @property
    def badge(self) -> tuple[str, str, str]:
        """Word, colour and sign of where it stands."""
        if self.stopped:
            return "Đã dừng", "", "returned"
        if self.next is None:
            return "Xong", "ok", "tick"
        if self.late:
            return "Quá hạn", "bad", "alert"
        return "Đang làm", "warn", "clock"

    @property
    def track(self) -> list[tuple[Step, TransferStep | None, str]]:
        """Every step of the way, what was noted of it, and whether it is past, here or to come."""
        known = {one.kind: one for one in self.taken}
        coming = self.next
        steps = STEPS[self.row.way] + ((STOPPED,) if self.stopped else ())
        return [
            (step, known.get(step.kind), "here" if step is coming else _state(known, step))
            for step in steps
            if not self.stopped or step.kind in known
        ]

    @property
    def papers(self) -> list[tuple[str, str, bool, bool]]:
        """(code, paper, whether the law asks for it, whether it is in the packet)."""
        has = set(self.row.papers)
        return [(code, word, needed, code in has) for code, (word, needed) in PAPERS.items()]


def _state(known: dict[StepKind, TransferStep], step: Step) -> str:
    return "past" if step.kind in known else ""


def lines(session: GuardedSession, where: Any = None, most: int | None = None) -> list[Line]:
    """Return the transfers that this person reads, the newest first; two statements."""
    query: Select[Any] = select(Transfer, SchoolClass).outerjoin(
        SchoolClass, SchoolClass.id == Transfer.class_id
    )
    if where is not None:
        query = query.where(where)
    rows = session.execute(query.order_by(Transfer.id.desc()).limit(most)).all()
    taken = steps_taken(session, *(row for row, _ in rows))
    return [Line(row, room, taken[row.id]) for row, room in rows]


def line_of(session: GuardedSession, transfer_id: int) -> Line:
    """Return one transfer; OutOfScope when this person doesn't read it."""
    found = lines(session, Transfer.id == transfer_id)
    if not found:
        raise OutOfScope("Hồ sơ chuyển trường này không thuộc phần việc được phân công (Đ2.9).")
    return found[0]


def said_of() -> Said:
    """Read what the form says of a step; Unfit where there is no day."""
    form = request.form
    try:
        day = date.fromisoformat(form.get("day", ""))
    except ValueError:
        raise Unfit("Chọn ngày.", field="day") from None
    return Said(
        day=day,
        person=form.get("person", ""),
        paper=form.get("paper", ""),
        papers=form.getlist("papers"),
        other_papers=form.get("other_papers", ""),
        class_id=row_id(form.get("class_id")),
        code=form.get("code", ""),
    )


def label_of(way: Way, kind: StepKind) -> str:
    """Name a step of a way."""
    return step_of(way, kind).label
