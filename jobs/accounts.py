"""Accounts: issued to all staff, reset, suspended; the name is the staff code in lower case (Đ2.2).

Whoever acts needs the right to the account; its secrets are written in the same transaction under
the person's own name.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Engine, or_, select

from jobs.passwords import hash_password, new_token, one_time_password
from models.assessment import Unit
from models.base import utc_now
from models.clock import school_today
from models.people import Account, Credential, Duty, Staff
from models.school import HomeroomAssignment, SchoolClass, TeachingAssignment
from permissions import guard
from permissions.actor import Actor
from permissions.errors import Forbidden, OutOfScope
from permissions.policy import can
from permissions.session import GuardedSession, actor_session, system_session

FIRST_ISSUE = "cấp tài khoản lần đầu"
SECRETS = "gatekeeper"


@dataclass(frozen=True)
class Issued:
    """An account with its one-time password, known only until the sheet is handed out."""

    username: str
    password: str
    code: str
    name: str


@contextmanager
def _session(engine: Engine, actor: Actor | None, reason: str) -> Iterator[GuardedSession]:
    """Open a session that may write secrets beside what the actor may do anyway."""
    if actor is None:
        with system_session(engine, reason, capacities={"operator", SECRETS}) as session:
            yield session
        return
    able = replace(actor, capacities=actor.capacities | {SECRETS})
    with actor_session(engine, able, reason) as session:
        yield session


def issue(engine: Engine, actor: Actor | None) -> list[Issued]:
    """Make an account for everybody on the staff who has none, and commit.

    Without an actor (the operator of the machine) only while there is no account at all. A person
    makes those that the own duties allow; Forbidden when that is none.
    """
    if actor is not None and not can(actor, "create", Account):
        raise Forbidden("Cấp tài khoản là việc của phó hiệu trưởng, thư kí Ban quản trị (Đ2.2).")
    with _session(engine, actor, FIRST_ISSUE if actor is None else "cấp tài khoản") as session:
        if actor is None and session.scalars(select(Account.id).limit(1)).first() is not None:
            raise Forbidden(
                "Trường đã có tài khoản: lần cấp sau do phó hiệu trưởng hoặc thư kí Ban quản trị"
                " làm, thêm --as TÀI_KHOẢN (Đ2.2)."
            )
        made = _issue(session)
        session.commit()
    return made


def _issue(session: GuardedSession) -> list[Issued]:
    having = set(session.scalars(select(Account.staff_id)))
    here = or_(Staff.left_on.is_(None), Staff.left_on > school_today())
    staff = session.scalars(select(Staff).where(here).order_by(Staff.sort_key)).all()
    waiting = [s for s in staff if s.id not in having]
    now = utc_now()
    rows = [
        {"staff_id": s.id, "username": s.code.casefold(), "issued_at": now, "suspended_at": None}
        for s in waiting
    ]
    allowed = [
        (s, row)
        for s, row, fact in zip(waiting, rows, guard.facts_new(session, Account, rows), strict=True)
        if any("username" in fact.create_fields(name) for name in fact.capacities)
    ]
    ids = guard.write(session, Account, creates=[row for _, row in allowed])
    made = [Issued(s.code.casefold(), one_time_password(), s.code, s.full_name) for s, _ in allowed]
    guard.write(
        session,
        Credential,
        creates=[
            {
                "account_id": account_id,
                "password_hash": hash_password(issued.password),
                "must_change": True,
                "session_token": new_token(),
            }
            for account_id, issued in zip(ids, made, strict=True)
        ],
    )
    return made


def reset(engine: Engine, actor: Actor, username: str) -> Issued:
    """Give an account a new one-time password, end its sessions, lift a suspension; commit."""
    with _session(engine, actor, "cấp lại mật khẩu") as session:
        account, staff = _account(session, username)
        account.issued_at, account.suspended_at = utc_now(), None
        password = one_time_password()
        _replace_secrets(session, account, hash_password(password))
        session.commit()
    return Issued(account.username, password, staff.code, staff.full_name)


def suspend(engine: Engine, actor: Actor, username: str, left_on: date | None = None) -> list[str]:
    """Suspend an account at once and end its sessions; commit. Return what to hand over.

    ``left_on``: the person leaves the school on this day, which is written beside.
    """
    with _session(engine, actor, "ngừng tài khoản") as session:
        account, staff = _account(session, username)
        if actor.account_id == account.id:
            raise Forbidden("Không tự ngừng tài khoản của mình; nhờ người khác có quyền (Đ2.2).")
        account.suspended_at = utc_now()
        if left_on is not None:
            staff.left_on = left_on
        _replace_secrets(session, account, None)
        left = left_open(session, staff)
        session.commit()
    return left


def _account(session: GuardedSession, username: str) -> tuple[Account, Staff]:
    found = session.scalars(select(Account).where(Account.username == username.casefold())).first()
    if found is None:
        raise OutOfScope(f"Không thấy tài khoản “{username}” trong phần việc được phân công.")
    # Its secrets are no fields of the account: the right is asked for even if nothing else changes.
    if not guard.facts(session, Account, [found.id])[found.id].may_update("issued_at"):
        raise Forbidden(f"Tài khoản “{username}” không thuộc quyền cấp, ngừng của mình (Đ2.2).")
    return found, session.get_one(Staff, found.staff_id)


def _replace_secrets(session: GuardedSession, account: Account, hashed: str | None) -> None:
    """End the account's sessions; with a hash, also ask for a new password at sign-in."""
    session.flush()
    secret = session.scalars(select(Credential).where(Credential.account_id == account.id)).one()
    secret.session_token = new_token()
    if hashed is not None:
        secret.password_hash, secret.must_change = hashed, True


def left_open(session: GuardedSession, staff: Staff) -> list[str]:
    """Name the duties and assignments that this person still holds."""
    today = school_today()

    def open_of(model: type[Duty | HomeroomAssignment | TeachingAssignment]) -> list[object]:
        ends = or_(model.to_date.is_(None), model.to_date >= today)
        return list(session.scalars(select(model).where(model.staff_id == staff.id, ends)))

    classes = {c.id: c.name for c in session.scalars(select(SchoolClass))}
    units = {u.id: u.name for u in session.scalars(select(Unit))}
    return [
        *(f"Nhiệm vụ: {duty.title}" for duty in open_of(Duty)),
        *(f"Chủ nhiệm lớp {classes[h.class_id]}" for h in open_of(HomeroomAssignment)),
        *(f"Dạy {units[t.unit_id]} lớp {classes[t.class_id]}" for t in open_of(TeachingAssignment)),
    ]
