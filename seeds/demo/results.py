"""The demo's results: four periods as each teacher gave them, by how a pupil learns.

GHK1, CHK1 and GHK2 are complete; at the year's end some cells are still empty (seeds/demo/gaps.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from sqlalchemy import select

from models.assessment import (
    DeclaredAbsence,
    RuleApplication,
    RuleTest,
    RuleUnit,
    SubjectResult,
    TraitResult,
    Unit,
    UnitKind,
)
from permissions import guard
from seeds.demo.comments import Pen
from seeds.demo.data import demo_school, teachers
from seeds.demo.gaps import empty
from seeds.demo.pupils import Child
from seeds.demo.slips import slip
from seeds.demo.world import World

TERMS = ("GHK1", "CHK1", "GHK2", "CN")
NEWCOMER_DAYS = 15
#: The failing pupil's subject; two more stay at H.
FAILED = "TOAN"
WORDS = 20


@dataclass(frozen=True, slots=True)
class Forms:
    """What the rule set asks for: subjects and traits by grade, and what is tested when."""

    subjects: dict[int, list[str]]
    traits: dict[int, list[str]]
    tests: frozenset[tuple[int, str, str]]


def build_results(world: World, children: list[Child], rng: Random) -> None:
    """Write every result as the teacher who held the assignment at the period's end."""
    forms, classes = _forms(world), demo_school()["classes"]
    for term in TERMS:
        day = min(world.periods[term].to_date, world.days.today)
        present = [c for c in children if _present(c, world, term)]
        rooms = {r["name"]: [c for c in present if c.room == r["name"]] for r in classes}
        rows: dict[str, list[dict[str, Any]]] = {}
        pens = {name: Pen(Random(f"{WORDS} {term} {name}")) for name in rooms}  # noqa: S311
        for name, here in rooms.items():
            _add_subject_rows(rows, world, forms, term, here, rng, pens[name])
        for code, mine in rows.items():
            with world.acting(code, on=day) as s:
                guard.write(s, SubjectResult, creates=mine)
        for room in classes:
            here = rooms[room["name"]]
            with world.acting(room["homeroom"], on=day) as s:
                traits = _trait_rows(world, forms, term, here, rng, pens[room["name"]])
                guard.write(s, TraitResult, creates=traits)
                guard.write(s, DeclaredAbsence, creates=_absences(world, term, here, rng))


def _forms(world: World) -> Forms:
    subjects: dict[int, list[str]] = {}
    traits: dict[int, list[str]] = {}
    with world.setup() as s:
        units = {u.id: u for u in s.scalars(select(Unit).order_by(Unit.position))}
        here = {
            (a.rule_set_id, a.grade)
            for a in s.scalars(
                select(RuleApplication).where(RuleApplication.year_id == world.year_id)
            )
        }
        tested = [t for t in s.scalars(select(RuleTest)) if (t.rule_set_id, t.grade) in here]
        tests = {(t.grade, units[t.unit_id].code, t.period_code) for t in tested}
        order = {i: n for n, i in enumerate(units)}
        rows = [r for r in s.scalars(select(RuleUnit)) if (r.rule_set_id, r.grade) in here]
        for row in sorted(rows, key=lambda r: order[r.unit_id]):
            unit = units[row.unit_id]
            kind = subjects if unit.kind is UnitKind.SUBJECT else traits
            kind.setdefault(row.grade, []).append(unit.code)
    return Forms(subjects, traits, frozenset(tests))


def _present(child: Child, world: World, term: str) -> bool:
    """Tell whether a pupil's cells are expected at a period (DESIGN §4)."""
    end = world.periods[term].to_date
    if child.to_date is not None and child.to_date < end:
        return False
    return not child.newcomer or (end - child.from_date).days >= NEWCOMER_DAYS


