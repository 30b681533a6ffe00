"""Noting a visit to the nurse, and settling what was followed up (Điều 6.2). The caller commits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from models.clean import one_line
from models.clock import SCHOOL_TIME
from models.health.follow_up import FollowUp, FollowUpState
from models.health.visit import Handling, HealthVisit
from models.refusal import Unfit
from models.school.days import school_day

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Seen:
    """What the nurse saw and did; ``complaints`` and ``treatments`` as ticked and typed."""

    day: date
    at: time
    complaints: tuple[str, ...]
    handling: Handling
    treatments: tuple[str, ...] = ()
    referred_to: str = ""
    guardian_told: bool = False
    note: str = ""


def joined(words: Iterable[str]) -> str:
    """Join what was ticked and typed into one text, each thing once."""
    clean = (one_line(word) for word in words)
    return ", ".join(dict.fromkeys(word for word in clean if word))


def visit(session: Session, pupil_id: int, class_id: int, seen: Seen, staff_id: int) -> HealthVisit:
    """Note a visit; Unfit without a complaint, or on a day that isn't one of teaching."""
    complaint = joined(seen.complaints)
    if not complaint:
        raise Unfit("Ghi biểu hiện của em: chạm một mục hoặc gõ vào.", field="complaint")
    if len(complaint) > LONGEST:
        raise Unfit(f"Biểu hiện dài quá {LONGEST} chữ cái.", field="complaint")
    taught = school_day(session, seen.day)
    if taught is None:
        raise Unfit(f"Ngày {seen.day:%d/%m/%Y} không phải ngày học.", field="date")
    made = HealthVisit(
        pupil_id=pupil_id,
        class_id=class_id,
        date=seen.day,
        month_id=taught.month_id,
        at=datetime.combine(seen.day, seen.at, SCHOOL_TIME),
        complaint=complaint,
        handling=seen.handling,
        treatment=joined(seen.treatments)[:300] or None,
        referred_to=joined([seen.referred_to])[:120] or None,
        guardian_told=seen.guardian_told,
        note=joined([seen.note])[:300] or None,
        made_by=staff_id,
    )
    session.add(made)
    return made


def settle(case: FollowUp, state: FollowUpState, today: date) -> None:
    """Move a followed case on; settled, it bears the day, taken up again it bears none."""
    case.state = state
    case.to_date = max(today, case.from_date) if state is FollowUpState.SETTLED else None
