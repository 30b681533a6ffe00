"""Setting a field's text into its box: wrapped by words, shrunk to 70 %, the rest carried on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jobs.printing.filling.boxes import Box
from jobs.printing.filling.faces import Face, Faces
from jobs.printing.filling.fields import value_of

#: type sizes fall by this much, in points, down to this share of the form's own
STEP, LEAST = 0.5, 0.7
#: the baseline of a line is so far below its upper edge, in type sizes
ASCENT = 0.891
#: and its lower edge so far below the baseline
DESCENT = 0.216
#: what stays free between letters and the lines of a cell, in points
EDGE = 0.8
#: air that a box keeps above and below its lines, in points
AIR = 1.0
#: a line may be wider than its box by this much, in points: rounding, not letters
SLACK = 0.01
GOES_ON = "(xem tiếp tờ bổ sung)"

Word = tuple[Face, str]


@dataclass(frozen=True, slots=True)
class Piece:
    """Letters of one face on a line: where they begin, at which size."""

    face: Face
    size: float
    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Rest:
    """What a box couldn't hold: the field's title and the words that are left."""

    title: str
    text: str


def set_box(box: Box, value: str | None, faces: Faces) -> tuple[list[Piece], Rest | None]:
    """Return the pieces of a field's text, and what is left of it for the continuation sheet."""
    said = value_of(box.field, value, box.size)
    if not said and not box.field.label:
        return [], None
    words = _words(box, said, faces, given=value is not None)
    size = box.size
    while True:
        rows = list(wrapped(words, size, box.wide))
        room = _room(box, size)
        if len(rows) <= room:
            return _placed(box, rows, size), None
        if size - STEP < LEAST * box.size:
            break
        size -= STEP
    kept, left = _cut(words, rows, room, size, box.wide, faces.of(bold=False, italic=False))
    return _placed(box, kept, size), Rest(box.field.title, left)


def _words(box: Box, said: str, faces: Faces, *, given: bool) -> list[Word]:
    plain = faces.of(bold=box.bold, italic=box.italic)
    strong = faces.of(bold=True, italic=box.italic) if box.field.bold and given else plain
    return [(plain, w) for w in box.field.label.split()] + [(strong, w) for w in said.split()]


def _room(box: Box, size: float) -> int:
    """Return how many lines of a size a box holds; at least one."""
    leading = box.leading * size / box.size
    return max(1, int((box.high - AIR) / leading))


def wrapped(words: Sequence[Word], size: float, wide: float) -> Iterator[list[Word]]:
    """Wrap into a width in points; a word wider than that is cut between letters."""
    row: list[Word] = []
    used = 0.0
    for face, word in (part for one in words for part in _narrow(one, size, wide)):
        long = face.width(word) * size
        space = face.space * size if row else 0.0
        if row and used + space + long > wide + SLACK:
            yield row
            row, used, space = [], 0.0, 0.0
        row.append((face, word))
        used += space + long
    if row:
        yield row


def _narrow(one: Word, size: float, wide: float) -> Iterator[Word]:
    face, word = one
    while len(word) > 1 and face.width(word) * size > wide + SLACK:
        cut = len(word) - 1
        while cut > 1 and face.width(word[:cut]) * size > wide:
            cut -= 1
        yield face, word[:cut]
        word = word[cut:]
    yield face, word


def _cut(
    words: Sequence[Word], rows: list[list[Word]], room: int, size: float, wide: float, face: Face
) -> tuple[list[list[Word]], str]:
    """Keep as many words as leave room to say that it goes on; return them and the rest."""
    hint = [(face, word) for word in GOES_ON.split()]
    count = sum(len(row) for row in rows[:room])
    flat = [part for one in words for part in _narrow(one, size, wide)]
    while count and len(list(wrapped([*flat[:count], *hint], size, wide))) > room:
        count -= 1
    kept = list(wrapped([*flat[:count], *hint], size, wide))
    return kept, " ".join(word for _, word in flat[count:])


def _placed(box: Box, rows: Sequence[Sequence[Word]], size: float) -> list[Piece]:
    leading = box.leading * size / box.size
    grown = len(rows) * leading - box.leading
    y = box.baseline + box.sinks * grown + ASCENT * (box.size - size)
    if len(rows) > 1 or size < box.size:
        # a block that would reach over its cell's edge moves down as far as there is room
        over = y + ASCENT * size - (box.top - EDGE)
        below = y - (len(rows) - 1) * leading - DESCENT * size - (box.low + EDGE)
        y -= max(0.0, min(over, below))
    pieces = []
    for row in rows:
        wide = sum(f.width(w) for f, w in row) * size + sum(f.space for f, _ in row[1:]) * size
        x = box.left
        if box.field.align == "center":
            x = (box.left + box.right - wide) / 2
        elif box.field.align == "right":
            x = box.right - wide
        pieces += runs(row, x, y, size)
        y -= leading
    return pieces


def runs(row: Sequence[Word], x: float, y: float, size: float) -> Iterator[Piece]:
    """Return a row's pieces: neighbouring words of a face in one, so that copies have spaces."""
    start = 0
    for end in range(1, len(row) + 1):
        if end == len(row) or row[end][0] is not row[start][0]:
            face = row[start][0]
            text = " ".join(word for _, word in row[start:end])
            if end < len(row):
                text += " "
            yield Piece(face, size, x, y, text)
            x += face.width(text) * size
            start = end
