"""What the generated pages show: the grid, its chips and pager; a row's companions and links."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from flask import g, render_template, url_for
from sqlalchemy import ColumnElement, select

from models.base import Base
from permissions.policy import can
from permissions.session import GuardedSession
from views.database import request_session
from views.fields import ordered
from views.frame import once
from views.listing import Asked, filter_label, filter_options, filter_word
from views.names import Names, light
from views.values import kind_of, label_of

CENTRE = ("level", "score", "grade", "weekday", "lesson", "excused", "unexcused")


class Badge(str):
    """A word that is an exception, with its glyph and colour (LOOK §1.2: the usual has none)."""

    __slots__ = ("glyph", "kind")

    def __new__(cls, word: str, kind: str = "", glyph: str = "") -> Self:
        """Keep the word as a text, so that exports and sorting see just it."""
        badge = super().__new__(cls, word)
        badge.kind, badge.glyph = kind, glyph
        return badge


@dataclass(frozen=True)
class Companion:
    """Rows of another table that a row's page shows: which, by which column, and which fields."""

    model: type[Base]
    by: str
    fields: tuple[str, ...]
    title: str
    #: False where another screen writes these rows: they are only shown, and opened
    written_here: bool = True
    #: which of the rows, where not all of them: a condition on the table's columns
    only: ColumnElement[bool] | None = None


def list_page(view: Any, asked: Asked) -> str:
    """Render a grid."""
    session = request_session()
    total, rows = view.fetch(asked)
    names = Names(session)
    here = f"{view.endpoint}.index_view"
    columns, own = view.shown(asked), view.own_filters()

    def at(one: Asked) -> str:
        return url_for(here, **one.args())

    heads = [
        {
            "name": name,
            "label": view.head_of(name),
            "css": column_css(view.record, name),
            "sorted": name == (asked.sort or (view.order[:1] or ("",))[0]),
            "url": at(asked.but(sort=name, desc=asked.sort == name and not asked.desc))
            if name in view.sortable()
            else None,
        }
        for name in columns
    ]
    chips = [
        (
            f"{own[n].label}: {own[n].word(v)}"
            if n in own
            else f"{filter_label(view.record, n)}: {filter_word(view.record, n, v, names)}",
            at(asked.without(n)),
        )
        for n, v in asked.filters.items()
    ]
    offers = _offers(session, view, asked, names) if view.filters else []
    offers += [
        {"name": f"f_{name}", "label": one.label, "options": one.options}
        for name, one in own.items()
        if name not in asked.filters
    ]
    first = asked.page * asked.size + 1
    return render_template(
        "admin/model/list.html",
        view=view,
        asked=asked,
        total=total,
        heads=heads,
        rows=list(zip(rows, view.cells(rows, names, columns), strict=True)),
        css=[column_css(view.record, name) for name in columns],
        link_at=columns.index(view.link_column),
        chips=chips,
        offers=offers,
        clear_url=at(Asked(size=asked.size)),
        first=first if rows else 0,
        last=asked.page * asked.size + len(rows),
        before=at(asked.but(page=asked.page - 1)) if asked.page else None,
        after=at(asked.but(page=asked.page + 1)) if first + asked.size - 1 < total else None,
        export_url=url_for(f"{view.endpoint}.export", **asked.args()),
        narrowed=bool(asked.search or asked.filters),
    )


def column_css(model: type[Base], name: str) -> str:
    """Return how a column stands: numbers right, levels and scores centred."""
    if name in CENTRE:
        return "mid"
    column = model.__table__.columns.get(name)
    number = column is not None and kind_of(column) is int and not column.foreign_keys
    return "num" if number else ""


def _offers(session: GuardedSession, view: Any, asked: Asked, names: Names) -> list[dict[str, Any]]:
    """Return the filters that can still be added, with their choices in scope."""
    return [
        {
            "name": f"f_{name}",
            "label": filter_label(view.record, name),
            "options": filter_options(session, view.record, name, ordered, names),
            "lookup": url_for(f"{view.endpoint}.ajax_lookup", name=name)
            if name != "@class"
            else "",
        }
        for name in view.filters
        if name not in asked.filters
    ]


def companions_of(
    session: GuardedSession, declared: tuple[Companion, ...], row: Any, names: Names
) -> list[dict[str, Any]]:
    """Return what a row's page shows of other tables, as far as this person reads them."""
    shown = []
    for one in declared:
        model: Any = one.model
        if not can(g.actor, "read", model):
            continue
        query = light(model).where(getattr(model, one.by) == row.id).order_by(model.id)
        found = list(session.scalars(query if one.only is None else query.where(one.only)))
        names.learn_rows(model, found, one.fields)
        may_add = (
            one.written_here
            and can(g.actor, "create", model)
            and not (found and _only_one(model, one.by))
        )
        endpoint = f"record_{model.__tablename__}"
        if not found and not may_add:
            continue
        shown.append(
            {
                "title": one.title,
                "rows": [
                    {
                        "url": url_for(f"{endpoint}.details_view", id=r.id),
                        "edit": url_for(f"{endpoint}.edit_view", id=r.id, back="pupil")
                        if one.written_here
                        and any(can(g.actor, "update", model, f) for f in one.fields)
                        else None,
                        "values": [(label_of(model, f), names.tell(r, f)) for f in one.fields],
                    }
                    for r in found
                ],
                "add": url_for(f"{endpoint}.create_view", **{one.by: row.id}, back="pupil")
                if may_add
                else None,
                "label": model.label,
                "heads": [label_of(model, f) for f in one.fields],
            }
        )
    return shown


def _only_one(model: type[Base], by: str) -> bool:
    """Tell whether a row can have only one such companion (a UNIQUE on that column alone)."""
    return any(
        [c.name for c in getattr(constraint, "columns", ())] == [by]
        for constraint in model.__table__.constraints
        if type(constraint).__name__ == "UniqueConstraint"
    )


def related_links(
    admin: Any, model: type[Base], row: Any, shown: set[type[Base]]
) -> list[tuple[str, str]]:
    """Return the books that hold rows of this one, but those shown already: [(title, address)]."""
    links = []
    for view in admin._views:  # noqa: SLF001 - Flask-Admin offers no list of its views
        record = getattr(view, "record", None)
        if record is None or record is model or record in shown:
            continue
        if not can(g.actor, "read", record):
            continue
        for name in view.filters:
            column = record.__table__.columns.get(name)
            if column is not None and any(
                key.column.table is model.__table__ for key in column.foreign_keys
            ):
                url = url_for(f"{view.endpoint}.index_view", **{f"f_{name}": row.id})
                links.append((view.title, url))
                break
    return links


By = Callable[[GuardedSession, list[Any]], dict[int, str]]


def by_pupil(model: type[Base], name: str, of: Callable[[Any], int]) -> By:
    """Return a derived column: a field of the pupil's one row in another table."""

    def read(session: GuardedSession, rows: list[Any]) -> dict[int, str]:
        source: Any = model
        ids = tuple(of(row) for row in rows)
        query = select(source).where(source.pupil_id.in_(ids))
        found = once((model, ids), lambda: session.scalars(query).all())
        names = Names(session)
        values = {r.pupil_id: names.show(model, name, getattr(r, name)) for r in found}
        return {row.id: values.get(of(row), "–") for row in rows}

    return read
