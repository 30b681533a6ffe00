"""What the board and the principal do with a proposed dossier: seen, returned (Điều 2.5)."""

from __future__ import annotations

from sqlalchemy.orm import Session

from models.base import utc_now
from models.refusal import NotReady, Unfit
from models.yearend.dossier import Dossier, DossierState, Seen


def mark_seen(session: Session, dossier: Dossier, staff_id: int, remark: str = "") -> Seen:
    """Record "đã xem" of a board member with a remark; no precondition of approval.

    NotReady while nothing is proposed.
    """
    if dossier.proposed_at is None:
        raise NotReady("Lớp này chưa có đề nghị của giáo viên chủ nhiệm (Đ4.5).")
    seen = Seen(
        dossier_id=dossier.id,
        class_id=dossier.class_id,
        staff_id=staff_id,
        at=utc_now(),
        remark=remark.strip() or None,
    )
    session.add(seen)
    session.flush()
    return seen


def return_to_homeroom(session: Session, dossier: Dossier, staff_id: int, remark: str) -> None:
    """Send a proposed dossier back with a remark. Unfit without one; NotReady unless proposed."""
    if not remark.strip():
        raise Unfit(
            "Trả lại thì phải kèm nhận xét để giáo viên chủ nhiệm biết sửa gì.", field="remark"
        )
    if dossier.state is not DossierState.PROPOSED:
        raise NotReady("Hồ sơ này không ở bước chờ duyệt (Đ2.5).")
    # a proposal made within the same second as what it answers lies a second ahead
    dossier.returned_at = max(at for at in (utc_now(), dossier.proposed_at) if at is not None)
    dossier.returned_by = staff_id
    dossier.return_remark = remark.strip()
    session.flush()
