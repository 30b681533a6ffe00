"""A class in the national database's columns: the record's fields, then level and score by unit.

The headings are data (seeds/catalogues/report_book.yaml), since they change (DOMAIN §5.5).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from jobs.report_books.facts import Book
from jobs.report_books.mapping import Field, mapping

DATES = ("birth_date",)


def _fields() -> list[Field]:
    return [one for one in mapping().record.fields if one.excel]


def heads(books: Sequence[Book] = ()) -> list[str]:
    """Return the headings; subjects and traits of these books stand behind the record."""
    found = ["STT", *(one.excel for one in _fields())]
    for _, name, scored in _units(books):
        found += [f"{name}: mức đạt được", *([f"{name}: điểm KTĐK"] if scored else [])]
    return found


def rows(books: Sequence[Book]) -> list[list[str | int | None]]:
    """Return a row a pupil; dates as dd/mm/yyyy, codes as text."""
    units = _units(books)
    return [
        [number, *_record(book), *_results(book, units)] for number, book in enumerate(books, 1)
    ]


def _record(book: Book) -> list[str | int | None]:
    found: list[str | int | None] = []
    for one in _fields():
        value = book.record.get(one.ours)
        if value and one.ours in DATES:
            value = f"{date.fromisoformat(value):%d/%m/%Y}"
        found.append(value)
    return found


def _units(books: Sequence[Book]) -> list[tuple[str, str, bool]]:
    """Return (code, name, whether any is scored) of what the books assess, in order."""
    found: dict[str, tuple[str, bool]] = {}
    for book in books:
        for line in (*book.subjects, *book.traits):
            code, name = str(line["code"]), str(line["name"])
            scored = found.get(code, (name, False))[1] or line.get("score") is not None
            found[code] = (name, scored)
    return [(code, name, scored) for code, (name, scored) in found.items()]


def _results(book: Book, units: list[tuple[str, str, bool]]) -> list[str | int | None]:
    lines = {str(line["code"]): line for line in (*book.subjects, *book.traits)}
    found: list[str | int | None] = []
    for code, _, scored in units:
        line = lines.get(code, {})
        score = line.get("score")
        found += [line.get("level"), *([int(score) if score else None] if scored else [])]
    return found
