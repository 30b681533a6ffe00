"""Loading the catalogues into a database, as often as one likes: only what differs is written."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.assessment.drafting import assessed_by
from models.assessment.rule_set import RuleSet, RuleStart, RuleTest, RuleUnit
from models.assessment.unit import Unit
from models.base import Base
from models.people.acknowledgement import RegulationDocument, RegulationItem
from models.pupils.ethnic import EthnicGroup
from seeds.awards import load_award_forms
from seeds.bank import load_bank
from seeds.care import load_conduct, load_growth
from seeds.data import read, rule_set_files, units
from seeds.messages import load_sending
from seeds.plans import load_remarks
from seeds.retention import load_retention

GROUPS = (("mandatory", True), ("elective", False), ("traits", True))


def load(session: Session) -> None:
    """Write the catalogues and what a school begins with; the caller commits."""
    _merge(
        session,
        Unit,
        "code",
        (
            {
                "code": unit["code"],
                "name": unit["name"],
                "short_name": unit.get("short", unit["name"]),
                "kind": unit["kind"],
                "printed_under": unit.get("under"),
                "position": unit["position"],
            }
            for unit in units()
        ),
    )
    _merge(
        session,
        EthnicGroup,
        "code",
        ({"code": g["code"], "name": g["name"]} for g in read("catalogues/ethnic_groups")),
    )
    # by which pupils have results stays as it is (Đ2.10)
    frozen = assessed_by(session)
    known = {row.code: row.id for row in session.scalars(select(RuleSet))}
    files = [data for data in rule_set_files() if known.get(data["code"]) not in frozen]
    _merge(
        session,
        RuleSet,
        "code",
        (
            # As JSON gives it back: a second load then finds nothing to write.
            {"code": d["code"], "name": d["name"], "rules": json.loads(json.dumps(d))}
            for d in files
        ),
    )
    load_conduct(session)
    load_growth(session)
    load_sending(session)
    load_remarks(session)
    load_award_forms(session)
    load_retention(session)
    session.flush()
    load_bank(session)
    for data in files:
        _load_lines(session, data)
    _load_starts(session)
    session.flush()


def load_regulation(session: Session) -> None:
    """Write the regulation of the demo school; a school enters its own (Điều 10.2)."""
    data = read("regulation")
    _merge(
        session,
        RegulationDocument,
        "number",
        [{key: data[key] for key in ("number", "title", "in_force_from")}],
    )
    session.flush()
    document = session.scalars(
        select(RegulationDocument).where(RegulationDocument.number == data["number"])
    ).one()
    known = {
        item.article: item
        for item in session.scalars(
            select(RegulationItem).where(RegulationItem.document_id == document.id)
        )
    }
    for position, (article, text) in enumerate(data["items"].items(), start=1):
        _put(
            session,
            known.get(article),
            RegulationItem,
            {"document_id": document.id, "article": article, "position": position, "text": text},
        )
    session.flush()


def _load_starts(session: Session) -> None:
    """Date the circulars (DOMAIN §1.1), those by which pupils have results too."""
    ids = {row.code: row.id for row in session.scalars(select(RuleSet))}
    begun = {(start.grade, start.autumn) for start in session.scalars(select(RuleStart))}
    session.add_all(
        RuleStart(rule_set_id=ids[data["code"]], grade=grade, autumn=autumn)
        for data in rule_set_files()
        for grade, autumn in data["applies"].items()
        if (grade, autumn) not in begun
    )


def _load_lines(session: Session, data: dict[str, Any]) -> None:
    rule_set = session.scalars(select(RuleSet).where(RuleSet.code == data["code"])).one()
    ids = {unit.code: unit.id for unit in session.scalars(select(Unit))}
    known_units = {
        (row.grade, row.unit_id): row
        for row in session.scalars(select(RuleUnit).where(RuleUnit.rule_set_id == rule_set.id))
    }
    known_tests = {
        (row.grade, row.unit_id, row.period_code)
        for row in session.scalars(select(RuleTest).where(RuleTest.rule_set_id == rule_set.id))
    }
    for group, mandatory in GROUPS:
        for line in data["units"].get(group, ()):
            for grade, code in _pairs(line):
                key = {"rule_set_id": rule_set.id, "grade": grade, "unit_id": ids[code]}
                row = known_units.get((grade, ids[code]))
                _put(session, row, RuleUnit, key | {"mandatory": mandatory})
    for line in data["tests"]:
        for grade, code in _pairs(line):
            for period in line["periods"]:
                if (grade, ids[code], period) not in known_tests:
                    session.add(
                        RuleTest(
                            rule_set_id=rule_set.id,
                            grade=grade,
                            unit_id=ids[code],
                            period_code=period,
                        )
                    )


def _pairs(line: dict[str, Any]) -> Iterable[tuple[int, str]]:
    return ((grade, code) for grade in line["grades"] for code in line["codes"])


def _merge(session: Session, model: type[Base], key: str, rows: Iterable[dict[str, Any]]) -> None:
    known = {getattr(row, key): row for row in session.scalars(select(model))}
    for values in rows:
        _put(session, known.get(values[key]), model, values)


def _put(session: Session, row: Base | None, model: type[Base], values: dict[str, Any]) -> None:
    if row is None:
        session.add(model(**values))
        return
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
