"""Form fields that speak Vietnamese: dates dd/mm/yyyy, words for codes, choices in scope only."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy import Column
from sqlalchemy.orm.attributes import set_committed_value
from wtforms import (
    Field,
    HiddenField,
    IntegerField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Optional

from models.base import Base
from models.clock import SCHOOL_TIME
from models.people import Staff
from models.pupils import Pupil
from views.boxes import SeveralField, SwitchField
from views.database import request_session
from views.names import light
from views.values import CODES, SEVERAL, WORDS, enum_of, kind_of, target_of
from views.words import date_vi, local

#: Tables too long for a list of choices: found by typing.
LOOKED_UP = (Pupil, Staff)
MOST_CHOICES = 400
BIGGEST = 2**31 - 1


def attributes(values: dict[str, Any]) -> Markup:
    """Write a field's further attributes."""
    return Markup(" ").join(
        Markup('{}="{}"').format(name.rstrip("_"), value)
        for name, value in values.items()
        if value is not None
    )


class TextField(StringField):
    """One line: NFC, single spaces, empty is nothing."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Clean what was typed."""
        text = unicodedata.normalize("NFC", valuelist[0]) if valuelist else ""
        self.data = " ".join(text.split()) or None


class ParagraphField(TextAreaField):
    """Several lines: NFC, empty is nothing."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Clean what was typed."""
        text = unicodedata.normalize("NFC", valuelist[0]) if valuelist else ""
        self.data = text.replace("\r\n", "\n").strip() or None


class DayField(StringField):
    """A day as dd/mm/yyyy (5/1/2018 is understood)."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return date_vi(self.data) if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day or say what is wrong with it."""
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not text:
            return
        found = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text)
        if not found:
            raise ValueError("Cần ngày dạng dd/mm/yyyy, ví dụ 20/11/2018.")
        day, month, year = (int(part) for part in found.groups())
        try:
            self.data = date(year, month, day)
        except ValueError as error:
            raise ValueError(f"Không có ngày {text}.") from error


class MomentField(StringField):
    """A moment as hh:mm dd/mm/yyyy in the school's time."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return local(self.data).strftime("%H:%M %d/%m/%Y") if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the moment or say what is wrong with it."""
        text = " ".join(valuelist[0].split()) if valuelist else ""
        self.data = None
        if not text:
            return
        try:
            typed = datetime.strptime(text, "%H:%M %d/%m/%Y").replace(tzinfo=SCHOOL_TIME)
        except ValueError as error:
            raise ValueError("Cần giờ và ngày dạng 17:00 14/05/2027.") from error
        self.data = typed.astimezone(UTC)


class NumberField(IntegerField):
    """A whole number that a column can hold."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number or say what is wrong with it."""
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not text:
            return
        if not re.fullmatch(r"-?[0-9]{1,10}", text) or abs(int(text)) > BIGGEST:
            raise ValueError("Cần một số nguyên.")
        self.data = int(text)


class ChoiceWidget:
    """A list of choices; nothing chosen stands first where nothing may be chosen."""

    def __call__(self, field: ChoiceField, **kw: Any) -> Markup:
        """Draw the list."""
        options = []
        if field.optional or field.data is None:
            options.append(("", "–" if field.optional else "– chưa chọn –", field.data is None))
        options += [(value, label, value == field.data) for value, label in field.offered()]
        return Markup('<select id="{}" name="{}" {}>{}</select>').format(
            kw.pop("id", field.id), field.name, attributes(kw), Markup("").join(
                Markup('<option value="{}"{}>{}</option>').format(
                    value, Markup(" selected") if chosen else "", label
                )
                for value, label, chosen in options
            ),
        )  # fmt: skip


class ChoiceField(Field):
    """One of a few; a choice outside the list is refused in words."""

    widget = ChoiceWidget()

    def __init__(
        self, label: str, *, optional: bool, choices: list[tuple[str, str]] | None = None, **kw: Any
    ) -> None:
        """Remember the choices and whether none is one of them."""
        self.optional, self.choices = optional, choices or []
        super().__init__(label, **kw)

    def process_data(self, value: Any) -> None:
        """Take a stored value: an enum by its value, an id as text."""
        self.data = None if value in (None, "") else str(getattr(value, "value", value))

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was chosen."""
        self.data = (valuelist[0] or None) if valuelist else None

    def offered(self) -> list[tuple[str, str]]:
        """Return what may be chosen now."""
        return self.choices

    def pre_validate(self, form: Any) -> None:
        """Accept only what is offered."""
        del form
        if self.data is None:
            if not self.optional:
                raise ValidationError(f"Chọn {self.label.text.lower()}.")
        elif self.data not in {value for value, _ in self.offered()}:
            raise ValidationError("Không có trong danh sách được chọn.")


class RowField(ChoiceField):
    """A row of another table, of the person's own scope; its id is what is kept."""

    def __init__(self, label: str, *, target: type[Base], optional: bool, **kw: Any) -> None:
        """Remember the table; its rows are read at each request."""
        self.target = target
        super().__init__(label, optional=optional, **kw)

    def offered(self) -> list[tuple[str, str]]:
        """Return the rows in scope, in the order people expect."""
        if not hasattr(self, "_offered"):
            rows = request_session().scalars(ordered(self.target).limit(MOST_CHOICES))
            self._offered = [(str(row.id), str(row)) for row in rows]
        return self._offered

    def populate_obj(self, obj: Any, name: str) -> None:
        """Keep the id as a number."""
        setattr(obj, name, int(self.data) if self.data else None)


