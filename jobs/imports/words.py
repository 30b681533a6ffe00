"""The words by which files are understood: words.yaml, folded once and looked up everywhere."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from models.assessment.unit import UnitKind
from models.names import fold
from seeds.data import named_units as catalogue_units

_SEPARATORS = re.compile(r"[^0-9a-z&✓✔☑]+")
_TAIL = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*|\*")
_LOOKALIKES = str.maketrans({"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "ɖ": "đ"})
_VALUE_LISTS = ("subject_levels", "trait_levels", "attendance_marks", "sexes", "flags")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


def true_form(text: str) -> str:
    """Return the text in NFC, with the real Đ and without invisible characters."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", text).translate(_LOOKALIKES).translate(_INVISIBLE)


@lru_cache(maxsize=20_000)
def key(text: str) -> str:
    r"""Fold a header or a word: no diacritics, case, punctuation or line breaks; y as i.

    >>> key("Họ và\nTÊN :"), key("Địa lý") == key("Địa lí")
    ('ho va ten', True)
    """
    folded = fold(true_form(text)).replace("y", "i")
    return _SEPARATORS.sub(" ", folded).replace("&", " & ").strip().replace("  ", " ")


def without_tail(text: str) -> str:
    """Drop what stands in brackets, and asterisks: "Ngày sinh (dd/mm/yyyy) *" → "Ngày sinh"."""
    return _TAIL.sub(" ", text)


def _index(groups: dict[Any, list[str]]) -> dict[str, str]:
    return {key(word): str(name) for name, words in groups.items() for word in words}


def _unit_words(*, traits: bool) -> dict[str, str]:
    """Return {folded name, code or other name: code} of the subjects or of the traits."""
    return {
        key(word): unit["code"]
        for unit in catalogue_units()
        if (unit["kind"] is not UnitKind.SUBJECT) is traits
        for word in (unit["code"], unit["name"], unit.get("short"), *unit.get("aliases", ()))
        if word
    }


@dataclass(frozen=True)
class Words:
    """Every list of words.yaml as {folded word: what it means}."""

    headers: dict[str, dict[str, str]]
    parts: dict[str, str]
    trait_prefixes: tuple[str, ...]
    units: dict[str, str]
    traits: dict[str, str]
    periods: dict[str, str]
    weekdays: dict[str, str]
    sessions: dict[str, str]
    morning_lessons: int
    positions: dict[str, str]
    duties: dict[str, str]
    office_departments: frozenset[str]
    other_departments: frozenset[str]
    footers: tuple[str, ...]
    #: value lists, with their writing kept: {value: [writings]}
    values: dict[str, dict[str, list[str]]]


@cache
def words() -> Words:
    """Return the vocabulary; read once per process."""
    raw = yaml.safe_load(Path(__file__).with_name("words.yaml").read_text(encoding="utf-8"))
    prefixes = sorted((key(word) for word in raw["trait_prefixes"]), key=len, reverse=True)
    return Words(
        headers={kind: _index(fields) for kind, fields in raw["headers"].items()},
        parts=_index(raw["parts"]),
        trait_prefixes=tuple(prefixes),
        units=_unit_words(traits=False),
        traits=_unit_words(traits=True),
        periods=_index(raw["periods"]),
        weekdays=_index(raw["weekdays"]),
        sessions=_index(raw["sessions"]),
        morning_lessons=raw["morning_lessons"],
        positions=_index(raw["positions"]),
        duties=_index(raw["duties"]),
        office_departments=frozenset(map(key, raw["office_departments"])),
        other_departments=frozenset(map(key, raw["other_departments"])),
        footers=tuple(key(word) for word in raw["footers"]),
        values={name: raw[name] for name in _VALUE_LISTS},
    )
