"""What isn't entered yet at the demo's year end: 1A, 2A and 3A are complete, the others wait."""

from __future__ import annotations

LEVEL_AND_MORE = ("level", "score", "comment")

#: (class, unit) → which fields are empty, and for how many of the last pupils (None: for all)
_GAPS: dict[tuple[str, str], tuple[tuple[str, ...], int | None]] = {
    ("1B", "HDTN"): (LEVEL_AND_MORE, None),
    ("1B", "TV"): (("comment",), 4),
    ("2B", "NN1"): (LEVEL_AND_MORE, 9),
    ("2B", "TOAN"): (("score",), 2),
    ("3B", "TOAN"): (LEVEL_AND_MORE, 6),
    ("3B", "NLD4"): (("level",), 3),
    ("3B", "NLD5"): (("level",), 3),
    ("4A", "NN1"): (("score",), None),
    ("4A", "absence"): (("excused",), None),
    ("4B", "THCN"): (LEVEL_AND_MORE, 12),
    ("5A", "KH"): (("comment",), 1),
    ("5B", "AN"): (LEVEL_AND_MORE, 15),
    ("5B", "LSDL"): (("score",), None),
    ("5B", "PC3"): (("level",), None),
}


def empty(room: str, unit: str, term: str, behind: int) -> tuple[str, ...]:
    """Name the empty fields of a cell; ``behind``: how many pupils of the class come after."""
    fields, count = _GAPS.get((room, unit), ((), 0)) if term == "CN" else ((), 0)
    return fields if count is None or behind < count else ()
