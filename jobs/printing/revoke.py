"""Taking an official copy out of use: with a reason, the former one kept (Điều 4.6, 7.3)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.archive import IssuedCopy
from models.base import utc_now
from models.clean import one_line
from models.refusal import NotReady, Unfit

LONGEST = 200


def revoke(session: Session, copy: IssuedCopy, staff_id: int | None, why: str) -> IssuedCopy | None:
    """Revoke a copy; return the newest later copy of the same paper, which takes its place.

    The caller commits. Unfit without a reason; NotReady when it was revoked before.
    """
    reason = one_line(why)
    if not reason or len(reason) > LONGEST:
        raise Unfit(f"Ghi lí do thu hồi, không quá {LONGEST} chữ.", field="why")
    if copy.revoked_at is not None:
        raise NotReady("Bản này đã thu hồi rồi.")
    same = select(IssuedCopy).where(
        IssuedCopy.document == copy.document,
        IssuedCopy.year_id == copy.year_id,
        IssuedCopy.class_id == copy.class_id,
        IssuedCopy.pupil_id == copy.pupil_id,
        IssuedCopy.revoked_at.is_(None),
        IssuedCopy.id > copy.id,
    )
    newer = session.scalars(same.order_by(IssuedCopy.id.desc())).first()
    copy.revoked_at, copy.revoked_by, copy.revoke_reason = utc_now(), staff_id, reason
    if newer is not None:
        copy.replaced_by = newer.id
    session.flush()
    return newer
