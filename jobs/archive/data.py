"""The records of a year as CSV and JSON with a JSON schema, table by table, in any program's reach.

JSON holds each value as it is; CSV opens in Excel, and a text that could become a formula there
begins with an apostrophe. What a column is called in words stands in the schema.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import JSON, Boolean, Date, Float, Integer, LargeBinary, Numeric, select
from sqlalchemy.orm import Session

from models.base import Base, UTCDateTime, models_by_table
from models.school import SchoolYear
from permissions.history import plain

HERE = Path(__file__).parent
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
CHUNK = 2_000
LEFT_OUT = "left_out"
_YEAR = "https://json-schema.org/draft/2020-12/schema"
#: a column that leads to a row which itself belongs to a year
PARENTS = {"meeting_id": "meeting", "transfer_id": "transfer", "rule_set_id": "rule_application"}


@dataclass(frozen=True, slots=True)
class Kept:
    """A table that the package holds, and its kind (retention class)."""

    kind: str
    model: type[Base]


def assigned() -> dict[str, list[str]]:
    """Return the names of tables by kind, those that are left out too."""
    found: dict[str, list[str]] = yaml.safe_load((HERE / "tables.yaml").read_text(encoding="utf-8"))
    return found


@cache
def kept() -> tuple[Kept, ...]:
    """Return the tables that a package holds, in the order of the file."""
    kinds = assigned()
    known = models_by_table()
    return tuple(
        Kept(kind, known[name])
        for kind, names in kinds.items()
        if kind != LEFT_OUT
        for name in names
    )


def of_year(model: type[Base], year: SchoolYear) -> Any:
    """Return the condition that limits a table to a year; None for what has no year (frames)."""
    tables, columns = Base.metadata.tables, model.__table__.c
    classes = select(tables["school_class"].c.id).where(tables["school_class"].c.year_id == year.id)
    periods = select(tables["period"].c.id).where(tables["period"].c.year_id == year.id)
    seats = tables["enrolment"]
    pupils = select(seats.c.pupil_id).where(seats.c.class_id.in_(classes))
    of: Any = model
    if model is SchoolYear:
        return of.id == year.id
    if model.__tablename__ == "pupil":
        return of.id.in_(pupils)
    if "year_id" in columns:
        return of.year_id == year.id
    found = None
    for name, ids in (("class_id", classes), ("period_id", periods), ("pupil_id", pupils)):
        if name in columns:
            found = getattr(of, name).in_(ids)
            break
    return found if found is not None else _by_parent(model, year)


def _by_parent(model: type[Base], year: SchoolYear) -> Any:
    of: Any = model
    for column, parent in PARENTS.items():
        if column in model.__table__.c:
            found: Any = models_by_table()[parent]
            key = found.rule_set_id if parent == "rule_application" else found.id
            return getattr(of, column).in_(select(key).where(of_year(found, year)))
    return None


def rows(session: Session, model: type[Base], year: SchoolYear) -> Iterator[dict[str, Any]]:
    """Read the rows of a table of a year as plain values; bytes as their hash."""
    of: Any = model
    names = [c.name for c in model.__table__.columns]
    query = select(*(getattr(of, name) for name in names)).order_by(of.id)
    limit = of_year(model, year)
    if limit is not None:
        query = query.where(limit)
    for row in session.execute(query, execution_options={"yield_per": CHUNK}):
        yield {name: plain(value) for name, value in zip(names, row, strict=True)}


def write(folder: Path, model: type[Base], found: Iterator[dict[str, Any]]) -> int:
    """Write a table's three files; return how many rows it has."""
    name, count = model.__tablename__, 0
    columns = [c.name for c in model.__table__.columns]
    schema = json.dumps(schema_of(model), ensure_ascii=False, indent=1)
    (folder / f"{name}.schema.json").write_text(schema, encoding="utf-8")
    with (
        (folder / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as flat,
        (folder / f"{name}.json").open("w", encoding="utf-8") as deep,
    ):
        line = csv.writer(flat)
        line.writerow(columns)
        deep.write("[")
        for row in found:
            line.writerow([_inert(row[column]) for column in columns])
            deep.write(("," if count else "") + "\n" + json.dumps(row, ensure_ascii=False))
            count += 1
        deep.write("\n]\n")
    return count


def _inert(value: Any) -> Any:
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and value.startswith(DANGEROUS):
        return f"'{value}"
    return value


def schema_of(model: type[Base]) -> dict[str, Any]:
    """Return the JSON schema of a table's file: types, words, and what each column refers to."""
    properties = {}
    for column in model.__table__.columns:
        words: dict[str, Any] = {"title": column.info.get("label") or column.name}
        if column.info.get("help"):
            words["description"] = column.info["help"]
        for key in sorted(key.target_fullname for key in column.foreign_keys)[:1]:
            words["$comment"] = f"tham chiếu {key}"
        kinds = _kinds(column.type)
        if kinds:
            words["type"] = [*kinds, "null"] if column.nullable else list(kinds)
        properties[column.name] = words
    item = {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
    return {"$schema": _YEAR, "title": model.label, "type": "array", "items": item}


def _kinds(kind: Any) -> tuple[str, ...]:
    for types, word in (
        ((Boolean,), ("boolean",)),
        ((JSON,), ()),
        ((Integer,), ("integer",)),
        ((Float, Numeric), ("number", "string")),
        ((LargeBinary, Date, UTCDateTime), ("string",)),
    ):
        if isinstance(kind, types):
            return word
    return ("string",)


def write_all(
    session: Session,
    folder: Path,
    year: SchoolYear,
    told: Callable[[Kept, int], None] = lambda *_: None,
) -> dict[str, str]:
    """Write every table; return the kind of each file by name. ``told`` hears of rows read."""
    folder.mkdir(parents=True, exist_ok=True)
    kinds = {}
    for one in kept():
        told(one, write(folder, one.model, rows(session, one.model, year)))
        for ending in ("csv", "json", "schema.json"):
            kinds[f"{folder.name}/{one.model.__tablename__}.{ending}"] = one.kind
    return kinds