def _teacher(room: str, unit: str, term: str) -> str | None:
    left = demo_school()["left"]
    if term == "CN" and unit == left["unit"] and room in left["classes"]:
        return next((c for c, rooms in left["followed"].items() if room in rooms), None)
    return teachers().get((room, unit))


def _add_subject_rows(
    rows: dict[str, list[dict[str, Any]]],
    world: World,
    forms: Forms,
    term: str,
    here: list[Child],
    rng: Random,
    pen: Pen,
) -> None:
    cells: dict[tuple[int, str], dict[str, Any]] = {}
    for behind, child in zip(reversed(range(len(here))), here, strict=True):
        grade = int(child.room[0])
        for unit in forms.subjects[grade]:
            code = _teacher(child.room, unit, term)
            if code is None:
                continue
            level, score = subject_level(child, unit, term, rng)
            cell: dict[str, Any] = {
                "level": level,
                "score": score if (grade, unit, term) in forms.tests else None,
                "comment": pen.subject(unit, level, child, code),
            }
            cells[child.id, unit] = cell
            cell |= dict.fromkeys(empty(child.room, unit, term, behind))
            if any(cell.values()):
                cell |= _keys(world, child, unit, term)
                rows.setdefault(code, []).append(cell)
    slip(here, term, cells)


def _keys(world: World, child: Child, unit: str, term: str) -> dict[str, Any]:
    return {
        "class_id": world.classes[child.room],
        "unit_id": world.units[unit],
        "period_id": world.periods[term].id,
        "pupil_id": child.id,
    }


def subject_level(child: Child, unit: str, term: str, rng: Random) -> tuple[str, int]:
    """Return level and test score of a pupil in a unit: they fit each other, and the year grows."""
    early = term != "CN"
    if child.kind == "excellent":
        return ("H", 8) if early and rng.random() < 0.06 else ("T", rng.choice((9, 9, 10)))  # noqa: PLR2004
    if child.kind == "good":
        return ("H", 7) if early and rng.random() < 0.2 else ("T", rng.choice((7, 8, 8, 9, 9)))  # noqa: PLR2004
    if child.kind == "failing":
        return ("C", rng.choice((3, 4))) if unit == FAILED else ("H", rng.choice((5, 5, 6)))
    if rng.random() < (0.35 if early else 0.5):
        return "T", rng.choice((7, 8, 8, 9))
    return "H", rng.choice((5, 6, 6, 7))


def _trait_rows(
    world: World, forms: Forms, term: str, here: list[Child], rng: Random, pen: Pen
) -> list[dict[str, Any]]:
    rows = []
    teacher = next(r["homeroom"] for r in demo_school()["classes"] if r["name"] == here[0].room)
    for behind, child in zip(reversed(range(len(here))), here, strict=True):
        for unit in forms.traits[int(child.room[0])]:
            level = _trait_level(child, unit, term, rng)
            if "level" in empty(child.room, unit, term, behind):
                continue
            comment = pen.trait(unit, level, child, teacher) if term == "CN" else None
            rows.append(_keys(world, child, unit, term) | {"level": level, "comment": comment})
    return rows


def _trait_level(child: Child, unit: str, term: str, rng: Random) -> str:
    if child.kind in ("excellent", "good"):
        return "Đ" if term != "CN" and rng.random() < 0.08 else "T"  # noqa: PLR2004
    if child.kind == "failing" and unit == "NLD2":
        return "C"
    return "T" if rng.random() < 0.55 else "Đ"  # noqa: PLR2004


def _absences(world: World, term: str, here: list[Child], rng: Random) -> list[dict[str, Any]]:
    return [
        {
            "class_id": world.classes[child.room],
            "period_id": world.periods[term].id,
            "pupil_id": child.id,
            "excused": rng.choice((0, 0, 0, 1, 1, 2, 3)),
            "unexcused": rng.choice((0, 0, 0, 0, 0, 0, 1)),
        }
        for child in here
        if not empty(child.room, "absence", term, 0)
    ]
