"""The homeroom teacher's proposals: as the rule says, or otherwise with a reason (Điều 4.5)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.assessment.rules import Rule
from models.base import utc_now
from models.refusal import NotReady, Unfit
from models.school.classes import SchoolClass
from models.yearend.dossier import Dossier
from models.yearend.lifted import lifted_pupils
from models.yearend.outcomes import PupilOutcome, outcomes, rules_by_grade
from models.yearend.proposal import Proposal


@dataclass(frozen=True, slots=True)
class Deviation:
    """Where the teacher proposes otherwise than the rule; None leaves it to the rule.

    ``overall`` is a code (HTXS, HTT, HT, CHT). ``reason`` is obligatory.
    """

    reason: str
    overall: str | None = None
    completed: bool | None = None
    promoted: bool | None = None
    summer_support: bool | None = None


def dossier_of(session: Session, class_id: int) -> Dossier | None:
    """Return the class's dossier, or None while nothing was proposed."""
    return session.scalars(select(Dossier).where(Dossier.class_id == class_id)).one_or_none()


def propose(
    session: Session,
    class_id: int,
    staff_id: int,
    deviations: Mapping[int, Deviation | None] | None = None,
) -> Dossier:
    """Propose the whole class: the rule's outcome for all, deviations (by pupil id) with reasons.

    Missing cells don't hinder a proposal; those pupils' results stay open. Earlier deviations
    stand until a new one replaces them, or None takes them back. After supplementary assessment
    only the pupils of its results are proposed anew. NotReady once approved; Unfit without a
    reason.
    """
    dossier, only = _draft(session, class_id)
    here = session.scalars(select(SchoolClass).where(SchoolClass.id == class_id)).one()
    rule = rules_by_grade(session, here.year_id)[here.grade]
    judged = outcomes(session, here.year_id, (class_id,))
    known = proposals_of(session, class_id)
    given = deviations or {}
    for pupil in judged:
        if only is None or pupil.pupil_id in only:
            row = _row(session, dossier, pupil, known)
            _fill(row, pupil, rule, given)
    if only is None:
        for pupil_id in set(known) - {pupil.pupil_id for pupil in judged}:
            session.delete(known[pupil_id])
    dossier.proposed_at = _after(dossier)
    dossier.proposed_by = staff_id
    session.flush()
    return dossier


def note_deviation(
    session: Session, class_id: int, pupil_id: int, deviation: Deviation | None
) -> Proposal:
    """Note one pupil's deviation, or None to follow the rule again; the class isn't proposed by it.

    Unfit for a pupil who isn't in the class at the year's end, or without a reason.
    """
    dossier, only = _draft(session, class_id)
    if only is not None and pupil_id not in only:
        raise NotReady("Em này không có kết quả đánh giá bổ sung mới; danh sách đã chốt (Đ2.5).")
    here = session.scalars(select(SchoolClass).where(SchoolClass.id == class_id)).one()
    rule = rules_by_grade(session, here.year_id)[here.grade]
    known = proposals_of(session, class_id)
    for pupil in outcomes(session, here.year_id, (class_id,)):
        if pupil.pupil_id == pupil_id:
            row = _row(session, dossier, pupil, known)
            _fill(row, pupil, rule, {pupil_id: deviation})
            session.flush()
            return row
    raise Unfit("Em này không ở trong lớp lúc cuối năm.", field="pupil_id")


def recognise(session: Session, class_id: int, pupil_ids: Collection[int]) -> None:
    """Record whom the class recognised for Tiêu biểu (TT 27/2020 Đ13.1b); replaces what stood.

    Unfit for a pupil whom the rule gives no such award. NotReady once approved.
    """
    dossier, only = _draft(session, class_id)
    here = session.scalars(select(SchoolClass).where(SchoolClass.id == class_id)).one()
    rule = rules_by_grade(session, here.year_id)[here.grade]
    known = proposals_of(session, class_id)
    for pupil in outcomes(session, here.year_id, (class_id,)):
        if only is not None and pupil.pupil_id not in only:
            continue
        wanted = pupil.pupil_id in pupil_ids
        if wanted and not is_candidate(pupil, rule):
            raise Unfit(
                f"Em {pupil.name} không ở mức được xét Tiêu biểu, vượt trội ({rule.circular}).",
                field="recognised",
            )
        row = _row(session, dossier, pupil, known)
        if bool(row.recognised) != wanted:
            row.recognised = wanted
            row.award = rule.award_of(row.overall, pupil.cells, recognised=wanted)
    session.flush()


