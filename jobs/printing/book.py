"""A report book as forms and fields: its shapes, and what each field prints (TT 27/2020 PL 1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

from jobs.printing.documents import ReportBook, SubjectLine, TraitLine, YearSpread
from jobs.printing.filling.fill import Document, Part, Values, filled
from jobs.printing.filling.layouts import Form
from jobs.printing.filling.setting import Rest
from jobs.printing.words import dated, dots, short_date

FORM = Path(__file__).parent / "forms" / "report_book.yaml"
FRONT, YEAR = "report_book_front.html", "report_book_year.html"
#: millimetres that the rows of a table share, and the most that one takes
SUBJECTS_HIGH, SUBJECT_MOST = 209.0, 24.0
TRAITS_HIGH = 132.0
TITLE = "Học bạ"

COVER = (
    ("full_name", "Họ và tên học sinh"),
    ("school", "Trường"),
    ("ward", "Xã (phường)"),
    ("district", "Huyện (quận)"),
    ("province", "Tỉnh (thành phố)"),
)
#: (field, label, height of its row in mm, dotted line in mm)
BIO = (
    ("birth_place", "Nơi sinh", 9, 148),
    ("native_place", "Quê quán", 9, 147),
    ("address", "Nơi ở hiện nay", 13, 137),
    ("father", "Họ và tên cha", 9, 139),
    ("mother", "Họ và tên mẹ", 9, 140),
    ("guardian", "Họ và tên người giám hộ (nếu có)", 9, 101),
)


@dataclass(frozen=True, slots=True)
class FrontShape:
    """What cover, rules and bio page print by themselves."""

    has_district: bool
    process_rows: int
    rules: tuple[str, ...]
    bio: tuple[tuple[str, str, int, int], ...] = BIO

    @property
    def cover(self) -> list[tuple[str, str, bool]]:
        """Return (field, label, whether it is asked for) of the cover's lines."""
        return [(name, label, name != "district" or self.has_district) for name, label in COVER]


@dataclass(frozen=True, slots=True)
class SubjectShape:
    """A row of the first table; ``span``: rows that the cell of ``under`` covers from here on."""

    name: str
    under: str | None
    scored: bool
    span: int


@dataclass(frozen=True, slots=True)
class TraitShape:
    """A row of the second and third table."""

    name: str
    taught: bool


@dataclass(frozen=True, slots=True)
class YearShape:
    """What a year's two pages print by themselves."""

    subjects: tuple[SubjectShape, ...]
    qualities: tuple[TraitShape, ...]
    general: tuple[TraitShape, ...]
    specific: tuple[TraitShape, ...]
    trait_comments: bool

    @property
    def subject_high(self) -> float:
        """How high a row of the first table is, in millimetres."""
        return round(min(SUBJECT_MOST, SUBJECTS_HIGH / max(1, len(self.subjects))), 2)

    @property
    def trait_high(self) -> float:
        """How high a row of the other tables is, in millimetres."""
        rows = len(self.qualities) + len(self.general) + len(self.specific)
        return round(TRAITS_HIGH / max(1, rows), 2)


@cache
def form() -> dict[str, Any]:
    """Return the printed words of the form."""
    loaded: dict[str, Any] = yaml.safe_load(FORM.read_text(encoding="utf-8"))
    return loaded


def document(book: ReportBook, *, official: bool, front: bool = True) -> Document:
    """Return a pupil's report book to be filled; without ``front`` its years alone."""
    parts = [Part(front_form(book, official=official), front_values(book), process_rest(book))]
    parts = parts if front else []
    parts += [Part(year_form(one, official=official), year_values(one)) for one in book.spreads]
    return Document(f"Học bạ của {book.cover.full_name}, mã {book.code}", parts)


def book_pdf(book: ReportBook, *, official: bool) -> bytes:
    """Return a pupil's report book as PDF; a copy that isn't official bears BẢN XEM."""
    return filled([document(book, official=official)]).pdf(TITLE)


def front_form(book: ReportBook, *, official: bool) -> Form:
    """Return the form of the first three pages."""
    shape = FrontShape(book.cover.has_district, form()["process_rows"], tuple(form()["rules"]))
    return Form(FRONT, shape, official)


