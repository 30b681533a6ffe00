"""Pupils and their files: who they are, where they sit, whom the school calls (Điều 4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, request, url_for
from flask_admin import expose
from sqlalchemy import or_, select

from models.clock import school_today
from models.pupils import (
    Enrolment,
    EnrolmentInterval,
    EthnicGroup,
    Guardian,
    IndividualPlan,
    PersonalId,
    Pupil,
    PupilBackground,
    PupilBirth,
)
from models.school import SchoolClass
from permissions.policy import can
from permissions.session import GuardedSession
from views.database import request_session
from views.frame import current_year, once
from views.history import history_of
from views.listing import BY_CLASS, Asked, OwnFilter
from views.menu import MenuEntry
from views.pages import Badge, By, by_pupil, related_links
from views.profile.columns import (
    chosen_column,
    declared_column,
    declared_columns,
    declared_filters,
    declared_like,
)
from views.profile.one import SHOWN, rows_of, show
from views.record import RecordView

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

BY_PUPIL = ("pupil_id", BY_CLASS)


def _this_year(session: GuardedSession, rows: list[Any]) -> list[tuple[EnrolmentInterval, str]]:
    """Return the intervals of these pupils in this year's classes, the last one last."""
    ids = tuple(row.id for row in rows)
    return once(("this year", ids), lambda: _read_this_year(session, ids))


def _read_this_year(
    session: GuardedSession, ids: tuple[int, ...]
) -> list[tuple[EnrolmentInterval, str]]:
    year = current_year(session)
    if year is None:
        return []
    rooms = {
        c.id: c.name
        for c in session.scalars(select(SchoolClass).where(SchoolClass.year_id == year.id))
    }
    i = EnrolmentInterval
    found = select(i).where(i.pupil_id.in_(ids)).order_by(i.from_date, i.id)
    return [(one, rooms[one.class_id]) for one in session.scalars(found) if one.class_id in rooms]


def class_of(session: GuardedSession, rows: list[Any]) -> dict[int, str]:
    """Return the class of this year of each pupil."""
    return {interval.pupil_id: name for interval, name in _this_year(session, rows)}


def standing_of(session: GuardedSession, rows: list[Any]) -> dict[int, str]:
    """Say where each pupil stands: đang học, chuyển đi, mới đến, chưa xếp lớp."""
    today = school_today()
    words: dict[int, str] = {row.id: Badge("Chưa xếp lớp", "warn", "alert") for row in rows}
    for interval, _ in _this_year(session, rows):
        if interval.to_date and interval.to_date < today:
            left = f"Chuyển đi {interval.to_date:%d/%m}"
            words[interval.pupil_id] = Badge(left, glyph="returned")
        elif interval.newcomer:
            words[interval.pupil_id] = Badge(f"Mới đến {interval.from_date:%d/%m}", "info")
        else:
            words[interval.pupil_id] = "đang học"
    return words


def _id(row: Any) -> int:
    return int(row.id)


class PupilView(RecordView):
    record, title, slug = Pupil, "Học sinh", "hoc-sinh"
    columns = ("register_number", "full_name", "birth", "sex", "class", "code", "standing")
    derived = {
        "birth": ("Ngày sinh", by_pupil(PupilBirth, "birth_date", _id)),
        "sex": ("Giới tính", by_pupil(PupilBirth, "sex", _id)),
        "class": ("Lớp", class_of),
        "standing": ("Trạng thái", standing_of),
    }
    name_column, counted = "full_name", "em"
    search, search_hint = ("folded", "code"), "Tên, mã học sinh"
    filters = (BY_CLASS,)
    order = ("full_name",)
    fields = ("full_name", "code", "register_number")
    empty = ("Chưa có học sinh nào", "Nhập danh sách từ tệp Excel, hoặc thêm từng em.")

    def derivation(self, name: str) -> tuple[str, By] | None:
        """Find the fields that the office declared among the columns, too."""
        return super().derivation(name) or declared_column(name)

    def shown(self, asked: Asked) -> tuple[str, ...]:
        """Show one declared field beside the usual columns, if it was asked for."""
        return (*self.columns, *chosen_column(asked))

    def exported(self) -> tuple[str, ...]:
        """Write every declared field that this person reads."""
        return (*self.columns, *declared_columns())

    def own_filters(self) -> dict[str, OwnFilter]:
        """Offer the declared choices, and which declared field is shown."""
        return declared_filters()

    def search_condition(self, text: str) -> Any:
        """Look into the declared fields, too."""
        return or_(super().search_condition(text), declared_like(text))

    @expose("/details/")
    def details_view(self) -> str:
        """Show the pupil's file."""
        row = self.get_one(request.args.get("id"))
        return show(row, related=related_links(self.admin, Pupil, row, SHOWN))

    @expose("/history/")
    def history_view(self) -> str:
        """Show who changed what of the whole file."""
        row, session = self.get_one(request.args.get("id")), request_session()
        entries = history_of(session, *rows_of(session, row))
        return render_template(
            "admin/model/history.html", view=self, row=row, row_title=str(row), entries=entries
        )

    @expose("/new/", methods=("GET", "POST"))
    def create_view(self) -> Any:
        """Lead to the page that places the pupil in a class as well."""
        if request.method == "GET":
            return redirect(url_for("admission.new"))
        return super().create_view()


