"""Hints: what in a class's results is worth a second look; nothing of it blocks (Điều 4.3, 5.1).

A hint is gone once its teacher has said "this is right"; it comes back when a value changes.
The words and limits that hints go by are data (seeds/catalogues/hints.yaml).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Self

from models.assessment.alike import near_copies
from models.names import given_name
from models.people.staff import Sex

Catalogue = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """What stands of a pupil in a unit; ``unit``: its code, None for a monthly comment."""

    pupil_id: int
    unit_id: int | None
    unit: str | None = None
    name: str = ""
    level: str | None = None
    score: int | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Child:
    """A pupil of the class; sex None where it isn't this person's to read."""

    id: int
    name: str
    sex: Sex | None = None


@dataclass(frozen=True, slots=True)
class Hint:
    """A cell that is worth a second look, and why."""

    pupil_id: int
    unit_id: int | None
    field: str
    words: str
    digest: str


def hints(children: Sequence[Child], said: Sequence[Said], catalogue: Catalogue) -> list[Hint]:
    """Return the hints of a class at one period, cell by cell."""
    by_id = {child.id: child for child in children}
    called = [_Called.of(child) for child in children]
    before = re.compile(rf"(?i:\b(?:{'|'.join(catalogue['before'])})) (\w+)")
    said = [one for one in said if one.pupil_id in by_id]
    found: list[Hint] = []
    for one in said:
        child = by_id[one.pupil_id]
        found += _score(one, catalogue)
        if one.comment:
            found += _against(one, one.comment, catalogue)
            found += _names(one, one.comment, child, called, before)
            found += _sex(one, one.comment, child, catalogue)
    return [*found, *_alike(said, by_id), *_pairs(said, catalogue)]


def _hint(one: Said, field: str, words: str, *about: object) -> Hint:
    mark = "\n".join(map(str, (one.unit_id, field, *about)))
    return Hint(one.pupil_id, one.unit_id, field, words, sha256(mark.encode()).hexdigest())


def _score(one: Said, catalogue: Catalogue) -> Iterator[Hint]:
    limits = catalogue["score"].get(one.level)
    if limits is None or one.score is None or limits[0] <= one.score <= limits[1]:
        return
    words = f"Mức {one.level} mà điểm {one.score}: thường từ {limits[0]} đến {limits[1]}."
    yield _hint(one, "score", words, one.level, one.score)


def _against(one: Said, comment: str, catalogue: Catalogue) -> Iterator[Hint]:
    spoken = comment.casefold()
    word = next((w for w in catalogue["against"].get(one.level, ()) if w in spoken), None)
    if word:
        words = f"Mức {one.level} mà nhận xét có “{word}”."
        yield _hint(one, "comment", words, one.level, comment)


@dataclass(frozen=True, slots=True)
class _Called:
    """A pupil as comments name one: by the given name, or with the middle name before it."""

    id: int
    given: str
    whole: str

    @classmethod
    def of(cls, child: Child) -> Self:
        parts = child.name.split()
        return cls(child.id, given_name(child.name), " ".join(parts[-2:]) if parts[1:] else "")


def _names(
    one: Said, comment: str, child: Child, called: Iterable[_Called], before: re.Pattern[str]
) -> Iterator[Hint]:
    """Another pupil's name: after em, con, bạn …, or with its middle name before it."""
    own, named = set(child.name.split()), set(before.findall(comment))
    for other in called:
        if other.id == child.id or other.given in own:
            continue
        if other.given in named or (other.whole and other.whole in comment):
            words = f"Nhận xét này của {child.name} nhưng nhắc tên {other.given}."
            yield _hint(one, "comment", words, "name", comment)
            return


def _sex(one: Said, comment: str, child: Child, catalogue: Catalogue) -> Iterator[Hint]:
    if child.sex is None:
        return
    spoken = comment.casefold()
    others = catalogue["words"]["nu" if child.sex is Sex.MALE else "nam"]
    word = next((w for w in others if re.search(rf"\b{w}\b", spoken)), None)
    if word:
        sex = "nam" if child.sex is Sex.MALE else "nữ"
        yield _hint(one, "comment", f"Em là {sex} mà nhận xét có “{word}”.", "sex", comment)


def _alike(said: Iterable[Said], by_id: Mapping[int, Child]) -> Iterator[Hint]:
    by_unit: dict[int | None, dict[int, Said]] = {}
    for one in said:
        if one.comment:
            by_unit.setdefault(one.unit_id, {})[one.pupil_id] = one
    for group in by_unit.values():
        texts = {i: (one.comment or "", by_id[i].name) for i, one in group.items()}
        for pupil_id, others in near_copies(texts).items():
            first = by_id[others[0]].name
            more = f" và {len(others) - 1} em nữa" if len(others) > 1 else ""
            words = f"Gần như chép lại nhận xét của {first}{more}."
            yield _hint(group[pupil_id], "comment", words, "alike", group[pupil_id].comment)


def _pairs(said: Iterable[Said], catalogue: Catalogue) -> Iterator[Hint]:
    levels = {(one.pupil_id, one.unit): one for one in said}
    apart = {tuple(pair) for pair in catalogue["apart"]}
    for competence, subject in catalogue["pairs"]:
        for (pupil_id, unit), one in levels.items():
            other = levels.get((pupil_id, subject))
            if unit == competence and other and (one.level, other.level) in apart:
                words = f"{one.name} {one.level} mà {other.name} {other.level}."
                yield _hint(one, "level", words, one.level, other.level)
                yield _hint(other, "level", words, other.level, one.level)
