"""Versions of the regulation: in force by date, written ahead, read for good (Điều 10.2)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.people.acknowledgement import RegulationDocument, RegulationItem
from models.refusal import NotReady, Unfit

#: "4.7 Nội dung" or "Điều 9. Nội dung"
_LINE = re.compile(r"(?:Điều\s+|Đ)?(\d{1,3}(?:\.\d{1,3})?)[.:)]?\s+(\S.*)")
LONGEST_NUMBER, LONGEST_TITLE = 60, 300


@dataclass(frozen=True, slots=True)
class Text:
    """A version as it is typed: number, title, first day, and its items as (article, text)."""

    number: str
    title: str
    in_force_from: date
    items: tuple[tuple[str, str], ...]


def version_on(session: Session, day: date) -> RegulationDocument | None:
    """Return the version in force on a day: the newest that has begun."""
    r = RegulationDocument
    begun = select(r).where(r.in_force_from <= day)
    return session.scalars(begun.order_by(r.in_force_from.desc(), r.id.desc()).limit(1)).first()


def versions(session: Session) -> Sequence[RegulationDocument]:
    """Return every version, the newest first."""
    r = RegulationDocument
    return session.scalars(select(r).order_by(r.in_force_from.desc(), r.id.desc())).all()


def items_of(session: Session, document: RegulationDocument | None) -> Sequence[RegulationItem]:
    """Return the items of a version in order."""
    if document is None:
        return ()
    i = RegulationItem
    query = select(i).where(i.document_id == document.id)
    return session.scalars(query.order_by(i.position, i.id)).all()


def lines(items: Sequence[RegulationItem]) -> str:
    """Write items as people edit them: a line each, article first."""
    return "\n".join(f"{item.article} {' '.join(item.text.split())}" for item in items)


def read_lines(text: str) -> tuple[tuple[str, str], ...]:
    """Read items from their lines; a line without a number goes on with the one above.

    Unfit where the first line has no article, or one stands twice.
    """
    found: list[tuple[str, str]] = []
    for number, line in enumerate((part.strip() for part in text.splitlines()), start=1):
        if not line:
            continue
        match = _LINE.fullmatch(line)
        if match:
            if match[1] in (article for article, _ in found):
                raise Unfit(f"Dòng {number}: điều {match[1]} có hai lần.", field="items")
            found.append((match[1], match[2]))
        elif found:
            article, before = found[-1]
            found[-1] = (article, f"{before} {line}")
        else:
            raise Unfit("Mỗi dòng bắt đầu bằng số điều, khoản: 4.7 Nội dung.", field="items")
    if not found:
        raise Unfit("Chưa ghi điều, khoản nào.", field="items")
    return tuple(found)


def write_version(
    session: Session, text: Text, today: date, document: RegulationDocument | None = None
) -> RegulationDocument:
    """Write a new version, or anew one that isn't in force yet.

    The first version of a school may have been in force for years; every other begins tomorrow or
    later. NotReady for a version in force: people acknowledged it as it stands. The caller commits.
    """
    for field, value, longest in (
        ("number", text.number, LONGEST_NUMBER),
        ("title", text.title, LONGEST_TITLE),
    ):
        if not value.strip():
            raise Unfit("Chưa ghi mục này.", field=field)
        if len(value) > longest:
            raise Unfit(f"Dài quá {longest} kí tự.", field=field)
    if document is not None and document.in_force_from <= today:
        raise NotReady("Bản này đã có hiệu lực và đã có người xác nhận; sửa thì soạn bản mới.")
    others = [d for d in versions(session) if document is None or d.id != document.id]
    if others and text.in_force_from <= today:
        raise Unfit("Bản mới có hiệu lực từ ngày mai trở đi.", field="in_force_from")
    if any(d.in_force_from == text.in_force_from for d in others):
        raise Unfit("Đã có bản có hiệu lực từ ngày này.", field="in_force_from")
    if document is None:
        document = RegulationDocument(number=text.number.strip())
        session.add(document)
    document.number, document.title = text.number.strip(), text.title.strip()
    document.in_force_from = text.in_force_from
    session.flush()
    _write_items(session, document, text.items)
    return document


def _write_items(
    session: Session, document: RegulationDocument, items: Sequence[tuple[str, str]]
) -> None:
    known = {item.article: item for item in items_of(session, document)}
    for position, (article, words) in enumerate(items, start=1):
        item = known.pop(article, None)
        if item is None:
            item = RegulationItem(document_id=document.id, article=article)
            session.add(item)
        item.position, item.text = position, words
    for gone in known.values():
        session.delete(gone)
    session.flush()


def take_back(session: Session, document: RegulationDocument, today: date) -> None:
    """Delete a version that isn't in force yet; NotReady for one that is."""
    if document.in_force_from <= today:
        raise NotReady("Bản này đã có hiệu lực nên được giữ lại.")
    for item in items_of(session, document):
        session.delete(item)
    session.flush()
    session.delete(document)
    session.flush()


def changes(
    items: Sequence[RegulationItem], before: Sequence[RegulationItem]
) -> tuple[dict[str, str], list[str]]:
    """Compare a version with the one before: article → "mới" or "sửa", and what is left out."""
    old = {item.article: " ".join(item.text.split()) for item in before}
    marks = {}
    for item in items:
        if item.article not in old:
            marks[item.article] = "mới"
        elif old[item.article] != " ".join(item.text.split()):
            marks[item.article] = "sửa"
    here = {item.article for item in items}
    return marks, [article for article in old if article not in here]
