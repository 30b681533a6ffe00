"""What a template declares: cells that hold a field, drawn whole, as a probe, or empty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from markupsafe import Markup, escape

from jobs.printing import fonts, words

#: what stands in a probe: a capital and a descender
PROBE = "Hg"
#: field numbers are colours whose blue is this one; no form uses such a colour
BLUE = 0xA5


class Mode(Enum):
    """How the cells are drawn: as they print, one line, two lines, or nothing in them."""

    WHOLE = "whole"
    ONE = "one"
    TWO = "two"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Declared:
    """A field as its template declares it.

    ``label``: stands before the value, plainly. ``bold``: the value is. ``dots``: millimetres of
    dotted line where nothing was given, None: stays empty. ``title``: names it on the continuation
    sheet.
    """

    name: str
    title: str
    align: str = "left"
    label: str = ""
    bold: bool = False
    dots: float | None = None


DECLARED = frozenset({"align", "label", "bold", "dots", "title"})


class Fields:
    """The cells of a template in one of the modes; hands out their numbers in order."""

    def __init__(self, mode: Mode, values: Mapping[str, str | None] | None = None) -> None:
        """Take the values to print, which only a whole form has."""
        self.mode, self.values = mode, values or {}
        self.declared: list[Declared] = []

    def td(self, name: str, *, size: float = 12, **more: Any) -> Markup:
        """Return a table cell that holds a field; ``more``: what is declared of both.

        Of the field: align, label, bold, dots, title. Of the cell: cls, width and height in mm,
        colspan; the height fixes the row's, but in the probe of two lines.
        """
        declared = {key: more.pop(key) for key in DECLARED if key in more}
        declared["title"] = declared.get("title") or declared.get("label") or name
        self.declared.append(Declared(name, **declared))
        given = dict(more)
        if self.mode is Mode.TWO:
            given.pop("height", None)
        style = f"text-align: {self.declared[-1].align}"
        if self.mode in (Mode.ONE, Mode.TWO):
            # the two probes stand at either edge, so that both are measured
            number, edge = len(self.declared), "left" if self.mode is Mode.ONE else "right"
            style = f"text-align: {edge}; background-color: #{number:04x}{BLUE:02x}"
        shown = Markup("").join(
            Markup(' {}="{}"').format("class" if key == "cls" else key, _unit(key, value))
            for key, value in given.items()
            if value is not None
        )
        return Markup('<td{} style="{}">{}</td>').format(shown, style, self._content(size))

    def _content(self, size: float) -> Markup:
        if self.mode in (Mode.ONE, Mode.TWO):
            return Markup("<br/>").join([PROBE] * (1 if self.mode is Mode.ONE else 2))
        if self.mode is Mode.EMPTY:
            return Markup("")
        field = self.declared[-1]
        said = value_of(field, self.values.get(field.name), size)
        value = escape(said) if said else Markup("&nbsp;")
        given = self.values.get(field.name) is not None
        shown = Markup("<b>{}</b>").format(value) if field.bold and given else value
        label = Markup("{} ").format(field.label) if field.label else Markup("")
        return label + shown


def _unit(key: str, value: object) -> object:
    return f"{value}mm" if key in ("width", "height") else value


def value_of(field: Declared, value: str | None, size: float) -> str:
    """Return what a field prints: its text, a dotted line, or nothing."""
    if value is None:
        return "" if field.dots is None else words.dots(field.dots, size)
    return fonts.printable(words.clean(value))
