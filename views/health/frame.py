"""What the pages of health share: who gets in, classes, rounds, pupils, and the words on top."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, redirect, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from models.base import Base
from models.clock import school_today
from models.health import FollowUp, HealthProfile, HealthVisit, Measurement, Nutrition
from models.messages import Audience, MessageKind
from models.pupils import Enrolment, Pupil
from models.school import Period, PeriodKind, SchoolClass
from models.school.year import HEALTH_ROUND
from permissions.errors import Forbidden, OutOfScope
from permissions.policy import can
from permissions.session import GuardedSession
from views.database import request_session
from views.frame import current_year
from views.messages.asking import may_write
from views.rooms import rooms_read
from views.tabs import Tab

health = Blueprint("health", __name__, url_prefix="/suc-khoe")
NUTRITION: dict[Nutrition, tuple[str, str]] = {
    Nutrition.THIN: ("Suy dinh dưỡng", "warn"),
    Nutrition.NORMAL: ("bình thường", ""),
    Nutrition.OVER: ("Thừa cân", "warn"),
    Nutrition.OBESE: ("Béo phì", "warn"),
}


def tells(session: GuardedSession) -> bool:
    """Tell whether this person writes to families about health."""
    return may_write(session, audience=Audience.PUPILS, kind=MessageKind.HEALTH)


def behind_the_wall(model: type[Base] = HealthVisit) -> None:
    """Refuse whoever reads nothing of this."""
    if not can(g.actor, "read", model):
        raise Forbidden("Sức khỏe học sinh là dữ liệu nhạy cảm: y tế và Ban giám hiệu xem (Đ6.2).")


def classes(session: GuardedSession) -> list[SchoolClass]:
    """Return this year's classes whose measurements this person reads."""
    return rooms_read(session, Measurement)


def rounds_of(session: GuardedSession) -> list[Period]:
    """Return the year's rounds of measuring."""
    year = current_year(session)
    health = Period.code.startswith(HEALTH_ROUND)
    query = select(Period).where(Period.kind == PeriodKind.ROUND, health).order_by(Period.number)
    return list(session.scalars(query.where(Period.year_id == year.id))) if year else []


def round_now(rounds: list[Period]) -> Period:
    """Return the round in which today lies, else the last one."""
    if not rounds:
        raise OutOfScope("Năm học này chưa có đợt khám sức khỏe. Hỏi phó hiệu trưởng (Đ7.2).")
    return next((r for r in rounds if r.to_date >= school_today()), rounds[-1])


def pupil_of(session: GuardedSession, pupil_id: int) -> tuple[Pupil, SchoolClass | None]:
    """Return a pupil with this year's class, or refuse as not there."""
    found = session.get(Pupil, pupil_id)
    if found is None:
        raise OutOfScope
    return found, rooms_by_pupil(session, [pupil_id]).get(pupil_id)


def rooms_by_pupil(session: GuardedSession, ids: list[int]) -> dict[int, SchoolClass]:
    """Return the class of this year of each pupil; of several, the one entered last."""
    year = current_year(session)
    if year is None or not ids:
        return {}
    query = (
        select(Enrolment.pupil_id, SchoolClass)
        .join(SchoolClass, SchoolClass.id == Enrolment.class_id)
        .where(Enrolment.pupil_id.in_(ids), SchoolClass.year_id == year.id)
        .order_by(Enrolment.id)
    )
    return dict(session.execute(query).all())


def page(here: str) -> dict[str, Any]:
    """Return what every page of health shows: the words above, as far as they are this person's."""
    found = []
    if can(g.actor, "read", HealthVisit):
        found.append(Tab("Phòng y tế", url_for("health.visits"), here == "visits"))
    found.append(Tab("Đo, khám", url_for("health.rounds"), here == "rounds"))
    if can(g.actor, "read", FollowUp):
        found.append(Tab("Theo dõi", url_for("health.follow"), here == "follow"))
    return {"tabs_": found, "whole": can(g.actor, "read", HealthProfile)}


@health.get("/")
def start() -> Response:
    """Lead to the own work: the day's visits, or the own class in the round."""
    request_session()
    mine = "health.visits" if can(g.actor, "create", HealthVisit) else "health.rounds"
    return redirect(url_for(mine))
