"""The layouts of forms: made once from their template, kept by the hash of what was laid out.

A layout is the empty form as PDF and the boxes of its fields. The first process that needs one
lays it out and keeps it in the data folder; the others read it from there.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import threading
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


@dataclass(frozen=True, slots=True, eq=False)
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
    if kept is None:
        return _made(form)
    key = _key(form.markup(Fields(Mode.ONE)))
    path = kept / f"{key}.form"
    found = _read(path, key)
    if found is None and hasattr(os, "fork") and threading.active_count() == 1:
        _apart(form, path)
        found = _read(path, key)
    return found or _keep(form, path)


def _apart(form: Form, path: Path) -> None:
    """Make a layout in a process of its own: the engine is large, and not needed afterwards.

    What stops it there is met again by whoever asked, who then makes the layout itself.
    """
    child = os.fork()
    if child == 0:
        try:
            _keep(form, path)
        finally:
            os._exit(0)
    os.waitpid(child, 0)


def _key(markup: str) -> str:
    return hashlib.sha256(f"{VERSION}\n{markup}".encode()).hexdigest()


def _keep(form: Form, path: Path) -> Layout:
    """Make a layout and keep it whole or not at all."""
    made = _made(form)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}.part")
    unfinished.write_bytes(pickle.dumps(made))
    unfinished.replace(path)
    return made


def _made(form: Form) -> Layout:
    probe = Fields(Mode.ONE)
    markup = form.markup(probe)
    one = render.laid_out(markup)
    two = form.pdf(Fields(Mode.TWO))
    empty = form.pdf(Fields(Mode.EMPTY))
    refuse_moved(one, empty)
    found = boxes(probe.declared, one, two)
    return Layout(_key(markup), empty, render.pages_of(empty), found)


def _read(path: Path, key: str) -> Layout | None:
    """Return what is kept there; None where nothing is, or something that isn't this layout."""
    try:
        found = pickle.loads(path.read_bytes())  # noqa: S301 - our own file in our own folder
    except (OSError, pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError):
        return None
    return found if isinstance(found, Layout) and found.key == key else None


def whole(form: Form, values: dict[str, str | None]) -> bytes:
    """Print a form with its values through the engine alone: the reference, and slow."""
    fonts.register()
    return form.pdf(Fields(Mode.WHOLE, values))
