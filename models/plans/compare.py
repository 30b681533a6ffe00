"""The difference of two versions of a plan, line by line and word by word within a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

#: unchanged lines shown around a change
AROUND = 2
#: lines as alike as this are one line that was edited
ALIKE = 0.4
#: lines compared of each side; a plan has some 300
MOST = 2_000
_WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line. ``kind``: same, added or dropped."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the comparison. ``kind``: same, added, dropped, edited, or skipped (how many)."""

    kind: str
    pieces: tuple[Piece, ...]
    skipped: int = 0


def difference(old: Sequence[str], new: Sequence[str]) -> list[Line]:
    """Compare two texts given as lines; long unchanged stretches are told by their number."""
    old, new = list(old[:MOST]), list(new[:MOST])
    found: list[Line] = []
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for number, (what, i, j, k, m) in enumerate(blocks):
        if what == "equal":
            last = number == len(blocks) - 1
            found += _shortened(old[i:j], first=number == 0, last=last)
        else:
            found += _changed(old[i:j], new[k:m])
    return found


def _shortened(lines: list[str], *, first: bool, last: bool) -> Iterator[Line]:
    head, tail = 0 if first else AROUND, 0 if last else AROUND
    if len(lines) <= head + tail + 1:
        yield from (_whole("same", line) for line in lines)
        return
    yield from (_whole("same", line) for line in lines[:head])
    yield Line("skipped", (), len(lines) - head - tail)
    yield from (_whole("same", line) for line in lines[len(lines) - tail :])


def _whole(kind: str, text: str) -> Line:
    return Line(kind, (Piece(kind, text),))


def _changed(old: list[str], new: list[str]) -> Iterator[Line]:
    """Pair what was edited, one below the other; the rest came or went."""
    for n in range(max(len(old), len(new))):
        before = old[n] if n < len(old) else None
        after = new[n] if n < len(new) else None
        if before is not None and after is not None:
            edited = _edited(before, after)
            if edited is not None:
                yield edited
                continue
        if before is not None:
            yield _whole("dropped", before)
        if after is not None:
            yield _whole("added", after)


def _edited(before: str, after: str) -> Line | None:
    words, others = _WORDS.findall(before), _WORDS.findall(after)
    matcher = SequenceMatcher(None, words, others, autojunk=False)
    if matcher.ratio() < ALIKE:
        return None
    pieces = []
    for what, i, j, k, m in matcher.get_opcodes():
        if what == "equal":
            pieces.append(Piece("same", "".join(words[i:j])))
            continue
        if i < j:
            pieces.append(Piece("dropped", "".join(words[i:j])))
        if k < m:
            pieces.append(Piece("added", "".join(others[k:m])))
    return Line("edited", tuple(pieces))
