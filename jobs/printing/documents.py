"""What a statutory form prints, as plain values, so that layout needs no database.

A field is None when the school hasn't given it: it prints as a dotted line and is listed by
``gaps.gaps``. Nothing is ever filled in its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Cover:
    """The cover of a report book. ``district`` prints only where one is given or still exists."""

    full_name: str
    school: str
    ward: str | None
    district: str | None
    province: str | None
    has_district: bool


@dataclass(frozen=True, slots=True)
class Bio:
    """The bio page, from the birth certificate."""

    full_name: str
    sex: str | None
    birth_date: date | None
    ethnic_group: str | None
    nationality: str | None
    birth_place: str | None
    native_place: str | None
    address: str | None
    father: str | None
    mother: str | None
    guardian: str | None
    place: str | None
    head: str | None


@dataclass(frozen=True, slots=True)
class StudyYear:
    """One row of "Quá trình học tập"."""

    year: str
    class_name: str
    school: str
    register_number: str | None
    entered: date | None


@dataclass(frozen=True, slots=True)
class SubjectLine:
    """A subject or activity at year end; ``under`` names the one that it is printed under."""

    name: str
    under: str | None
    scored: bool
    level: str | None
    score: int | None
    comment: str | None


@dataclass(frozen=True, slots=True)
class TraitLine:
    """A quality or competence; one that the grade isn't taught stays blank and is no gap."""

    name: str
    taught: bool
    comment_expected: bool
    level: str | None
    comment: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Parts 4 to 6 of a year as the frozen list of the approved class has them."""

    overall: str | None
    awards: tuple[str, ...]
    completion: str | None
    signed_on: date


@dataclass(frozen=True, slots=True)
class YearSpread:
    """The two pages of a school year; ``outcome`` is None until the class is approved."""

    full_name: str
    class_name: str
    school: str
    year: str
    height: str | None
    weight: str | None
    excused: int | None
    unexcused: int | None
    subjects: tuple[SubjectLine, ...]
    qualities: tuple[TraitLine, ...]
    general: tuple[TraitLine, ...]
    specific: tuple[TraitLine, ...]
    outcome: Outcome | None
    place: str | None
    homeroom: str | None
    head: str | None


@dataclass(frozen=True, slots=True)
class ReportBook:
    """A pupil's report book: cover, filling rules, bio page, and a spread for each year."""

    code: str
    cover: Cover
    bio: Bio
    process: tuple[StudyYear, ...]
    spreads: tuple[YearSpread, ...]


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of the summary sheet.

    ``kind``: level, score, tick, or hand (a tick made on paper). ``key`` is what a row's cells are
    found by, ``name`` the unit or tick in words, ``blocks`` the headings above it, outermost first.
    """

    key: str
    kind: str
    name: str
    blocks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A pupil on the summary sheet; ``exempt`` pupils (individual plan) have no outcome."""

    full_name: str
    birth_date: date | None
    female: bool | None
    ethnic_group: str | None
    disability: bool
    exempt: bool
    cells: dict[str, str | None]


@dataclass(frozen=True, slots=True)
class SummarySheet:
    """A class at a moment (GHK1, CHK1, GHK2, CN); ``approved_on`` only for a frozen year end."""

    school: str
    upper_body: str | None
    class_name: str
    year: str
    moment: str
    moment_name: str
    columns: tuple[SheetColumn, ...]
    rows: tuple[SheetRow, ...]
    place: str | None
    approved_on: date | None
    homeroom: str | None
    head: str | None
