"""The demo's pupils: names, birth, background, guardians, and how they came and went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from models.names import fold, sort_key
from models.people import Sex
from models.pupils import (
    Enrolment,
    EnrolmentInterval,
    EthnicGroup,
    Guardian,
    IndividualPlan,
    PersonalId,
    Pupil,
    PupilBackground,
    PupilBirth,
    Relation,
)
from permissions import guard
from permissions.session import GuardedSession
from seeds.demo.data import demo_school, names
from seeds.demo.world import World

NEWCOMER = ("3B", 21)  # class, week of entry: February in a usual year
LEAVER = ("5B", 30)  # class, last week
INDIVIDUAL = "2B"
UNNUMBERED = "1B"  # whose papers the office hasn't entered in the register yet
FAILING = ("3A", "4A")


@dataclass(frozen=True, slots=True)
class Child:
    """A pupil of the demo. ``kind``: excellent, good, steady, failing or individual."""

    id: int
    name: str
    sex: Sex
    room: str
    kind: str
    from_date: date
    to_date: date | None
    newcomer: bool

    def there(self, day: date) -> bool:
        """Tell whether the pupil is at the school on a day."""
        return self.from_date <= day and (self.to_date is None or self.to_date >= day)


@dataclass(slots=True)
class _Draft:
    room: str
    name: str
    sex: Sex
    family: str
    kind: str = "steady"


def build_pupils(world: World, rng: Random) -> list[Child]:
    """Write all pupils with what belongs to them; return who sits where, and how they learn."""
    drafts = [d for room in demo_school()["classes"] for d in _class_list(room, rng)]
    with world.setup() as s:
        groups = {g.name: g.id for g in s.scalars(select(EthnicGroup))}
        ids = guard.write(s, Pupil, creates=[_pupil(n, d) for n, d in enumerate(drafts, start=1)])
        numbered = list(zip(ids, drafts, strict=True))
        births = {i: _birth(world, d, rng) for i, d in numbered}
        guard.write(
            s,
            PupilBirth,
            creates=[{"pupil_id": i, "birth_date": births[i], "sex": d.sex} for i, d in numbered],
        )
        guard.write(
            s, PupilBackground, creates=[_background(i, d, groups, rng) for i, d in numbered]
        )
        guard.write(
            s,
            PersonalId,
            creates=[
                {"pupil_id": i, "number": _personal_id(n, births[i], d.sex)}
                for n, (i, d) in enumerate(numbered)
                if n % 40 != 7  # noqa: PLR2004 - a few families haven't brought the paper yet
            ],
        )
        guard.write(s, Guardian, creates=[g for i, d in numbered for g in _guardians(i, d, rng)])
        children = _enrol(s, world, numbered)
        s.commit()
    _plan_individually(world, children)
    return children


def _class_list(room: dict[str, Any], rng: Random) -> list[_Draft]:
    drafts: list[_Draft] = []
    while len(drafts) < room["pupils"]:
        sex = Sex.FEMALE if rng.random() < 0.49 else Sex.MALE  # noqa: PLR2004
        parts = names()["girls" if sex is Sex.FEMALE else "boys"]
        family = rng.choice(names()["families"])
        name = f"{family} {rng.choice(parts['middle'])} {rng.choice(parts['given'])}"
        if all(name != d.name for d in drafts) and len(set(name.split())) == len(name.split()):
            drafts.append(_Draft(room["name"], name, sex, family))
    for place, draft in enumerate(rng.sample(drafts, len(drafts))):
        share = place / len(drafts)
        draft.kind = "excellent" if share < 0.22 else "good" if share < 0.5 else "steady"  # noqa: PLR2004
    steady = [d for d in drafts if d.kind == "steady"]
    if room["name"] in FAILING:
        steady[0].kind = "failing"
    if room["name"] == INDIVIDUAL:
        steady[0].kind = "individual"
    return sorted(drafts, key=lambda d: sort_key(d.name))


def _pupil(number: int, draft: _Draft) -> dict[str, Any]:
    return {
        "code": f"00{26000000 + number * 37}",
        "register_number": None if draft.room == UNNUMBERED else 1200 + number,
        "full_name": draft.name,
        "sort_key": sort_key(draft.name),
        "folded": fold(draft.name),
    }


def _birth(world: World, draft: _Draft, rng: Random) -> date:
    year = int(world.days.year_name[:4]) - 5 - int(draft.room[0])
    return date(year, rng.randint(1, 12), rng.randint(1, 28))


def _personal_id(number: int, born: date, sex: Sex) -> str:
    """Return a number of the right form with a province code (000) that doesn't exist."""
    return f"000{3 if sex is Sex.FEMALE else 2}{born.year % 100:02d}{number:06d}"


