"""What the receiver calls our fields: data, for its schema isn't public (DOMAIN §5)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from seeds.data import read

SCHEMAS = Path(__file__).parent / "schema"


@dataclass(frozen=True, slots=True)
class Field:
    """A field: our name, theirs, the word on screen, its heading in their Excel sheets."""

    ours: str
    theirs: str
    required: bool
    label: str = ""
    article: str = ""
    excel: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A group of fields: one element, or a list of such."""

    element: str
    fields: tuple[Field, ...]
    list: str = ""


@dataclass(frozen=True, slots=True)
class Mapping:
    """The whole mapping, with the version of our schema that it belongs to."""

    version: str
    namespace: str
    root: str
    record: Part
    study: Part
    subjects: Part
    traits: Part
    file: dict[str, str]
    codes: dict[str, Any]


@cache
def mapping() -> Mapping:
    """Read the mapping of this version of the program."""
    data = dict(read("catalogues/report_book"))
    parts = {name: _part(data.pop(name)) for name in ("record", "study", "subjects", "traits")}
    return Mapping(**data, **parts)


def _part(data: dict[str, Any]) -> Part:
    fields = tuple(Field(**one) for one in data["fields"])
    return Part(data["element"], fields, data.get("list", ""))


@cache
def schema() -> etree.XMLSchema:
    """Return the XSD of the mapping's version."""
    return etree.XMLSchema(etree.parse(SCHEMAS / f"hoc-ba-{mapping().version}.xsd"))
