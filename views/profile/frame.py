"""What the pages of pupils' files share: whose they are, this year's classes, the words on top."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, url_for
from sqlalchemy import Select, func, select

from models.pupils import DeclaredField, LegalChange, Pupil, PupilBackground
from models.school import SchoolClass
from permissions.actor import Actor
from permissions.errors import Forbidden
from permissions.policy import can
from permissions.session import GuardedSession
from views.rooms import room_among, rooms_read
from views.tabs import Tab

profile = Blueprint("profile", __name__, url_prefix="/ho-so")


def for_readers() -> None:
    """Refuse whoever reads no pupil's particulars."""
    if not can(g.actor, "read", PupilBackground):
        raise Forbidden("Hồ sơ học sinh do GVCN và Văn phòng giữ (Đ4.1). Hỏi Văn phòng.")


def decides() -> bool:
    """Tell whether proposed changes of legal fields are this person's to decide."""
    return can(g.actor, "update", LegalChange, "decision")


def numbers() -> bool:
    """Tell whether register numbers are this person's to give."""
    return can(g.actor, "update", Pupil, "register_number")


def classes(session: GuardedSession) -> list[SchoolClass]:
    """Return this year's classes whose files this person reads."""
    return rooms_read(session, PupilBackground)


def class_of(session: GuardedSession, class_id: int) -> SchoolClass:
    """Return one of these classes, or refuse as not there."""
    return room_among(classes(session), class_id)


def waiting(actor: Actor) -> Select[tuple[int]] | None:
    """Select how many proposals wait for this person's decision."""
    if not can(actor, "update", LegalChange, "decision"):
        return None
    return select(func.count(LegalChange.id)).where(
        LegalChange.decision.is_(None), LegalChange.proposed_by != actor.staff_id
    )


def page(session: GuardedSession, here: str) -> dict[str, Any]:
    """Return what every page of files shows: the words above, as far as they are this person's."""
    found = []
    if rooms := classes(session):
        url = url_for("profile.class_list", class_id=rooms[0].id)
        found.append(Tab("Theo lớp", url, here == "class"))
    found.append(Tab("Đề nghị đổi lí lịch", url_for("profile.changes"), here == "changes"))
    if numbers():
        found.append(Tab("Số đăng bộ", url_for("profile.unnumbered"), here == "register"))
    if can(g.actor, "create", DeclaredField):
        found.append(Tab("Mục của trường", url_for("record_declared_field.index_view"), False))
    return {"tabs_": found}
