"""From a document to PDF bytes: the engine under its strictest policy, any warning an error.

Nothing but the four faces and our own drawings can be read; no file, no network address.
"""

from __future__ import annotations

import io
import logging
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from jobs.printing import drawings, fonts, words

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "print"
#: the engine converts one document at a time per process
_ONE = threading.Lock()
ENGINE_LOGGERS = ("xhtml2pdf", "svglib", "reportlab", "fontTools")


class PrintError(RuntimeError):
    """The engine had something to say about a form, or used a letter form that isn't ours."""


class _Complaints(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.found.append(record.getMessage())


@cache
def _environment() -> jinja2.Environment:
    fonts.register()
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    environment.globals.update(
        dots=words.dots,
        long_date=words.long_date,
        short_date=words.short_date,
        faces=fonts.FACES.items(),
        upright=drawings.upright,
        preview_mark=drawings.preview_mark,
        double_frame=drawings.double_frame,
    )
    return environment


def _finalize(value: Any) -> Any:
    """Clean every text that a template prints; markup made by a template passes."""
    if isinstance(value, str) and not hasattr(value, "__html__"):
        return fonts.printable(words.clean(value)) if value.strip() else value
    return value


def markup(template: str, *, official: bool, **values: Any) -> str:
    """Return the HTML of a form."""
    return _environment().get_template(template).render(official=official, **values)


def pdf(template: str, *, official: bool, **values: Any) -> bytes:
    """Return a form as PDF; raise PrintError when the engine warns or a foreign font occurs."""
    return laid_out(markup(template, official=official, **values))


def laid_out(source: str) -> bytes:
    """Return HTML of ours as PDF; raise PrintError as ``pdf`` does."""
    from xhtml2pdf import pisa  # noqa: PLC0415 - the engine is heavy: only who prints loads it
    from xhtml2pdf.config.resources import ResourceAccessPolicy  # noqa: PLC0415

    out = io.BytesIO()
    with _ONE, _listening() as complaints:
        result = pisa.pisaDocument(
            source,
            out,
            link_callback=_resource,
            resource_policy=ResourceAccessPolicy.server(
                fonts.FONT_FOLDER, allow_remote=False, max_render_seconds=300, max_resources=8
            ),
        )
    if result.err or result.warn or complaints:
        raise PrintError("; ".join(dict.fromkeys(complaints)) or "the engine warned")
    data = out.getvalue()
    check_fonts(data)
    return data


def _resource(uri: str, relative: str | None) -> str:
    """Give the engine what a form may use: a face by its file name, a drawing of our own."""
    del relative
    if uri in fonts.FACES.values():
        return str(fonts.FONT_FOLDER / uri)
    if uri.startswith(drawings.PREFIX):
        return uri
    msg = "a form asked for something that isn't part of it"
    raise PrintError(msg)


@contextmanager
def _listening() -> Iterator[list[str]]:
    handler = _Complaints()
    loggers = [logging.getLogger(name) for name in ENGINE_LOGGERS]
    for logger in loggers:
        logger.addHandler(handler)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            yield handler.found
        handler.found.extend(str(warning.message) for warning in caught)
    finally:
        for logger in loggers:
            logger.removeHandler(handler)


def check_fonts(data: bytes) -> frozenset[str]:
    """Return the fonts of a PDF; raise PrintError unless each is one of ours and embedded."""
    import pikepdf  # noqa: PLC0415 - heavy

    names = set()
    with pikepdf.open(io.BytesIO(data)) as document:
        for item in document.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font":
                name = str(item.get("/BaseFont", "")).lstrip("/")
                inner = item.get("/DescendantFonts")
                descriptor = (inner[0] if inner is not None else item).get("/FontDescriptor")
                embedded = descriptor is not None and "/FontFile2" in descriptor
                if "Tinos" not in name or not embedded:
                    msg = f"foreign font in the output: {name}"
                    raise PrintError(msg)
                names.add(name.partition("+")[2] or name)
    return frozenset(names)


def pages_of(data: bytes) -> int:
    """Count the pages of a PDF."""
    import pikepdf  # noqa: PLC0415 - heavy

    with pikepdf.open(io.BytesIO(data)) as document:
        return len(document.pages)


def joined(parts: list[bytes], *, title: str) -> tuple[bytes, int]:
    """Join PDFs into one file with a title; return it and its number of pages."""
    import pikepdf  # noqa: PLC0415 - heavy

    out = io.BytesIO()
    with pikepdf.new() as whole:
        for part in parts:
            with pikepdf.open(io.BytesIO(part)) as document:
                whole.pages.extend(document.pages)
        with whole.open_metadata() as meta:
            meta["dc:title"] = title
            meta["dc:language"] = ["vi"]
        whole.docinfo["/Title"] = title
        pages = len(whole.pages)
        whole.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue(), pages
