"""The demo's work on the rules: a draft to try, what was asked of whom, a second paper (Đ2.10)."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from models.assessment import (
    RequestState,
    RequestTo,
    Retest,
    RuleRequest,
    RuleSet,
    SubjectResult,
)
from models.assessment.drafting import clone, set_thresholds
from seeds.demo.data import teachers
from seeds.demo.world import World

VICE = "CB002"
RETESTED = ("3B", "TOAN", "CHK1")
STRICTER = 8


def build_rules(world: World) -> None:
    """Leave a stricter draft, a request without an answer and one with it."""
    today, staff_id = world.days.today, world.staff[VICE]
    with world.acting(VICE) as s:
        source = s.scalars(select(RuleSet).where(RuleSet.code == "TT27-2020")).one()
        draft = clone(s, source, "TT27-HM", "Thông tư 27/2020 (bản thảo theo dự thảo sửa đổi)")
        conditions = {name: dict(found) for name, found in draft.rules["conditions"].items()}
        conditions["good"]["score"] = STRICTER
        set_thresholds(draft, draft.name, conditions, draft.rules["awards"])
        s.flush()
        s.add_all(
            (
                RuleRequest(
                    to_kind=RequestTo.AUTHORITY,
                    to_name="Phòng Văn hóa - Xã hội xã",
                    what="Hướng dẫn việc ghi điểm 0 khi em vắng bài kiểm tra cuối năm.",
                    basis="Thông tư 27/2020/TT-BGDĐT, Điều 7",
                    rule_set_id=source.id,
                    asked_by=staff_id,
                    sent_on=today - timedelta(days=16),
                ),
                RuleRequest(
                    to_kind=RequestTo.VENDOR,
                    to_name="Nhà cung cấp phần mềm",
                    what="Tách Tin học và Công nghệ thành hai cột trên bảng tổng hợp khối 3.",
                    basis="Công văn hướng dẫn đầu năm học của Sở",
                    asked_by=staff_id,
                    sent_on=today - timedelta(days=60),
                    state=RequestState.ANSWERED,
                    answer="Một cột theo Phụ lục 2 của thông tư; hai cột khi có mẫu mới.",
                    answered_on=today - timedelta(days=41),
                ),
            )
        )


def retest(world: World) -> None:
    """Give the pupil with the lowest score a second paper, as the teacher of the subject."""
    room, unit, term = RETESTED
    code, period = teachers()[room, unit], world.periods[term]
    day = min(period.to_date, world.days.today)
    with world.acting(code, on=day) as s:
        r = SubjectResult
        lowest = s.scalars(
            select(r)
            .where(
                r.class_id == world.classes[room],
                r.unit_id == world.units[unit],
                r.period_id == period.id,
                r.score.is_not(None),
            )
            .order_by(r.score, r.pupil_id)
        ).first()
        if lowest is not None and lowest.score is not None:
            s.add(
                Retest(
                    class_id=lowest.class_id,
                    unit_id=lowest.unit_id,
                    period_id=lowest.period_id,
                    pupil_id=lowest.pupil_id,
                    taken_on=day,
                    score=min(lowest.score + 2, 10),
                    reason="Điểm khác hẳn đánh giá thường xuyên, hôm trước em bị ốm",
                )
            )
