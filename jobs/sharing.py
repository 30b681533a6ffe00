"""The round that looks for accounts used at two places at once, and tells the board (Điều 3)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import Engine, select

from jobs.database import writer
from models.access.by_rule import Due, write
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
    """Write a sign for each account and day that has none yet; return how many.

    Looking takes a while in a big school: nobody's writing waits for it.
    """
    moment = now or utc_now()
    with system_session(engine, WHY, capacities={"worker"}) as session:
        used = session.scalars(select(SignIn).where(SignIn.seen_at >= moment - LOOKS_BACK)).all()
        fresh = _unwritten(session, [sign for sign in at_once(used) if sign.since <= moment])
        told = _told(session, fresh, school_date(moment)) if fresh else []
    if not fresh:
        return 0
    with system_session(writer(engine), WHY, capacities={"worker"}) as session:
        try:
            session.add_all(
                SharedSign(
                    account_id=sign.account_id,
                    day=school_date(sign.since),
                    places=as_json(sign.places),
                    found_at=moment,
                )
                for sign in fresh
            )
            write(session, told)
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


def _told(session: GuardedSession, fresh: list[AtOnce], today: date) -> list[Due]:
    """Return a reminder of each sign to whoever may ask about it."""
    ask = [a for a in everybody(session, today) if can(a, "update", SharedSign, "note")]
    owners = select(Account.id, Staff).join(Staff, Staff.id == Account.staff_id)
    mine = owners.where(Account.id.in_([sign.account_id for sign in fresh]))
    names = {
        account_id: f"{one.address} {one.full_name}" for account_id, one in session.execute(mine)
    }
    return [
        Due(
            f"shared:{sign.account_id}:{school_date(sign.since)}:{actor.staff_id}",
            int(actor.staff_id or 0),
            f"Tài khoản của {names[sign.account_id]} được dùng cùng lúc ở hai nơi:"
            f" {' và '.join(f'{p.browser} ({p.address})' for p in sign.places[:2])}."
            " Hỏi xem có ai dùng chung không (Đ3).",
            PAGE,
        )
        for sign in fresh
        for actor in ask
        if actor.account_id != sign.account_id
    ]
