"""Drawn parts of a form as SVG: upright headings, the frame of a cover, the BẢN XEM mark.

Every text is escaped; a drawing refers to nothing outside itself.
"""

from __future__ import annotations

import base64
import math
from functools import cache
from html import escape

from jobs.printing.fonts import DRAWN_FAMILY, width

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}"'
    ' viewBox="0 0 {w} {h}">{body}</svg>'
)
PREFIX = "data:image/svg+xml;base64,"
LINE = 1.05
PREVIEW = "BẢN XEM"


def _uri(body: str, w: float, h: float) -> str:
    drawing = SVG.format(w=w, h=h, body=body)
    return PREFIX + base64.b64encode(drawing.encode()).decode()


@cache
def upright(text: str, w: float, h: float, size: float, *, bold: bool = False) -> str:
    """Return a heading that reads upwards in a box of w × h points, wrapped and centred."""
    rows = _wrap(text, h - 2, size, bold=bold)
    size = min(size, w / (len(rows) * LINE))
    top = (w - len(rows) * size * LINE) / 2 + size * 0.82
    weight = ' font-weight="bold"' if bold else ""
    body = "".join(
        f'<text transform="translate({top + i * size * LINE:.2f},'
        f'{h - (h - width(row, size, bold=bold)) / 2:.2f}) rotate(-90)"'
        f' font-family="{DRAWN_FAMILY}"{weight} font-size="{size}">{escape(row)}</text>'
        for i, row in enumerate(rows)
    )
    return _uri(body, w, h)


def _wrap(text: str, room: float, size: float, *, bold: bool) -> list[str]:
    rows = [""]
    for word in text.split():
        longer = f"{rows[-1]} {word}".strip()
        if rows[-1] and width(longer, size, bold=bold) > room:
            rows.append(word)
        else:
            rows[-1] = longer
    return rows


@cache
def preview_mark(w: float, h: float) -> str:
    """Return the pale BẢN XEM that lies under the text of a copy that isn't official."""
    angle = math.atan2(h, w)
    along, across = math.cos(angle), math.sin(angle)
    long = width(PREVIEW, 1, bold=True)
    size = min(w / (long * along + across), h / (long * across + along))
    body = (
        f'<g transform="translate({w / 2:.1f},{h / 2:.1f}) rotate({-math.degrees(angle):.1f})">'
        f'<text x="{-long * size / 2:.1f}" y="{size * 0.35:.1f}" font-family="{DRAWN_FAMILY}"'
        f' font-weight="bold" font-size="{size:.1f}" fill="#e3e3e3">{PREVIEW}</text></g>'
    )
    return _uri(body, w, h)


@cache
def double_frame(w: float, h: float) -> str:
    """Return the double line around a cover."""
    body = "".join(
        f'<rect x="{inset}" y="{inset}" width="{w - 2 * inset}" height="{h - 2 * inset}"'
        f' fill="none" stroke="#000" stroke-width="{stroke}"/>'
        for inset, stroke in ((1.5, 2.4), (6, 0.7))
    )
    return _uri(body, w, h)
