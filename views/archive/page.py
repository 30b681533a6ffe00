"""Packages of the years: sealing one more, checking one that is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, g, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from jobs.archive import work
from models.archive import DestructionList, RetentionClass, YearPackage
from models.people import Account, Staff
from models.refusal import NotReady
from models.school import SchoolYear
from permissions.errors import OutOfScope
from permissions.policy import can
from views.archive.frame import archive, come_in, settings
from views.database import engines, request_session
from views.frame import current_year
from views.ids import row_id
from views.queue import queue

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

LISTS = 50


@archive.get("")
def index() -> str:
    """Show packages, retention, and the lists to destroy."""
    come_in()
    session = request_session()
    packages = session.scalars(
        select(YearPackage)
        .options(joinedload(YearPackage.year))
        .order_by(YearPackage.created_at.desc(), YearPackage.id.desc())
    ).all()
    kinds = session.scalars(select(RetentionClass).order_by(RetentionClass.position)).all()
    lists = session.scalars(
        select(DestructionList)
        .options(
            joinedload(DestructionList.retention),
            joinedload(DestructionList.package).joinedload(YearPackage.year),
            joinedload(DestructionList.proposer),
            joinedload(DestructionList.decider),
        )
        .order_by(DestructionList.id.desc())
        .limit(LISTS)
    ).all()
    year = current_year(session)
    years = session.scalars(select(SchoolYear).order_by(SchoolYear.first_day.desc())).all()
    return render_template(
        "screens/archive/index.html",
        packages=packages,
        who=_who(packages),
        kinds=kinds,
        lists=lists,
        years=years,
        year=year,
        seals=can(g.actor, "create", YearPackage),
        decides=can(g.actor, "update", DestructionList, "approved"),
        proposes=can(g.actor, "create", DestructionList),
        changes=can(g.actor, "update", RetentionClass),
        has_seal=settings().seal_file is not None,
        second=settings().second_archive is not None,
    )


def _who(packages: list[YearPackage]) -> dict[int, str]:
    """Return by account who sealed packages."""
    ids = {one.account_id for one in packages if one.account_id}
    rows = request_session().execute(
        select(Account.id, Staff.full_name)
        .join(Staff, Staff.id == Account.staff_id)
        .where(Account.id.in_(ids))
    )
    return {row.id: row.full_name for row in rows}


@archive.post("")
def seal() -> Response:
    """Put the sealing of a year on the list of long work."""
    year_id = row_id(request.form.get("year", ""))
    if year_id is None:
        raise OutOfScope("Chưa có năm học này.")
    request_session().rollback()
    job = work.order(engines().read, g.actor, year_id)
    queue().do(job)
    flash("Đã giao việc đóng gói. Rời trang này việc vẫn chạy; xem ở mục Việc nền.", "info")
    return redirect(url_for("archive.index"), 303)


@archive.post("/<int:package_id>/kiem-tra")
def check(package_id: int) -> Response:
    """Verify a package where it lies."""
    come_in()
    row = request_session().get(YearPackage, package_id)
    if row is None:
        raise OutOfScope
    if row.sealed_at is None:
        raise NotReady("Gói này chưa niêm phong xong.")
    request_session().rollback()
    verdict = work.check(engines().read, package_id)
    if verdict.ok:
        flash(f"Gói còn nguyên: {verdict.files} tệp đúng như bản kê.", "ok")
    else:
        flash("Gói KHÔNG còn nguyên. Xem tệp nào bên dưới; lấy lại từ nơi giữ thứ hai.", "bad")
    return redirect(url_for("archive.index", _anchor=f"goi-{package_id}"), 303)