class BirthView(RecordView):
    record, title, slug = PupilBirth, "Ngày sinh, giới tính", "ngay-sinh"
    columns = ("pupil_id", "birth_date", "sex")
    search, search_hint = ("pupil_id",), "Tên, mã học sinh"
    filters, order = ("sex", *BY_PUPIL), ("pupil_id",)


class BackgroundView(RecordView):
    record, title, slug = PupilBackground, "Sơ yếu lí lịch", "so-yeu-li-lich"
    columns = (
        "pupil_id",
        "ethnic_group_id",
        "birth_place",
        "native_place",
        "address",
        "poor_household",
        "disability",
    )
    search, search_hint = ("pupil_id", "address"), "Tên, mã học sinh, chỗ ở"
    filters, order = ("ethnic_group_id", "poor_household", "disability", *BY_PUPIL), ("pupil_id",)


class PersonalIdView(RecordView):
    record, title, slug = PersonalId, "Số ĐDCN", "so-ddcn"
    columns = ("pupil_id", "number")
    search, search_hint = ("pupil_id", "number"), "Tên, mã học sinh, số ĐDCN"
    filters, order = BY_PUPIL, ("pupil_id",)


class GuardianView(RecordView):
    record, title, slug = Guardian, "Gia đình", "gia-dinh"
    columns = ("pupil_id", "relation", "full_name", "occupation", "phone")
    search, search_hint = ("pupil_id", "full_name", "phone"), "Tên em, tên người thân, điện thoại"
    filters, order = ("relation", *BY_PUPIL), ("pupil_id",)
    empty = (
        "Chưa ghi người thân nào",
        "Mở trang của một em rồi thêm người thân, hoặc nhập từ tệp.",
    )


class EnrolmentView(RecordView):
    record, title, slug = Enrolment, "Xếp lớp", "xep-lop"
    columns = ("class_id", "pupil_id")
    name_column = "pupil_id"
    search, search_hint = ("pupil_id",), "Tên, mã học sinh"
    filters, order = ("class_id", "pupil_id"), ("class_id", "pupil_id")


class IntervalView(RecordView):
    record, title, slug = EnrolmentInterval, "Thời gian ở lớp", "thoi-gian-o-lop"
    columns = ("pupil_id", "class_id", "from_date", "to_date", "newcomer", "reason")
    search, search_hint = ("pupil_id",), "Tên, mã học sinh"
    filters, order = ("class_id", "newcomer", "pupil_id"), ("class_id", "pupil_id")


class IndividualPlanView(RecordView):
    record, title, slug = IndividualPlan, "Kế hoạch giáo dục cá nhân", "ke-hoach-ca-nhan"
    columns = ("pupil_id", "year_id", "note")
    search, search_hint = ("pupil_id",), "Tên, mã học sinh"
    filters, order = ("year_id", *BY_PUPIL), ("pupil_id",)


class EthnicGroupView(RecordView):
    record, title, slug = EthnicGroup, "Dân tộc", "dan-toc"
    columns = ("code", "name")
    name_column = "name"
    search, search_hint = ("name", "code"), "Tên, mã"
    order = ("code",)


VIEWS = (
    PupilView, BirthView, BackgroundView, PersonalIdView, GuardianView, EnrolmentView,
    IntervalView, IndividualPlanView, EthnicGroupView,
)  # fmt: skip
MENU = (
    MenuEntry("Học sinh", "record_pupil.index_view", lambda a: can(a, "read", Pupil), order=60),
    MenuEntry(
        "Gia đình", "record_guardian.index_view", lambda a: can(a, "create", Guardian), order=61
    ),
)


def register(_app: Flask, admin: Admin) -> None:
    """Add the family's books."""
    for view in VIEWS:
        admin.add_view(view())
