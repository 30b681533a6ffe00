"""The faces of filled text: cut down to the letters in use once per process, widths kept per word.

A file has each face once. The usual letters are Latin with every Vietnamese mark; a text with
others gets the whole faces, so that no letter is ever left out.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from functools import cache

from jobs.printing import fonts

#: Latin, Latin-1, Vietnamese with and without marks, punctuation, the đồng
USUAL = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x100),
    *map(ord, "ĂăĐđĨĩŨũƠơƯư"),
    *range(0x1EA0, 0x1EFA),
    *range(0x2010, 0x2027),
    0x2030,
    0x20AB,
    0x20AC,
    0x2212,
)


@dataclass(eq=False)
class Face:
    """One face: its name in the file, the widths of its letters in type sizes, their numbers."""

    name: str
    key: str
    glyphs: dict[str, str]
    widths: dict[str, float]
    program: bytes
    metrics: dict[str, float]
    known: dict[str, float] = field(default_factory=dict)
    coded: dict[str, str] = field(default_factory=dict)

    @property
    def space(self) -> float:
        """How wide a space is, in type sizes."""
        return self.widths[" "]

    def width(self, text: str) -> float:
        """Return how wide a text is, in type sizes; kept per text."""
        found = self.known.get(text)
        if found is None:
            widths = self.widths
            found = self.known[text] = sum(widths[c] for c in text)
        return found

    def hex(self, text: str) -> str:
        """Return a text as numbers of its letters in hexadecimal; kept per text."""
        found = self.coded.get(text)
        if found is None:
            glyphs = self.glyphs
            found = self.coded[text] = "".join(glyphs[c] for c in text)
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Faces:
    """The four faces, upright and italic, plain and bold."""

    faces: dict[tuple[bool, bool], Face]

    def of(self, *, bold: bool, italic: bool) -> Face:
        """Return a face."""
        return self.faces[bold, italic]


@cache
def faces(*, whole: bool = False) -> Faces:
    """Return the faces with the usual letters, or with all that they have."""
    made = {}
    for number, ((bold, italic), file) in enumerate(fonts.FACES.items()):
        made[bold, italic] = _face(f"F{number}", file, whole=whole)
    return Faces(made)


def usual(text: str) -> bool:
    """Tell whether a text has only the usual letters."""
    return _usual().issuperset(text)


@cache
def _usual() -> frozenset[str]:
    return frozenset(map(chr, USUAL))


def _face(key: str, file: str, *, whole: bool) -> Face:
    from reportlab.pdfbase.ttfonts import TTFontFile  # noqa: PLC0415 - heavy

    font = TTFontFile(str(fonts.FONT_FOLDER / file))
    codes = sorted(fonts.letters()) if whole else sorted({*USUAL} & {*font.charToGlyph})
    numbers: dict[int, int] = {0: 0}
    glyphs = {}
    for code in codes:
        original = font.charToGlyph.get(code, 0)
        number = numbers.setdefault(original, len(numbers))
        glyphs[chr(code)] = f"{number:04x}"
    widths = {chr(code): font.charWidths.get(code, font.defaultWidth) / 1000 for code in codes}
    metrics = {
        name: float(getattr(font, name))
        for name in ("ascent", "descent", "capHeight", "stemV", "italicAngle", "flags")
    }
    metrics |= {f"bbox{i}": float(edge) for i, edge in enumerate(font.bbox)}
    name = file.removesuffix(".ttf")
    return Face(name, key, glyphs, widths, zlib.compress(font.makeSubset(codes), 9), metrics)
