"""The writing half of RecordView: add, change, delete; always by its form, guarded and in words."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import abort, flash, redirect, render_template, request, url_for
from flask_admin import expose

from models.base import Base
from models.refusal import Unfit
from permissions.errors import Forbidden, Stale
from views.conflict import conflict_page
from views.database import request_session
from views.forms import blame, create_form, edit_form, prepare, save
from views.security import SchoolForm

MOST_DELETED = 500


class Writing:
    """What changes rows; RecordView declares which, and gives ``get_one`` and ``title_of``."""

    record: ClassVar[type[Base]]
    writes: ClassVar[bool]
    creates: ClassVar[bool]
    written_elsewhere: ClassVar[str]
    endpoint: str
    fields_: tuple[str, ...]
    get_one: Any
    title_of: Any
    _create_form_class: type[SchoolForm]
    _edit_form_class: type[SchoolForm]

    @expose("/new/", methods=("GET", "POST"))
    def create_view(self) -> Any:
        """Show an empty form, or add a row."""
        if not (self.writes and self.creates):
            raise Forbidden(self.written_elsewhere or None)
        session = request_session()
        form = create_form(self._create_form_class, self.record, self.fields_)
        if request.method == "POST" and form.validate():
            row = self.record()
            form.populate_obj(row)
            prepare(row)
            session.add(row)
            if self._fits(form, row) and save(session, form):
                flash(f"Đã thêm {self.record.label}: {self.title_of(row)}.", "ok")
                return redirect(self.back_to(row), 303)
        return self._form_page(form, None)

    @expose("/edit/", methods=("GET", "POST"))
    def edit_view(self) -> Any:
        """Show a row's form, or save it; a stale one is answered with both versions."""
        row = self.get_one(request.args.get("id"))
        if not self.writes:
            raise Forbidden(self.written_elsewhere or None)
        session = request_session()
        form = edit_form(session, self._edit_form_class, row, self.fields_)
        if request.method == "POST" and form.validate():
            session.reason = (form.change_reason.data or "").strip()[:300] or None
            form.populate_obj(row)
            prepare(row)
            try:
                if self._fits(form, row) and save(session, form):
                    flash(f"Đã ghi {self.record.label}: {self.title_of(row)}.", "ok")
                    return redirect(self.back_to(row), 303)
            except Stale:
                session.rollback()
                return conflict_page(self, form, self.get_one(request.args.get("id"))), 409
            row = self.get_one(request.args.get("id"))
        return self._form_page(form, row)

    def check(self, row: Any) -> None:
        """Raise Unfit with the field when a row as typed breaks a rule that no constraint knows."""

    def _fits(self, form: Any, row: Any) -> bool:
        try:
            self.check(row)
        except Unfit as no:
            request_session().rollback()
            blame(form, no)
            return False
        return True

    def _form_page(self, form: Any, row: Any) -> Any:
        page = render_template(
            "admin/model/edit.html" if row is not None else "admin/model/create.html",
            view=self,
            form=form,
            row=row,
            row_title=self.title_of(row) if row is not None else "",
            names=[name for name in self.fields_ if name in form],
            model=self.record,
            back_url=self.back_to(row) if row is not None else url_for(".index_view"),
        )
        return page, 422 if request.method == "POST" else 200

    def back_to(self, row: Any) -> str:
        """Return where a saved row leads: the page of its pupil that it came from, else its own."""
        owner = getattr(row, "pupil_id", None)
        if owner is not None and request.args.get("back") == "pupil":
            return url_for("record_pupil.details_view", id=owner)
        if owner is not None and request.args.get("back") == "health":
            return url_for("health.pupil", pupil_id=owner)
        return url_for(f"{self.endpoint}.details_view", id=row.id)

    @expose("/delete/", methods=("POST",))
    def delete_view(self) -> Any:
        """Delete one row."""
        return self._delete([self.get_one(request.form.get("id"))])

    @expose("/action/", methods=("POST",))
    def action_view(self) -> Any:
        """Delete the ticked rows in one act, each fetched through the scope."""
        if request.form.get("action") != "delete":
            abort(400)
        return self._delete([self.get_one(i) for i in request.form.getlist("rowid")[:500]])

    def _delete(self, rows: list[Any]) -> Any:
        if not self.writes:
            raise Forbidden(self.written_elsewhere or None)
        session, names = request_session(), ", ".join(self.title_of(row) for row in rows[:5])
        for row in rows:
            session.delete(row)
        session.commit()
        if rows:
            flash(f"Đã xóa {len(rows)} {self.record.label}: {names}.", "ok")
        return redirect(url_for(".index_view"), 303)
