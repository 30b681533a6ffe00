"""The comment bank that a school begins with; afterwards it is its own (Điều 4.3, 5.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.assessment import CommentTemplate, Unit
from models.assessment.bank import MONTHLY
from models.names import fold
from seeds.data import read

_PUPIL = re.compile(r"\bem\b", re.IGNORECASE)
#: (unit code, level, period code, sentence)
Line = tuple[str | None, str | None, str | None, str]


def load_bank(session: Session) -> None:
    """Propose sentences to a school that has none."""
    if session.scalars(select(CommentTemplate.id).limit(1)).first() is not None:
        return
    ids = {unit.code: unit.id for unit in session.scalars(select(Unit))}
    for code, level, period, sentence in _lines(read("comments")):
        text = _PUPIL.sub("{em}", sentence)
        session.add(
            CommentTemplate(
                unit_id=ids[code] if code else None,
                level=level,
                period_code=period,
                text=text,
                folded=fold(text),
            )
        )


def _lines(bank: dict[str, Any]) -> Iterator[Line]:
    for code, words in bank["subjects"].items():
        yield from ((code, "T", None, text) for text in words["strong"])
        advice = words["advice"]
        for number, text in enumerate(words["steady"]):
            yield code, "H", None, f"{text} {advice[number % len(advice)]}"
        yield from ((code, "C", None, text) for text in words["struggle"])
    for code, levels in bank["traits"].items():
        for level, texts in levels.items():
            yield from ((code, level, None, text) for text in texts)
    yield from ((None, "T", None, text) for text in bank["tails"])
    yield from ((None, None, MONTHLY, text) for text in bank["monthly"])
