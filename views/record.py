"""RecordView: the one base of every generated screen, with the holes of its parts closed.

A declaration says columns, search, filters and order; rights, scope, locks, labels and help come
from the policy table and the model (KERNEL §1, PROMISES part 2).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, ClassVar

from flask import abort, g, jsonify, render_template, request
from flask_admin import expose
from flask_admin.contrib.sqla import ModelView
from wtforms.fields.core import UnboundField

from models.base import Base
from permissions.errors import Forbidden, OutOfScope
from permissions.facts import why_closed
from permissions.history import record_reading
from permissions.policy import can
from views.database import db, request_session
from views.export import write_xlsx, xlsx_response
from views.fields import LOOKED_UP, found_by
from views.forms import (
    fact_of,
    form_class,
    typed_columns,
    writable,
)
from views.history import history_of
from views.listing import (
    BY_CLASS,
    Asked,
    OwnFilter,
    filter_condition,
    filter_target,
    page_of,
    read_asked,
    searched,
)
from views.names import Names, title_of
from views.pages import By, Companion, companions_of, list_page, related_links
from views.security import SchoolForm
from views.values import label_of
from views.writing import Writing

EXPORT_MOST = 20_000
LOOKUP_MOST = 15
BIGGEST_ID = 2**63


class RecordView(Writing, ModelView):  # type: ignore[misc]
    """One record type on screen. Subclasses declare; they hold no state (views are singletons)."""

    record: ClassVar[type[Base]]
    title: ClassVar[str]
    slug: ClassVar[str]
    columns: ClassVar[tuple[str, ...]]
    #: columns that need more than the row: {name: (label, function(session, rows) → {id: text})}
    derived: ClassVar[dict[str, tuple[str, By]]] = {}
    name_column: ClassVar[str] = ""
    search: ClassVar[tuple[str, ...]] = ()
    search_hint: ClassVar[str] = ""
    filters: ClassVar[tuple[str, ...]] = ()
    order: ClassVar[tuple[str, ...]] = ()
    #: registers in which the last entry matters most
    newest_first: ClassVar[bool] = False
    fields: ClassVar[tuple[str, ...]] = ()
    #: what a row's page shows of other tables
    companions: ClassVar[tuple[Companion, ...]] = ()
    empty: ClassVar[tuple[str, str]] = ("Chưa có gì ở đây", "")
    #: False where another screen writes these records
    writes: ClassVar[bool] = True
    #: False where new rows come from another act, while old ones are changed here
    creates: ClassVar[bool] = True
    written_elsewhere: ClassVar[str] = ""
    may_export: ClassVar[bool] = True
    #: what the rows are counted in
    counted: ClassVar[str] = "dòng"

    form_base_class = SchoolForm
    column_auto_select_related = False
    can_view_details = True
    column_editable_list = None

    def __init__(self) -> None:
        """Take name, address and form from the declaration."""
        self.fields_ = self.fields or typed_columns(self.record)
        self.link_column = self.name_column or self.columns[0]
        super().__init__(
            self.record,
            db,
            name=self.title,
            endpoint=f"record_{self.record.__tablename__}",
            url=f"/so/{self.slug}",
        )

    # -- what Flask-Admin asks at start ----------------------------------------------------------
    def get_list_columns(self) -> list[Any]:
        """Return the grid's columns with their labels."""
        return [(name, self.head_of(name)) for name in self.columns]

    get_details_columns = get_export_columns = get_list_columns

    def get_sortable_columns(self) -> dict[Any, Any]:
        """Sort by any column of the table itself."""
        return {name: name for name in self.sortable()}

    def get_create_form(self) -> type[SchoolForm]:
        """Build the form from the model's labels and types."""
        return form_class(self.record, self.fields_, self.endpoint)

    get_edit_form = get_create_form

    def get_delete_form(self) -> type[SchoolForm]:
        """Need nothing but the token: ids are read and judged by ``get_one``."""
        return SchoolForm

    get_action_form = get_delete_form

    def edit_form_carries_version(self) -> bool:
        """Tell whether a stale form can be noticed (checked for every book by a test)."""
        return isinstance(getattr(self._edit_form_class, "version", None), UnboundField)

    def init_search(self) -> bool:
        """Search is done on folded columns, by us."""
        return bool(self.search)

    # -- rights ----------------------------------------------------------------------------------
    @property
    def can_create(self) -> bool:
        """Ask the policy table."""
        return self.writes and self.creates and can(g.actor, "create", self.record)

    @property
    def can_edit(self) -> bool:
        """Ask the policy table."""
        return self.writes and any(can(g.actor, "update", self.record, f) for f in self.fields_)

    @property
    def can_delete(self) -> bool:
        """Ask the policy table."""
        return self.writes and can(g.actor, "delete", self.record)

    def is_accessible(self) -> bool:
        """A book opens for whoever could read a row of it."""
        return "actor" in g and can(g.actor, "read", self.record)

    def inaccessible_callback(self, name: Any, **kwargs: Any) -> Any:
        """Refuse in words."""
        del name, kwargs
        raise Forbidden(f"Sổ {self.title.lower()} không thuộc nhiệm vụ được phân công (Đ2.9).")

    def _run_view(self, fn: Any, *args: Any, **kwargs: Any) -> Any:
        """Call the view once: a TypeError inside it is ours to see."""
        return fn(self, *args, **kwargs)

    def handle_view_exception(self, exc: Exception) -> bool:
        """Roll back and let the error map speak."""
        db.session.rollback()
        raise exc

    # -- rows ------------------------------------------------------------------------------------
    def head_of(self, name: str) -> str:
        """Return a column's head."""
        derived = self.derivation(name)
        return derived[0] if derived else label_of(self.record, name)

    def derivation(self, name: str) -> tuple[str, By] | None:
        """Return label and source of a column that needs more than the row."""
        return self.derived.get(name)

    def shown(self, asked: Asked) -> tuple[str, ...]:
        """Return the columns of the grid for a request."""
        del asked
        return self.columns

    def exported(self) -> tuple[str, ...]:
        """Return the columns of the Excel file."""
        return self.columns

    def own_filters(self) -> dict[str, OwnFilter]:
        """Return the filters that no column of the table stands for, by name."""
        return {}

    def search_condition(self, text: str) -> Any:
        """Return what a row fulfils that fits the words."""
        return searched(request_session(), self.record, self.search, text)

    def sortable(self) -> tuple[str, ...]:
        """Return the columns that can be sorted by."""
        return tuple(name for name in self.columns if name not in self.derived)

    def get_one(self, id: Any) -> Any:  # noqa: A002 - Flask-Admin's word
        """Return a row in scope by its id, or refuse with 404, whatever was sent as id."""
        text = str(id)
        if not re.fullmatch(r"[0-9]{1,19}", text) or int(text) >= BIGGEST_ID:
            raise OutOfScope
        row = request_session().get(self.record, int(text))
        if row is None:
            raise OutOfScope
        return row

    def asked(self) -> Asked:
        """Read search, filters, order and page from the address."""
        asked = read_asked(self.sortable(), (*self.filters, *self.own_filters()))
        return asked if asked.sort else replace(asked, desc=self.newest_first)

    def conditions(self, asked: Asked) -> list[Any]:
        """Return what the rows of a request must fulfil, beyond the scope."""
        own = self.own_filters()
        found = [
            own[n].condition(v) if n in own else filter_condition(self.record, n, v)
            for n, v in asked.filters.items()
        ]
        if asked.search and self.search:
            found.append(self.search_condition(asked.search))
        return [condition for condition in found if condition is not None]

    def fetch(self, asked: Asked) -> tuple[int, list[Any]]:
        """Return how many rows fit and those of the page."""
        names = (asked.sort,) if asked.sort else self.order
        return page_of(request_session(), self.record, self.conditions(asked), names, asked)

    def cells(self, rows: list[Any], names: Names, columns: tuple[str, ...]) -> list[list[str]]:
        """Return the rows as texts, ids named in as few queries as there are record types."""
        session = request_session()
        sources = {name: found[1] for name in columns if (found := self.derivation(name))}
        names.learn_rows(self.record, rows, [name for name in columns if name not in sources])
        derived = {name: source(session, rows) for name, source in sources.items()}
        return [
            [
                derived[name].get(row.id, "–") if name in derived else names.tell(row, name)
                for name in columns
            ]
            for row in rows
        ]

    def title_of(self, row: Any) -> str:
        """Name a row for headings and messages."""
        return title_of(row, Names(request_session()), self.columns)

    # -- pages -----------------------------------------------------------------------------------
    @expose("/")
    def index_view(self) -> str:
        """Show the grid."""
        return list_page(self, self.asked())

    @expose("/details/")
    def details_view(self) -> str:
        """Show a row with what may be done to it and what belongs to it."""
        row, session = self.get_one(request.args.get("id")), request_session()
        fact, names = fact_of(session, row), Names(session)
        shown = [n for n in self.fields_ if n in self.record.__table__.columns]
        names.learn_rows(self.record, [row], shown)
        may_edit = self.writes and bool(writable(fact, self.fields_))
        return render_template(
            "admin/model/details.html",
            view=self,
            row=row,
            row_title=title_of(row, names, self.columns),
            values=[(label_of(self.record, n), names.tell(row, n)) for n in shown],
            may_edit=may_edit and fact.open,
            may_delete=self.writes and fact.may_delete() and fact.open,
            closed=None
            if fact.open or not may_edit
            else why_closed(session, self.record, fact.values),
            companions=companions_of(session, self.companions, row, names),
            related=related_links(
                self.admin, self.record, row, {one.model for one in self.companions}
            ),
        )

    @expose("/history/")
    def history_view(self) -> str:
        """Show who changed what of a row, in sentences."""
        row = self.get_one(request.args.get("id"))
        entries = history_of(request_session(), row)
        title = self.title_of(row)
        return render_template(
            "admin/model/history.html", view=self, row=row, row_title=title, entries=entries
        )

    @expose("/export/xlsx/", methods=("POST",))
    def export(self) -> Any:
        """Send what the grid shows as Excel; the history keeps who took how many rows."""
        if not self.may_export:
            raise Forbidden
        session, asked = request_session(), self.asked()
        total, rows = self.fetch(asked.but(size=EXPORT_MOST))
        record_reading(session, self.record, len(rows), f"xuất Excel {self.title.lower()}")
        session.commit()
        columns = self.exported()
        cells = self.cells(rows, Names(session), columns)
        numbered = [[n, *line] for n, line in enumerate(cells, start=1)]
        heads = ["STT", *(self.head_of(name) for name in columns)]
        file = write_xlsx(self.title, f"{len(rows)} trong {total} dòng", heads, numbered)
        return xlsx_response(file, self.slug)

    @expose("/ajax/lookup/")
    def ajax_lookup(self) -> Any:
        """Return a few names in scope for a field or filter that points to people."""
        name = request.args.get("name", "")
        if name == BY_CLASS or name not in {*self.fields_, *self.filters}:
            abort(404)
        target = filter_target(self.record, name)
        if target not in LOOKED_UP or target is None:
            abort(404)
        return jsonify(found_by(target, request.args.get("query", ""), LOOKUP_MOST))
