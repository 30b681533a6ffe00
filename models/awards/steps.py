"""A staff case step by step: noted with its facts, asked, explained, decided, closed (Đ2.7, Đ9).

Nobody is decided about who wasn't heard: a violation is decided when the person has explained or
the day for it is over, and when every objection to a fact has its answer. The caller commits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.awards.case import (
    AnswerKind,
    CaseKind,
    CaseStage,
    FactRuling,
    StaffCase,
    StaffCaseAnswer,
    StaffCaseFact,
)
from models.awards.evidence import Fact
from models.awards.form import AwardForm, Decider
from models.awards.giving import LONGEST_NUMBER, LONGEST_PLACE, said, words
from models.base import utc_now
from models.clean import many_lines
from models.clock import school_today
from models.refusal import NotReady, Unfit

LONGEST_SUBJECT, LONGEST_OUTCOME, LONGEST_REPLY, LONGEST_TEXT = 200, 300, 500, 10_000


@dataclass(frozen=True, slots=True)
class Noted:
    """What a case begins with; ``account``: what happened, in the principal's words."""

    staff_id: int
    kind: CaseKind
    subject: str
    account: str
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision; without a form the case has no consequence. ``sent_*``: only with a proposal."""

    form: AwardForm | None
    words: str
    number: str = ""
    sent_to: str = ""
    sent_on: date | None = None


def _text(typed: str, field: str, missing: str) -> str:
    text = many_lines(typed)
    if not text:
        raise Unfit(missing, field=field)
    if len(text) > LONGEST_TEXT:
        raise Unfit(f"Dài quá {LONGEST_TEXT} chữ cái.", field=field)
    return text


def open_case(session: Session, noted: Noted, facts: Sequence[Fact], staff_id: int) -> StaffCase:
    """Note a case with its facts as they stand now; from here on they never change.

    Unfit about oneself, with days in disorder, or with neither facts nor an account of what was.
    """
    if noted.staff_id == staff_id:
        raise Unfit("Không lập việc về chính mình.", field="staff_id")
    if noted.until < noted.since:
        raise Unfit("Ngày cuối phải sau ngày đầu.", field="until")
    account = many_lines(noted.account)[:LONGEST_TEXT]
    if not facts and not account:
        raise Unfit("Chọn dữ kiện, hoặc ghi sự việc bằng lời.", field="account")
    case = StaffCase(
        staff_id=noted.staff_id,
        kind=noted.kind,
        subject=words(noted.subject, "subject", LONGEST_SUBJECT, "Ghi tên việc."),
        account=account or None,
        since=noted.since,
        until=noted.until,
        noted_by=staff_id,
        noted_at=utc_now(),
    )
    session.add(case)
    session.flush()
    session.add_all(
        StaffCaseFact(
            case_id=case.id,
            staff_id=case.staff_id,
            number=number,
            code=fact.code,
            words=fact.words,
            lines=fact.kept(),
        )
        for number, fact in enumerate(facts, 1)
    )
    session.flush()
    return case


def ask(case: StaffCase, question: str, answer_by: date) -> None:
    """Ask the person to explain until a day; NotReady unless it is just noted."""
    if case.stage is not CaseStage.NOTED:
        raise NotReady("Việc này đã yêu cầu giải trình hoặc đã quyết định.")
    if answer_by < school_today():
        raise Unfit("Hạn giải trình đã qua.", field="answer_by")
    case.question = _text(question, "question", "Ghi cần giải trình điều gì.")
    case.asked_at, case.answer_by = utc_now(), answer_by


def answer(session: Session, case: StaffCase, text: str) -> StaffCaseAnswer:
    """Write what the person concerned says of the whole case; NotReady once it is closed.

    The first answer after the question, before the decision, is the explanation asked for.
    """
    if case.stage is CaseStage.CLOSED:
        raise NotReady("Việc này đã kết thúc.")
    made = StaffCaseAnswer(
        case_id=case.id,
        staff_id=case.staff_id,
        kind=AnswerKind.EXPLANATION,
        text=_text(text, "text", "Viết lời giải trình."),
        written_at=utc_now(),
    )
    session.add(made)
    if case.stage is CaseStage.ASKED:
        case.explained_at = made.written_at
    return made


def object_to(session: Session, case: StaffCase, fact: StaffCaseFact, text: str) -> StaffCaseAnswer:
    """Object to one fact; NotReady once the case is closed or the fact is withdrawn."""
    if case.stage is CaseStage.CLOSED:
        raise NotReady("Việc này đã kết thúc.")
    if fact.ruling is FactRuling.WITHDRAWN:
        raise NotReady("Dữ kiện này đã được rút lại.")
    made = StaffCaseAnswer(
        case_id=case.id,
        staff_id=case.staff_id,
        fact_id=fact.id,
        kind=AnswerKind.OBJECTION,
        text=_text(text, "text", "Ghi vì sao không đồng ý với dữ kiện này."),
        written_at=utc_now(),
    )
    session.add(made)
    return made


def rule_on(
    case: StaffCase, fact: StaffCaseFact, ruling: FactRuling, staff_id: int, reply: str
) -> None:
    """Uphold a fact or withdraw it, with an answer; both stay readable. Once only."""
    if case.stage is CaseStage.CLOSED:
        raise NotReady("Việc này đã kết thúc.")
    if fact.ruling is not None:
        raise NotReady("Dữ kiện này đã được xem lại.")
    fact.reply = words(reply, "reply", LONGEST_REPLY, "Ghi câu trả lời cho người liên quan.")
    fact.ruling, fact.ruled_by, fact.ruled_at = ruling, staff_id, utc_now()


def unanswered(session: Session, case: StaffCase) -> set[int]:
    """Return the facts that the person objected to and nobody has ruled on."""
    a, f = StaffCaseAnswer, StaffCaseFact
    query = (
        select(a.fact_id).join(f, f.id == a.fact_id).where(a.case_id == case.id, f.ruling.is_(None))
    )
    return {i for i in session.scalars(query) if i is not None}


def may_decide(case: StaffCase, today: date) -> bool:
    """Tell whether the person was heard, or had the time to speak."""
    if case.kind is CaseKind.COMMENDATION:
        return case.stage in (CaseStage.NOTED, CaseStage.ASKED, CaseStage.EXPLAINED)
    late = case.answer_by is not None and case.answer_by < today
    return case.stage is CaseStage.EXPLAINED or (case.stage is CaseStage.ASKED and late)


def decide(session: Session, case: StaffCase, made: Decided, staff_id: int) -> None:
    """Decide within the school's authority, or propose to a higher level.

    NotReady before the person was heard or while an objection waits; Unfit where the form isn't
    one for this, or a proposal names nobody to whom it goes.
    """
    if not may_decide(case, school_today()):
        raise NotReady("Chưa quyết định được: chờ giải trình, hoặc chờ hết hạn giải trình.")
    if unanswered(session, case):
        raise NotReady("Còn dữ kiện bị phản đối chưa được xem lại.")
    form = made.form
    if form is not None and (
        form.kind.value != case.kind.value or not form.in_force(school_today())
    ):
        raise Unfit("Hình thức này không dùng cho việc này.", field="form_id")
    if form is None and case.kind is CaseKind.COMMENDATION:
        raise Unfit("Chọn hình thức khen.", field="form_id")
    text = _text(made.words, "decision", "Ghi nội dung quyết định.")
    if form is not None and form.decider is Decider.HIGHER:
        if made.sent_on is None or made.sent_on > school_today():
            raise Unfit("Ghi ngày gửi đề nghị, không sau hôm nay.", field="sent_on")
        case.sent_to = words(made.sent_to, "sent_to", LONGEST_PLACE, "Ghi đề nghị lên cơ quan nào.")
        case.sent_on = made.sent_on
    case.form_id = form.id if form else None
    case.decider = form.decider if form else None
    case.decision, case.decided_by, case.decided_at = text, staff_id, utc_now()
    case.number = said(made.number, LONGEST_NUMBER)


def note_outcome(case: StaffCase, outcome: str) -> None:
    """Note what the higher level decided; NotReady unless it was proposed."""
    if case.stage is not CaseStage.PROPOSED:
        raise NotReady("Việc này không chờ kết quả từ cấp trên.")
    case.outcome = words(outcome, "outcome", LONGEST_OUTCOME, "Ghi kết quả từ cấp trên.")


def close(session: Session, case: StaffCase) -> None:
    """Close a case for good; NotReady before its decision, outcome and answers are all there."""
    if case.stage not in (CaseStage.DECIDED, CaseStage.PROPOSED):
        raise NotReady("Chỉ kết thúc được việc đã quyết định.")
    if case.stage is CaseStage.PROPOSED and case.outcome is None:
        raise NotReady("Ghi kết quả từ cấp trên trước khi kết thúc.")
    if unanswered(session, case):
        raise NotReady("Còn dữ kiện bị phản đối chưa được xem lại.")
    case.closed_at = utc_now()
