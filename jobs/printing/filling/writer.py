"""Writing a filled file: the empty pages and faces as they are kept, then each page's text.

The beginning of a file is the same for all files of a set of forms. It is made once by pikepdf and
copied byte by byte; behind it come the pages, their texts, and a table of where each object is.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jobs.printing.filling.faces import Face
from jobs.printing.filling.layouts import Layout
from jobs.printing.filling.setting import Piece

_FULL = 1000
#: fast rather than small: a page of text shrinks to a third either way
LEVEL = 4


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page of a layout, or its strip between two heights, moved up by so many points."""

    layout: Layout
    page: int = 0
    strip: tuple[float, float] | None = None
    up: float = 0.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page to be written: what is drawn under its text (nothing: an empty A4), and the text.

    ``art``: drawing operators that come last.
    """

    under: Sequence[Drawn]
    pieces: Sequence[Piece]
    art: bytes = b""


@dataclass(frozen=True, slots=True)
class Beginning:
    """The part that files share: bytes, where its objects are, numbers of what pages refer to."""

    data: bytes
    offsets: tuple[int, ...]
    resources: int
    pages: dict[tuple[str, int], tuple[str, tuple[float, float]]]


A4 = (595.276, 841.89)


def pdf_file(sheets: Iterable[Sheet], *, title: str) -> bytes:
    """Return a file of these pages with a title."""
    pages = list(sheets)
    layouts = tuple(dict.fromkeys(drawn.layout for sheet in pages for drawn in sheet.under))
    used = frozenset(piece.face for sheet in pages for piece in sheet.pieces)
    start = _beginning(layouts, used)
    out, offsets = [start.data], list(start.offsets)
    at, parent = len(start.data), len(offsets) + 2 * len(pages)
    kids = []

    def add(body: bytes) -> int:
        nonlocal at
        offsets.append(at)
        number = len(offsets) - 1
        whole = b"%d 0 obj\n%b\nendobj\n" % (number, body)
        out.append(whole)
        at += len(whole)
        return number

    for sheet in pages:
        size = A4
        if sheet.under:
            size = start.pages[sheet.under[0].layout.key, sheet.under[0].page][1]
        text = zlib.compress(_content(start, sheet), LEVEL)
        number = add(b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(text), text))
        kids.append(
            add(
                b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %g %g]/Resources %d 0 R/Contents %d 0 R>>"
                % (parent, *size, start.resources, number)
            )
        )
    refs = b" ".join(b"%d 0 R" % kid for kid in kids)
    add(b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(kids), refs))
    info = add(b"<</Title %b>>" % _text(title))
    root = add(
        b"<</Type/Catalog/Pages %d 0 R/Lang(vi)/ViewerPreferences<</DisplayDocTitle true>>>>"
        % parent
    )
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets[1:])
    out.append(
        b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<</Size %d/Root %d 0 R/Info %d 0 R>>\n"
        b"startxref\n%d\n%%%%EOF\n" % (len(offsets), table, len(offsets), root, info, at)
    )
    return b"".join(out)


def _content(start: Beginning, sheet: Sheet) -> bytes:
    parts = []
    for drawn in sheet.under:
        name, (wide, _) = start.pages[drawn.layout.key, drawn.page]
        moved = f"1 0 0 1 0 {drawn.up:.2f} cm " if drawn.up else ""
        cut = ""
        if drawn.strip is not None:
            low, high = drawn.strip
            cut = f"0 {low:.2f} {wide:g} {high - low:.2f} re W n "
        parts.append(f"q {moved}{cut}/{name} Do Q")
    parts += operators(sheet.pieces)
    return "\n".join(parts).encode() + b"\n" + sheet.art


def operators(pieces: Sequence[Piece]) -> list[str]:
    """Return the operators that write these pieces."""
    if not pieces:
        return []
    parts, font = ["BT"], None
    for piece in pieces:
        if font != (piece.face, piece.size):
            font = (piece.face, piece.size)
            parts.append(f"/{piece.face.key} {piece.size:g} Tf")
        parts.append(f"1 0 0 1 {piece.x:.2f} {piece.y:.2f} Tm <{piece.face.hex(piece.text)}> Tj")
    return [*parts, "ET"]


def _text(text: str) -> bytes:
    return b"<FEFF%b>" % text.encode("utf-16-be").hex().upper().encode()


@lru_cache(maxsize=64)
def _beginning(layouts: tuple[Layout, ...], used: frozenset[Face]) -> Beginning:
    import pikepdf  # noqa: PLC0415 - heavy

    out = io.BytesIO()
    names: dict[tuple[str, int], tuple[str, tuple[float, float]]] = {}
    with pikepdf.new() as whole:
        drawings = pikepdf.Dictionary()
        for layout in layouts:
            with pikepdf.open(io.BytesIO(layout.empty)) as form:
                for number, page in enumerate(form.pages):
                    name = f"P{len(names)}"
                    drawings[f"/{name}"] = whole.copy_foreign(page.as_form_xobject())
                    box = [float(edge) for edge in page.mediabox]
                    names[layout.key, number] = name, (box[2] - box[0], box[3] - box[1])
        whole.Root.SoTruong = whole.make_indirect(
            pikepdf.Dictionary(
                Font=pikepdf.Dictionary(
                    {
                        f"/{face.key}": font_of(whole, face)
                        for face in sorted(used, key=lambda face: face.key)
                    }
                ),
                XObject=drawings,
            )
        )
        whole.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable, min_version="1.5")
    data = out.getvalue()
    with pikepdf.open(io.BytesIO(data)) as whole:
        resources = whole.Root.SoTruong.objgen[0]
    table = data.rindex(b"xref\n0 ", 0, data.rindex(b"startxref"))
    lines = re.findall(rb"(\d{10}) \d{5} ([nf])", data[table:])
    return Beginning(data[:table], tuple(int(offset) for offset, _ in lines), resources, names)


def font_of(whole: Any, face: Face) -> Any:
    """Return a face as an object of a PDF that pikepdf has open."""
    import pikepdf  # noqa: PLC0415 - heavy

    d, m = pikepdf.Dictionary, face.metrics
    name = pikepdf.Name(f"/SOTRUO+{face.name}")
    program = whole.make_stream(zlib.decompress(face.program))
    by_number: dict[int, str] = {}
    for letter, code in sorted(face.glyphs.items()):  # a hyphen is no soft hyphen, a space no other
        by_number.setdefault(int(code, 16), letter)
    last = max(by_number)
    wide = [
        round(face.widths[by_number[n]] * _FULL) if n in by_number else 0 for n in range(last + 1)
    ]
    descriptor = d(
        Type=pikepdf.Name.FontDescriptor,
        FontName=name,
        Flags=4,
        FontBBox=[m[f"bbox{i}"] for i in range(4)],
        ItalicAngle=m["italicAngle"],
        Ascent=m["ascent"],
        Descent=m["descent"],
        CapHeight=m["capHeight"],
        StemV=m["stemV"],
        FontFile2=program,
    )
    inner = d(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.CIDFontType2,
        BaseFont=name,
        CIDSystemInfo=d(
            Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0
        ),
        FontDescriptor=whole.make_indirect(descriptor),
        W=[0, wide],
        DW=0,
        CIDToGIDMap=pikepdf.Name.Identity,
    )
    return whole.make_indirect(
        d(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type0,
            BaseFont=name,
            Encoding=pikepdf.Name("/Identity-H"),
            DescendantFonts=[whole.make_indirect(inner)],
            ToUnicode=whole.make_stream(_to_unicode(by_number)),
        )
    )


def _to_unicode(letters: dict[int, str]) -> bytes:
    lines = [f"<{n:04x}> <{c.encode('utf-16-be').hex()}>" for n, c in sorted(letters.items())]
    blocks = [lines[i : i + 100] for i in range(0, len(lines), 100)]
    body = "\n".join(f"{len(b)} beginbfchar\n" + "\n".join(b) + "\nendbfchar" for b in blocks)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{body}\nendcmap CMapName currentdict /CMap defineresource pop end end"
    ).encode()
