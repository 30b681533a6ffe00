"""The figures of the whole school, each with its rows: one list gives both, so they agree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import g
from sqlalchemy import Select, func, literal, select, union_all

from models.base import Base
from models.conduct import ConductDispute, ConductEntry
from models.daily import Absence, RollCall
from models.health import FollowUp, HealthVisit
from models.plans import LessonPlan
from permissions.policy import sees_all
from permissions.session import GuardedSession
from views.board import behind
from views.board.behind import Asked, Frame, Known, Line

ATTENDANCE, PLANS, CONDUCT, HEALTH = "attendance", "plans", "conduct", "health"
TITLES = {
    ATTENDANCE: "Điểm danh",
    PLANS: "Kế hoạch bài dạy",
    CONDUCT: "Nề nếp",
    HEALTH: "Y tế",
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A figure of one's own list; ``title`` may name the time, ``counted`` says what is counted.

    ``of``: the records it is made of; who doesn't read all of them doesn't see the figure.
    """

    code: str
    group: str
    title: str
    counted: str
    of: type[Base]
    source: Asked | Known
    bad: bool = False

    def rows(self, session: GuardedSession, frame: Frame) -> list[Line]:
        """Return the rows."""
        return self.source.rows(session, frame)


LISTS: tuple[Listed, ...] = (
    Listed(
        "vang-hom-nay", ATTENDANCE, "Vắng trong ngày", "buổi vắng", Absence, behind.ABSENT_TODAY
    ),
    Listed(
        "chua-diem-danh",
        ATTENDANCE,
        "Chưa điểm danh trong ngày",
        "buổi",
        RollCall,
        behind.ROLLS_TO_CALL,
        bad=True,
    ),
    Listed("vang-tuan", ATTENDANCE, "Vắng trong tuần", "buổi vắng", Absence, behind.ABSENT_IN_WEEK),
    Listed(
        "vang-khong-phep",
        ATTENDANCE,
        "Vắng không phép trong tuần",
        "buổi vắng",
        Absence,
        behind.ABSENT_WITHOUT_LEAVE,
        bad=True,
    ),
    Listed("tiet-da-duyet", PLANS, "Đã duyệt", "tiết", LessonPlan, behind.APPROVED),
    Listed("tiet-cho-duyet", PLANS, "Chờ duyệt", "tiết", LessonPlan, behind.WAITING),
    Listed("tiet-nop-muon", PLANS, "Đã nộp nhưng muộn", "tiết", LessonPlan, behind.LATE),
    Listed("tiet-qua-han", PLANS, "Quá hạn chưa nộp", "tiết", LessonPlan, behind.OVERDUE, bad=True),
    Listed(
        "lop-bi-tru",
        CONDUCT,
        "Lớp bị trừ điểm trong tuần",
        "lớp",
        ConductEntry,
        behind.FAULTY_CLASSES,
    ),
    Listed(
        "khieu-nai",
        CONDUCT,
        "Khiếu nại chờ kết luận",
        "khiếu nại",
        ConductDispute,
        behind.OPEN_DISPUTES,
        bad=True,
    ),
    Listed("luot-y-te", HEALTH, "Xuống phòng y tế trong tuần", "lượt", HealthVisit, behind.VISITS),
    Listed(
        "chuyen-tuyen",
        HEALTH,
        "Chuyển tuyến trong tuần",
        "lượt",
        HealthVisit,
        behind.REFERRED,
        bad=True,
    ),
    Listed("theo-doi", HEALTH, "Đang theo dõi", "em", FollowUp, behind.OPEN_CASES),
)


def lists() -> list[Listed]:
    """Return the lists of which this person reads every row."""
    return [one for one in LISTS if sees_all(g.actor, one.of)]


def counts(
    session: GuardedSession,
    frame: Frame,
    shown: Iterable[Listed],
    more: Iterable[tuple[str, Select[Any]]] = (),
) -> dict[str, int]:
    """Count lists by code, and other statements by theirs; all statements are counted in one."""
    found, parts = {}, list(more)
    for one in shown:
        if isinstance(one.source, Asked):
            parts.append((one.code, one.source.query(session, frame)))
        else:
            found[one.code] = len(one.source.items(session, frame))
    counting = [
        select(literal(code), func.count()).select_from(query.order_by(None).subquery())
        for code, query in parts
    ]
    if counting:
        found |= dict(session.execute(union_all(*counting)).all())
    return found