def is_candidate(pupil: PupilOutcome, rule: Rule) -> bool:
    """Tell whether only the class's recognition is wanting for an award."""
    told = pupil.outcome.overall
    with_it, without = (rule.award_of(told, pupil.cells, recognised=word) for word in (True, False))
    return not pupil.outcome.individual and with_it is not None and without is None


def proposals_of(session: Session, class_id: int) -> dict[int, Proposal]:
    """Return the class's proposals by pupil id."""
    rows = session.scalars(select(Proposal).where(Proposal.class_id == class_id))
    return {row.pupil_id: row for row in rows}


def _draft(session: Session, class_id: int) -> tuple[Dossier, frozenset[int] | None]:
    """Return the dossier to be proposed, and which pupils it is open for (None: all)."""
    dossier = dossier_of(session, class_id)
    if dossier is None:
        dossier = Dossier(class_id=class_id)
        session.add(dossier)
        session.flush()
    only = lifted_pupils(session, dossier)
    if only is not None and not only:
        raise NotReady("Hồ sơ cuối năm của lớp đã được duyệt và chốt (Đ2.5).")
    return dossier, only


def _row(
    session: Session, dossier: Dossier, pupil: PupilOutcome, known: Mapping[int, Proposal]
) -> Proposal:
    row = known.get(pupil.pupil_id)
    if row is None:
        row = Proposal(dossier_id=dossier.id, class_id=dossier.class_id, pupil_id=pupil.pupil_id)
        session.add(row)
        _follow(row, pupil)
    return row


def _after(dossier: Dossier) -> datetime:
    """Return a moment after what the proposal answers: a return, an approval that was lifted."""
    earlier = [at for at in (dossier.returned_at, dossier.approved_at) if at is not None]
    return max([utc_now(), *(at + timedelta(seconds=1) for at in earlier)])


def _follow(row: Proposal, pupil: PupilOutcome) -> None:
    told = pupil.outcome
    row.rule_overall = row.overall = told.overall
    row.completed = row.promoted = told.completed
    row.award = told.award
    row.recognised = False
    row.summer_support = told.completed is False
    row.reason = None


def _fill(
    row: Proposal, pupil: PupilOutcome, rule: Rule, given: Mapping[int, Deviation | None]
) -> None:
    recognised = bool(row.recognised)
    stands = row.reason is not None and pupil.pupil_id not in given
    if stands:
        row.rule_overall = pupil.outcome.overall
    else:
        _follow(row, pupil)
    deviation = given.get(pupil.pupil_id)
    if deviation is not None:
        _deviate(row, pupil, rule, deviation)
    row.recognised = recognised
    row.award = rule.award_of(row.overall, pupil.cells, recognised=recognised)


def _deviate(row: Proposal, pupil: PupilOutcome, rule: Rule, deviation: Deviation) -> None:
    reason = deviation.reason.strip()
    if not reason:
        raise Unfit(f"Em {pupil.name}: khác quy tắc thì phải ghi lí do (Đ4.5).", field="reason")
    if pupil.outcome.completed is None and not pupil.outcome.individual:
        raise NotReady(f"Em {pupil.name} còn thiếu ô, chưa đề nghị khác quy tắc được (Đ2.5).")
    if deviation.overall is not None:
        steps = {step.code: number for number, step in enumerate(rule.overall)}
        if deviation.overall not in steps:
            raise Unfit("Mức này không có trong bộ quy tắc.", field="overall")
        row.overall = deviation.overall
        row.completed = row.promoted = rule.completes(deviation.overall)
    if deviation.completed is not None:
        row.completed = deviation.completed
    if deviation.promoted is not None:
        row.promoted = deviation.promoted
    row.summer_support = (
        row.completed is False if deviation.summer_support is None else deviation.summer_support
    )
    row.reason = reason