def _background(
    pupil_id: int, draft: _Draft, groups: dict[str, int], rng: Random
) -> dict[str, Any]:
    parts = names()
    khmer = draft.family == "Thạch"
    return {
        "pupil_id": pupil_id,
        "ethnic_group_id": groups["Khơ-me" if khmer else rng.choice(parts["ethnic_groups"])],
        "nationality": "Việt Nam",
        "birth_place": rng.choice(parts["birth_places"]),
        "native_place": rng.choice(parts["native_places"]) + ", tỉnh Sông Tiền",
        "address": f"{rng.choice(parts['hamlets'])}, xã Hoa Mai, tỉnh Sông Tiền",
        "poor_household": rng.random() < 0.05,  # noqa: PLR2004
        "disability": draft.kind == "individual",
    }


def _guardians(pupil_id: int, draft: _Draft, rng: Random) -> list[dict[str, Any]]:
    parts = names()
    found = []
    for relation, key, family in (
        (Relation.FATHER, "fathers", draft.family),
        (Relation.MOTHER, "mothers", rng.choice(parts["families"])),
    ):
        middle, given = rng.choice(parts[key]["middle"]), rng.choice(parts[key]["given"])
        if relation is Relation.MOTHER or rng.random() < 0.94:  # noqa: PLR2004
            found.append(
                {
                    "pupil_id": pupil_id,
                    "relation": relation,
                    "full_name": f"{family} {middle} {given}",
                    "occupation": rng.choice(parts["occupations"]),
                    "phone": f"09001{rng.randint(0, 99999):05d}",
                }
            )
    return found


def _enrol(s: GuardedSession, world: World, numbered: list[tuple[int, _Draft]]) -> list[Child]:
    children, seen = [], set()
    for i, d in numbered:
        child = Child(i, d.name, d.sex, d.room, d.kind, world.days.monday(1), None, newcomer=False)
        if d.kind == "steady" and d.room == NEWCOMER[0] and NEWCOMER not in seen:
            seen.add(NEWCOMER)
            entry = world.days.monday(NEWCOMER[1]) + timedelta(days=1)
            child = Child(i, d.name, d.sex, d.room, d.kind, entry, None, newcomer=True)
        elif d.kind == "steady" and d.room == LEAVER[0] and LEAVER not in seen:
            seen.add(LEAVER)
            last = world.days.monday(LEAVER[1]) + timedelta(days=4)
            child = Child(i, d.name, d.sex, d.room, d.kind, child.from_date, last, newcomer=False)
        children.append(child)
    rows = [{"pupil_id": c.id, "class_id": world.classes[c.room]} for c in children]
    ids = guard.write(s, Enrolment, creates=rows)
    guard.write(
        s,
        EnrolmentInterval,
        creates=[
            row
            | {
                "enrolment_id": i,
                "from_date": c.from_date,
                "to_date": c.to_date,
                "newcomer": c.newcomer,
                "reason": _why(c),
            }
            for i, row, c in zip(ids, rows, children, strict=True)
        ],
    )
    return children


def _why(child: Child) -> str | None:
    if child.newcomer:
        return "Chuyển đến từ Trường Tiểu học Long Sen"
    return "Theo gia đình chuyển đến Bến Mây" if child.to_date else None


def _plan_individually(world: World, children: list[Child]) -> None:
    with world.acting("CB003", reason="Quyết định 31/QĐ-THHM") as s:
        for child in children:
            if child.kind == "individual":
                note = "Theo kế hoạch giáo dục cá nhân đã thống nhất với gia đình"
                row = IndividualPlan(pupil_id=child.id, year_id=world.year_id, note=note)
                s.add(row)
