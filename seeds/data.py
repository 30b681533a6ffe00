"""Reading the catalogue files: units, ethnic groups, rule sets, calendars, and their aliases."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from models.assessment.unit import UnitKind
from models.names import fold

HERE = Path(__file__).parent
FAMILIES = {
    "subjects": UnitKind.SUBJECT,
    "qualities": UnitKind.QUALITY,
    "general": UnitKind.GENERAL,
    "specific": UnitKind.SPECIFIC,
}
_PREFIXES = {
    UnitKind.QUALITY: ("PC", "Phẩm chất"),
    UnitKind.GENERAL: ("NL", "NL chung", "Năng lực"),
    UnitKind.SPECIFIC: ("NL", "NL đặc thù", "Năng lực"),
}


@cache
def read(name: str) -> Any:
    """Return the content of a YAML file of this folder ("catalogues/units")."""
    return yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))


@cache
def rule_set_files() -> tuple[dict[str, Any], ...]:
    """Return every rule set file, the newest circular first."""
    found = [read(f"rule_sets/{path.stem}") for path in (HERE / "rule_sets").glob("*.yaml")]
    return tuple(sorted(found, key=lambda data: -min(data["applies"].values())))


def units() -> list[dict[str, Any]]:
    """Return all units in the order of the forms, each with its ``kind`` and ``position``."""
    listed = read("catalogues/units")
    entries = [
        {**entry, "kind": kind} for family, kind in FAMILIES.items() for entry in listed[family]
    ] + [{**entry, "kind": UnitKind(entry["kind"]), "older": True} for entry in listed["older"]]
    return [{**entry, "position": number} for number, entry in enumerate(entries, start=1)]


def named_units() -> list[dict[str, Any]]:
    """Return all units with those of older circulars first: of a shared word the present one's."""
    return sorted(units(), key=lambda unit: not unit.get("older"))


@cache
def subject_aliases() -> dict[str, str]:
    """Return folded name, code or alias of a subject → unit code ("tieng anh" → NN1)."""
    return {
        fold(word): unit["code"]
        for unit in named_units()
        if unit["kind"] is UnitKind.SUBJECT
        for word in (unit["code"], unit["name"], *unit.get("aliases", ()))
    }


@cache
def trait_aliases() -> dict[str, str]:
    """Return folded words for a trait → unit code ("pc yeu nuoc", "nl khoa hoc" → PC1, NLD3).

    A bare name ("khoa hoc") may also be a subject's: ask the subjects first.
    """
    found: dict[str, str] = {}
    for unit in named_units():
        for word in (unit["name"], *unit.get("aliases", ())):
            for prefix in _PREFIXES.get(unit["kind"], ()):
                found[fold(f"{prefix} {word}")] = unit["code"]
            if unit["kind"] is not UnitKind.SUBJECT:
                found[fold(word)] = unit["code"]
        if unit["kind"] is not UnitKind.SUBJECT:
            found[fold(unit["code"])] = unit["code"]
    return found


@cache
def ethnic_aliases() -> dict[str, str]:
    """Return folded name or alias of an ethnic group → its name ("khmer" → Khơ-me)."""
    return {
        fold(word): group["name"]
        for group in read("catalogues/ethnic_groups")
        for word in (group["name"], *group.get("aliases", ()))
    }
