"""Forms of records: only fields that this person may write, the version always, errors in place."""

from __future__ import annotations

import re
from typing import Any

from flask import g, request, url_for
from sqlalchemy.exc import DBAPIError
from wtforms import StringField

from models.base import Base
from models.names import fold, sort_key
from permissions import guard
from permissions.errors import Forbidden, Invalid, Refusal
from permissions.facts import Fact, columns_of, refuse_closed
from permissions.policy import can
from permissions.session import GuardedSession
from views.breach import refusal_for
from views.fields import VersionField, field_for
from views.security import SchoolForm
from views.values import label_of

#: Columns that are computed, never typed.
COMPUTED = frozenset({"id", "version", "sort_key", "folded"})


def typed_columns(model: type[Base]) -> tuple[str, ...]:
    """Return the columns that a form may offer."""
    kinds = ("JSON", "LargeBinary")
    return tuple(
        c.name
        for c in model.__table__.columns
        if c.name not in COMPUTED and type(c.type).__name__ not in kinds
    )


def form_class(model: type[Base], names: tuple[str, ...], endpoint: str) -> type[SchoolForm]:
    """Return the form of a record type, fields in the order of the paper form."""

    class RecordForm(SchoolForm):
        """One record."""

        def __init__(self, *args: Any, **kw: Any) -> None:
            super().__init__(*args, **kw)
            for field in self:
                if hasattr(field, "address"):
                    field.address = url_for(f"{endpoint}.ajax_lookup", name=field.name)

    for name in names:
        setattr(RecordForm, name, field_for(model, name, ""))
    RecordForm.version = VersionField()  # type: ignore[attr-defined]
    RecordForm.change_reason = StringField(  # type: ignore[attr-defined]
        "Lí do sửa", description="không bắt buộc, ghi vào lịch sử", render_kw={"maxlength": 300}
    )
    return RecordForm


def _thin(form: Any, names: tuple[str, ...], allowed: set[str], model: type[Base]) -> None:
    """Take away what this person may not write; whoever posts it anyway is refused."""
    for name in names:
        if name in form and name not in allowed:
            delattr(form, name)
    for name in request.form:
        if name in model.__table__.columns and name != "id" and name not in form:
            raise Forbidden(
                f"{label_of(model, name)} không thuộc quyền ghi của {g.actor.address} ở đây (Đ2.9)."
            )


#: the id of a row, as an address gives it
ROW = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)


def create_form(cls: type[SchoolForm], model: type[Base], names: tuple[str, ...]) -> Any:
    """Return the form for a new row, with what the address already knows."""
    allowed = {name for name in names if can(g.actor, "create", model, name)}
    if not allowed:
        raise Forbidden(f"Thêm {model.label} không thuộc nhiệm vụ được phân công (Đ2.9).")
    columns = columns_of(model)
    known = {
        name: int(value)
        for name, value in request.args.items()
        if name in allowed and columns[name].foreign_keys and ROW.fullmatch(value)
    }
    form = cls(request.form if request.method == "POST" else None, data=known)
    del form.version, form.change_reason  # type: ignore[attr-defined]
    _thin(form, names, allowed, model)
    return form


def fact_of(session: GuardedSession, row: Any) -> Fact:
    """Ask the kernel what this person may do with a row now."""
    return guard.facts(session, type(row), [row.id])[row.id]


def writable(fact: Fact, names: tuple[str, ...]) -> set[str]:
    """Return the fields of a row that this person may change, open or not."""
    return {name for name in names if fact.may_update(name)}


def edit_form(
    session: GuardedSession, cls: type[SchoolForm], row: Any, names: tuple[str, ...]
) -> Any:
    """Return the form for a row; refuse when nothing of it may be written, or it is closed."""
    fact, model = fact_of(session, row), type(row)
    allowed = writable(fact, names)
    if not allowed:
        raise Forbidden(f"Sửa {model.label} này không thuộc nhiệm vụ được phân công (Đ2.9).")
    if not fact.open:
        refuse_closed(session, model, fact.values)
    form = cls(request.form if request.method == "POST" else None, obj=row)
    _thin(form, names, allowed, model)
    return form


def prepare(row: Any) -> None:
    """Compute what follows from what was typed: how a name sorts and is found."""
    columns = row.__table__.columns
    if "sort_key" in columns and "full_name" in columns and row.full_name:
        row.sort_key, row.folded = sort_key(row.full_name), fold(row.full_name)
    elif "folded" in columns and "text" in columns and row.text:
        row.folded = fold(row.text)


def save(session: GuardedSession, form: Any) -> bool:
    """Commit; a broken rule goes beside its field and returns False, other refusals are raised."""
    try:
        session.commit()
    except (Invalid, DBAPIError) as error:
        refusal: Refusal | None = error if isinstance(error, Invalid) else refusal_for(error)
        session.rollback()
        if not isinstance(refusal, Invalid):
            raise (refusal or error) from error
        blame(form, refusal)
        return False
    return True


def blame(form: Any, refusal: Refusal) -> None:
    """Put a refusal's sentence beside its field, or above the form."""
    fields = [refusal.facts.get("field") or "", *reversed(refusal.facts.get("fields") or [])]
    field = next((f for f in fields if f in form), None)
    if field is None:
        form.form_errors.append(str(refusal))
    else:
        form[field].errors = [*form[field].errors, str(refusal)]