def front_values(book: ReportBook) -> Values:
    """Return what the fields of the first three pages print; None: not given."""
    cover, bio = book.cover, book.bio
    values: dict[str, str | None] = {f"cover.{name}": getattr(cover, name) for name, _ in COVER}
    values |= {f"bio.{name}": getattr(bio, name) for name, *_ in BIO}
    values |= {
        "cover.full_name": cover.full_name.upper(),
        "bio.full_name": bio.full_name.upper(),
        "bio.sex": bio.sex,
        "bio.birth_date": short_date(bio.birth_date),
        "bio.ethnic_group": bio.ethnic_group,
        "bio.nationality": bio.nationality,
        "bio.dated": dated(bio.place, None),
        "bio.head": bio.head,
    }
    for number, row in enumerate(book.process[: form()["process_rows"]]):
        values |= {
            f"process{number}.year": row.year,
            f"process{number}.class_name": row.class_name,
            f"process{number}.school": row.school,
            f"process{number}.register_number": row.register_number or dots(17, 12),
            f"process{number}.entered": short_date(row.entered) or dots(25, 12),
        }
    return values


def process_rest(book: ReportBook) -> list[Rest]:
    """Return the rows of "Quá trình học tập" for which the form has no line."""
    return [
        Rest(
            "Quá trình học tập",
            f"{row.year}, lớp {row.class_name}, {row.school}, số đăng bộ"
            f" {row.register_number or '......'}, vào ngày {short_date(row.entered) or '......'}",
        )
        for row in book.process[form()["process_rows"] :]
    ]


def year_form(spread: YearSpread, *, official: bool) -> Form:
    """Return the form of a year's two pages."""
    traits = (*spread.qualities, *spread.general, *spread.specific)
    shape = YearShape(
        tuple(_subject_shapes(spread)),
        _trait_shapes(spread.qualities),
        _trait_shapes(spread.general),
        _trait_shapes(spread.specific),
        any(trait.comment_expected for trait in traits),
    )
    return Form(YEAR, shape, official)


def _subject_shapes(spread: YearSpread) -> Iterator[SubjectShape]:
    for under, lines in groupby(spread.subjects, key=lambda line: line.under):
        rows = list(lines)
        for number, line in enumerate(rows):
            span = len(rows) if under and number == 0 else 0
            yield SubjectShape(line.name, under, line.scored, span)


def _trait_shapes(lines: tuple[TraitLine, ...]) -> tuple[TraitShape, ...]:
    return tuple(TraitShape(line.name, line.taught) for line in lines)


def year_values(spread: YearSpread) -> Values:
    """Return what the fields of a year's two pages print; None: not given."""
    known = spread.excused is not None and spread.unexcused is not None
    absent = (spread.excused or 0) + (spread.unexcused or 0)
    outcome = spread.outcome
    values: dict[str, str | None] = {
        "full_name": spread.full_name,
        "class_name": spread.class_name,
        "height": spread.height,
        "weight": spread.weight,
        "absent": str(absent) if known else None,
        "excused": _number(spread.excused),
        "unexcused": _number(spread.unexcused),
        "school": spread.school,
        "year": spread.year,
        "overall": (outcome.overall or "") if outcome else None,
        "awards": "; ".join(outcome.awards) if outcome else None,
        "completion": (outcome.completion or "") if outcome else None,
        "dated": dated(spread.place, outcome.signed_on if outcome else None),
        "head": spread.head,
        "homeroom": spread.homeroom,
    }
    for number, line in enumerate(spread.subjects):
        values |= _subject(f"subject{number}", line)
    groups = {
        "quality": spread.qualities,
        "general": spread.general,
        "specific": spread.specific,
    }
    for group, lines in groups.items():
        for number, trait in enumerate(lines):
            values[f"{group}{number}.level"] = trait.level
            values[f"{group}{number}.comment"] = trait.comment
    return values


def _subject(key: str, line: SubjectLine) -> dict[str, str | None]:
    return {
        f"{key}.level": line.level,
        f"{key}.score": _number(line.score),
        f"{key}.comment": line.comment,
    }


def _number(value: int | None) -> str | None:
    return None if value is None else str(value)
