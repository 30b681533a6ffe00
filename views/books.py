"""Every book that this person may open, by family: the way to what isn't in the menu."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import g
from flask_admin import BaseView, expose

from permissions.policy import can
from views.menu import MenuEntry

if TYPE_CHECKING:
    from permissions.actor import Actor

FAMILIES = {
    "pupils": "Học sinh",
    "people": "Cán bộ",
    "school": "Trường, lớp",
    "assessment": "Kết quả",
    "plans": "Kế hoạch bài dạy",
    "supervision": "Sinh hoạt tổ",
    "completion": "Tiến độ",
    "daily": "Điểm danh",
    "conduct": "Nề nếp",
    "health": "Sức khỏe",
    "homeroom": "Sổ chủ nhiệm",
    "messages": "Tin nhắn",
    "awards": "Khen thưởng, xử lí",
    "yearend": "Tổng kết năm",
    "rollover": "Năm học mới",
    "access": "Đóng mở, giao việc",
    "archive": "In và lưu trữ",
}


class Books(BaseView):
    """The index of the generated screens."""

    def __init__(self) -> None:
        """Stand at /so without Flask-Admin's own static files."""
        super().__init__(name="Mọi sổ", endpoint="books", url="/so")

    @expose("/")
    def index(self) -> str:
        """List the books by family."""
        shelves: dict[str, list[Any]] = {title: [] for title in FAMILIES.values()}
        for view in self.admin._views:  # type: ignore[union-attr]  # noqa: SLF001
            model = getattr(view, "model", None)
            if model is not None and can(g.actor, "read", model):
                shelves[FAMILIES[model.__module__.split(".")[1]]].append(view)
        return self.render("admin/books.html", shelves={k: v for k, v in shelves.items() if v})


def _anybody(actor: Actor) -> bool:
    return actor.staff_id is not None


MENU = MenuEntry("Mọi sổ", "books.index", _anybody, order=900)
