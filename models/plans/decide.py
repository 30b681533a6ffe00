"""Deciding: the head approves a plan as it stands, or sends it back with a remark (Điều 4.7)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base import utc_now
from models.plans.lesson_plan import Decision, LessonPlan, PlanFile
from models.plans.text import PARTS, PlanText, digest
from models.refusal import NotReady, Unfit

REMARK = 2_000


def decide(
    session: Session,
    decided_by: int,
    seen: Mapping[int, str],
    decision: Decision,
    *,
    remark: str | None = None,
    now: datetime | None = None,
    on_behalf: Callable[[int], str | None] = lambda _: None,
) -> list[LessonPlan]:
    """Decide on plans and return them; the caller commits. All are decided, or none.

    ``seen``: plan id → hash of the content that was read; an approval is bound to it.
    ``on_behalf``: author's id → the absent head in whose stead this is decided. A return needs a
    ``remark``; it may also take an approval back. Raises Unfit (field "remark"), NotReady when
    somebody decided meanwhile, or the content isn't the one that was read.
    """
    words = " ".join((remark or "").split(" ")).strip()
    if decision is Decision.RETURNED and not words:
        raise Unfit("Viết một câu nhận xét để giáo viên biết sửa chỗ nào.", field="remark")
    if len(words) > REMARK:
        raise Unfit(f"Nhận xét dài quá {REMARK} chữ.", field="remark")
    plans = session.scalars(
        select(LessonPlan).where(LessonPlan.id.in_(list(seen))).order_by(LessonPlan.id)
    ).all()
    if len(plans) != len(seen) or not plans:
        raise NotReady("Có bản không còn trong phần việc được phân công. Tải lại hàng đợi.")
    hashes = _hashes(session, seen)
    for plan in plans:
        _refuse_decided(plan, decision)
        if hashes.get(plan.id) != seen[plan.id]:
            raise NotReady(
                f"“{plan.title}”: nội dung không còn như bản vừa xem. Mở lại rồi quyết định."
            )
        plan.decision = decision
        plan.decided_at = now or utc_now()
        plan.decided_by = decided_by
        plan.decided_for = (on_behalf(plan.staff_id) or "")[:100] or None
        plan.decided_hash = seen[plan.id] if decision is Decision.APPROVED else None
        plan.remark = words or None
    session.flush()
    return list(plans)


def _refuse_decided(plan: LessonPlan, decision: Decision) -> None:
    if plan.decision is None:
        return
    if decision is Decision.RETURNED and plan.decision is Decision.APPROVED:
        return
    done = "đã duyệt" if plan.decision is Decision.APPROVED else "đã trả lại"
    raise NotReady(f"“{plan.title}” {done} rồi, nên chưa ghi gì. Tải lại hàng đợi.")


def _hashes(session: Session, plan_ids: Collection[int]) -> dict[int, str]:
    """Hash what is stored itself, one file at a time; words of the program with all their parts."""
    texts = session.scalars(select(PlanText).where(PlanText.plan_id.in_(plan_ids)))
    found = {
        t.plan_id: digest(t.title, t.lessons, *(getattr(t, part) for part in PARTS)) for t in texts
    }
    for plan_id in plan_ids:
        content = session.scalars(
            select(PlanFile.content).where(PlanFile.plan_id == plan_id)
        ).one_or_none()
        if content is not None:
            found[plan_id] = hashlib.sha256(content).hexdigest()
    return found
