"""Praise of pupils step by step: proposed, sent upward, decided, withdrawn (Đ2.7, TT 19/2025)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from sqlalchemy.orm import Session

from models.awards.form import AwardForm, AwardKind, Decider
from models.awards.pupil import AwardDecision, AwardState, PupilAward
from models.base import utc_now
from models.clean import one_line
from models.clock import school_today
from models.refusal import NotReady, Unfit

LONGEST, LONGEST_GROUP, LONGEST_PLACE, LONGEST_NUMBER = 300, 120, 160, 40


@dataclass(frozen=True, slots=True)
class Praise:
    """What is proposed: the form, what for, on which day, and the group's name if it is one."""

    form: AwardForm
    content: str
    happened_on: date
    group_name: str | None = None


def words(text: str, field: str, longest: int, missing: str) -> str:
    """Return a line as it is kept; Unfit where there is none or it is too long."""
    clean = one_line(text)
    if not clean:
        raise Unfit(missing, field=field)
    if len(clean) > longest:
        raise Unfit(f"Dài quá {longest} chữ cái.", field=field)
    return clean


def said(text: str, longest: int) -> str | None:
    """Return a line that may be left empty, cut to what is kept; None where there is none."""
    return one_line(text)[:longest] or None


def propose(
    session: Session, praise: Praise, pupils: Mapping[int, int], staff_id: int
) -> list[PupilAward]:
    """Propose pupils (pupil → class) together; Unfit where form, day or words don't fit.

    A form that lies with the class's teacher is proposed too, and granted by ``decide`` next.
    """
    content = words(praise.content, "content", LONGEST, "Ghi em được khen vì việc gì.")
    if praise.form.kind is not AwardKind.PUPIL or not praise.form.in_force(praise.happened_on):
        raise Unfit("Hình thức khen này không dùng cho ngày đó.", field="form_id")
    if praise.happened_on > school_today():
        raise Unfit("Ngày này chưa đến.", field="happened_on")
    if not pupils:
        raise Unfit("Chọn ít nhất một em.", field="pupil")
    group = said(praise.group_name or "", LONGEST_GROUP)
    made = [
        PupilAward(
            pupil_id=pupil,
            class_id=room,
            form_id=praise.form.id,
            decider=praise.form.decider,
            content=content,
            happened_on=praise.happened_on,
            group_name=group,
            batch=uuid4().hex,
            made_by=staff_id,
            made_at=utc_now(),
        )
        for pupil, room in pupils.items()
    ]
    for row in made[1:]:
        row.batch = made[0].batch
    session.add_all(made)
    session.flush()
    return made


def _open(rows: Sequence[PupilAward]) -> None:
    if not rows or any(row.state not in (AwardState.ASKED, AwardState.SENT) for row in rows):
        raise NotReady("Đề nghị khen này đã có kết quả hoặc đã rút.")


def send_up(rows: Sequence[PupilAward], to: str, day: date) -> None:
    """Send a proposal to a higher level on a day; NotReady for what the school decides itself."""
    _open(rows)
    if any(row.decider is not Decider.HIGHER for row in rows):
        raise NotReady("Hình thức này do trường quyết định, không phải trình lên.")
    if any(row.sent_on is not None for row in rows):
        raise NotReady("Đề nghị này đã trình lên.")
    place = words(to, "sent_to", LONGEST_PLACE, "Ghi trình lên cơ quan nào.")
    if day > school_today():
        raise Unfit("Ngày trình chưa đến.", field="sent_on")
    for row in rows:
        row.sent_to, row.sent_on = place, day


def decide(
    rows: Sequence[PupilAward],
    decision: AwardDecision,
    staff_id: int,
    *,
    number: str = "",
    answer: str = "",
) -> None:
    """Decide a proposal, or note what the higher level decided; a refusal says why.

    NotReady when it is decided or withdrawn, or not sent yet though a higher level decides.
    """
    _open(rows)
    if any(row.decider is Decider.HIGHER and row.sent_on is None for row in rows):
        raise NotReady("Việc này do cấp trên quyết định: trình lên trước (Đ9).")
    told = said(answer, LONGEST)
    if decision is AwardDecision.REFUSED and told is None:
        raise Unfit("Không khen thì ghi vì sao, để người đề nghị biết.", field="answer")
    for row in rows:
        row.decision, row.decided_by, row.decided_at = decision, staff_id, utc_now()
        row.number, row.answer = said(number, LONGEST_NUMBER), told


def withdraw(rows: Sequence[PupilAward]) -> None:
    """Take a proposal back while nothing is decided or sent; it stays, dated."""
    _open(rows)
    if any(row.sent_on is not None for row in rows):
        raise NotReady("Đề nghị này đã trình lên, không rút ở đây được.")
    for row in rows:
        row.withdrawn_at = utc_now()
