"""The four Times-like faces that every printed form uses, and nothing else.

``make assets`` puts them into static/vendor/fonts. They are also registered with the drawing
library under a name of our own, because it would otherwise ask the machine for a look-alike.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from models.refusal import NotReady

FONT_FOLDER = Path(__file__).resolve().parents[2] / "static" / "vendor" / "fonts"
FACES = {
    (False, False): "Tinos-Regular.ttf",
    (True, False): "Tinos-Bold.ttf",
    (False, True): "Tinos-Italic.ttf",
    (True, True): "Tinos-BoldItalic.ttf",
}
FAMILY = "tinos"
DRAWN_FAMILY = "so-truong"
PT_PER_MM = 72 / 25.4
DOT_WIDTH = 0.25  # of the type size, in all four faces
SUBSTITUTE = "?"


class FontsMissingError(NotReady):
    """The faces aren't there: the installation is unfinished."""


@cache
def register() -> None:
    """Make the faces known for drawn text; raise FontsMissingError when one isn't there."""
    from reportlab import rl_config  # noqa: PLC0415 - heavy, and asked for only by who prints
    from reportlab.graphics import shapes  # noqa: PLC0415
    from reportlab.platypus import tables  # noqa: PLC0415
    from svglib.fonts import get_global_font_map  # noqa: PLC0415

    missing = [name for name in FACES.values() if not (FONT_FOLDER / name).is_file()]
    if missing:
        msg = f"Thiếu phông chữ để in ({', '.join(missing)}). Chạy make assets trước."
        raise FontsMissingError(msg)
    fonts = get_global_font_map()
    for (bold, italic), name in FACES.items():
        fonts.register_font(
            DRAWN_FAMILY,
            str(FONT_FOLDER / name),
            weight="bold" if bold else "normal",
            style="italic" if italic else "normal",
        )
    # What the drawing library would otherwise name at the start of a page, table or drawing.
    rl_config.canvas_basefontname = drawn_name()
    tables.CellStyle.fontname = drawn_name()
    shapes.STATE_DEFAULTS["fontName"] = drawn_name()


def drawn_name(*, bold: bool = False) -> str:
    """Return the registered name of a drawn face."""
    return f"{DRAWN_FAMILY}-Bold" if bold else DRAWN_FAMILY


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a text in points at a type size in points."""
    return _font(bold=bold).stringWidth(text, size)


@cache
def _font(*, bold: bool) -> Any:
    from reportlab.pdfbase import pdfmetrics  # noqa: PLC0415 - heavy

    register()
    return pdfmetrics.getFont(drawn_name(bold=bold))


@cache
def letters() -> frozenset[int]:
    """Return the code points that all four faces can print."""
    known = [set(_font(bold=bold).face.charToGlyph) for bold in (False, True)]
    return frozenset(set.intersection(*known) | {ord(" ")})


def printable(text: str) -> str:
    """Replace what the faces have no letter for by "?", so that nothing vanishes unseen."""
    known = letters()
    return "".join(c if ord(c) in known else SUBSTITUTE for c in text)


def is_printable(text: str) -> bool:
    """Tell whether the faces have a letter for everything in a text."""
    return letters().issuperset(map(ord, text))