class LookupWidget:
    """A hidden id and a text field that asks for names (static/js/lookup.js)."""

    def __call__(self, field: LookupField, **kw: Any) -> Markup:
        """Draw the field."""
        kw.pop("id", None)
        rest = attributes(kw)
        return Markup(
            '<div class="lookup" data-lookup="{}"><input type="hidden" name="{}" value="{}">'
            '<input id="{}" type="text" role="combobox" aria-expanded="false" autocomplete="off"'
            ' aria-controls="{}-list" value="{}" placeholder="gõ tên hoặc mã" {}>'
            '<ul class="lookup-list" id="{}-list" role="listbox" hidden></ul></div>'
        ).format(
            field.address, field.name, field.data or "", field.id, field.id, field.text(),
            rest, field.id,
        )  # fmt: skip


class LookupField(Field):
    """A row of a long table, found by typing; only rows in scope are accepted."""

    widget = LookupWidget()

    def __init__(
        self, label: str, *, target: type[Base], optional: bool, address: str = "", **kw: Any
    ) -> None:
        """Remember the table and where names are asked for."""
        self.target, self.optional, self.address = target, optional, address
        super().__init__(label, **kw)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep the id, if it is one."""
        text = valuelist[0].strip() if valuelist else ""
        self.data = int(text) if re.fullmatch(r"[0-9]{1,18}", text) else None
        if text and self.data is None:
            raise ValueError("Chọn một tên trong danh sách hiện ra khi gõ.")

    def text(self) -> str:
        """Return the name of the chosen row."""
        if not isinstance(self.data, int):
            return ""
        row = request_session().get(self.target, self.data)
        return str(row) if row is not None else ""

    def pre_validate(self, form: Any) -> None:
        """Accept only rows that this person sees."""
        del form
        if self.data is None:
            if not self.optional:
                raise ValidationError(f"Chọn {self.label.text.lower()}: gõ tên rồi chọn.")
        elif request_session().get(self.target, self.data) is None:
            raise ValidationError("Không có trong danh sách được chọn.")


class VersionField(HiddenField):
    """The version that the person saw; the guard compares it under the row lock."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the version; without one the form is stale by definition."""
        text = valuelist[0] if valuelist else ""
        self.data = int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0

    def populate_obj(self, obj: Any, name: str) -> None:
        """Claim the version without making it a change."""
        set_committed_value(obj, name, self.data)


def ordered(target: type[Base]) -> Any:
    """Select rows of a table in the order people expect."""
    for name in ("sort_key", "position", "from_date", "name", "code"):
        if name in target.__table__.columns:
            return light(target).order_by(getattr(target, name), target.id)
    return light(target).order_by(target.id.desc())


def _plain_field(column: Column[Any], kw: dict[str, Any], *, optional: bool) -> Any:
    kind = kind_of(column)
    needed = Optional() if optional else InputRequired(f"{kw['label']} còn trống.")
    if kind is bool:
        return SwitchField(**kw)
    kw["validators"] = [needed]
    if kind is datetime:
        return MomentField(**kw)
    if kind is date:
        return DayField(**kw)
    if kind is int:
        return NumberField(**kw)
    longest = getattr(column.type, "length", None)
    if longest is None:
        return ParagraphField(**kw, render_kw={"rows": 4, "maxlength": 4000})
    return TextField(**kw, render_kw={"maxlength": longest})


def field_for(model: type[Base], name: str, lookup_address: str) -> Any:
    """Return the unbound field of a column, with its label, help and rules from the model."""
    column = model.__table__.columns[name]
    kw: dict[str, Any] = {
        "label": str(column.info.get("label") or name),
        "description": str(column.info.get("help") or ""),
    }
    default = getattr(column.default, "arg", None)
    if default is not None and not callable(default):
        kw["default"] = default
    optional = bool(column.nullable)
    target, enum = target_of(column), enum_of(column)
    if target in LOOKED_UP:
        return LookupField(**kw, target=target, optional=optional, address=lookup_address)
    if target is not None:
        return RowField(**kw, target=target, optional=optional)
    if enum is not None:
        words = WORDS.get(enum, {})
        return EnumField(
            **kw,
            enum=enum,
            optional=optional,
            choices=[(m.value, words.get(m, m.value)) for m in enum],
        )
    here = (model.__tablename__, name)
    codes = CODES.get(here)
    if codes and here in SEVERAL:
        return SeveralField(**kw, choices=list(codes.items()))
    if codes and kind_of(column) is str:
        return ChoiceField(**kw, optional=optional, choices=list(codes.items()))
    return _plain_field(column, kw, optional=optional)


class EnumField(ChoiceField):
    """A value of an enum."""

    def __init__(self, label: str, *, enum: Any, optional: bool, **kw: Any) -> None:
        """Remember the enum."""
        self.enum = enum
        super().__init__(label, optional=optional, **kw)

    def populate_obj(self, obj: Any, name: str) -> None:
        """Keep the member, not its text."""
        setattr(obj, name, self.enum(self.data) if self.data else None)


def found_by(target: type[Base], query: str, most: int) -> list[list[Any]]:
    """Return [id, name] of rows in scope whose name or code fits; for the lookup address."""
    from views.search import people_like  # noqa: PLC0415 - search is a screen of its own

    session = request_session()
    text = query.replace("\x00", "").strip()[:100]
    rows = people_like(target, text) if text else ordered(target)
    return [[row.id, f"{row} · {row.code}"] for row in session.scalars(rows.limit(most))]


__all__ = ["LOOKED_UP", "LookupField", "RowField", "VersionField", "field_for", "found_by"]
