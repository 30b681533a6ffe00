"""Boxes to tick: one for yes or no, several for codes that are kept as one text."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup
from wtforms import BooleanField, Field, ValidationError


class SwitchField(BooleanField):
    """Yes or no."""


class SeveralWidget:
    """A box to tick for each choice, under the field's own label."""

    def __call__(self, field: SeveralField, **kw: Any) -> Markup:
        """Draw the boxes."""
        chosen = set((field.data or "").split())
        boxes = Markup("").join(
            Markup(
                '<label class="pick"><input type="checkbox" name="{}" value="{}"{}>'
                "<span>{}</span></label>"
            ).format(field.name, code, Markup(" checked") if code in chosen else "", label)
            for code, label in field.choices
        )
        return Markup('<div id="{}" class="checks" role="group" aria-label="{}">{}</div>').format(
            kw.get("id", field.id), field.label.text, boxes
        )


class SeveralField(Field):
    """Some of a few, none allowed; what isn't offered is refused in words."""

    widget = SeveralWidget()

    def __init__(self, label: str, *, choices: list[tuple[str, str]], **kw: Any) -> None:
        """Remember the choices in their order."""
        self.choices = choices
        super().__init__(label, **kw)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep what was ticked, in the order of the choices."""
        known = [code for code, _ in self.choices]
        self.unknown = set(valuelist) - {*known, ""}
        self.data = " ".join(code for code in known if code in valuelist) or None

    def pre_validate(self, form: Any) -> None:
        """Accept only what is offered."""
        del form
        if getattr(self, "unknown", None):
            raise ValidationError("Không có trong danh sách được chọn.")
