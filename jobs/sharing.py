"""The round that looks for accounts used at two places at once, and tells the board (Điều 3)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Engine, select

from jobs.database import writer
from models.access import Reminder
from models.base import utc_now
from models.clock import school_date
from models.people import Account, SharedSign, SignIn, Staff
from models.people.sharing import AtOnce, as_json, at_once
from permissions.errors import Invalid
from permissions.everybody import everybody
from permissions.policy import can
from permissions.session import GuardedSession, system_session

WHY = "tìm tài khoản dùng chung"
LOOKS_BACK = timedelta(days=1)
PAGE = "/phan-quyen/dang-nhap"


def note_shared(engine: Engine, now: datetime | None = None) -> int:
    """Write a sign for each account and day that has none yet; return how many."""
    moment = now or utc_now()
    with system_session(engine, WHY, capacities={"worker"}) as session:
        used = session.scalars(select(SignIn).where(SignIn.seen_at >= moment - LOOKS_BACK)).all()
        fresh = _unwritten(session, [sign for sign in at_once(used) if sign.since <= moment])
    if not fresh:
        return 0
    with system_session(writer(engine), WHY, capacities={"worker"}) as session:
        try:
            for sign in fresh:
                _write(session, sign, moment)
            session.commit()
        except Invalid:
            # another worker wrote the same ones
            session.rollback()
            return 0
    return len(fresh)


def _unwritten(session: GuardedSession, found: list[AtOnce]) -> list[AtOnce]:
    s = SharedSign
    days = [school_date(one.since) for one in found]
    rows = session.execute(select(s.account_id, s.day).where(s.day.in_(days)))
    known = {(account_id, day) for account_id, day in rows}
    return [one for one, day in zip(found, days, strict=True) if (one.account_id, day) not in known]


def _write(session: GuardedSession, sign: AtOnce, now: datetime) -> None:
    day = school_date(sign.since)
    places = as_json(sign.places)
    session.add(SharedSign(account_id=sign.account_id, day=day, places=places, found_at=now))
    owner = session.scalars(
        select(Staff)
        .join(Account, Account.staff_id == Staff.id)
        .where(Account.id == sign.account_id)
    ).one()
    where = " và ".join(f"{place.browser} ({place.address})" for place in sign.places[:2])
    for actor in everybody(session, day):
        if can(actor, "update", SharedSign, "note") and actor.account_id != sign.account_id:
            session.add(
                Reminder(
                    to_id=actor.staff_id,
                    text=f"Tài khoản của {owner.address} {owner.full_name} được dùng cùng lúc ở"
                    f" hai nơi: {where}. Hỏi xem có ai dùng chung không (Đ3).",
                    link=PAGE,
                    sent_at=now,
                    rule_key=f"shared:{sign.account_id}:{day}:{actor.staff_id}",
                )
            )
    session.flush()
