"""Comments as a teacher would write them: a sentence of the bank, then words for this pupil.

Within a class, unit and level no two pupils get the same pair, so that few look copied.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from models.names import given_name
from seeds.data import read
from seeds.demo.data import demo_school
from seeds.demo.pupils import Child

#: how often a sentence begins with the pupil's name instead of "Em"
BY_NAME = 0.3
_COO = re.compile(r"\b([Cc])ô\b")


@dataclass(slots=True)
class Pen:
    """Writes for one class at one period; ``rng`` decides alone, so the same seed writes the same.

    Each deck holds the pairs of sentences of a (unit, level) that nobody of the class has yet.
    """

    rng: Random
    _decks: dict[tuple[str, str], list[tuple[str, str]]] = field(default_factory=dict)

    def subject(self, unit: str, level: str, child: Child, teacher: str) -> str:
        """Return a comment for a subject at a level (T, H or C) in its teacher's words."""
        own = read("comments")["subjects"][unit]
        if level == "H":
            first = [f"{steady} {advice}" for steady in own["steady"] for advice in own["advice"]]
        else:
            first = own["strong" if level == "T" else "struggle"]
        return self._write((unit, level), first, _after(level), child, teacher)

    def trait(self, unit: str, level: str, child: Child, teacher: str) -> str:
        """Return a comment for a quality or competence at a level (T, Đ or C)."""
        first = read("comments")["traits"][unit][level]
        then = _after("Tốt" if level == "T" else level)
        return self._write((unit, level), first, then, child, teacher)

    def month(self, child: Child, teacher: str) -> str:
        """Return a monthly comment."""
        words = read("demo/comments")
        return self._write(("", ""), words["months"], words["months_next"], child, teacher)

    def _write(
        self,
        key: tuple[str, str],
        first: Sequence[str],
        then: Sequence[str],
        child: Child,
        teacher: str,
    ) -> str:
        deck = self._decks.get(key)
        if not deck:
            deck = self._decks[key] = _paired(first, then, self.rng)
        text = " ".join(deck.pop())
        name = given_name(child.name)
        if text.startswith("Em ") and "{ten}" not in text and self.rng.random() < BY_NAME:
            text = f"{name} {text[3:]}"
        return by_man(text, teacher).replace("{ten}", name)


def _after(level: str) -> list[str]:
    found: list[str] = read("demo/comments")["after"][level]
    return found


def _paired(first: Sequence[str], then: Sequence[str], rng: Random) -> list[tuple[str, str]]:
    """Lay out pairs so that neither half comes back before its list is through."""
    openings, endings = rng.sample(first, len(first)), rng.sample(then, len(then))
    count = len(openings)
    return [
        (openings[n % count], ending)
        for turn in range(count)
        for n, ending in enumerate(endings, start=turn)
    ]


def by_man(text: str, teacher: str) -> str:
    """Put a woman's words into the mouth of whoever teaches (staff code): cô or thầy."""
    sexes = {person["code"]: person["sex"] for person in demo_school()["staff"]}
    if sexes[teacher] == "Nữ":
        return text
    return _COO.sub(lambda found: "thầy" if found[1] == "c" else "Thầy", text)
