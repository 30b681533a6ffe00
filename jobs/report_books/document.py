"""The XML of a pupil's year by the mapping: the same facts give the same bytes."""

from __future__ import annotations

import hashlib
from typing import Any

from lxml import etree

from jobs.report_books.facts import Book, Values
from jobs.report_books.mapping import Part, mapping, schema


def xml_of(book: Book, pdf: bytes) -> bytes:
    """Write a book as XML, bound to its PDF by hash; fields without a value are left out."""
    m = mapping()
    root = etree.Element(f"{{{m.namespace}}}{m.root}", {"phienban": m.version}, {None: m.namespace})
    _put(root, m.record, book.record)
    for part, lines in (
        (m.study, book.study),
        (m.subjects, book.subjects),
        (m.traits, book.traits),
    ):
        around = etree.SubElement(root, f"{{{m.namespace}}}{part.list}")
        for line in lines:
            _put(around, part, line)
    etree.SubElement(
        root,
        f"{{{m.namespace}}}{m.file['element']}",
        {m.file["sha256"]: hashlib.sha256(pdf).hexdigest(), m.file["size"]: str(len(pdf))},
    )
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return written


def _put(around: Any, part: Part, values: Values) -> None:
    namespace = mapping().namespace
    here = etree.SubElement(around, f"{{{namespace}}}{part.element}")
    for one in part.fields:
        value = _legal(values.get(one.ours))
        if value:
            etree.SubElement(here, f"{{{namespace}}}{one.theirs}").text = value


def _legal(text: str | None) -> str:
    """Return a text without the control characters that XML can't hold."""
    return "".join(c for c in text or "" if c >= " " or c in "\n\t")


def faults(document: bytes) -> list[str]:
    """Return where an XML breaks our schema, in its words; empty when it fits."""
    found = schema()
    parsed = etree.fromstring(document)
    if found.validate(parsed):
        return []
    return [f"dòng {one.line}: {one.message}"[:200] for one in found.error_log]
