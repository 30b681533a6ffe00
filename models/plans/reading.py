"""Reads the words of a DOCX as plain blocks: headings, paragraphs, list items and tables.

Only ``word/document.xml`` is opened, by a parser that refuses definitions and entities; nothing
of the file's own formatting, links, pictures or fields reaches a page.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from models.plans.documents import BODY, MAX_BODY
from models.refusal import Unfit

MAX_BLOCKS = 4_000
MAX_DEPTH = 60
MAX_TAGS = 200_000

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_HEADING = re.compile(r"(?:heading|title|tiêu ?đề)", re.IGNORECASE)
_PART = re.compile(r"(?:[IVX]{1,4}|PHẦN\s+\w+)\s*[.:]\s*\S")  # "I. Yêu cầu cần đạt"
_PICTURES = ("drawing", "pict", "object")
_SKIPPED = ("del", "moveFrom", "instrText", "delText", "rPr", "pPr", "txbxContent")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text; ``strong`` and ``slanted`` as in the file."""

    text: str
    strong: bool = False
    slanted: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the text. ``kind``: heading, paragraph, item or table.

    A table has ``rows`` of cells, each a list of blocks; everything else has ``runs``.
    """

    kind: str
    runs: tuple[Run, ...] = ()
    rows: tuple[tuple[tuple[Block, ...], ...], ...] = ()

    @property
    def text(self) -> str:
        """The words without their weight."""
        return "".join(run.text for run in self.runs)


@dataclass(slots=True)
class Reading:
    """What was read: blocks in order, and how many pictures stayed in the file."""

    blocks: list[Block] = field(default_factory=list)
    pictures: int = 0
    cut: bool = False


def read_docx(content: bytes) -> Reading:
    """Read the text of a DOCX. Raises Unfit (field "file") when it can't be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(BODY) as part:
            body = part.read(MAX_BODY + 1)
        if len(body) > MAX_BODY or body.count(b"<") > MAX_TAGS:
            raise Unfit("Phần chữ của tệp quá dài; không đọc.", field="file")
        root = fromstring(body, forbid_dtd=True)
    except (DefusedXmlException, ParseError) as error:
        raise Unfit("Phần chữ của tệp Word không đọc được.", field="file") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, RuntimeError, OSError,
            ValueError) as error:  # fmt: skip
        raise Unfit("Tệp Word đã hỏng, không đọc được.", field="file") from error
    reading = Reading()
    start = root.find(f"{_W}body")
    for block in _blocks(start if start is not None else root, reading, 0):
        if len(reading.blocks) >= MAX_BLOCKS:
            reading.cut = True
            break
        reading.blocks.append(block)
    return reading


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _blocks(parent: Element, reading: Reading, depth: int) -> Iterator[Block]:
    if depth > MAX_DEPTH:
        reading.cut = True
        return
    for child in parent:
        name = _name(child)
        if name == "p":
            block = _paragraph(child, reading)
            if block is not None:
                yield block
        elif name == "tbl":
            yield _table(child, reading, depth + 1)
        elif name in ("sdt", "sdtContent", "ins", "customXml", "moveTo"):
            yield from _blocks(child, reading, depth + 1)


def _table(table: Element, reading: Reading, depth: int) -> Block:
    rows = []
    for row in table.iterfind(f"{_W}tr"):
        cells = tuple(tuple(_blocks(cell, reading, depth)) for cell in row.iterfind(f"{_W}tc"))
        if cells:
            rows.append(cells)
    return Block("table", rows=tuple(rows))


def _paragraph(paragraph: Element, reading: Reading) -> Block | None:
    runs = _joined(_runs(paragraph, reading, 0))
    if not any(run.text.strip() for run in runs):
        return None
    properties = paragraph.find(f"{_W}pPr")
    style = numbered = None
    if properties is not None:
        style = properties.find(f"{_W}pStyle")
        numbered = properties.find(f"{_W}numPr")
    named = style.get(f"{_W}val", "") if style is not None else ""
    text = "".join(run.text for run in runs).strip()
    if _HEADING.match(named) or (
        _PART.match(text) and all(r.strong for r in runs if r.text.strip())
    ):
        return Block("heading", tuple(runs))
    return Block("item" if numbered is not None else "paragraph", tuple(runs))


def _runs(parent: Element, reading: Reading, depth: int) -> Iterator[Run]:
    if depth > MAX_DEPTH:
        reading.cut = True
        return
    for child in parent:
        name = _name(child)
        if name == "r" and child.tag.startswith(_W):
            yield from _run(child, reading)
        elif name == "t" and child.tag.startswith(_M):
            yield Run(child.text or "")
        elif name not in _SKIPPED:
            yield from _runs(child, reading, depth + 1)


def _run(run: Element, reading: Reading) -> Iterator[Run]:
    properties = run.find(f"{_W}rPr")
    strong, slanted = _is_on(properties, "b"), _is_on(properties, "i")
    for part in run:
        name = _name(part)
        if name == "t":
            yield Run(part.text or "", strong, slanted)
        elif name == "tab":
            yield Run(" ", strong, slanted)
        elif name in ("br", "cr"):
            yield Run("\n", strong, slanted)
        elif name == "noBreakHyphen":
            yield Run("-", strong, slanted)
        elif name in _PICTURES or name == "AlternateContent":
            reading.pictures += 1


def _is_on(properties: Element | None, name: str) -> bool:
    mark = properties.find(f"{_W}{name}") if properties is not None else None
    return mark is not None and mark.get(f"{_W}val", "1") not in ("0", "false", "off", "none")


def _joined(runs: Iterator[Run]) -> list[Run]:
    """Join neighbours of the same weight: Word cuts sentences wherever somebody typed."""
    found: list[Run] = []
    for run in runs:
        last = found[-1] if found else None
        if last is not None and (last.strong, last.slanted) == (run.strong, run.slanted):
            found[-1] = Run(last.text + run.text, run.strong, run.slanted)
        else:
            found.append(run)
    return found
