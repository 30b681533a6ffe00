"""What the pages of Năm học mới share: whose they are, the year that ends, the words above them."""

from __future__ import annotations

from flask import Blueprint, g, request, url_for
from sqlalchemy import select

from models.school import SchoolYear
from permissions.errors import Forbidden, OutOfScope
from permissions.rollover import rolls_over
from permissions.session import GuardedSession
from views.frame import current_year
from views.tabs import Tab

new_year = Blueprint("new_year", __name__, url_prefix="/nam-hoc-moi")


def only_keepers() -> None:
    """Refuse whoever doesn't carry a year over."""
    if not rolls_over(g.actor):
        raise Forbidden("Chuẩn bị năm học mới là việc của phó hiệu trưởng (Đ2.11, 7.2).")


def source_of(session: GuardedSession) -> SchoolYear:
    """Return the year that ends: what ?nam= names, else today's; OutOfScope when there is none."""
    name = request.values.get("nam", "")
    if not name:
        here = current_year(session)
        if here is None:
            raise OutOfScope("Chưa có năm học nào. Nhập tệp đầu tiên thì năm học được tạo (Đ2.11).")
        return here
    found = session.scalars(select(SchoolYear).where(SchoolYear.name == name)).one_or_none()
    if found is None:
        raise OutOfScope
    return found


def tabs(source: SchoolYear, here: str) -> list[Tab]:
    """Return the words above these pages."""
    return [
        Tab("Chuyển lớp", url_for("new_year.show", nam=source.name), here == "show"),
        Tab("Phân công dự thảo", url_for("new_year.drafts", nam=source.name), here == "drafts"),
    ]
