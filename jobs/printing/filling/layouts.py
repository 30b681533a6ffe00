"""The layouts of forms: made once from their template, kept by the hash of what was laid out.

A layout is the empty form as PDF and the boxes of its fields. The first process that needs one
lays it out and keeps it in the data folder; the others read it from there.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path

from jobs.printing import fonts, render
from jobs.printing.filling.boxes import Box, boxes, refuse_moved
from jobs.printing.filling.fields import Fields, Mode

#: what is kept by another version of these rules isn't read
VERSION = "1"
FOLDER = "forms"
#: so many layouts stay in the memory of a process
MOST = 128


@dataclass(frozen=True, slots=True)
class Form:
    """A template with a shape: everything that it prints besides the fields of one document.

    ``shape`` is hashable and tells the template its rows and columns; it holds nothing of a pupil.
    """

    template: str
    shape: Hashable
    official: bool

    def markup(self, fields: Fields) -> str:
        """Return the form's HTML in the mode of the fields."""
        return render.markup(
            self.template, official=self.official, form=self.shape, put=fields, td=fields.td
        )

    def pdf(self, fields: Fields) -> bytes:
        """Return the form laid out by the engine."""
        return render.laid_out(self.markup(fields))


@dataclass(frozen=True, slots=True)
class Layout:
    """An empty form and where its fields stand; ``key``: the hash that it is kept by."""

    key: str
    empty: bytes
    pages: int
    boxes: tuple[Box, ...]


_known: dict[Form, Layout] = {}


def layout_of(form: Form, kept: Path | None = None) -> Layout:
    """Return a form's layout, from the folder ``kept`` if it is there; else make and keep it.

    PrintError when the template isn't one that can be filled.
    """
    found = _known.get(form)
    if found is None:
        if len(_known) >= MOST:
            _known.clear()
        found = _known[form] = _found(form, kept)
    return found


def _found(form: Form, kept: Path | None) -> Layout:
    probe = Fields(Mode.ONE)
    markup = form.markup(probe)
    key = hashlib.sha256(f"{VERSION}\n{markup}".encode()).hexdigest()
    path = kept / f"{key}.form" if kept is not None else None
    found = _read(path)
    if found is not None and found.key == key:
        return found
    made = _made(form, key, probe, markup)
    if path is not None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = path.with_suffix(f".{hashlib.sha256(made.empty).hexdigest()[:8]}.part")
        unfinished.write_bytes(pickle.dumps(made))
        unfinished.replace(path)
    return made


def _made(form: Form, key: str, probe: Fields, markup: str) -> Layout:
    one = render.laid_out(markup)
    two = form.pdf(Fields(Mode.TWO))
    empty = form.pdf(Fields(Mode.EMPTY))
    refuse_moved(one, empty)
    return Layout(key, empty, render.pages_of(empty), boxes(probe.declared, one, two))


def _read(path: Path | None) -> Layout | None:
    """Return what is kept there; None where nothing is, or something that isn't a layout."""
    if path is None or not path.is_file():
        return None
    try:
        found = pickle.loads(path.read_bytes())  # noqa: S301 - our own file in our own folder
    except (pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError):
        return None
    return found if isinstance(found, Layout) else None


def whole(form: Form, values: dict[str, str | None]) -> bytes:
    """Print a form with its values through the engine alone: the reference, and slow."""
    fonts.register()
    return form.pdf(Fields(Mode.WHOLE, values))
